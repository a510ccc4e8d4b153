"""Ids by id or by name: what exports call units, services and capabilities."""

from __future__ import annotations

from collections.abc import Iterable

_EVERYBODY = "*"


class Index:
    """Find ids; a name that two rows bear leads to none of them."""

    def __init__(self, capabilities: Iterable[tuple[str, str]]) -> None:
        self._ids: dict[str, dict[str, str]] = {}
        self._names: dict[str, dict[str, set[str]]] = {}
        for category_id, name in capabilities:
            self.add("capabilities", category_id, name)

    def add(self, kind: str, one: str, name: str) -> None:
        """Note a row by its id and name."""
        self._ids.setdefault(kind, {}).setdefault(one.casefold(), one)
        if name:
            self._names.setdefault(kind, {}).setdefault(_folded(name), set()).add(one)

    def find(self, kind: str, text: str) -> str:
        """Return the id that a text means; empty where it means none, or several."""
        if text == _EVERYBODY:
            return text
        one = self._ids.get(kind, {}).get(text.casefold())
        named = self._names.get(kind, {}).get(_folded(text), set())
        return one or (next(iter(named)) if len(named) == 1 else "")

    def same_service(self, service_id: str, name: str) -> str:
        """Return the id under which a service of this id or name is known; its own where it is new."""
        known = self._ids.get("services", {}).get(service_id.casefold()) or self.find("services", name)
        if known:
            self._ids.setdefault("services", {}).setdefault(service_id.casefold(), known)
        return known or service_id


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
