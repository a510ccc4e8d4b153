"""An evaluation as one HTML page that needs nothing else: no script, no font, no picture from anywhere."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from shadowscan.evaluate.plots import precision_recall, reliability
from shadowscan.evaluate.report import Evaluation
from shadowscan.evaluate.scores import Score
from shadowscan.evaluate.text import between, share
from shadowscan.records import VERDICTS

_MOST = 200  # wrong rows of a kind on the page


def page(found: Evaluation, name: str) -> str:
    """Return the page; `name` is what the file of labels is called."""
    env = Environment(
        loader=PackageLoader("shadowscan.evaluate", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["share"] = share
    env.globals["between"] = between
    return env.get_template("page.html").render(
        found=found,
        whole=found.whole,
        name=name,
        verdicts=VERDICTS,
        most=_MOST,
        plots=_plots(found),
        wrong=_wrong(found),
    )


def _plots(found: Evaluation) -> dict[str, Any]:
    whole = found.whole
    return {
        "score": reliability(whole.score_calibration.bins, "Identity score against the share that was right"),
        "probability": reliability(
            whole.probability_calibration.bins, "Probability of software against the share that was software"
        ),
        "identity": precision_recall(
            found.identity_curve, "Vendors named: precision over recall", _chosen(whole.identity)
        ),
        "detection": precision_recall(
            found.detection_curve, "Software told: precision over recall", _chosen(whole.detection)
        ),
    }


def _chosen(score: Score) -> tuple[float | None, float | None]:
    return score.recall, score.precision


def _wrong(found: Evaluation) -> list[tuple[str, Any]]:
    return [
        ("Another vendor named, or one where there is none", found.mistaken),
        ("Taken for software, and is none", found.false_alarms),
        ("Software overlooked, or left to a person", found.missed),
    ]
