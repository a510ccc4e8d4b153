"""What stands beside a descriptor: merchant category codes and expense texts, as second signals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from shadowscan.rules import RuleBook


@dataclass(frozen=True, slots=True)
class MccRules:
    """Hold `mcc.yml`."""

    title: str
    why: str
    source: str
    supports: list[str]
    contradicts: list[list[str]]
    short_forms: dict[str, str]
    software_texts: list[str]
    public_domains: list[str]


class Context:
    """Judge codes and texts by the rules."""

    def __init__(self, rules: RuleBook) -> None:
        self.rules = rules.one("mcc", MccRules)
        self._supports = frozenset(self.rules.supports)
        self._forms = {_key(text): code for text, code in self.rules.short_forms.items()}
        self._software = re.compile("|".join(self.rules.software_texts), re.IGNORECASE)

    def code(self, text: str) -> str:
        """Return the four-digit code a text stands for (a code or its description), else an empty text."""
        text = text.strip()
        if text.isdigit():
            return "" if int(text) == 0 or len(text) > 4 else text.zfill(4)
        return self._forms.get(_key(text)) or (_descriptions().get(_key(text), "") if len(text) > 3 else "")

    def supports(self, code: str) -> bool:
        """Tell whether software is often sold under this code."""
        return code in self._supports

    def contradicts(self, code: str) -> bool:
        """Tell whether software is hardly ever sold under this code."""
        return any(low <= code <= high for low, high in self.rules.contradicts) if code else False

    def is_public(self, domain: str) -> bool:
        """Tell whether a domain is a public body's."""
        return bool(domain) and f".{domain}".endswith(tuple(self.rules.public_domains))

    def says_software(self, text: str) -> bool:
        """Tell whether an expense type or ledger text names software."""
        return bool(text) and self._software.search(text) is not None


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.casefold()).strip()


@cache
def _descriptions() -> dict[str, str]:
    """Descriptions of the codes as ISO, the card networks and public bodies write them (package iso18245)."""
    import iso18245

    table: dict[str, str] = {}
    for entry in iso18245.get_all_mccs():
        for text in (
            entry.iso_description,
            entry.usda_description,
            entry.stripe_description,
            entry.visa_description,
            entry.mastercard_description,
            entry.amex_description,
        ):
            if text:
                table.setdefault(_key(text), entry.mcc)
    return table
