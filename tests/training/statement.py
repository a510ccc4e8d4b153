"""One merchant name as it reaches a statement, a ledger or an expense sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .dice import Dice
from .words import Words, is_host

Feed = Literal["card", "ledger", "sheet"]
Basis = Literal["made", "vendor base", "hand"]
# Both sides are drawn from the same shares, so that the absence of a code or text tells nothing.
_FEEDS: dict[Feed, float] = {"card": 0.55, "ledger": 0.32, "sheet": 0.13}
_CODE_SHARE: dict[Feed, float] = {"card": 0.93, "ledger": 0.0, "sheet": 0.15}
_TEXT_SHARE: dict[Feed, float] = {"card": 0.45, "ledger": 0.45, "sheet": 0.75}
_PROCESSOR_CUT = {"via.paypal": 18, "via.reseller": 14}  # characters of the name that are left behind the prefix
_WALLS = (22, 22, 22, 25, 25, 23, 31)


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one line of labels.csv."""

    descriptor: str
    mcc: str
    category_text: str
    label: Literal["software", "other"]
    category: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Manner:
    """Say how a kind of merchant is paid and where it sits."""

    via: Mapping[str, float]  # processor -> share of the card rows
    region: str = ""  # of its legal form and towns; mixed when empty
    charges: Sequence[str] = ()  # what is printed behind the name, with a slot for it
    phone_share: float = 0.04
    legal: bool = True  # companies, not persons or public bodies


def feed_of(dice: Dice) -> Feed:
    """Return the kind of source a row comes from."""
    drawn = dice.weighted({str(feed): share for feed, share in _FEEDS.items()})
    return "ledger" if drawn == "ledger" else "sheet" if drawn == "sheet" else "card"


def context(dice: Dice, feed: Feed, codes: Sequence[str], texts: Sequence[str]) -> tuple[str, str]:
    """Return merchant category code and expense text, each possibly empty."""
    code = dice.pick(codes) if dice.chance(_CODE_SHARE[feed]) else ""
    text = dice.pick(texts) if dice.chance(_TEXT_SHARE[feed]) else ""
    return (code.zfill(4) if code else ""), text


def written(name: str, dice: Dice, words: Words, feed: Feed, manner: Manner) -> str:
    """Return a name as such a source writes it."""
    region = manner.region or ("us" if dice.chance(0.25) else "uk")
    if feed == "card":
        return _card(name, dice, words, manner, region)
    if feed == "ledger":
        return _ledger(name, dice, words, region if manner.legal else "")
    return name.lower() if dice.chance(0.06) else name.upper() if dice.chance(0.15) else name


def _ledger(name: str, dice: Dice, words: Words, region: str) -> str:
    if region and not is_host(name) and dice.chance(0.55) and not _has_legal_form(name, words):
        name = f"{name} {dice.pick(words.lists[f'legal.{region}'])}"
    if dice.chance(0.04):
        name = f"{name} ({dice.digits(5)})"
    return name.upper() if dice.chance(0.4) else name


def _has_legal_form(name: str, words: Words) -> bool:
    last = name.split()[-1].rstrip(".").casefold()
    lists = (words.lists[key] for key in words.lists if key.startswith("legal."))
    return any(last == form.split()[-1].rstrip(".").casefold() for forms in lists for form in forms)


def _card(name: str, dice: Dice, words: Words, manner: Manner, region: str) -> str:
    via = dice.weighted({f"via.{kind}": share for kind, share in manner.via.items()})
    if via:
        limit = _PROCESSOR_CUT.get(via, 40)
        text = (name.replace(" ", "") if via == "via.paypal" and dice.chance(0.5) else name)[:limit].strip()
        text = f"{dice.pick(words.lists[via])}{_cased(text, dice)}"
        text += f" {dice.digits(10)}" if via == "via.paypal" and dice.chance(0.2) else ""
    else:
        if manner.charges and dice.chance(0.3):
            name = words.fill(dice.pick(manner.charges), dice, {"name": [name]})
        text = _cased(name + _tail(name, dice, words, manner, region), dice)
    wall = dice.pick(_WALLS)
    text = text[:wall].strip() if len(text) > wall and dice.chance(0.5) else text
    return dice.pick(words.lists["wrapper"]) + text if not via and dice.chance(0.025) else text


def _cased(text: str, dice: Dice) -> str:
    return text.upper() if dice.chance(0.72) else text.title() if dice.chance(0.3) else text


def _tail(name: str, dice: Dice, words: Words, manner: Manner, region: str) -> str:
    """Return what is printed in the field of the city: a town, a phone number, a branch, or nothing."""
    if dice.chance(manner.phone_share):
        return dice.pick([" +44 20{}", " 800-{}", " 08{}", " +353 1{}"]).format(dice.digits(7))
    town = dice.pick(words.lists["seat"]) if dice.chance(0.35) else dice.pick(words.lists[f"town.{region}"])
    if dice.chance(0.17):
        return f" {town}"
    if dice.chance(0.08):
        return f"{' ' * max(3, 25 - len(name))}{town} {dice.pick(words.lists['country.tail'])}"
    if dice.chance(0.06):
        return dice.pick([" {}", " #{}", " *{}", " INV-{}"]).format(dice.digits(4))
    return f" {dice.pick(words.lists['country.tail'])}" if dice.chance(0.05) else ""
