"""The decision log at the terminal: to read, to keep under version control, to take something back."""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shadowscan.cli.common import FILE, WORKSPACE, clean_errors, plain

if TYPE_CHECKING:
    from shadowscan.decisions import Decision


_WIDTH = 60  # characters of a cell


@click.command()
@click.argument("workspace", type=WORKSPACE)
@click.option("--subject", metavar="ID", help="Only what was decided on this finding, idea, vendor, product or text.")
@click.option("--export", type=click.Path(dir_okay=False, path_type=Path), help="Write the whole log as CSV.")
@click.option("--import", "imported", type=FILE, help="Take in the entries of a CSV that the log does not hold yet.")
@click.option("--withdraw", metavar="ID", help="Take back the decision of this id; it stays on record as withdrawn.")
@click.option("--why", default="", help="Why it is taken back.")
@click.option("--as", "who", metavar="PERSON", help="Who takes it back; default: the name you are logged in with.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@clean_errors
def decisions(
    workspace: Path,
    subject: str | None,
    export: Path | None,
    imported: Path | None,
    withdraw: str | None,
    why: str,
    who: str | None,
    as_json: bool,
) -> None:
    """Show what people decided in WORKSPACE, newest first; export, import or take back."""
    if sum(map(bool, (export, imported, withdraw))) > 1:
        raise click.UsageError("give only one of --export, --import and --withdraw")
    from shadowscan.decisions import DecisionLog, Draft, read_csv, read_decisions, write_csv
    from shadowscan.workspace import open_workspace

    private = open_workspace(workspace).private
    if export is not None:
        log = read_decisions(private)
        write_csv(log, export)
        click.echo(f"Written: {export}, {len(log):,} decisions")
    elif imported is not None:
        new = DecisionLog(private).add(read_csv(imported))
        click.echo(f"{len(new):,} new decisions taken from {imported}; they take effect at the next scan.")
    elif withdraw is not None:
        at = datetime.now().astimezone().isoformat(timespec="milliseconds")
        DecisionLog(private).append([Draft(who or getpass.getuser(), "withdraw", withdraw, {}, why)], at)
        click.echo(f"Withdrawn: {withdraw}; it takes effect at the next scan.")
    else:
        _show(read_decisions(private), subject, as_json)


def _show(log: tuple[Decision, ...], subject: str | None, as_json: bool) -> None:
    from shadowscan.decisions.fold import standing
    from shadowscan.show import table

    stands = {one.decision_id for one in standing(log)}
    shown = [one for one in reversed(log) if subject in (None, one.subject)]
    if as_json:
        told = [asdict(one) | {"stands": one.decision_id in stands} for one in shown]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    rows = [
        [one.decision_id, one.at[:16], one.who, one.kind, one.subject, _said(one), one.why]
        for one in shown
        if one.decision_id in stands
    ]
    heads = ["decision", "when", "who", "what", "on", "said", "why"]
    cells = [[_cell(text) for text in row] for row in rows]
    click.echo(table(cells, heads) if rows else "Nobody has decided anything.")


def _said(one: Decision) -> str:
    return "; ".join(f"{key}: {text}" for key, text in sorted(one.value.items()))


def _cell(text: str) -> str:
    """Return a text cut to a readable width."""
    shown = plain(text)
    return shown if len(shown) <= _WIDTH else f"{shown[: _WIDTH - 1]}…"
