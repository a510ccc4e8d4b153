"""Commands that look closely: at names, files and rules."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from shadowscan.cli.common import FILE, WORKSPACE, clean_errors, knowing, matcher


@click.command()
@click.argument("file", type=FILE)
@click.option("--column", required=True, help="Column that holds the names.")
@click.option("--mcc", help="Column that holds a merchant category code or its text.")
@click.option("--sso", is_flag=True, help="The names are applications of a sign-on system.")
@click.option("--workspace", type=WORKSPACE, help="Match as this workspace does: with its own names and answers.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here instead of the screen.")
@clean_errors
def match(file: Path, column: str, mcc: str | None, sso: bool, workspace: Path | None, out: Path | None) -> None:
    """Match any list of names in FILE (CSV): one output row for each input row, in order."""
    from shadowscan.lists import match_list, read_list, write_list

    listed = read_list(file)
    known = knowing(workspace) if workspace else matcher()
    answers = match_list(known, listed.column(column, file), listed.column(mcc, file) if mcc else None, sso)
    if out is None:
        write_list(listed, answers, sys.stdout)
        return
    with out.open("w", encoding="utf-8", newline="") as handle:
        write_list(listed, answers, handle)
    counts = answers["verdict"].value_counts()
    click.echo(f"{len(answers):,} rows: " + ", ".join(f"{counts[v]:,} {v}" for v in sorted(counts.index)) + f" → {out}")


@click.command()
@click.argument("text")
@click.option("--mcc", default="", help="Merchant category code that stands beside it.")
@click.option("--type", "category_text", default="", help="Expense type or ledger text that stands beside it.")
@click.option("--sso", is_flag=True, help="TEXT is an application name of a sign-on system.")
@click.option("--workspace", type=WORKSPACE, help="Its own names and answers, findings and ideas.")
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
    known = knowing(workspace) if workspace else matcher()
    found = explain_descriptor(known, text, mcc, category_text, sso)
    click.echo(json.dumps(found.to_json(), indent=2, ensure_ascii=False) if as_json else show.explanation(found))


@click.command()
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


@click.command()
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
