"""What is scored and how: the rules of the figures, on labels whose scores are known by hand."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from shadowscan.cli import main
from shadowscan.evaluate import Evaluation, Labels, judge
from shadowscan.evaluate.text import text
from tests.evaluate.conftest import ANSWERS, LABELS, Write, answers


def test_unclear_and_guessed_labels_are_not_scored(found: Evaluation) -> None:
    assert (found.read, found.unclear, found.guessed, found.whole.rows) == (11, 1, 1, 9)


def test_an_identity_needs_the_right_domain_and_review_counts_as_not_found(found: Evaluation) -> None:
    """Right: Quorvex, and the domain read in the text. Wrong: Other, and the cafe. Not found: the one in review."""
    identity = found.whole.identity
    assert (identity.right, identity.given, identity.wanted) == (2, 4, 4)
    assert found.read_in_text == 1
    assert [one.descriptor for one in found.mistaken] == ["QUORVEX.EXAMPLE", "CORNER CAFE"]


def test_detection_counts_matched_and_software(found: Evaluation) -> None:
    detection = found.whole.detection
    assert (detection.right, detection.given, detection.wanted) == (4, 5, 5)
    assert [one.descriptor for one in found.false_alarms] == ["CORNER CAFE"]
    assert [one.descriptor for one in found.missed] == ["MAYBE APP"]


def test_a_vendor_of_software_given_to_advertising_is_wrong(labels: Labels) -> None:
    given = [*ANSWERS[:8], ("matched", "Ads", "ads.example", 1.0, 1.0), *ANSWERS[9:]]
    identity = judge(labels, answers(given)).whole.identity
    assert (identity.right, identity.given) == (2, 5)


def test_abstention_is_the_share_of_scored_rows_in_review(found: Evaluation) -> None:
    assert found.whole.review == 1
    assert found.whole.abstention == 1 / 9


def test_calibration_looks_at_every_vendor_proposed(found: Evaluation) -> None:
    """Two right (1.00, and 0.75 in review) of four proposed; what nobody proposed has no identity score."""
    assert found.whole.score_calibration.rows == 4
    assert found.whole.probability_calibration.rows == 9


def test_verdicts_are_counted_for_each_label(found: Evaluation) -> None:
    assert dict(found.verdicts) == {
        "saas": (2, 1, 1, 0),
        "software": (0, 1, 0, 0),
        "it_other": (0, 0, 0, 1),
        "ads_media": (0, 0, 0, 1),
        "other": (1, 0, 0, 1),
    }


def test_strata_add_up_to_the_whole(found: Evaluation) -> None:
    parts = {value: part for column, value, part in found.strata if column == "team"}
    assert set(parts) == {"north", "south"}
    assert sum(part.rows for part in parts.values()) == found.whole.rows
    assert sum(part.identity.right for part in parts.values()) == found.whole.identity.right
    assert sum(part.detection.given for part in parts.values()) == found.whole.detection.given


def test_the_text_tells_scores_doubt_confusions_and_mistakes(found: Evaluation) -> None:
    told = text(found)
    for part in ("11 labelled rows: 9 scored", "50.0 %", "By team", "QUORVEX.EXAMPLE", "other.example", "11.1 %"):
        assert part in told


def test_a_descriptor_cannot_write_to_the_terminal(labels: Labels) -> None:
    labels.rows.loc[1, "descriptor"] = "BAD\x1b[31m\nROW"
    told = text(judge(labels, answers(ANSWERS)))
    assert "\x1b" not in told
    assert "BAD [31m ROW" in told


def test_nothing_to_score_is_no_error(write: Write) -> None:
    from shadowscan.evaluate import read_labels

    labels = read_labels(write("descriptor,label\nX,unclear\n"))
    found = judge(labels, answers([ANSWERS[0]]))
    assert found.whole.identity.precision is None
    assert "–" in text(found)
    json.dumps(found.to_json())


def test_the_command_prints_json_and_writes_the_page(tmp_path: Path, write: Write) -> None:
    out = tmp_path / "page.html"
    told = CliRunner().invoke(main, ["evaluate", str(write(LABELS)), "--by", "team", "--json", "--html", str(out)])
    assert told.exit_code == 0, told.output
    found = json.loads(told.output)
    assert found["rows"] == 9
    assert {"precision", "recall", "f1", "precision_interval"} <= set(found["identity"])
    assert {one["value"] for one in found["strata"]} == {"north", "south"}
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_command_refuses_bad_labels_with_line_and_remedy(write: Write) -> None:
    told = CliRunner().invoke(main, ["evaluate", str(write("descriptor,label\nX,maybe\n"))])
    assert told.exit_code == 1
    assert "labels.csv:2: 'maybe' is no known label" in told.output
    assert "What to change: Use one of: saas" in told.output
