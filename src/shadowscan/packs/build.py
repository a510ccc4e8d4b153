"""From what was found to the pack: the questions in the order in which a committee asks them."""

from __future__ import annotations

from shadowscan.packs import cases, levels, next_steps, products, spending, trust
from shadowscan.packs.content import Pack
from shadowscan.packs.context import Context
from shadowscan.packs.read import Found
from shadowscan.packs.wording import PackRule, fill

_QUESTIONS = (
    spending.spend,
    spending.units,
    products.products,
    products.new,
    levels.readiness,
    levels.slas,
    next_steps.ideas,
    cases.portfolio,
)
_AFTER_CASES = (levels.needs, trust.trust, trust.counting)


def build(found: Found, words: PackRule) -> Pack:
    """Return the pack of one scan; the same scan and words always give the same pack."""
    context = Context(found, words)
    return Pack(
        title=fill(words.pack_title, context.shared),
        subtitle=fill(words.subtitle, context.shared),
        organisation=found.scan.organisation,
        contents=words.contents,
        nothing=words.nothing,
        footer=fill(words.footer, context.shared),
        as_of=found.scan.as_of,
        sections=(
            *(question(context) for question in _QUESTIONS),
            *cases.cases(context),
            *(question(context) for question in _AFTER_CASES),
        ),
    )
