"""Labels beside answers: what is scored, how right it was, and where it was not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from shadowscan.evaluate.labels import ELSE, GUESS, LABELS, SOFTWARE, UNSCORED, Labels, strata_of
from shadowscan.evaluate.scores import Calibration, Flags, Point, Score, calibrate, curve, rounded
from shadowscan.lists import match_list
from shadowscan.matching import Matcher
from shadowscan.records import VERDICTS

_ANSWER = ("vendor", "vendor_domain", "saas_probability", "score", "verdict", "reason")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Hold one row that was answered wrongly, or not found."""

    descriptor: str
    label: str
    expected: str
    given: str
    vendor: str
    verdict: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """Hold the scores of some rows: all of them, or one stratum."""

    rows: int
    identity: Score
    detection: Score
    review: int
    score_calibration: Calibration
    probability_calibration: Calibration

    @property
    def abstention(self) -> float | None:
        return self.review / self.rows if self.rows else None

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "rows": self.rows,
            "identity": self.identity.to_json(),
            "detection": self.detection.to_json(),
            "review": self.review,
            "abstention": rounded(self.abstention),
            "calibration": {
                "identity_score": self.score_calibration.to_json(),
                "software_probability": self.probability_calibration.to_json(),
            },
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Hold the whole judgement of one file of labels."""

    read: int
    unclear: int
    guessed: int
    whole: Part
    read_in_text: int  # right identities of unknown vendors whose domain stands in the descriptor
    strata: tuple[tuple[str, str, Part], ...]  # (column, value, scores)
    verdicts: tuple[tuple[str, tuple[int, ...]], ...]  # label, and how many rows got each of VERDICTS
    identity_curve: tuple[Point, ...]
    detection_curve: tuple[Point, ...]
    mistaken: tuple[Wrong, ...]  # a vendor was named, and not this one
    false_alarms: tuple[Wrong, ...]  # said to be software, and is none
    missed: tuple[Wrong, ...]  # software that was not told to be software

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "rows_read": self.read,
            "not_scored": {"unclear": self.unclear, "guess": self.guessed},
            **self.whole.to_json(),
            "identities_read_in_the_text": self.read_in_text,
            "strata": [{"column": c, "value": v, **part.to_json()} for c, v, part in self.strata],
            "verdicts": {label: dict(zip(VERDICTS, counts, strict=True)) for label, counts in self.verdicts},
            "identity_curve": [asdict(point) for point in self.identity_curve],
            "detection_curve": [asdict(point) for point in self.detection_curve],
            "mistaken_vendors": [asdict(one) for one in self.mistaken],
            "false_alarms": [asdict(one) for one in self.false_alarms],
            "missed_software": [asdict(one) for one in self.missed],
        }


def evaluate(matcher: Matcher, labels: Labels) -> Evaluation:
    """Match the descriptors of a file of labels and score the answers."""
    return judge(labels, answers_of(matcher, labels))


def answers_of(matcher: Matcher, labels: Labels) -> pd.DataFrame:
    """Return the matcher's answer to each labelled row, in order."""
    found = pd.DataFrame(index=labels.rows.index, columns=list(_ANSWER), dtype=object)
    signed_on = labels.rows["origin"] == "sso"
    for sso in (False, True):
        rows = labels.rows[signed_on == sso]
        if len(rows):
            told = match_list(matcher, rows["descriptor"].tolist(), rows["mcc"].tolist(), sso)
            found.loc[rows.index] = told[list(_ANSWER)].to_numpy(dtype=object)
    return found.astype({"saas_probability": float, "score": float})


