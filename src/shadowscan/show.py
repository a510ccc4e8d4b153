"""Plain text for the terminal: tables, explanations, the summary of a scan."""

from __future__ import annotations

from collections.abc import Sequence

from tabulate import tabulate

from shadowscan.explain import Explanation
from shadowscan.ingest import SourceReport


def table(rows: Sequence[Sequence[object]], headers: Sequence[str], right: Sequence[int] = ()) -> str:
    """Return rows as an aligned table; columns in `right` are right-aligned."""
    align = ["right" if n in right else "left" for n in range(len(headers))]
    return str(tabulate(rows, headers, tablefmt="simple", colalign=align, disable_numparse=True))


def explanation(found: Explanation) -> str:
    """Return an explanation as a readable page."""
    answer = found.answer
    parts = [f"{found.descriptor}", "", "What was cut, and why"]
    parts += [f"  {text or '(nothing left)':<40} {rule}: {why}" for rule, why, text in found.cleaning]
    name = found.product or found.vendor
    parts += ["", "Verdict", f"  {answer['verdict']}: {answer['reason']}"]
    if name:
        parts.append(f"  {name} ({answer['vendor_domain']}), {answer['category']}, {found.rule or 'your own tables'}")
    parts.append(f"  score {answer['score']:.2f}, probability of software {answer['saas_probability']:.2f}")
    if answer["intermediary"]:
        parts.append(f"  paid through {answer['intermediary']}")
    if found.candidates:
        rows = [[c.name, *(f"{v:.2f}" for v in c.features.values()), c.where] for c in found.candidates]
        heads = ["nearest spelling", "cosine", "ratio", "winkler", "score", "rule"]
        parts += ["", table(rows, heads, right=(1, 2, 3, 4))]
    parts += ["", "What would change it", f"  {found.would_change}"]
    return "\n".join(parts)


def source_report(report: SourceReport) -> str:
    """Return what is made of one file as a readable page."""
    if not report.source_id:
        return f"{report.path}\n  {report.status}: {report.message}"
    where = [report.encoding, f"delimiter {report.delimiter!r}" if report.delimiter else "", report.sheet]
    parts = [
        report.path,
        f"  {report.title} (rules/sources/{report.source_id}.yml): {report.why}",
        f"  {', '.join(part for part in where if part)}, header in line {report.header_line}",
        *(f"  {name}: {why}" for name, why in report.votes.items()),
        "",
        table([[c.header, c.use] for c in report.columns], ["column", "becomes"]),
        "",
        f"  {report.rows_read:,} rows = {report.rows_accepted:,} accepted + {report.rows_rejected:,} rejected + "
        f"{report.rows_duplicate:,} duplicate + {report.rows_out_of_scope:,} out of scope",
        *(f"  line {bad.line} rejected: {bad.reason}" for bad in report.rejected[:20]),
        *(f"  line {row.line} out of scope: {row.reason}" for row in report.out_of_scope[:5]),
        *(f"  Note: {note}" for note in report.notes),
    ]
    return "\n".join(parts)
