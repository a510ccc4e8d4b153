"""Matching judged on labelled descriptors: `python -m tests.benchmarks.labels LABELS.csv`.

The file needs the columns descriptor, mcc, label (saas, software, it_other, ads_media, other, unclear),
vendor_domain and certainty. Rows labelled `unclear` or whose certainty is `guess` are not scored; rows
without a vendor_domain are not scored for identity. An identity counts when the verdict is `matched` and the
domain is right; a vendor given to a row labelled `other` or `it_other` counts against precision; `review` is
neither right nor wrong, but does not count as found.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pandas as pd

from shadowscan.lists import match_list
from shadowscan.matching import Matcher, load_vendors
from shadowscan.rules import packaged_rules

SOFTWARE = ("saas", "software")
OTHER = ("other", "it_other")


@dataclass(frozen=True)
class Score:
    """Hold precision and recall with their counts."""

    right: int
    given: int
    wanted: int

    def __str__(self) -> str:
        precision = self.right / self.given if self.given else 0.0
        recall = self.right / self.wanted if self.wanted else 0.0
        f1 = 2 * self.right / (self.given + self.wanted) if self.given + self.wanted else 0.0
        return f"precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f} ({self.right} of {self.wanted})"


def judged(labels: pd.DataFrame) -> tuple[Score, Score, float]:
    """Return the scores of identity and of detection, and the share that goes to review."""
    rules = packaged_rules()
    matcher = Matcher(load_vendors(rules), rules)
    answers = match_list(matcher, labels["descriptor"].tolist(), labels["mcc"].tolist(), False)
    rows = pd.concat([labels, answers.add_prefix("found_")], axis=1)
    rows = rows[(rows["label"] != "unclear") & (rows["certainty"] != "guess")]
    software = rows["label"].isin(SOFTWARE)
    named = rows["found_verdict"] == "matched"
    right = named & software & (rows["vendor_domain"] == rows["found_vendor_domain"]) & (rows["vendor_domain"] != "")
    scored = named & ((rows["vendor_domain"] != "") | rows["label"].isin(OTHER))
    identity = Score(int(right.sum()), int(scored.sum()), int((software & (rows["vendor_domain"] != "")).sum()))
    told = rows["found_verdict"].isin(["matched", "software"])
    detection = Score(int((told & software).sum()), int(told.sum()), int(software.sum()))
    return identity, detection, float((rows["found_verdict"] == "review").mean())


def main() -> None:
    """Print the scores of one file of labels."""
    labels = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
    identity, detection, review = judged(labels)
    print(f"vendor identity     {identity}\nsoftware detection  {detection}\nsent to review      {review:.1%}")


if __name__ == "__main__":
    main()
