"""YAML text into typed dataclasses, strictly: every refusal names file, line and remedy."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import yaml

from shadowscan.errors import RuleError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 50  # levels; no rule comes near it, and Python's own stack ends far beyond


def read_text(path: Path, name: str) -> str:
    """Return the text of a rule or settings file; raise RuleError with the line where it is not UTF-8."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RuleError("the text is not UTF-8", f"{name}:{line}", "Save the file with the encoding UTF-8.") from None


def compose(text: str, name: str) -> yaml.Node:
    """Parse YAML into nodes that know their lines; aliases (`*x`) are refused, for they can hide a bomb."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except RecursionError:
        raise RuleError("the lists or mappings are nested too deeply", name, "Write them flat.") from None
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        line = mark.line if mark else text.count("\n", 0, getattr(error, "position", 0))
        raise RuleError(
            f"this is not readable YAML ({problem or getattr(error, 'reason', error)})",
            f"{name}:{line + 1}",
            "Check indentation, colons and quotes near this line.",
        ) from None
    if node is None:
        raise RuleError("the file is empty", name, "Write the rule or remove the file.")
    _refuse_aliases(node, name, set(), 0)
    return node


def _refuse_aliases(node: yaml.Node, name: str, seen: set[int], depth: int) -> None:
    if depth > _DEEPEST:
        raise RuleError("the lists or mappings are nested too deeply", _place(name, node), "Write them flat.")
    if id(node) in seen:
        raise RuleError("YAML aliases are not read", _place(name, node), "Write the value out.")
    seen.add(id(node))
    children: list[yaml.Node] = []
    if isinstance(node, yaml.SequenceNode):
        children = node.value
    elif isinstance(node, yaml.MappingNode):
        children = [child for pair in node.value for child in pair]
    for child in children:
        _refuse_aliases(child, name, seen, depth + 1)


def decode(kind: Any, node: yaml.Node, name: str) -> Any:
    """Turn a node into `kind` (dataclass, list, tuple, dict, Literal, scalar); raise RuleError if it does not fit."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _decode_union(kind, node, name)
    if origin is Literal:
        return _decode_literal(kind, node, name)
    if origin in (list, tuple):
        item = get_args(kind)[0]
        return origin(decode(item, child, name) for child in _sequence(node, name))
    if origin is dict:
        value_kind = get_args(kind)[1]
        return {key.value: decode(value_kind, value, name) for key, value in _pairs(node, name)}
    if dataclasses.is_dataclass(kind):
        return _decode_dataclass(kind, node, name)
    return _decode_scalar(kind, node, name)


def _place(name: str, node: yaml.Node) -> str:
    return f"{name}:{node.start_mark.line + 1}"


def _sequence(node: yaml.Node, name: str) -> list[yaml.Node]:
    if not isinstance(node, yaml.SequenceNode):
        raise RuleError("a list is expected here", _place(name, node), "Write it as [a, b] or one '- item' a line.")
    return list(node.value)


def _pairs(node: yaml.Node, name: str) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        raise RuleError("a mapping is expected here", _place(name, node), "Write it as 'key: value' lines.")
    seen: set[str] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise RuleError("a key is a list or a mapping", _place(name, key), "Put braces and brackets into quotes.")
        if key.value in seen:
            raise RuleError(f"the key '{key.value}' stands twice", _place(name, key), "Keep one of the two.")
        seen.add(key.value)
    return list(node.value)


def _decode_union(kind: Any, node: yaml.Node, name: str) -> Any:
    options = [option for option in get_args(kind) if option is not type(None)]
    if len(options) < len(get_args(kind)) and _is_null(node):
        return None
    if len(options) > 1:  # a text or a mapping: the node's own shape decides
        for option in options:
            if dataclasses.is_dataclass(option) == isinstance(node, yaml.MappingNode):
                return decode(option, node, name)
    return decode(options[0], node, name)


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("", "~", "null")


def _decode_literal(kind: Any, node: yaml.Node, name: str) -> Any:
    text = _decode_scalar(str, node, name)
    if text not in get_args(kind):
        allowed = ", ".join(str(value) for value in get_args(kind))
        raise RuleError(f"'{text}' is not one of the known values", _place(name, node), f"Use one of: {allowed}.")
    return text


@cache
def _fields(kind: type) -> Mapping[str, tuple[Any, bool]]:
    hints = get_type_hints(kind)
    return {
        f.name: (
            hints[f.name],
            f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING,
        )
        for f in dataclasses.fields(kind)
        if f.name != "where"
    }


def decode_part(kind: Any, node: yaml.Node, name: str) -> dict[str, Any]:
    """Turn a mapping into those fields of the dataclass `kind` that it names; raise RuleError if one does not fit."""
    fields = _fields(kind)
    values: dict[str, Any] = {}
    for key, value in _pairs(node, name):
        if key.value not in fields:
            known = ", ".join(fields)
            raise RuleError(f"the key '{key.value}' is not known", _place(name, key), f"Known keys here: {known}.")
        values[key.value] = decode(fields[key.value][0], value, name)
    return values


def _decode_dataclass(kind: Any, node: yaml.Node, name: str) -> Any:
    fields = _fields(kind)
    values = decode_part(kind, node, name)
    missing = [field for field, (_, required) in fields.items() if required and field not in values]
    if missing:
        raise RuleError(f"missing: {', '.join(missing)}", _place(name, node), "Add the missing keys.")
    if any(f.name == "where" for f in dataclasses.fields(kind)):
        values["where"] = _place(name, node)
    try:
        return kind(**values)
    except ValueError as error:
        raise RuleError(str(error), _place(name, node), "Correct the value.") from None


def _decode_scalar(kind: Any, node: yaml.Node, name: str) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        raise RuleError("a single value is expected here", _place(name, node), "Write one value.")
    text = node.value
    if kind is str:
        return text  # as written: NO stays NO and 0102 keeps its zero
    if kind is bool:
        if text.lower() in ("true", "yes", "on", "false", "no", "off"):
            return text.lower() in ("true", "yes", "on")
        raise RuleError(f"'{text}' is neither true nor false", _place(name, node), "Write true or false.")
    try:
        if kind is date:
            return date.fromisoformat(text)
        if kind in (int, float, Decimal):
            return _number(kind, text)
    except (ValueError, InvalidOperation):
        raise RuleError(
            f"'{text}' is not a {'date (YYYY-MM-DD)' if kind is date else 'number'}", _place(name, node), "Correct it."
        ) from None
    raise TypeError(f"no way to decode {kind!r}")


def _number(kind: Any, text: str) -> Any:
    value = kind(text)
    if not Decimal(value).is_finite():
        raise ValueError
    return value
