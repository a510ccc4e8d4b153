"""The review of uncertain texts at the terminal: one key an answer."""

from __future__ import annotations

import getpass
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shadowscan.cli.common import FILE, WORKSPACE, clean_errors, plain
from shadowscan.errors import InputError

if TYPE_CHECKING:
    from shadowscan.review import Answer, Group, Review
    from shadowscan.workspace import Workspace

_SHOWN = 6  # texts and guesses of a group
_KEYS = "1-9 that guess · n not software · s software, vendor unknown · v another vendor · k skip · u undo · q quit · ?"
_HELP = """\
  1-9  it is the vendor of that line
  n    it is not software: a shop, a service, hardware, media ...
  s    it is software, and the vendor is not known
  v    it is a vendor that you type; a new name becomes a vendor of your organisation
  k    skip it for now
  u    take the last answer back
  m    show all texts of this group
  q    stop; every answer is already kept
An answer holds for the same name with another order number, town, legal form or spelling, in every later scan too."""


@click.command()
@click.argument("workspace", type=WORKSPACE)
@click.option("--as", "who", metavar="PERSON", help="Who decides; default: the name you are logged in with.")
@click.option("--list", "listing", is_flag=True, help="Only list what is open, similar texts together.")
@click.option("--export", "export", type=click.Path(dir_okay=False, path_type=Path), help="Write what is open as CSV.")
@click.option("--answers", type=FILE, help="Take the answers of a CSV, as --export writes it.")
@click.option("--as-rules", type=click.Path(dir_okay=False, path_type=Path), help="Write all answers as vendor rules.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@clean_errors
def review(
    workspace: Path,
    who: str | None,
    listing: bool,
    export: Path | None,
    answers: Path | None,
    as_rules: Path | None,
    as_json: bool,
) -> None:
    """Decide what WORKSPACE's last scan could not: largest spend first, similar texts together, one key an answer."""
    if sum(map(bool, (listing, export, answers, as_rules))) > 1:
        raise click.UsageError("give only one of --list, --export, --answers and --as-rules")
    from shadowscan.review import Review
    from shadowscan.workspace import open_workspace

    opened = open_workspace(workspace)
    if as_rules is not None:
        _write_rules(opened, as_rules)
        return
    reviewing = Review(opened, who or getpass.getuser())
    if listing:
        _list(reviewing, as_json)
    elif export is not None:
        from shadowscan.review import write_questions

        click.echo(f"Written: {export}, {write_questions(reviewing.groups(), export)} texts")
    else:
        _take(reviewing, answers) if answers is not None else _ask_all(reviewing)
        _report(reviewing, workspace, as_json)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


def _write_rules(workspace: Workspace, path: Path) -> None:
    from shadowscan.review import write_rules

    written = write_rules(workspace, path)
    click.echo(f"Written: {path}, {written.vendors} vendors from {written.answers} answers.")
    for note in written.notes:
        click.echo(f"Note: {note}")


def _take(reviewing: Review, answers: Path) -> None:
    from shadowscan.review import read_answers

    new = reviewing.take(read_answers(answers, reviewing), _now())
    click.echo(f"{new} new answers taken from {answers}.", err=True)


def _list(reviewing: Review, as_json: bool) -> None:
    from shadowscan.review import as_plain
    from shadowscan.show import table

    groups = reviewing.groups()
    if as_json:
        click.echo(json.dumps([as_plain(group) for group in groups], indent=2, ensure_ascii=False))
        return
    rows = [[f"{g.spend:,.2f}", g.rows, len(g.questions), plain(g.first.descriptor), _best(g)] for g in groups]
    click.echo(table(rows, [f"spend ({reviewing.currency})", "rows", "texts", "text", "best guess"], right=(0, 1, 2)))


def _best(group: Group) -> str:
    guesses = group.first.guesses
    return f"{plain(guesses[0][0])} ({guesses[0][1]:.2f})" if guesses else ""


def _ask_all(reviewing: Review) -> None:
    """Ask group by group until all are answered or skipped, or somebody quits."""
    skipped: set[str] = set()
    while True:
        groups = [group for group in reviewing.groups() if group.first.descriptor_id not in skipped]
        if not groups:
            click.echo("Nothing is left to ask.")
            return
        _show(groups[0], reviewing.currency, len(groups))
        key = _key()
        if key in ("q", "\x03", "\x04"):
            return
        if key == "u":
            taken = reviewing.undo(_now())
            click.echo(f"  taken back: {', '.join(map(plain, taken))}" if taken else "  nothing to take back")
        elif key == "k":
            skipped.add(groups[0].first.descriptor_id)
        else:
            _answer(reviewing, groups[0], key)


def _key() -> str:
    """Return the next key; from a pipe the first letter of the next line, and `q` at its end."""
    if sys.stdin.isatty():
        key = click.getchar()
    else:
        line = sys.stdin.readline()
        key = line.strip()[:1] or ("?" if line else "q")
    click.echo(key if key.isprintable() else "")
    return key.lower()


def _answer(reviewing: Review, group: Group, key: str) -> None:
    try:
        said = _said(reviewing, group, key)
        if said is not None:
            settled = reviewing.answer(group, said, _now())
            click.echo(f"  kept; it settles {settled} {'text' if settled == 1 else 'texts'}")
    except InputError as error:
        click.echo(f"  {error}")


def _said(reviewing: Review, group: Group, key: str) -> Answer | None:
    from shadowscan.review import Answer

    if key.isdigit():
        return reviewing.guess(group, int(key))
    if key == "n":
        return Answer("not_software")
    if key == "s":
        return Answer("software", category=group.first.category)
    if key == "v":
        return _typed(reviewing)
    if key == "m":
        for question in group.questions:
            click.echo(f"  {question.spend:>14,.2f}  {plain(question.descriptor)}")
        return None
    click.echo(_HELP)
    return None


def _typed(reviewing: Review) -> Answer | None:
    """Ask for a vendor; of a name nobody knows also for domain and category."""
    from shadowscan.review import Answer

    name = _line("  Vendor (empty: never mind)")
    if not name:
        return None
    known, domain = reviewing.vendor(name)
    if known:
        click.echo(f"  {known} ({domain})" if domain else f"  {known}")
        return Answer("vendor", known)
    domain = _line("  New to us. Its domain, if you know it")
    categories = reviewing.categories()
    category = _line("  Its category, an id of the taxonomy, if you know it")
    if category and category not in categories:
        raise InputError(f"there is no category '{category}'", "", f"Use one of: {', '.join(categories)}.")
    return Answer("vendor", name, domain=domain, category=category)


def _line(text: str) -> str:
    if sys.stdin.isatty():
        return str(click.prompt(text, default="", show_default=False)).strip()
    return sys.stdin.readline().strip()


def _show(group: Group, currency: str, left: int) -> None:
    first = group.first
    texts = f"{len(group.questions)} texts" if len(group.questions) > 1 else "1 text"
    units = f" · {', '.join(map(plain, group.units))}" if group.units else ""
    click.echo("")
    rows = f"{group.rows:,} {'row' if group.rows == 1 else 'rows'}"
    click.secho(f"{currency} {group.spend:,.2f} · {rows} · {texts}{units} · {left:,} to ask", bold=True)
    for question in group.questions[:_SHOWN]:
        click.echo(f"  {question.spend:>14,.2f}  {plain(question.descriptor)}" + _beside(question.memo))
    if len(group.questions) > _SHOWN:
        click.echo(f"  {'':>14}  and {len(group.questions) - _SHOWN} more (m shows them)")
    told = [f"merchant code {first.mcc}" if first.mcc else "", plain(first.category_text)]
    told += [f"through {plain(first.intermediary)}" if first.intermediary else "", _origin(first.origin)]
    click.echo(f"  {plain(first.reason)} ({'; '.join(part for part in told if part)})")
    for number, (name, score) in enumerate(first.guesses[:9], start=1):
        click.echo(f"  {number}  {plain(name)}  {score:.2f}")
    click.secho(f"  {_KEYS}", dim=True)


def _origin(origin: str) -> str:
    return "seen in sign-on data" if origin == "sso" else "seen in spend"


def _beside(memo: str) -> str:
    return f"  (note: {plain(memo)})" if memo else ""


def _report(reviewing: Review, workspace: Path, as_json: bool) -> None:
    made = reviewing.progress()
    if as_json:
        click.echo(json.dumps(made.to_json(), indent=2, ensure_ascii=False))
        return
    gone, gone_spend = made.answered + made.settled, made.answered_spend + made.settled_spend
    share = f" ({gone_spend / made.asked_spend:.0%})" if made.asked_spend else ""
    money = made.currency
    click.echo("")
    click.echo(f"Open before: {made.asked:,} texts, {money} {made.asked_spend:,.2f}")
    click.echo(f"Settled:     {gone:,} texts, {money} {gone_spend:,.2f}{share}")
    click.echo(f"  answered   {made.answered:,} texts, {money} {made.answered_spend:,.2f}")
    click.echo(f"  the same names besides: {made.settled:,} texts, {money} {made.settled_spend:,.2f}")
    click.echo(f"Open now:    {made.left:,} texts, {money} {made.left_spend:,.2f}")
    if gone:
        click.echo(f"Findings take it up at the next scan: shadowscan scan {workspace}")
