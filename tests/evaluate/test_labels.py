"""A file of labels is read as people write them, or refused with the line and what to change."""

from __future__ import annotations

import pytest

from shadowscan.errors import InputError
from shadowscan.evaluate import Columns, read_labels
from tests.evaluate.conftest import LABELS, Write


def test_only_descriptor_and_label_are_needed(write: Write) -> None:
    rows = read_labels(write("label,descriptor\nsaas,ZOOM.US\n")).rows
    assert rows.to_dict("records") == [
        {"descriptor": "ZOOM.US", "label": "saas", "vendor_domain": "", "mcc": "", "certainty": "", "origin": ""}
    ]


def test_columns_may_be_called_otherwise_and_separated_by_semicolons(write: Write) -> None:
    path = write("text;truth;site\nZOOM.US;saas;Zoom.us\n")
    rows = read_labels(path, Columns(descriptor="text", label="truth", vendor_domain="site")).rows
    assert rows[["descriptor", "vendor_domain"]].to_numpy().tolist() == [["ZOOM.US", "zoom.us"]]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("descriptor\nX\n", ":1", "'label'"),
        ("descriptor,label\n", "", "no labelled rows"),
        ("", "", "no labelled rows"),
        ("descriptor,label\nX,saas\nY,Saas!\n", ":3", "'Saas!' is no known label"),
        ("descriptor,label\n,saas\n", ":2", "empty"),
        ('descriptor,label\n"two\nlines",saas\nY\n', ":4", "1 cells"),
        ("descriptor,label\nX,saas,more\n", ":2", "3 cells"),
        ("descriptor,label,vendor_domain\nX,saas,Zoom Inc\n", ":2", "no domain"),
        ("descriptor,label,vendor_domain\nX,saas,zoom\n", ":2", "no domain"),
        ("descriptor,label,origin\nX,saas,card\n", ":2", "'card' is no known origin"),
        ("descriptor,label,label\nX,saas,other\n", ":1", "twice"),
    ],
)
def test_what_cannot_be_scored_is_refused_with_line_and_remedy(text: str, line: str, says: str, write: Write) -> None:
    path = write(text)
    with pytest.raises(InputError) as refused:
        read_labels(path)
    assert refused.value.where == f"{path}{line}"
    assert says in refused.value.message
    assert refused.value.remedy


@pytest.mark.parametrize("columns", [Columns(by=("branch",)), Columns(mcc="code"), Columns(vendor_domain="site")])
def test_a_column_that_was_asked_for_and_is_not_there_is_refused_with_those_that_are(
    columns: Columns, write: Write
) -> None:
    with pytest.raises(InputError) as refused:
        read_labels(write(LABELS), columns)
    assert "vendor_domain" in refused.value.remedy
