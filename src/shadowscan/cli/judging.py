"""Commands that judge shadowscan itself."""

from __future__ import annotations

import json
from pathlib import Path

import click

from shadowscan.cli.common import FILE, WORKSPACE, clean_errors, matcher


@click.command()
@click.argument("labels", type=FILE)
@click.option("--by", multiple=True, metavar="COLUMN", help="Score each value of this column apart; may be repeated.")
@click.option("--column", "descriptor", default="descriptor", show_default=True, help="Column of the descriptors.")
@click.option("--label", default="label", show_default=True, help="Column of the labels.")
@click.option("--domain", default="vendor_domain", show_default=True, help="Column of the right vendor's domain.")
@click.option("--mcc", default="mcc", show_default=True, help="Column of the merchant category code or its text.")
@click.option("--certainty", default="certainty", show_default=True, help="Column that marks a label as a guess.")
@click.option("--origin", default="origin", show_default=True, help="Column that says spend or sso.")
@click.option("--workspace", type=WORKSPACE, help="Judge with the rules of this workspace laid over.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Also write one page with plots here.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@clean_errors
def evaluate(
    labels: Path,
    by: tuple[str, ...],
    descriptor: str,
    label: str,
    domain: str,
    mcc: str,
    certainty: str,
    origin: str,
    workspace: Path | None,
    html: Path | None,
    as_json: bool,
) -> None:
    """Tell how right the matcher is on LABELS, a CSV of descriptors labelled by hand.

    Each row has a descriptor and a label: saas, software (licensed), it_other (hardware, telecom, IT services),
    ads_media, other or unclear. The column vendor_domain names the right vendor; rows without are not scored for
    identity. Rows labelled unclear, or marked as a guess, are not scored at all.
    """
    from shadowscan.evaluate import Columns, evaluate, read_labels
    from shadowscan.evaluate.page import page
    from shadowscan.evaluate.text import text

    columns = Columns(descriptor, label, domain, mcc, certainty, origin, tuple(dict.fromkeys(by)))
    found = evaluate(matcher(workspace), read_labels(labels, columns))
    if html is not None:
        html.write_text(page(found, labels.name), encoding="utf-8", newline="")
    if as_json:
        click.echo(json.dumps(found.to_json(), indent=2, ensure_ascii=False))
        return
    click.echo(text(found))
    if html is not None:
        click.echo(f"\nWritten: {html}")
