"""The commands: the one place that prints, ends the process and knows today's date."""

from __future__ import annotations

import click

from shadowscan import __version__
from shadowscan.cli import comparing, deciding, ideas, judging, looking, publishing, reviewing, scanning


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="shadowscan")
def main() -> None:
    """Turn expense, sign-on and procurement exports into an IT strategy.

    Start with `shadowscan demo`; for your own data: `shadowscan init DIR`, fill in DIR/reference and DIR/exports,
    then `shadowscan scan DIR` and `shadowscan serve DIR`.
    """


for command in (
    scanning.init,
    scanning.demo,
    scanning.scan,
    looking.match,
    looking.explain,
    looking.sources,
    looking.check,
    reviewing.review,
    deciding.decisions,
    ideas.ideas,
    judging.evaluate,
    publishing.export,
    publishing.serve,
    comparing.diff,
):
    main.add_command(command)
