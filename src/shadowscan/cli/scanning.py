"""Commands that make a workspace and scan it."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date, datetime
from pathlib import Path

import click

from shadowscan.cli.common import WORKSPACE, Bar, as_day, clean_errors
from shadowscan.errors import ShadowscanError


@click.command()
@click.argument("directory", type=WORKSPACE)
@clean_errors
def init(directory: Path) -> None:
    """Write an empty workspace with commented templates into DIRECTORY."""
    from shadowscan.templates import write_workspace

    for path in write_workspace(directory):
        click.echo(f"  {path.relative_to(directory)}")
    click.echo(f"The workspace is ready in {directory}. Next: fill in reference/, put exports into exports/, then")
    click.echo(f"  shadowscan check {directory}\n  shadowscan scan {directory}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@clean_errors
def demo(as_json: bool) -> None:
    """Scan the bundled sample workspace into ./shadowscan-demo/ and say what to do next."""
    from shadowscan.decisions import take_given
    from shadowscan.rules import sample_workspace

    target = Path("shadowscan-demo")
    if target.exists() and not (target / "shadowscan.yaml").is_file():
        raise ShadowscanError("the folder is there and is no workspace", str(target), "Move it away.")
    shutil.copytree(sample_workspace(), target, dirs_exist_ok=True)
    take_given(target)
    _scan(target, date(2026, 10, 31), False, as_json)


@click.command()
@click.argument("workspace", type=WORKSPACE)
@click.option("--as-of", callback=as_day, metavar="DATE", help="Last day that counts; default: the latest in the data.")
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
