"""Ideas cut down to what an audience may see: its units, its findings, its share of the spend."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from shadowscan.publish.audiences import Audience
from shadowscan.publish.cut import Cutter
from shadowscan.publish.schema import Schema


def write(connection: sqlite3.Connection, schema: Schema, audience: Audience, cutter: Cutter, digits: int) -> None:
    """Write the ideas that concern an audience; `main` holds its findings and initiatives already, `p` everything."""
    own = dict(connection.execute("select finding_id, spend_12m from main.findings"))
    users = dict(connection.execute("select finding_id, users from p.findings"))
    categories = dict(connection.execute("select category_id, category from p.categories"))
    initiatives = {row[0] for row in connection.execute("select initiative_id from main.initiatives")}
    cursor = connection.execute("select * from p.ideas order by rank, idea_id")
    names = [column[0] for column in cursor.description]
    kept: list[dict[str, Any]] = []
    for values in cursor.fetchall():
        idea = dict(zip(names, values, strict=True))
        units, findings = json.loads(idea["business_units"]), json.loads(idea["findings"])
        mine = [finding for finding in findings if finding in own]
        if audience.level == "unit":
            if not (mine or set(units) & (audience.holds | {"*"})):
                continue
            if len(mine) < len(findings) or not set(units) <= audience.holds:
                idea |= _words(idea, schema, categories, bool(mine))
                idea["spend_12m"] = round(sum(own[finding] for finding in mine), digits) + 0.0
                idea["users"] = sum(users[finding] for finding in mine)
            idea["business_units"] = json.dumps([u for u in units if u in audience.holds or u == "*"])
            if idea["initiative_id"] not in initiatives:
                idea["initiative_id"] = None
        idea["rank"] = len(kept) + 1
        idea["findings"] = json.dumps(mine)
        total = idea["users"]
        idea["users"] = cutter.total(total, [users[finding] for finding in mine])
        for column in ("title", "why"):
            idea[column] = cutter.prose(cutter.told(idea[column], total, idea["users"]))
        for column in ("vendor", "product"):
            idea[column] = cutter.text(idea[column])
        kept.append(idea)
    columns = list(schema.seen_by(audience.level)["ideas"])
    marks = ", ".join("?" * len(columns))
    quoted = ", ".join(f'"{column}"' for column in columns)
    kept.sort(key=lambda idea: idea["idea_id"])
    connection.executemany(
        f"insert into main.ideas ({quoted}) values ({marks})",
        [tuple(idea[column] for column in columns) for idea in kept],
    )
    connection.execute(
        "insert into main.idea_findings (idea_id, finding_id) select idea_id, finding_id from p.idea_findings "
        "where +idea_id in (select idea_id from main.ideas) and +finding_id in (select finding_id from main.findings) "
        "order by idea_id, finding_id"  # + keeps the planner from looking up every pair of an idea and a finding
    )


def _words(idea: dict[str, Any], schema: Schema, categories: dict[str, str], own: bool) -> dict[str, str]:
    """Return words for an idea whose own words may tell what other units buy.

    The title names a product, a capability or a service and never a unit or an amount: it stays where the unit itself
    has a finding behind the idea.
    """
    words = schema.words.shared_idea
    subject = idea["product"] or idea["vendor"] or categories.get(idea["category"]) or words.subject
    fill = {"type": idea["type"].capitalize(), "subject": subject}
    return {
        "title": idea["title"] if own else words.title.format(**fill),
        "why": words.why.format(**fill),
    }
