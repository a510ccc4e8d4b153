"""Tables, columns and who may see them, as rules/tables/*.yml and rules/publish.yml say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from shadowscan.cases import GateRules, read_gate
from shadowscan.errors import RuleError
from shadowscan.rules import RuleBook

Kind = Literal[
    "id", "code", "text", "prose", "quoting", "list", "unit", "units", "money", "amount", "number", "share",
    "count", "people", "events", "date", "month", "timestamp", "pill",
]  # fmt: skip
Audience = Literal["private", "group", "unit"]
LEVELS: dict[str, int] = {"private": 0, "group": 1, "unit": 2}
_SQL_TYPES: dict[str, str] = {
    "money": "REAL", "amount": "REAL", "number": "REAL", "share": "REAL",
    "count": "INTEGER", "people": "INTEGER", "events": "INTEGER",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """Describe one column: its title, what it holds and the widest audience that may see it."""

    title: str
    kind: Kind
    audience: Audience
    description: str
    unit: str = ""
    references: str = ""
    links: str = ""  # the table that each item of a list is a key of
    names: str = ""  # the column whose text stands for this id on pages

    def sql_type(self, audience: str) -> str:
        """Return the SQLite type; published counts of people may be the text `<3`."""
        if self.kind == "people" and audience != "private":
            return "ANY"
        return _SQL_TYPES.get(self.kind, "TEXT")


@dataclass(frozen=True, slots=True)
class TableRule:
    """Describe one table for schema, pages and audiences."""

    title: str
    description: str
    order: int
    audience: Audience
    key: list[str]
    columns: dict[str, ColumnRule]
    label: str = ""
    sort: str = ""
    sort_desc: str = ""
    size: int = 100
    hidden: bool = False
    facets: list[str] = field(default_factory=list)
    array_facets: list[str] = field(default_factory=list)
    search: list[str] = field(default_factory=list)
    brief: list[str] = field(default_factory=list)
    where: str = ""

    def seen_by(self, audience: str) -> dict[str, ColumnRule]:
        """Return the columns an audience may see, in order."""
        level = LEVELS[audience]
        if LEVELS[self.audience] < level:
            return {}
        return {name: column for name, column in self.columns.items() if LEVELS[column.audience] >= level}


@dataclass(frozen=True, slots=True)
class SharedIdea:
    """Give the words for an idea whose own words would tell about other units."""

    title: str
    why: str
    subject: str


@dataclass(frozen=True, slots=True)
class PublishRule:
    """Hold rules/publish.yml."""

    title: str
    person: str
    email: str
    another_unit: str
    quoted: str
    person_words: list[str]
    number_words: list[str]
    shortest_unit_word: int
    unit_words: list[str]
    shared_idea: SharedIdea
    first_stage: str
    ruled: dict[str, str]
    ruled_until: str
    ruled_reason: str


@dataclass(frozen=True, slots=True)
class Schema:
    """Hold every table by name, ordered so that a table stands after those it refers to."""

    tables: dict[str, TableRule]
    words: PublishRule
    gate: GateRules  # what service readiness asks of an idea

    def seen_by(self, audience: str) -> dict[str, dict[str, ColumnRule]]:
        """Return the tables and columns an audience may see."""
        seen = {name: rule.seen_by(audience) for name, rule in self.tables.items()}
        return {name: columns for name, columns in seen.items() if columns}


def read_schema(rules: RuleBook) -> Schema:
    """Read and check the table rules; raise RuleError where a name points nowhere."""
    tables = rules.many("tables", TableRule)
    for rule in tables.values():
        _check(rule, tables)
    return Schema(
        {name: tables[name] for name in _ordered(tables)}, rules.one("publish", PublishRule), read_gate(rules)
    )


def _check(rule: TableRule, tables: dict[str, TableRule]) -> None:
    optional = [name for name in (rule.label, rule.sort, rule.sort_desc) if name]
    lists = (rule.key, rule.facets, rule.array_facets, rule.search, rule.brief)
    named = [*optional, *(name for names in lists for name in names)]
    named += [column.names for column in rule.columns.values() if column.names]
    unknown = sorted(set(named) - set(rule.columns))
    unknown += [c.references for c in rule.columns.values() if c.references and c.references not in tables]
    if unknown:
        raise RuleError(f"not known here: {', '.join(unknown)}", rule.where, "Correct the name.")
    wide = [n for n in rule.key if LEVELS[rule.columns[n].audience] < LEVELS[rule.audience]]
    if wide:
        raise RuleError(f"the key {', '.join(wide)} is hidden from readers of the table", rule.where, "Widen it.")


def _ordered(tables: dict[str, TableRule]) -> list[str]:
    done: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise RuleError(f"tables refer to each other in a circle: {' > '.join(path)}", tables[name].where, "")
        for column in tables[name].columns.values():
            if column.references and column.references != name and column.references not in done:
                visit(column.references, (*path, name))
        if name not in done:
            done.append(name)

    for name in sorted(tables, key=lambda n: (tables[n].order, n)):
        visit(name, ())
    return done
