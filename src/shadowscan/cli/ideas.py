"""Ideas at the terminal: look at them, shape them, bring them through their life, record what they brought."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from shadowscan.cli.common import WORKSPACE, clean_errors

if TYPE_CHECKING:
    from shadowscan.portfolio import Acts
    from shadowscan.records.decisions import Decision

F = TypeVar("F", bound=Callable[..., Any])


@click.group()
def ideas() -> None:
    """Look at ideas and decide on them; every decision goes to the log and shows at once.

    IDEA is an id of `shadowscan ideas list`; its first letters will do.
    """


def _deciding(command: F) -> F:
    who = click.option("--as", "who", metavar="PERSON", help="Who decides; default: the name you are logged in with.")
    return who(_as_json(command))


def _as_json(command: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print as JSON.")(command)


@ideas.command("list")
@click.argument("workspace", type=WORKSPACE)
@click.option("--stage", help="Only ideas of this stage.")
@click.option("--type", "idea_type", help="Only ideas of this type.")
@click.option("--unit", help="Only ideas that concern this business unit (its id).")
@_as_json
@clean_errors
def list_ideas(workspace: Path, stage: str | None, idea_type: str | None, unit: str | None, as_json: bool) -> None:
    """List the ideas of WORKSPACE, the best first, with what they promise and what came of it."""
    from shadowscan.portfolio import listed, read_ideas, read_portfolio, totals

    currency, found = read_ideas(workspace)
    wanted = {"stage": stage, "type": idea_type}
    found = [idea for idea in found if all(idea[name] == value for name, value in wanted.items() if value)]
    found = [idea for idea in found if unit is None or unit in idea["business_units"]]
    _, portfolio = read_portfolio(workspace)
    if as_json:
        _print_json({"currency": currency, "ideas": found, "portfolio": portfolio})
        return
    click.echo(listed(currency, found))
    click.echo("\n" + totals(currency, portfolio))


@ideas.command()
@click.argument("workspace", type=WORKSPACE)
@click.argument("idea")
@_as_json
@clean_errors
def show(workspace: Path, idea: str, as_json: bool) -> None:
    """Show one IDEA: why, its findings, the business case line by line, service readiness, its life."""
    from shadowscan.decisions import fold, read_decisions
    from shadowscan.portfolio import page, read_sheet
    from shadowscan.records.decisions import IdeaDecisions

    sheet = read_sheet(workspace, idea)
    decided = fold(read_decisions(workspace / "private"))
    life = decided.ideas.get(sheet.idea["idea_id"], IdeaDecisions())
    if as_json:
        moves = [{"at": m.at, "who": m.who, "stage": m.stage, "into": m.into, "why": m.why} for m in life.moves]
        _print_json(sheet.to_json() | {"moves": moves})
        return
    click.echo(page(sheet, life))


@ideas.command("open")
@click.argument("workspace", type=WORKSPACE)
@click.argument("idea_type", metavar="TYPE")
@click.argument("title")
@click.option("--finding", "findings", multiple=True, help="Id of a finding it rests on; may be given several times.")
@click.option("--why", default="", help="What speaks for it.")
@click.option("--service", "service_id", default="", help="Id of the service that takes part.")
@click.option("--initiative", "initiative_id", default="", help="Id of the initiative it serves.")
@click.option("--category", default="", help="Capability it is about, an id of the taxonomy.")
@_deciding
@clean_errors
def open_idea(
    workspace: Path,
    idea_type: str,
    title: str,
    findings: tuple[str, ...],
    why: str,
    who: str | None,
    as_json: bool,
    **others: str,
) -> None:
    """Open an idea of your own, of a TYPE such as adopt, extend, migrate, consolidate, improve, secure or retire."""
    given = {name: value for name, value in others.items() if value}
    _decide(workspace, who, as_json, lambda acts: acts.open(idea_type, title, findings, why, given))


@ideas.command()
@click.argument("workspace", type=WORKSPACE)
@click.argument("idea")
@click.argument("field")
@click.argument("value")
@_deciding
@clean_errors
def shape(workspace: Path, idea: str, field: str, value: str, who: str | None, as_json: bool) -> None:
    """Say one thing about IDEA. FIELD: title, owner, sponsor, it_sponsor, initiative_id, service_id or probability."""
    _decide(workspace, who, as_json, lambda acts: acts.shape(idea, field, value))


@ideas.command()
@click.argument("workspace", type=WORKSPACE)
@click.argument("idea")
@click.argument("item")
@click.argument("state", type=click.Choice(["met", "planned", "waived"]))
@click.option("--on", default="", metavar="DATE", help="Day by which it is planned.")
@click.option("--cost", default="", help="What it costs, in the reporting currency.")
@click.option("--by", default="", help="Who waives it, or answers for it.")
@click.option("--why", default="", help="The reason.")
@_deciding
@clean_errors
def gate(
    workspace: Path, idea: str, item: str, state: str, why: str, who: str | None, as_json: bool, **value: str
) -> None:
    """Answer one ITEM of IDEA's service readiness: met; planned with --on and --cost; waived with --by and --why."""
    given = {name: text for name, text in value.items() if text}
    _decide(workspace, who, as_json, lambda acts: acts.answer(idea, item, state, given, why))


@ideas.command()
@click.argument("workspace", type=WORKSPACE)
@click.argument("idea")
@click.argument("stage")
@click.option("--why", default="", help="The reason; needed to park, decline and merge.")
@click.option("--into", default="", metavar="IDEA", help="The idea it is merged into.")
@_deciding
@clean_errors
def move(workspace: Path, idea: str, stage: str, why: str, into: str, who: str | None, as_json: bool) -> None:
    """Bring IDEA to another STAGE of its life."""
    _decide(workspace, who, as_json, lambda acts: acts.move(idea, stage, why, into))


@ideas.command()
@click.argument("workspace", type=WORKSPACE)
@click.argument("idea")
@click.argument("period", metavar="YYYY-MM")
@click.option("--planned", default="", help="What it was to bring in the month.")
@click.option("--actual", default="", help="What it brought.")
@click.option("--owner", default="", help="Who answers for it.")
@click.option("--measure", default="", help="How it was measured.")
@_deciding
@clean_errors
def record(workspace: Path, idea: str, who: str | None, as_json: bool, **value: str) -> None:
    """Record the benefit of IDEA in a month: --planned, --actual or both, in the reporting currency."""
    given = {name: text for name, text in value.items() if text}
    _decide(workspace, who, as_json, lambda acts: acts.record(idea, given))


def _decide(workspace: Path, who: str | None, as_json: bool, act: Callable[[Acts], Decision]) -> None:
    """Let a person act, bring the files in step with the log, and say what was decided."""
    from shadowscan.portfolio import Acts
    from shadowscan.publish.live import catch_up
    from shadowscan.workspace import open_workspace

    at = datetime.now().astimezone().isoformat(timespec="milliseconds")
    made = act(Acts(open_workspace(workspace), who or getpass.getuser(), at))
    catch_up(workspace)
    told: dict[str, Any] = {"decision_id": made.decision_id, "at": made.at, "who": made.who, "kind": made.kind}
    told |= {"subject": made.subject, "value": dict(made.value), "why": made.why}
    if as_json:
        _print_json(told)
        return
    value = ", ".join(f"{name} {text}" for name, text in sorted(made.value.items()) if name != "findings")
    click.echo(f"{made.subject}: {value} ({made.who}, {made.at[:16].replace('T', ' ')})")


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
