"""A chain of evidence as a page for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from shadowscan.chain.links import AccessRow, Chain, DescriptorLink, FindingLink, Transaction

_SHOWN = 12  # rows of one descriptor or of sign-ins; the rest stands in the JSON


def text(chain: Chain) -> str:
    """Return a chain as a readable page: the idea, its findings, then descriptor by descriptor the rows."""
    lines = [line for finding in chain.findings for line in _finding(finding, chain.currency)]
    if chain.idea:
        units = ", ".join(chain.idea.business_units) or "no unit"
        behind = f"{_money(chain.idea.spend_12m, chain.currency)} in the 12 months up to {chain.as_of}"
        head = [f"Idea {chain.idea.idea_id}: {chain.idea.title}", f"  {chain.idea.type}, {chain.idea.stage}; {units}"]
        head += [f"  {chain.idea.why}"] if chain.idea.why else []
        lines = [*head, f"  {_count(len(chain.findings), 'finding')} behind it, {behind}", *lines]
    else:
        lines = lines[1:]
    return "\n".join(_printable(line) for line in lines)


def _finding(finding: FindingLink, currency: str) -> Iterator[str]:
    vendor = f" by {finding.vendor}" if finding.vendor not in ("", finding.product) else ""
    yield from ("", f"Finding {finding.finding_id}: {finding.product}{vendor} in {finding.business_unit}")
    yield f"  status {finding.status}: {finding.status_why}"
    if finding.coverage:
        yield f"  coverage {finding.coverage}: {finding.coverage_why}"
    spend = f"{_money(finding.spend_12m, currency)} in 12 months, {_money(finding.spend_total, currency)} in all"
    yield f"  spend {spend}. {finding.recurrence_why}"
    yield f"  people {finding.users:,} with a successful sign-in in the last 12 months"
    yield f"  risk {finding.risk}: {finding.severity_why}"
    yield from (f"  flag {rule}: {why}" for rule, why in finding.flags)
    for descriptor in finding.descriptors:
        yield from _descriptor(descriptor, currency)
    yield from _access(finding.access)


def _descriptor(link: DescriptorLink, currency: str) -> Iterator[str]:
    through = f", paid through {link.intermediary}" if link.intermediary else ""
    yield from ("", f"  “{link.descriptor}” ({link.origin}{through})")
    sure = f"score {link.score:.2f}, probability of software {link.saas_probability:.2f}"
    yield f"    {link.verdict}, {sure}: {link.reason}"
    left = len(link.transactions) - _SHOWN
    if left > 0:
        yield f"    {_count(left, 'earlier row')} left out here; --json shows all"
    yield from (f"    {_transaction(row, currency)}" for row in link.transactions[-_SHOWN:])


def _transaction(row: Transaction, currency: str) -> str:
    amount = _money(row.amount, row.currency)
    if row.currency != currency:
        by = f"ECB rate of {row.rate_date}" if row.rate_date else "the file's own amount"
        amount = f"{amount} = {_money(row.amount_reporting, currency)} ({by})"
    contract = f", contract {row.contract_id}" if row.contract_id else ""
    return f"{row.date}  {amount}  {row.kind}{contract}; {row.note}  [{row.path}:{row.line}]"


def _access(rows: tuple[AccessRow, ...]) -> Iterator[str]:
    if not rows:
        return
    yield from ("", "  Sign-ins")
    left = len(rows) - _SHOWN
    if left > 0:
        yield f"    {_count(left, 'earlier month')} left out here; --json shows all"
    for row in rows[-_SHOWN:]:
        people = "1 person" if row.users == 1 else f"{row.users:,} people"
        yield f"    {row.month}  {people}, {_count(row.events, 'sign-in')}; {row.note}"


def _money(amount: Decimal, currency: str) -> str:
    return f"{currency} {amount:,}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _printable(line: str) -> str:
    """Return a line without control characters, which a terminal might obey."""
    return "".join(letter if letter.isprintable() else " " for letter in line)
