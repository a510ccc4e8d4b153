"""An evaluation as plain text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from shadowscan.evaluate.report import Evaluation, Part, Wrong
from shadowscan.evaluate.scores import Score, best_f1, interval
from shadowscan.records import VERDICTS
from shadowscan.show import table

_SHOWN = 10  # wrong rows of a kind that the terminal shows


def text(found: Evaluation) -> str:
    """Return scores, calibration, confusions, strata and the surest mistakes as a readable page."""
    return "\n".join(_lines(found))


def _lines(found: Evaluation) -> Iterator[str]:
    whole = found.whole
    yield (
        f"{found.read:,} labelled rows: {whole.rows:,} scored, {found.unclear:,} unclear and {found.guessed:,} "
        "guessed ones left out"
    )
    yield ""
    yield table([_score("vendor named", whole.identity), _score("software or not", whole.detection)], _HEADS, (1, 3, 5))
    if found.read_in_text:
        yield f"{found.read_in_text:,} of the vendors are unknown ones, read from a domain in the text."
    yield f"Sent to review: {whole.review:,} of {whole.rows:,} ({share(whole.abstention)})"
    yield from _calibration(whole)
    yield from _thresholds(found)
    yield from ("", "What each label was told to be")
    yield table([[label, *counts] for label, counts in found.verdicts], ["label", *VERDICTS], (1, 2, 3, 4))
    yield from _strata(found)
    yield from _wrong("Another vendor named, or one where there is none", found.mistaken)
    yield from _wrong("Taken for software, and is none", found.false_alarms)
    yield from _wrong("Software overlooked, or left to a person", found.missed)


_HEADS = ["", "precision", "95 %", "recall", "95 %", "F1", "right / given / wanted"]


def share(value: float | None) -> str:
    """Return a share as per cent with one place, a dash where there was nothing to count."""
    return "–" if value is None else f"{100 * value:.1f} %"


def between(right: int, of: int) -> str:
    """Return a 95 % interval in per cent, a dash where there was nothing to count."""
    found = interval(right, of)
    return "–" if found is None else f"{100 * found[0]:.0f}–{100 * found[1]:.0f}"


def _score(name: str, score: Score) -> list[str]:
    return [
        name,
        share(score.precision),
        between(score.right, score.given),
        share(score.recall),
        between(score.right, score.wanted),
        share(score.f1),
        f"{score.right:,} / {score.given:,} / {score.wanted:,}",
    ]


def _calibration(part: Part) -> Iterator[str]:
    for name, found in (
        ("identity score", part.score_calibration),
        ("probability of software", part.probability_calibration),
    ):
        error = "–" if found.error is None else f"{found.error:.3f}"
        yield f"Calibration error of the {name}: {error} over {found.rows:,} rows"


def _thresholds(found: Evaluation) -> Iterator[str]:
    for name, points in (("identity score", found.identity_curve), ("probability", found.detection_curve)):
        best = best_f1(points)
        if best is not None:
            yield (
                f"Best balance by {name} alone: from {best.threshold:.2f} on, precision {share(best.precision)}, "
                f"recall {share(best.recall)}"
            )


def _strata(found: Evaluation) -> Iterator[str]:
    heads = [
        "",
        "rows",
        "named: precision",
        "recall",
        "software: precision",
        "recall",
        "review",
        "error of probability",
    ]
    for column in dict.fromkeys(column for column, _, _ in found.strata):
        rows = [_stratum(value, part) for name, value, part in found.strata if name == column]
        yield from ("", f"By {column}", table(rows, heads, tuple(range(1, 8))))


def _stratum(value: str, part: Part) -> list[str]:
    error = part.probability_calibration.error
    return [
        one_line(value) or "(empty)",
        f"{part.rows:,}",
        share(part.identity.precision),
        share(part.identity.recall),
        share(part.detection.precision),
        share(part.detection.recall),
        share(part.abstention),
        "–" if error is None else f"{error:.3f}",
    ]


def _wrong(title: str, rows: tuple[Wrong, ...]) -> Iterator[str]:
    if not rows:
        return
    more = f"; the first {_SHOWN}" if len(rows) > _SHOWN else ""
    yield from ("", f"{title} ({len(rows):,}{more})")
    cells = [
        [one_line(r.descriptor)[:50], r.label, r.expected or "–", r.given or "–", r.verdict, f"{r.score:.2f}"]
        for r in rows[:_SHOWN]
    ]
    yield table(cells, ["descriptor", "label", "expected", "given", "verdict", "score"], (5,))


def one_line(text_: str) -> str:
    """Return a text on one line without control characters: a label file must not write to the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text_)
