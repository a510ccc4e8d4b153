"""Commands that hand the findings on: packs and pages."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from shadowscan.cli.common import WORKSPACE, clean_errors


@click.command()
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


@click.command()
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
