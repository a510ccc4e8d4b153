"""Write the classifier's training labels and the benign baseline: `python -m tests.training.build`."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from shadowscan.matching.vendors import VendorFile
from shadowscan.rules import RuleBook, packaged_rules

from . import others
from .software import Software
from .statement import Row
from .words import HERE, Words, read

FOLDER = HERE.parents[1] / "rules" / "classifier"


def labels(rules: RuleBook) -> str:
    """Return labels.csv, composed anew from the word lists and the vendor base."""
    rows = sorted(_once(_rows(rules)), key=lambda row: (row.label, row.basis, row.descriptor))
    return _csv([f.name for f in dataclasses.fields(Row)], (dataclasses.astuple(row) for row in rows))


def benign(labels_text: str) -> str:
    """Return benign.csv; what stands in the training labels is left out."""
    trained = {_key(row["descriptor"]) for row in csv.DictReader(io.StringIO(labels_text))}
    found: dict[str, tuple[str, str]] = {}
    for descriptor, kind in others.baseline(Words(baseline=True)):
        if _key(descriptor) not in trained:
            found.setdefault(_key(descriptor), (descriptor, kind))
    return _csv(["descriptor", "kind"], sorted(found.values(), key=lambda row: (row[1], row[0])))


def _rows(rules: RuleBook) -> Iterator[Row]:
    words = Words(baseline=False)
    software = Software(words)
    yield from others.made(words, software.texts)
    yield from others.known(words)
    trades = frozenset(str(word) for word in read(rules.roots[0] / "words.yml")["trades"])
    neighbours = others.Neighbours(words, trades)
    for vendor in (entry for file in rules.many("vendors", VendorFile).values() for entry in file.vendors):
        if vendor.sells == "software":
            yield from software.of_vendor(vendor)
        else:
            yield neighbours.another(vendor.name, vendor.sells)
        misses = [text if isinstance(text, str) else text.descriptor for text in vendor.ignores]
        yield from neighbours.near_misses(vendor.name, misses)
    yield from software.known()
    yield from software.invented()


def _once(rows: Iterable[Row]) -> list[Row]:
    """Keep the first row of each descriptor, as a text cannot be both software and not."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(_key(row.descriptor), row)
    return list(found.values())


def _key(descriptor: str) -> str:
    return " ".join(descriptor.casefold().split())


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def write(folder: Path) -> None:
    """Write both files into a folder."""
    text = labels(packaged_rules())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "labels.csv").write_text(text, encoding="utf-8", newline="")
    (folder / "benign.csv").write_text(benign(text), encoding="utf-8", newline="")


if __name__ == "__main__":
    write(FOLDER)
