"""Ideas cut down to what an audience may see: its units, its findings, its share of the spend, no money of others."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from shadowscan.publish.audiences import Audience
from shadowscan.publish.cut import Cutter
from shadowscan.publish.schema import Schema

# What would tell of the money or the words of others: it stands only with ideas that concern nobody else.
_OF_ALL = (
    "benefit_low", "benefit_base", "benefit_high", "one_off_cost", "annual_cost", "readiness_cost", "net_3y",
    "payback_months", "npv_low", "npv", "npv_high", "expected_npv", "roi", "at_risk_3y", "outlook", "probability",
    "purpose", "rests_on_readiness",
    "shadow_before", "shadow_after", "alternatives", "stage_why",
)  # fmt: skip
_PROSE = ("title", "why", "alternatives", "stage_why")
_TEXTS = ("vendor", "product", "owner", "sponsor", "it_sponsor")


@dataclass(frozen=True, slots=True)
class _Own:
    """Hold what an audience's file says of its findings."""

    spend: dict[str, float]
    users: dict[str, int]
    products: dict[str, tuple[str | None, str | None]]  # vendor and product
    counted: set[tuple[str, str]]  # idea and finding whose money counts there
    categories: dict[str, str]
    initiatives: set[str]


def write(connection: sqlite3.Connection, schema: Schema, audience: Audience, cutter: Cutter, digits: int) -> None:
    """Write the ideas that concern an audience; `main` holds its findings and initiatives already, `p` everything."""
    own = _own(connection)
    cursor = connection.execute("select * from p.ideas order by rank, idea_id")
    names = [column[0] for column in cursor.description]
    kept: list[dict[str, Any]] = []
    for values in cursor.fetchall():
        idea = dict(zip(names, values, strict=True))
        mine = [finding for finding in json.loads(idea["findings"]) if finding in own.spend]
        if audience.level == "unit":
            if not (mine or set(json.loads(idea["business_units"])) & (audience.holds | {"*"})):
                continue
            _cut_to_units(idea, mine, own, schema, audience, digits)
        idea["rank"] = len(kept) + 1
        _cut_people(idea, mine, own, cutter)
        kept.append(idea)
    _keep_links(kept)
    _insert(connection, kept, list(schema.seen_by(audience.level)["ideas"]))


def _own(connection: sqlite3.Connection) -> _Own:
    rows = connection.execute("select finding_id, vendor, product from p.findings")
    return _Own(
        spend=dict(connection.execute("select finding_id, spend_12m from main.findings")),
        users=dict(connection.execute("select finding_id, users from p.findings")),
        products={finding_id: (vendor, product) for finding_id, vendor, product in rows},
        counted=set(connection.execute("select idea_id, finding_id from p.idea_findings where counts = 1")),
        categories=dict(connection.execute("select category_id, category from p.categories")),
        initiatives={row[0] for row in connection.execute("select initiative_id from main.initiatives")},
    )


def _cut_to_units(
    idea: dict[str, Any], mine: list[str], own: _Own, schema: Schema, audience: Audience, digits: int
) -> None:
    """Leave what the audience's units may know; an idea that concerns others too is told without their share."""
    units = json.loads(idea["business_units"])
    if len(mine) < len(json.loads(idea["findings"])) or not set(units) <= audience.holds | {"*"}:
        _name_own_product(idea, mine, own)
        idea |= _words(idea, schema, own.categories, bool(mine)) | dict.fromkeys(_OF_ALL)
        counted = [finding for finding in mine if (idea["idea_id"], finding) in own.counted]
        idea["spend_12m"] = round(sum(own.spend[finding] for finding in mine), digits) + 0.0
        idea["spend_counted"] = round(sum(own.spend[finding] for finding in counted), digits) + 0.0
        idea["users"] = sum(own.users[finding] for finding in mine)
    idea["business_units"] = json.dumps([u for u in units if u in audience.holds or u == "*"])
    if idea["initiative_id"] not in own.initiatives:
        idea["initiative_id"] = None


def _name_own_product(idea: dict[str, Any], mine: list[str], own: _Own) -> None:
    """Name the unit's own largest product where the idea's leading one is bought by others only."""
    bought = {own.products[finding] for finding in mine}
    if mine and (idea["vendor"], idea["product"]) not in bought and (idea["vendor"] or idea["product"]):
        largest = max(mine, key=lambda finding: (own.spend[finding], finding))
        idea["vendor"], idea["product"] = own.products[largest]


def _cut_people(idea: dict[str, Any], mine: list[str], own: _Own, cutter: Cutter) -> None:
    idea["findings"] = json.dumps(mine)
    total = idea["users"]
    idea["users"] = cutter.total(total, [own.users[finding] for finding in mine])
    for column in _PROSE:
        idea[column] = cutter.prose(cutter.told(idea[column], total, idea["users"]))
    for column in _TEXTS:
        idea[column] = cutter.text(idea[column])


def _keep_links(kept: list[dict[str, Any]]) -> None:
    """Leave out the names of ideas that the file does not hold."""
    known = {idea["idea_id"] for idea in kept}
    for idea in kept:
        idea["overlaps"] = json.dumps([other for other in json.loads(idea["overlaps"]) if other in known])
        for column in ("blocked_by", "merged_into"):
            idea[column] = idea[column] if idea[column] in known else None


def _insert(connection: sqlite3.Connection, kept: list[dict[str, Any]], columns: list[str]) -> None:
    marks = ", ".join("?" * len(columns))
    quoted = ", ".join(f'"{column}"' for column in columns)
    kept.sort(key=lambda idea: str(idea["idea_id"]))
    connection.executemany(
        f"insert into main.ideas ({quoted}) values ({marks})",
        [tuple(idea[column] for column in columns) for idea in kept],
    )
    connection.execute(
        "insert into main.idea_findings (idea_id, finding_id, counts) select idea_id, finding_id, counts "
        "from p.idea_findings "
        "where +idea_id in (select idea_id from main.ideas) and +finding_id in (select finding_id from main.findings) "
        "order by idea_id, finding_id"  # + keeps the planner from looking up every pair of an idea and a finding
    )


def _names_a_service(idea: dict[str, Any]) -> bool:
    """Tell whether a rule's idea is about a service as such; services are no secret."""
    return bool(idea["rule_id"] and idea["service_id"]) and not (idea["vendor"] or idea["product"])


def _words(idea: dict[str, Any], schema: Schema, categories: dict[str, str], own: bool) -> dict[str, str]:
    """Return words for an idea whose own words may tell what other units buy.

    The title of a rule names a product, a capability or a service and never a unit or an amount: it stays where the
    unit itself has a finding behind the idea, and where it names no product at all.
    """
    words = schema.words.shared_idea
    subject = idea["product"] or idea["vendor"] or categories.get(idea["category"]) or words.subject
    fill = {"type": idea["type"].capitalize(), "subject": subject}
    return {
        "title": idea["title"] if own or _names_a_service(idea) else words.title.format(**fill),
        "why": words.why.format(**fill),
    }
