"""What every section needs: the figures all of them share, and the way from rows and words to a Section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from shadowscan.errors import RuleError
from shadowscan.packs.content import Column, Kind, Row, Section, Table
from shadowscan.packs.read import Finding, Found, People
from shadowscan.packs.wording import PackRule, day_text, fill, money_text, percent_text, share

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Context:
    """Hold what was found and the words for it."""

    found: Found
    words: PackRule

    @cached_property
    def by_group(self) -> dict[str, Decimal]:
        """Return the spend of the last 12 months that is managed, outside and unresolved."""
        sums = dict.fromkeys(self.words.groups, NOTHING)
        for finding in self.found.findings:
            sums[self.words.group(finding.status)] += finding.spend
        return sums

    @cached_property
    def total(self) -> Decimal:
        """Return all software spend of the last 12 months."""
        return sum_of(finding.spend for finding in self.found.findings)

    @cached_property
    def shared(self) -> dict[str, str]:
        """Return the facts that every text may name."""
        scan = self.found.scan
        facts = {
            "organisation": scan.organisation,
            "currency": scan.currency,
            "as_of": day_text(scan.as_of),
            "scan_id": scan.scan_id,
            "version": scan.tool_version,
            "rules_hash": scan.rules_hash,
            "inputs_hash": scan.inputs_hash,
            "small_group": str(scan.small_group),
            "total": self.money(self.total),
            "findings": self.words.counted(len(self.found.findings), "finding"),
        }
        for group, amount in self.by_group.items():
            facts |= {group: self.money(amount), f"{group}_share": self.percent(amount, self.total)}
        return facts

    def outside(self) -> list[Finding]:
        """Return the findings outside the catalogue."""
        return [f for f in self.found.findings if self.words.group(f.status) == "outside"]

    def money(self, amount: Decimal) -> str:
        """Return an amount as a text says it."""
        return money_text(amount, self.found.scan.currency)

    def percent(self, part: Decimal, whole: Decimal) -> str:
        """Return a share as a text says it."""
        return percent_text(share(part, whole), self.words.labels["no_share"])

    def label(self, name: str) -> str:
        """Return the words for a value; a value without words stands as it is."""
        return self.words.labels.get(name, name)

    def people(self, counts: Iterable[People]) -> People:
        """Add up people of several units; where a group is too small to be told, the sum is a limit."""
        known, hidden = 0, 0
        for count in counts:
            if isinstance(count, int):
                known += count
            elif count is not None:
                hidden += 1
        if not hidden:
            return known
        return f"{known}+" if known else f"<{hidden * (self.found.scan.small_group - 1) + 1}"

    def section(
        self,
        key: str,
        columns: Mapping[str, Kind],
        rows: Sequence[Row],
        facts: Mapping[str, str],
        case: str = "",
        total: Row | None = None,
    ) -> Section:
        """Return a section from its rows and the facts of its texts; raise RuleError where the words do not fit."""
        question = self.words.questions.get(key)
        if question is None:
            raise RuleError(f"the question '{key}' has no words", self.words.where, "Add it below questions.")
        if list(question.columns) != list(columns):
            raise RuleError("the columns are not those of the table", question.where, f"Name: {', '.join(columns)}.")
        known = self.shared | dict(facts)
        try:
            answer = question.say(known, case)
            notes = tuple(fill(note, known) for note in question.notes)
        except ValueError as error:
            raise RuleError(str(error), question.where, "Correct the text.") from None
        currency = self.found.scan.currency
        typed = tuple(
            Column(name, question.columns[name], kind, currency if kind == "money" else "")
            for name, kind in columns.items()
        )
        return Section(key, question.short, question.title, answer, Table(typed, tuple(rows), total), notes)


def sum_of(amounts: Iterable[Decimal]) -> Decimal:
    """Return the sum of amounts."""
    return sum(amounts, NOTHING)


def listed(names: Iterable[str]) -> str:
    """Return distinct names in order, as one text."""
    return ", ".join(sorted({name for name in names if name}, key=lambda name: (name.casefold(), name)))
