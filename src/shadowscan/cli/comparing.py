"""The command that holds two scans against each other."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from shadowscan.cli.common import FILE, clean_errors


@click.command()
@click.argument("old", type=FILE, metavar="OLD.db")
@click.argument("new", type=FILE, metavar="NEW.db")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@clean_errors
def diff(old: Path, new: Path, as_json: bool) -> None:
    """Tell what appeared, went, grew or was decided between two scans, each the findings.db of a workspace."""
    from shadowscan.publish import compare_files
    from shadowscan.rules import packaged_rules

    found = compare_files(old, new, packaged_rules())
    if as_json:
        plain = [asdict(change) | {"amount": str(change.amount)} for change in found.changes]
        click.echo(json.dumps({"from": found.since, "to": found.until, "changes": plain}, indent=2, ensure_ascii=False))
        return
    click.echo(f"From the scan up to {found.since} to the one up to {found.until}")
    for title, texts in found.by_kind.items():
        click.echo(f"\n{title} ({len(texts)})")
        for text in texts:
            click.echo(f"  {text}")
    if not found.changes:
        click.echo("\nNothing that would be news.")
