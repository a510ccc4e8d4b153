"""Datasette's hook marker with a type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from datasette import hookimpl

F = TypeVar("F", bound=Callable[..., Any])


def hook(first: bool = False, wraps: bool = False) -> Callable[[F], F]:
    """Mark a function as a hook of Datasette, called before those of other plugins, or around all of them."""
    marked: Callable[[F], F] = hookimpl(tryfirst=first, wrapper=wraps)
    return marked