def judge(labels: Labels, answers: pd.DataFrame) -> Evaluation:
    """Score answers (columns vendor, vendor_domain, saas_probability, score, verdict, reason; one row a label).

    Rows labelled `unclear`, or whose certainty is `guess`, are not scored. An identity counts when the verdict is
    `matched` and the domain is right; a right domain read in the text of unknown `software` names its vendor too. A
    vendor given to a row labelled `other` or `it_other` is wrong; `review` is neither right nor wrong, but does not
    count as found.
    """
    whole = pd.concat([labels.rows, answers.add_prefix("found_")], axis=1)
    unclear, guessed = whole["label"] == UNSCORED, whole["certainty"] == GUESS
    rows = _marked(whole[~unclear & ~guessed].reset_index(drop=True))
    strata = [
        (name, str(value), _part(some))
        for name, column in strata_of(labels)
        for value, some in rows.groupby(column, sort=True)
    ]
    proposed = rows[rows["proposed"]]
    return Evaluation(
        len(whole),
        int(unclear.sum()),
        int((guessed & ~unclear).sum()),
        _part(rows),
        int((rows["right"] & (rows["found_verdict"] == "software")).sum()),
        tuple(strata),
        tuple(_verdicts(rows)),
        curve(_floats(proposed, "found_score"), _flags(proposed, "fits"), int(rows["wanted"].sum())),
        curve(_floats(rows, "found_saas_probability"), _flags(rows, "software"), int(rows["software"].sum())),
        tuple(_wrong(rows[rows["given"] & ~rows["right"]])),
        tuple(_wrong(rows[rows["told"] & ~rows["software"]])),
        tuple(_wrong(rows[~rows["told"] & rows["software"]])),
    )


def _marked(rows: pd.DataFrame) -> pd.DataFrame:
    """Add yes/no columns: what the row is, what was said of it, and whether that was right."""
    verdict, domain = rows["found_verdict"], rows["found_vendor_domain"].str.lower()
    software, known = rows["label"].isin(SOFTWARE), rows["vendor_domain"] != ""
    judged = known | rows["label"].isin(ELSE)
    fits = software & known & (domain == rows["vendor_domain"])
    named = (verdict == "matched") | ((verdict == "software") & fits)
    return rows.assign(
        software=software,
        wanted=software & known,
        given=named & judged,
        fits=fits,
        right=named & fits,
        told=verdict.isin(["matched", "software"]),
        proposed=judged & (rows["found_vendor"] != "") & (rows["found_score"] > 0),
    )


def _part(rows: pd.DataFrame) -> Part:
    proposed = rows[rows["proposed"]]
    return Part(
        len(rows),
        Score(int(rows["right"].sum()), int(rows["given"].sum()), int(rows["wanted"].sum())),
        Score(int((rows["told"] & rows["software"]).sum()), int(rows["told"].sum()), int(rows["software"].sum())),
        int((rows["found_verdict"] == "review").sum()),
        calibrate(_floats(proposed, "found_score"), _flags(proposed, "fits")),
        calibrate(_floats(rows, "found_saas_probability"), _flags(rows, "software")),
    )


def _floats(rows: pd.DataFrame, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    return rows[name].to_numpy(dtype=np.float64)


def _flags(rows: pd.DataFrame, name: str) -> Flags:
    return rows[name].to_numpy(dtype=bool)


def _verdicts(rows: pd.DataFrame) -> Iterator[tuple[str, tuple[int, ...]]]:
    for label in LABELS:
        own = rows[rows["label"] == label]
        if len(own):
            yield label, tuple(int((own["found_verdict"] == verdict).sum()) for verdict in VERDICTS)


def _wrong(rows: pd.DataFrame) -> Iterator[Wrong]:
    """Yield rows by score, the surest first, then by text."""
    ordered = rows.sort_values(["found_score", "found_saas_probability", "descriptor"], ascending=[False, False, True])
    for row in ordered.to_dict("records"):
        yield Wrong(
            row["descriptor"],
            row["label"],
            row["vendor_domain"],
            row["found_vendor_domain"],
            row["found_vendor"],
            row["found_verdict"],
            float(row["found_score"]),
            row["found_reason"],
        )
