"""Write the wide tier of the vendor base anew: `python -m tests.registry.build`.

Fetches the versions pinned in `rules/vendors/wide/sources.yml` with the npm client, holds them against their
checksums, takes names, addresses and tags (no prose, no pictures), and writes registry.csv and CREDITS.md.
"""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Callable, Iterable
from pathlib import Path

from shadowscan.matching.entries import WideEntry
from shadowscan.rules import RuleBook, packaged_rules
from tests.registry.choose import Chooser, reviewed
from tests.registry.facts import READERS
from tests.registry.ordinary import ordinary_words
from tests.registry.packages import WORDS, Package, archive, members, sources

FOLDER = Path(__file__).parents[2] / "rules" / "vendors" / "wide"
Opener = Callable[[Package], bytes]

_CREDITS = """\
# Credits of the wide tier

`registry.csv` holds facts (names, web domains, categories) that `python -m tests.registry.build` takes from these
packages. Names are trade marks of their owners. No prose, pictures or code of the packages is here.
"""


def chosen(rules: RuleBook, opened: Opener = archive) -> list[WideEntry]:
    """Return the rows of the wide tier, composed anew from the packages."""
    packages = sources(rules)
    words, people = (members(opened(package)) for package in WORDS)
    chooser = Chooser(rules, packages, ordinary_words(words, people, rules), reviewed())
    return chooser.rows(fact for package in packages for fact in READERS[package.id](members(opened(package))))


def table(rows: Iterable[WideEntry]) -> str:
    """Return rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([f.name for f in dataclasses.fields(WideEntry) if f.name != "where"])
    writer.writerows(dataclasses.astuple(row)[:-1] for row in rows)
    return out.getvalue()


def credits(rules: RuleBook, opened: Opener = archive) -> str:
    """Return the notices that the packages' licences ask to be carried along."""
    parts = [_CREDITS]
    for package in sources(rules):
        notices = ("LICENSE", "LICENSE.MD")
        found = [content() for path, content in members(opened(package)) if path.upper() in notices]
        notice = _notice(package, found)
        quoted = "\n".join(f"    {line.rstrip()}".rstrip() for line in notice.splitlines())
        parts.append(f"## {package.package} {package.version}, {package.licence}\n\n{package.credit}\n\n{quoted}\n")
    return "\n".join(parts)


def _notice(package: Package, found: list[bytes]) -> str:
    if package.licence == "CC0-1.0":
        return "Given to the public domain: no notice to carry."
    return found[0].decode().strip() if found else f"{package.licence}, as its metadata say; it carries no text of it."


def write(folder: Path) -> None:
    """Write both files into a folder."""
    rules = packaged_rules()
    (folder / "registry.csv").write_text(table(chosen(rules)), encoding="utf-8", newline="")
    (folder / "CREDITS.md").write_text(credits(rules), encoding="utf-8", newline="")


if __name__ == "__main__":
    write(FOLDER)
