"""Plain text for the terminal: tables, explanations, the summary of a scan."""

from __future__ import annotations

from collections.abc import Sequence

from tabulate import tabulate

from shadowscan.explain import Explanation


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
