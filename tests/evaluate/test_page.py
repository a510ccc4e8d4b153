"""The page needs nothing from anywhere, and a hostile descriptor stays a text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from shadowscan.evaluate import Evaluation, Labels, judge
from shadowscan.evaluate.page import page
from tests.evaluate.conftest import ANSWERS, answers

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


class Tags(HTMLParser):
    """Gather the tags of a page, what they refer to, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "action")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(text: str) -> Tags:
    tags = Tags()
    tags.feed(text)
    return tags


def test_the_page_is_whole_in_itself(found: Evaluation) -> None:
    text = page(found, "labels.csv")
    tags = read(text)
    assert not {"script", "link", "img", "iframe", "object"} & set(tags.tags)
    assert tags.addresses == []
    assert not re.search(r"url\(|@import|https?://", text)
    assert 'name="viewport"' in text


def test_the_page_has_plots_with_a_name_and_tables_of_what_went_wrong(found: Evaluation) -> None:
    text = page(found, "labels.csv")
    tags = read(text)
    assert tags.tags.count("svg") == 4
    assert len(re.findall(r'<svg [^>]*role="img" aria-label="[^"]+"', text)) == 4
    shown = " ".join(tags.texts)
    for part in ("QUORVEX.EXAMPLE", "other.example", "50.0 %", "11.1 %", "team"):
        assert part in shown


@pytest.mark.parametrize("place", ["descriptor", "by_0"])
def test_hostile_labels_stay_texts(place: str, labels: Labels) -> None:
    labels.rows.loc[1, place] = HOSTILE
    answered = answers(ANSWERS)
    answered.loc[1, "reason"] = HOSTILE
    tags = read(page(judge(labels, answered), HOSTILE))
    assert not {"script", "img"} & set(tags.tags)
    assert tags.handlers == []
    assert any(HOSTILE in text for text in tags.texts)
