"""The commands: the one place that prints, ends the process and knows today's date."""

from __future__ import annotations

import errno
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import click

from shadowscan import __version__
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


def _as_day(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter("write the day as YYYY-MM-DD") from None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="shadowscan")
def main() -> None:
    """Turn expense, sign-on and procurement exports into an IT strategy.

    Start with `shadowscan demo`; for your own data: `shadowscan init DIR`, fill in DIR/reference and DIR/exports,
    then `shadowscan scan DIR` and `shadowscan serve DIR`.
    """


@main.command()
@click.argument("directory", type=WORKSPACE)
@clean_errors
def init(directory: Path) -> None:
    """Write an empty workspace with commented templates into DIRECTORY."""
    from shadowscan.templates import write_workspace

    for path in write_workspace(directory):
        click.echo(f"  {path.relative_to(directory)}")
    click.echo(f"The workspace is ready in {directory}. Next: fill in reference/, put exports into exports/, then")
    click.echo(f"  shadowscan check {directory}\n  shadowscan scan {directory}")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@clean_errors
def demo(as_json: bool) -> None:
    """Scan the bundled sample workspace into ./shadowscan-demo/ and say what to do next."""
    from shadowscan.rules import sample_workspace

    target = Path("shadowscan-demo")
    if target.exists() and not (target / "shadowscan.yaml").is_file():
        raise ShadowscanError("the folder is there and is no workspace", str(target), "Move it away.")
    shutil.copytree(sample_workspace(), target, dirs_exist_ok=True)
    _scan(target, date(2026, 10, 31), False, as_json)


@main.command()
@click.argument("workspace", type=WORKSPACE)
@click.option(
    "--as-of", callback=_as_day, metavar="DATE", help="Last day that counts; default: the latest in the data."
)
@click.option("--strict", is_flag=True, help="End with 1 if any row was rejected or any file refused.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@clean_errors
def scan(workspace: Path, as_of: date | None, strict: bool, as_json: bool) -> None:
    """Read every export of WORKSPACE, write findings and ideas, publish, and print a summary."""
    _scan(workspace, as_of, strict, as_json)


def _scan(folder: Path, as_of: date | None, strict: bool, as_json: bool) -> None:
    from shadowscan import summary
    from shadowscan.publish import publish
    from shadowscan.scan import scan as run
    from shadowscan.workspace import open_workspace

    bar = Bar()
    workspace = open_workspace(folder)
    try:
        result = run(workspace, as_of, datetime.now().astimezone(), bar)
        publish(result, workspace, bar)
    finally:
        bar.clear()
    found = summary.summarise(result, workspace)
    click.echo(json.dumps(found.to_json(), indent=2, ensure_ascii=False) if as_json else summary.text(found, folder))
    if strict and (found.rows_rejected or found.files_refused):
        click.echo("Error: rows were rejected or files refused, and --strict was asked for.", err=True)
        sys.exit(1)


@main.command()
@click.argument("file", type=FILE)
@click.option("--column", required=True, help="Column that holds the names.")
@click.option("--mcc", help="Column that holds a merchant category code or its text.")
@click.option("--sso", is_flag=True, help="The names are applications of a sign-on system.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here instead of the screen.")
@clean_errors
def match(file: Path, column: str, mcc: str | None, sso: bool, out: Path | None) -> None:
    """Match any list of names in FILE (CSV): one output row for each input row, in order."""
    from shadowscan.lists import match_list, read_list, write_list

    listed = read_list(file)
    answers = match_list(_matcher(), listed.column(column, file), listed.column(mcc, file) if mcc else None, sso)
    if out is None:
        write_list(listed, answers, sys.stdout)
        return
    with out.open("w", encoding="utf-8", newline="") as handle:
        write_list(listed, answers, handle)
    counts = answers["verdict"].value_counts()
    click.echo(f"{len(answers):,} rows: " + ", ".join(f"{counts[v]:,} {v}" for v in sorted(counts.index)) + f" → {out}")


def _matcher(workspace: Path | None = None) -> Any:
    from shadowscan.matching import Matcher, load_vendors
    from shadowscan.rules import packaged_rules

    rules = packaged_rules().over(workspace / "rules") if workspace else packaged_rules()
    return Matcher(load_vendors(rules), rules)


@main.command()
@click.argument("text")
@click.option("--mcc", default="", help="Merchant category code that stands beside it.")
@click.option("--type", "category_text", default="", help="Expense type or ledger text that stands beside it.")
@click.option("--sso", is_flag=True, help="TEXT is an application name of a sign-on system.")
@click.option("--workspace", type=WORKSPACE, help="Where TEXT is a finding or idea id: its workspace.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@clean_errors
def explain(text: str, mcc: str, category_text: str, sso: bool, workspace: Path | None, as_json: bool) -> None:
    """Show how a descriptor is cleaned, compared and judged; with a finding or idea id, its chain of evidence."""
    from shadowscan import chain, show
    from shadowscan.explain import explain_descriptor

    link = chain.of(text, workspace) if workspace else None
    if link is not None:
        click.echo(json.dumps(link.to_json(), indent=2, ensure_ascii=False) if as_json else chain.text(link))
        return
    found = explain_descriptor(_matcher(workspace), text, mcc, category_text, sso)
    click.echo(json.dumps(found.to_json(), indent=2, ensure_ascii=False) if as_json else show.explanation(found))


@main.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@clean_errors
def sources(files: tuple[Path, ...], as_json: bool) -> None:
    """Tell which format each of FILES is, how its columns map, and what would be rejected."""
    from shadowscan import ingest, show
    from shadowscan.rules import packaged_rules

    reports = [ingest.describe_file(path, packaged_rules()) for path in files]
    if as_json:
        click.echo(json.dumps([asdict(report) for report in reports], indent=2, ensure_ascii=False))
        return
    click.echo("\n\n".join(show.source_report(report) for report in reports))


@main.command()
@click.argument("workspace", type=WORKSPACE, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@clean_errors
def check(workspace: Path | None, as_json: bool) -> None:
    """Check every rule with its own examples, and the reference tables of WORKSPACE."""
    from shadowscan.check import check_rules

    found = check_rules(workspace)
    if as_json:
        click.echo(json.dumps(found.to_json(), indent=2, ensure_ascii=False))
    else:
        for problem in found.problems:
            click.echo(problem)
        for note in found.notes:
            click.echo(f"Note: {note}")
        click.echo(found.headline)
    if found.problems:
        sys.exit(1)


@main.command()
@click.argument("workspace", type=WORKSPACE)
@click.option(
    "--format", "kind", type=click.Choice(["xlsx", "md", "csv"]), required=True, help="Form of the steering pack."
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write; for csv a folder.")
@clean_errors
def export(workspace: Path, kind: Literal["xlsx", "md", "csv"], out: Path) -> None:
    """Write the steering committee's pack from the last scan of WORKSPACE."""
    from shadowscan.packs import write_pack

    for path in write_pack(workspace, kind, out):
        click.echo(f"Written: {path}")


@main.command()
@click.argument("workspace", type=WORKSPACE)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8001, show_default=True, help="Port to listen on.")
@click.option("--uds", type=click.Path(path_type=Path), help="Listen on this unix socket instead.")
@click.option("--as", "person", metavar="PERSON", help="On loopback only: act as this person of shadowscan.yaml.")
@clean_errors
def serve(workspace: Path, host: str, port: int, uds: Path | None, person: str | None) -> None:
    """Open what the last scan of WORKSPACE published in Datasette; everybody sees only what is theirs."""
    from shadowscan.web.serve import serve as run

    run(workspace, host, port, uds, person, click.echo)
