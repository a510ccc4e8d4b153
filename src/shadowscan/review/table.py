"""The review queue as a table: to be filled in with a spreadsheet, and to be read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shadowscan.decisions.table import guard, unguard
from shadowscan.errors import InputError
from shadowscan.lists import read_list
from shadowscan.records.decisions import ANSWERS
from shadowscan.review.session import Answer, Group, Review

ASKED = ("group", "descriptor_id", "descriptor", "origin", "memo", "spend", "rows", "units", "guesses", "reason")
ANSWERED = ("answer", "vendor", "product", "domain", "category", "why")
_SHORT = {"n": "not_software", "s": "software", "v": "vendor"}


def as_plain(group: Group) -> dict[str, Any]:
    """Return a group as plain values, money as decimal text."""
    return {
        "spend": str(group.spend),
        "rows": group.rows,
        "units": list(group.units),
        "guesses": [[name, score] for name, score in group.first.guesses],
        "reason": group.first.reason,
        "origin": group.first.origin,
        "texts": [
            {"descriptor_id": q.descriptor_id, "descriptor": q.descriptor, "memo": q.memo, "spend": str(q.spend)}
            for q in group.questions
        ],
    }


def write_questions(groups: Sequence[Group], path: Path) -> int:
    """Write one line a text, groups together, with empty columns for the answers; return how many texts."""
    handle = io.StringIO(newline="")
    writer = csv.writer(handle, lineterminator="\n")
    writer.writerow((*ASKED, *ANSWERED))
    count = 0
    for number, group in enumerate(groups, start=1):
        for q in group.questions:
            guesses = "; ".join(f"{name} {score:.2f}" for name, score in q.guesses)
            cells = (str(number), q.descriptor_id, q.descriptor, q.origin, q.memo, f"{q.spend:.2f}", str(q.rows))
            text = (*cells, "; ".join(q.units), guesses, q.reason)
            writer.writerow([*map(guard, text), *("" for _ in ANSWERED)])
            count += 1
    path.write_text(handle.getvalue(), encoding="utf-8-sig", newline="")
    return count


def read_answers(path: Path, review: Review) -> list[tuple[Any, Answer]]:
    """Read the answered lines of a table; lines without an answer are left out. InputError names the line.

    `descriptor` and `answer` are needed; an answer is vendor, software, not_software, their first letter, or the number
    of a guess. A line that names only a vendor answers `vendor`.
    """
    listed = read_list(path)
    missing = [name for name in ("descriptor", "answer") if name not in listed.header]
    if missing:
        raise InputError(f"missing columns: {', '.join(missing)}", str(path), "Fill in the table of --export.")
    found = []
    for number, cells in enumerate(listed.rows, start=2):
        row = {name: unguard(cell) for name, cell in zip(listed.header, cells, strict=True)}
        said = _answer(row, review, f"{path}, row {number}")
        if said is not None:
            question = review.find(
                row.get("descriptor_id", ""), row["descriptor"], row.get("origin", "") or "spend", row.get("memo", "")
            )
            found.append((question, said))
    return found


def _answer(row: Mapping[str, str], review: Review, where: str) -> Answer | None:
    given = {name: row.get(name, "").strip() for name in ANSWERED}
    word = given["answer"].casefold().replace(" ", "_")
    if word.isdigit():
        return _guessed(row, review, int(word), given["why"])
    word = _SHORT.get(word, word) or ("vendor" if given["vendor"] else "")
    if not word:
        return None
    if word not in ANSWERS:
        raise InputError(f"'{given['answer']}' is no answer", where, f"Use one of: {', '.join(ANSWERS)}.")
    if word == "vendor" and not given["vendor"]:
        raise InputError("the vendor is not named", where, "Fill in the column `vendor`.")
    if given["category"] and given["category"] not in review.categories():
        remedy = "Use an id of the taxonomy, or leave it empty."
        raise InputError(f"there is no category '{given['category']}'", where, remedy)
    return Answer(**{**given, "answer": word})


def _guessed(row: Mapping[str, str], review: Review, number: int, why: str) -> Answer:
    question = review.find(row.get("descriptor_id", ""), row["descriptor"], row.get("origin", ""), row.get("memo", ""))
    guess = review.guess(Group((question,)), number)
    return Answer(guess.answer, guess.vendor, guess.product, why=why)
