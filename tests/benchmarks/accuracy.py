"""shadowscan beside the usual ways on one file of labels: `python -m tests.benchmarks.accuracy LABELS.csv`.

All get the same vendor base: every name and domain of it. Each peer names the vendor of its nearest name where that is
near enough; the threshold that gives it its best F1 on these very labels is chosen for it, which favours the peers.
shadowscan answers with the thresholds of its rules. The scoring is that of `shadowscan evaluate`. With `--cleaned` the
peers get the merchant as shadowscan's own rules clean it out of the descriptor; `--markdown` prints a table for a page.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from tabulate import tabulate

from shadowscan.evaluate import Labels, read_labels
from shadowscan.evaluate.labels import ELSE, GUESS, SOFTWARE, UNSCORED
from shadowscan.evaluate.report import answers_of, judge
from shadowscan.evaluate.scores import Score
from shadowscan.evaluate.text import share
from shadowscan.matching import Matcher, VendorBase, load_vendors
from shadowscan.rules import packaged_rules
from tests.benchmarks.peers import PEERS, Found, Missing

_SURE = 0.95  # precision at which recall is told too


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one way's result."""

    name: str
    score: Score
    sure: float | None  # recall at the lowest threshold with a precision of _SURE or more
    threshold: str
    seconds: float

    def cells(self) -> list[str]:
        sure = "never" if self.sure is None else share(self.sure)
        parts = (share(self.score.precision), share(self.score.recall), share(self.score.f1))
        return [self.name, *parts, sure, self.threshold, f"{self.seconds:.1f} s"]


HEADS = ["", "precision", "recall", "F1", f"recall at precision ≥ {_SURE:.0%}", "threshold", "time"]


def names_of(base: VendorBase) -> tuple[list[str], list[str]]:
    """Return every name and domain of a base, and the domain each leads to."""
    pairs = {alias.text: base.products[alias.product].domain for alias in reversed(base.aliases)}
    pairs |= {domain: base.products[product].domain for domain, product in base.domains.items()}
    names = sorted(pairs)
    return names, [pairs[name] for name in names]


def scored(labels: Labels) -> Labels:
    """Leave out the rows that are not scored."""
    rows = labels.rows
    kept = rows[(rows["label"] != UNSCORED) & (rows["certainty"] != GUESS)].reset_index(drop=True)
    return Labels(kept, ())


def peer_line(name: str, found: Found, domains: Sequence[str], labels: Labels, seconds: float) -> Line:
    """Return a peer's scores at the threshold that suits it best."""
    rows, (best, near) = labels.rows, found
    given = np.array([domains[number] for number in best], dtype=object)
    known = (rows["vendor_domain"] != "").to_numpy()
    software = rows["label"].isin(SOFTWARE).to_numpy()
    judged = (known | rows["label"].isin(ELSE).to_numpy()) & (near > 0)
    fits = software & known & (given == rows["vendor_domain"].to_numpy())
    wanted = int((software & known).sum())
    tried = [_at(limit, near, judged, fits, wanted) for limit in np.unique(near[judged])[::-1]]
    score, limit = max(tried, key=lambda one: (one[0].f1 or 0, one[1]), default=(Score(0, 0, wanted), 1.0))
    sure = [one.recall for one, _ in tried if (one.precision or 0) >= _SURE and one.recall is not None]
    return Line(name, score, max(sure, default=None), f"{limit:.2f}", seconds)


def _at(
    limit: float, near: np.ndarray, judged: np.ndarray, fits: np.ndarray, wanted: int
) -> tuple[Score, float]:  # fmt: skip
    given = judged & (near >= limit)
    return Score(int((fits & given).sum()), int(given.sum()), wanted), float(limit)


def lines(labels: Labels, cleaned: bool) -> Iterator[Line]:
    """Yield each way's result, shadowscan's last."""
    rules = packaged_rules()
    base = load_vendors(rules)
    matcher = Matcher(base, rules)
    names, domains = names_of(base)
    texts = labels.rows["descriptor"].tolist()
    if cleaned:
        texts = matcher.normaliser.clean(pa.array(texts)).clean.to_pylist()
    for name, peer in PEERS.items():
        start = time.perf_counter()
        try:
            found = peer(texts, names)
        except Missing as missing:
            print(missing, file=sys.stderr)
            continue
        yield peer_line(name, found, domains, labels, time.perf_counter() - start)
    _ = matcher.model, matcher.similar  # trained and made ready once, before the clock runs
    start = time.perf_counter()
    answered = answers_of(matcher, labels)
    yield own_line(labels, answered, time.perf_counter() - start)


def own_line(labels: Labels, answers: pd.DataFrame, seconds: float) -> Line:
    """Return shadowscan's scores as its rules decide."""
    found = judge(labels, answers)
    at = [point.recall for point in found.identity_curve if point.precision >= _SURE]
    identity = found.whole.identity
    if (identity.precision or 0) >= _SURE and identity.recall is not None:
        at.append(identity.recall)
    return Line("shadowscan", identity, max(at, default=None), "of its rules", seconds)


def main() -> None:
    """Print the table."""
    options = {word for word in sys.argv[1:] if word.startswith("--")}
    files = [word for word in sys.argv[1:] if not word.startswith("--")]
    if len(files) != 1 or options - {"--markdown", "--cleaned"}:
        sys.exit(__doc__)
    labels = scored(read_labels(Path(files[0])))
    rows = [line.cells() for line in lines(labels, "--cleaned" in options)]
    base = load_vendors(packaged_rules())
    names = len(names_of(base)[0])
    print(f"{len(labels.rows):,} labelled descriptors, {names:,} names of {len(base.vendors):,} vendors\n")
    style = "github" if "--markdown" in options else "simple"
    print(tabulate(rows, HEADS, style, colalign=("left", *["right"] * 6), disable_numparse=True))


if __name__ == "__main__":
    main()
