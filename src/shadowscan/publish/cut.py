"""What readers may not see is cut out of texts and numbers: people, small groups, other units."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import partial

from shadowscan.publish.audiences import Audience
from shadowscan.publish.schema import PublishRule
from shadowscan.workspace import BusinessUnit, Person

_EMAIL = re.compile(r"[^\s@<>()\[\]\"',;:=]+@[^\s@<>()\[\]\"',;:=]+\.[a-z0-9-]{2,}", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"\w[\w-]*\w")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|‘[^’]*’|“[^”]*”|«[^»]*»|`[^`]*`")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a cell that starts so


class People:
    """Know everybody's name, id, address and pseudonym, and take them out of texts."""

    def __init__(self, people: Iterable[Person], pseudonyms: Iterable[str], words: PublishRule) -> None:
        self._words = words
        self._names: dict[str, set[tuple[str, ...]]] = {}
        self._ids = {name for name in pseudonyms if name}
        self._known: dict[str, str] = {}  # the same text stands in many files
        for person in people:
            if re.search(r"\d", person.person_id) and re.search(r"[^\W\d]", person.person_id):
                self._ids.add(person.person_id)
            parts = tuple(word.casefold() for word in _WORD.findall(person.name))
            if len(parts) > 1:
                turned = {parts[place:] + parts[:place] for place in range(len(parts))}
                for form in {*turned, (parts[0], parts[-1]), (parts[-1], parts[0])}:
                    self._names.setdefault(form[0], set()).add(form)

    def out_of(self, text: str) -> str:
        """Return a text without addresses, names, ids and pseudonyms of people."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._cut(text)
        return known

    def _cut(self, text: str) -> str:
        if "@" in text:
            text = _EMAIL.sub(self._words.email, text)
        if not self._ids.isdisjoint(_TOKEN.findall(text)):
            text = _TOKEN.sub(lambda m: self._words.person if m[0] in self._ids else m[0], text)
        if self._names.keys().isdisjoint(map(str.casefold, _WORD.findall(text))):  # most texts name nobody
            return text
        found = list(_WORD.finditer(text))
        words = [match[0].casefold() for match in found]
        spans = [span for place, word in enumerate(words) if word in self._names for span in self._at(words, place)]
        for first, last in reversed(spans):
            text = text[: found[first].start()] + self._words.person + text[found[last].end() :]
        return text

    def _at(self, words: list[str], place: int) -> list[tuple[int, int]]:
        forms = sorted(self._names[words[place]], key=len, reverse=True)
        return next(([(place, place + len(f) - 1)] for f in forms if tuple(words[place : place + len(f)]) == f), [])


class Cutter:
    """Cut the cells of one published file."""

    def __init__(
        self,
        audience: Audience,
        units: Iterable[BusinessUnit],
        people: People,
        small_group: int,
        words: PublishRule,
        offered: Iterable[str] = (),
    ) -> None:
        """Know what to cut; names of what is `offered` to all (services, capabilities) stay whole."""
        self._people, self.small, self._words = people, small_group, words
        self._visible = None if audience.level == "group" else audience.holds | audience.above
        self._units = _other_units(list(units), self._visible, words, frozenset(offered))
        self._proses: dict[str, str] = {}  # the same text stands in many rows
        numbers = "|".join(map(re.escape, words.number_words))
        people_words = "|".join(map(re.escape, words.person_words))
        self._before = re.compile(rf"(?<![\w.,])(\d+|{numbers})(\s+(?:[\w-]+\s+){{0,2}}?(?:{people_words}))\b", re.I)
        self._after = re.compile(rf"\b((?:{people_words})\s*[:=(]\s*)(\d+)(?!\d|[.,]\d)", re.I)

    def people(self, count: int | None) -> int | str | None:
        """Return a count of people, `<3` where it is below the small group."""
        if count is None or count >= self.small:
            return count
        return f"<{self.small}"

    def total(self, total: int, parts: list[int]) -> int | str | None:
        """Return a count of people whose parts stand elsewhere in the file, so that no small part can be worked out."""
        small = [part for part in parts if 0 < part < self.small]
        if not small or total < self.small:
            return self.people(total)
        return f"{max(self.small, sum(part for part in parts if part >= self.small))}+"

    def told(self, text: str | None, total: int, shown: int | str | None) -> str | None:
        """Return a sentence in which a count of people reads as it is shown elsewhere."""
        if text is None or total == shown:
            return text
        pattern = self._before
        return pattern.sub(lambda m: f"{shown}{m[2]}" if m[1].replace(",", "") == str(total) else m[0], text)

    def text(self, text: str | None) -> str | None:
        """Return a name or payee text without people; a cell that a spreadsheet would run is made harmless."""
        if text is None:
            return None
        cut = self._people.out_of(text)
        return f"'{cut}" if cut.startswith(_FORMULA) else cut

    def prose(self, text: str | None) -> str | None:
        """Return a sentence without people, small counts of people and other units."""
        if text is None:
            return None
        known = self._proses.get(text)
        if known is None:
            known = self._proses[text] = self._cut_prose(text)
        return known

    def _cut_prose(self, text: str) -> str:
        text = self._before.sub(lambda m: (f"<{self.small}" if self._is_small(m[1]) else m[1]) + m[2], text)
        text = self._after.sub(lambda m: m[1] + (f"<{self.small}" if self._is_small(m[2]) else m[2]), text)
        for pattern, keep in self._units:
            text = pattern.sub(partial(self._other, keep), text)
        return self.text(text) or ""

    def quoting(self, text: str | None) -> str | None:
        """Return a reason without the values it quotes."""
        return None if text is None else self.prose(_QUOTED.sub(self._words.quoted, text))

    def units(self, array: str | None) -> str | None:
        """Return a JSON array of units without those the reader may not see."""
        if array is None or self._visible is None:
            return self.text(array)
        return json.dumps([unit for unit in json.loads(array) if self.unit(unit)], ensure_ascii=False)

    def unit(self, unit: str | None) -> str | None:
        """Return a unit, None where the reader may not see it."""
        return unit if self._visible is None or unit == "*" or unit in self._visible else None

    def _other(self, keep: frozenset[str], match: re.Match[str]) -> str:
        if match["unit"] in keep:
            return match[0]
        return match[0][: match.start("unit") - match.start()] + self._words.another_unit

    def _is_small(self, number: str) -> bool:
        written = [word.lower() for word in self._words.number_words]
        value = int(number) if number.isdigit() else written.index(number.lower())
        return value < self.small


def _other_units(
    units: list[BusinessUnit], visible: frozenset[str] | None, words: PublishRule, offered: frozenset[str]
) -> list[tuple[re.Pattern[str], frozenset[str]]]:
    """Return patterns that find units in texts, each with the names that may stay (they win over shorter ones)."""
    if visible is None:
        return []
    keep = {n for u in units if u.business_unit_id in visible for n in (u.business_unit_id, u.name)}
    unit_names = {n for u in units for n in (u.business_unit_id, u.name)}
    whole = {name for name in offered if any(unit in name for unit in unit_names)} - unit_names
    keep |= whole
    names = keep | unit_names
    counted = {word.casefold() for word in words.person_words}
    short = {n for n in names if n.isalpha() and (len(n) < words.shortest_unit_word or n.casefold() in counted)}
    patterns = []
    if names - short:
        patterns.append(re.compile(rf"(?<![\w-])(?P<unit>{_any_of(names - short)})(?![\w-])"))
    if short:
        lead = "|".join(map(re.escape, words.unit_words))
        patterns.append(re.compile(rf"(?:(?<=['\"(‘“])|\b(?:{lead})\s+)(?P<unit>{_any_of(short)})(?![\w-])"))
    return [(pattern, frozenset(keep)) for pattern in patterns]


def _any_of(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
