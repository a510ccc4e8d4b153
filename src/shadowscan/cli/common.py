"""What all commands share: progress on a terminal, errors as messages, kinds of arguments."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from shadowscan.errors import ShadowscanError

F = TypeVar("F", bound=Callable[..., Any])
WORKSPACE = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Bar:
    """Draw one line of progress on a terminal; stay quiet in a pipe."""

    def __init__(self) -> None:
        self._drawn = False

    def __call__(self, what: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        share = f" {done:,} of {total:,}" if total > 1 else ""
        click.echo(f"\r\033[K{what}{share} …", nl=False, err=True)
        self._drawn = True

    def clear(self) -> None:
        """Take the line away."""
        if self._drawn:
            click.echo("\r\033[K", nl=False, err=True)


def clean_errors(command: F) -> F:
    """Show an error of input or of a path as a message and end with 1, never with a traceback."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except ShadowscanError as error:
            click.echo(f"\nError: {error}", err=True)
            sys.exit(1)
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader of a pipe has had enough: click ends quietly
                raise
            told = ShadowscanError(str(error.strerror), str(error.filename or ""), "Check the path and who may use it.")
            click.echo(f"\nError: {told}", err=True)
            sys.exit(1)

    return cast(F, wrapped)


def as_day(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter("write the day as YYYY-MM-DD") from None


def matcher(workspace: Path | None = None) -> Any:
    from shadowscan.matching import Matcher, load_vendors
    from shadowscan.rules import packaged_rules

    rules = packaged_rules().over(workspace / "rules") if workspace else packaged_rules()
    return Matcher(load_vendors(rules), rules)


def knowing(workspace: Path) -> Any:
    """Return the matcher of a workspace: its own rules and tables, and what people answered, go first."""
    from shadowscan.decisions import fold, read_decisions
    from shadowscan.knowledge import know
    from shadowscan.workspace import open_workspace

    opened = open_workspace(workspace)
    return know(opened, fold(read_decisions(opened.private))).matcher


def plain(text: str) -> str:
    """Return a text that people or exports wrote without what could steer a terminal."""
    return "".join(letter if letter.isprintable() else "·" for letter in text)
