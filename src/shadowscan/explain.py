"""Why a descriptor gets its verdict: what was cut, what was compared, which rule stands where, what would change it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa

from shadowscan.matching import Matcher
from shadowscan.matching.examples import described
from shadowscan.matching.vendors import Example


@dataclass(frozen=True, slots=True)
class Compared:
    """Hold one candidate with its feature values."""

    name: str
    where: str
    features: dict[str, float]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Hold the whole way from text to verdict."""

    descriptor: str
    cleaning: list[tuple[str, str, str]]  # rule, why, text after
    answer: dict[str, Any]
    vendor: str
    product: str
    rule: str  # rule file and line of the vendor
    candidates: list[Compared]
    would_change: str

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def explain_descriptor(
    matcher: Matcher, text: str, mcc: str = "", category_text: str = "", sso: bool = False
) -> Explanation:
    """Run one text through the real matcher and keep what each step said."""
    example = Example(text, mcc, "sso" if sso else "spend", text=category_text)
    answer = matcher.match(described([example])).to_dict("records")[0]
    cleaned = matcher.normaliser.clean(pa.array([text]), explain=True)
    clean = str(cleaned.clean[0].as_py())
    product = matcher.base.product(answer["product_id"])
    vendor = matcher.base.vendor(answer["vendor_id"])
    compared = [
        Compared(
            matcher.base.products[matcher.index.aliases[c.alias].product].name,
            matcher.index.aliases[c.alias].where,
            {"cosine": c.cosine, "ratio": c.ratio, "winkler": c.winkler, "score": c.score},
        )
        for c in matcher.similar.candidates([matcher.index.fillers.head(clean)])[0]
    ]
    return Explanation(
        text,
        cleaned.trace,
        {str(key): value for key, value in answer.items() if key not in ("descriptor", "guesses")},
        vendor.name if vendor else "",
        product.name if product else "",
        vendor.where if vendor else "",
        compared,
        _would_change(matcher, answer),
    )


def _would_change(matcher: Matcher, answer: dict[Any, Any]) -> str:
    rules = matcher.rules
    if answer["verdict"] == "matched":
        return f"A score below {rules.accept:.2f} would send it to review; this one is {answer['score']:.2f}."
    if answer["verdict"] == "review" and answer["vendor_id"]:
        return (
            f"A score of {rules.accept:.2f} would accept it; a merchant code of software, the vendor's domain in the "
            "text or a person's decision settles it."
        )
    if answer["verdict"] == "review":
        return (
            f"A probability of {rules.software:.2f} would make it software; a vendor entry in rules/vendors/ or a "
            "person's decision settles it."
        )
    if answer["verdict"] == "software":
        return "A vendor entry in rules/vendors/ would name it."
    return (
        "A vendor entry in rules/vendors/ would name it; "
        f"a probability of {rules.perhaps:.2f} would send it to review, this one is {answer['saas_probability']:.2f}."
    )
