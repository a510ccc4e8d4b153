"""What rule files say about themselves, whatever kind they are: title, why, known false positives, plain figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from yaml import MappingNode, Node, ScalarNode, SequenceNode

_FIGURES = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


@dataclass(frozen=True, slots=True)
class About:
    """Describe one rule file to a reader."""

    name: str  # its stem
    title: str
    why: str
    status: str
    known_false_positives: tuple[str, ...] = ()
    figures: dict[str, str] = field(default_factory=dict)  # keys of the first level that hold a number


def about(path: Path, node: Node) -> About:
    """Read what a rule file says about itself; a part it does not have stays empty."""
    entries: dict[str, Node] = {}
    if isinstance(node, MappingNode):
        entries = {key.value: value for key, value in node.value if isinstance(key, ScalarNode)}
    doubts = entries.get("known_false_positives")
    return About(
        path.stem,
        _text(entries.get("title")) or path.stem,
        _text(entries.get("why")),
        _text(entries.get("status")),
        tuple(_text(one) for one in doubts.value) if isinstance(doubts, SequenceNode) else (),
        {key: value.value for key, value in entries.items() if isinstance(value, ScalarNode) and _is_figure(value)},
    )


def _text(node: Node | None) -> str:
    return " ".join(node.value.split()) if isinstance(node, ScalarNode) else ""


def _is_figure(node: ScalarNode) -> bool:
    return node.tag in _FIGURES or (node.style == '"' and node.value.replace(".", "", 1).isdigit())
