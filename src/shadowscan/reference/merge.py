"""Rows of exports laid under the organisation's own tables: what these say stands, exports fill what is blank."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from shadowscan.errors import InputError
from shadowscan.reference.attainment import Tallied, attainment, level_of
from shadowscan.reference.cells import Raw, lists
from shadowscan.reference.exports import Export, Mapped
from shadowscan.reference.formats import DEFINITIONS, CellRule
from shadowscan.reference.index import Index

# In this order, so that a row finds those it names; and what makes two rows of a table one.
KEYS: Mapping[str, tuple[str, ...]] = {
    "business_units": ("business_unit_id",),
    "cost_centres": ("cost_centre", "valid_from"),
    "people": ("person_id",),
    "services": ("service_id",),
    "service_products": ("service_id", "vendor", "product"),
    "service_links": ("service_id", "underpins_id"),
    "initiatives": ("initiative_id",),
    "initiative_services": ("initiative_id", "service_id", "role"),
    "slas": ("sla_id",),
    "sla_results": ("sla_id", "period"),
    "market": ("seen_on", "product", "organisation"),
    "policy": ("vendor", "product"),
}
_NAMED = ("business_units", "services")  # found by name as well as by id


class Merging:
    """Take rows into tables one by one; what cannot be taken is counted with its reason."""

    def __init__(
        self, own: Mapping[str, Sequence[Raw]], kinds: Mapping[str, type], capabilities: Iterable[tuple[str, str]]
    ):
        self._kinds = kinds
        self._lists = {name: lists(kind) for name, kind in kinds.items()}
        self._index = Index(capabilities)
        # values and place, own ones first
        self._rows: dict[str, list[tuple[dict[str, str], str]]] = {name: [] for name in own}
        self._places: dict[str, dict[tuple[str, ...], int]] = {}
        self._fixed: dict[str, list[set[str]]] = {}  # columns of own rows that say something
        self.left: dict[str, Counter[str]] = {}  # rows left out, by file and reason
        self.taken: dict[str, Counter[str]] = {}
        for name, rows in own.items():
            for raw in rows:
                self._add(name, dict(raw.values), raw.place)
                self._fixed.setdefault(name, []).append({column for column, text in raw.values.items() if text})

    def take(self, exports: Sequence[Export]) -> None:
        """Take the rows of all exports, table by table."""
        for table in (*KEYS, DEFINITIONS):
            rows = [(row, export) for export in exports for row in export.rows if row.table == table]
            # Rows that name others of their own table come after those that make them.
            rows.sort(key=lambda pair: any(rule.of == table for rule in pair[0].rules.values()))
            tallied = [one for row, export in rows if (one := self._take(row, export)) is not None]
            if tallied:
                self._tally(tallied, exports)

    def _take(self, row: Mapped, export: Export) -> Tallied | None:
        """Take one row; a record that is to be counted with others is returned instead."""
        values = self._looked_up(row, export)
        if values is None:
            return None
        self.taken.setdefault(export.place, Counter())[row.table] += 1
        if row.good is not None:
            return Tallied(values, row.record, row.good, row.place, export.place)
        if row.table != DEFINITIONS:
            self._merge(row.table, values, row.place)
        return None

    def tables(self) -> dict[str, list[Raw]]:
        """Return the rows of every table that has some, or a file of its own."""
        return {name: [Raw(values, place) for values, place in rows] for name, rows in self._rows.items()}

    def _tally(self, tallied: Sequence[Tallied], exports: Sequence[Export]) -> None:
        definitions = {
            row.cells["definition"].casefold(): row.cells
            for export in exports
            for row in export.rows
            if row.table == DEFINITIONS
        }
        levels = [values for values, _ in self._rows.get("slas", [])]
        made = attainment(tallied, levels, definitions)
        for values, place in made.slas:
            self._merge("slas", values, place)
        for values, place in made.results:
            self._merge("sla_results", values, place)
        for file, reason in made.left:
            self.left.setdefault(file, Counter())[reason] += 1

    def _looked_up(self, row: Mapped, export: Export) -> dict[str, str] | None:
        """Return the row with ids for names; None where a name is not known and the rule leaves such rows out."""
        values = dict(row.cells)
        for column, rule in sorted(row.rules.items(), key=lambda pair: pair[1].of == "slas"):  # these ask the service
            if not rule.of or (rule.of == "slas" and row.good is not None):
                continue
            found, lost = self._level(values, column) if rule.of == "slas" else self._ids(values[column], rule)
            if lost and rule.unknown == "refuse":
                raise InputError(f"{column} '{lost[0]}' is not known", row.place, self._remedy(rule.of))
            if lost and rule.unknown == "leave_row":
                self.left.setdefault(export.place, Counter())[f"the {column} is not in the catalogue"] += 1
                return None
            if lost:
                self.left.setdefault(export.place, Counter())[f"{column}: '{lost[0]}' is not known"] += 0
            values[column] = ";".join(found)
        return values

    def _level(self, values: Mapping[str, str], column: str) -> tuple[list[str], list[str]]:
        levels = [level for level, _ in self._rows.get("slas", [])]
        found = level_of(values[column], values.get("service_id", ""), levels)
        return ([found], []) if found else ([], [values[column]])

    def _ids(self, text: str, rule: CellRule) -> tuple[list[str], list[str]]:
        if not text:
            return [], []
        whole = self._index.find(rule.of, text)
        if whole or not rule.split:
            return ([whole], []) if whole else ([], [text])
        found: list[str] = []
        lost: list[str] = []
        for item in filter(None, (part.strip() for part in re.split(f"[{re.escape(rule.split)}]", text))):
            one = self._index.find(rule.of, item)
            (found if one else lost).append(one or item)
        return list(dict.fromkeys(found)), lost

    @staticmethod
    def _remedy(kind: str) -> str:
        return f"Add it to {kind}.csv, or write it as it stands there." if kind in KEYS else "Use its id."

    def _merge(self, table: str, values: dict[str, str], place: str) -> None:
        """Add a row, or fill what is blank in the one that is there; lists of exports are put together."""
        if table == "services" and values.get("name"):
            values["service_id"] = self._index.same_service(values["service_id"], values["name"])
        key = self._key(table, values)
        here = self._places.get(table, {}).get(key)
        if here is None:
            self._add(table, {name: text for name, text in values.items() if text}, place)
            return
        before, _ = self._rows[table][here]
        fixed = self._fixed.get(table, [])
        stands = fixed[here] if here < len(fixed) else set()
        for name, text in values.items():
            if text and not before.get(name):
                before[name] = text
            elif text and name not in stands and name in self._lists[table]:
                before[name] = ";".join(dict.fromkeys([*before[name].split(";"), *text.split(";")]))
        self._named(table, before)

    def _add(self, table: str, values: dict[str, str], place: str) -> None:
        rows = self._rows.setdefault(table, [])
        self._places.setdefault(table, {}).setdefault(self._key(table, values), len(rows))
        rows.append((values, place))
        self._named(table, values)

    def _named(self, table: str, values: Mapping[str, str]) -> None:
        if table in _NAMED:
            self._index.add(table, values.get(KEYS[table][0], ""), values.get("name", ""))

    @staticmethod
    def _key(table: str, values: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(values.get(name, "").casefold() for name in KEYS[table])


def told(exports: Sequence[Export], merging: Merging) -> Iterator[str]:
    """Yield a sentence on each export: what it was read as, what it gave, what was left out and why."""
    for export in exports:
        taken = ", ".join(f"{name} {count}" for name, count in sorted(merging.taken.get(export.place, {}).items()))
        parts = [f"{export.place}: read as {export.title}: {taken or 'nothing for the catalogue'}."]
        reasons = Counter(export.skipped) + merging.left.get(export.place, Counter())
        if reasons:
            parts.append(f"Left out: {', '.join(f'{count} because {why}' for why, count in sorted(reasons.items()))}.")
        cells = sorted(why for why, count in merging.left.get(export.place, Counter()).items() if not count)
        if cells:
            parts.append(f"Left blank: {'; '.join(cells)}.")
        if export.cut:
            parts.append(
                "It has as many rows as the system exports at most: export it in parts, for some may be missing."
            )
        if export.taken_for:
            parts.append(f"Taken, for want of a better word: {'; '.join(sorted(export.taken_for))}.")
        if export.unknown:
            parts.append(f"Columns nobody knows: {', '.join(export.unknown)}.")
        yield " ".join(parts)
