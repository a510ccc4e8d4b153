"""Every vendor's own examples, through the real matcher."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shadowscan.matching.match import Matcher
from shadowscan.matching.vendors import Example, slug
from shadowscan.records import DESCRIPTORS


def described(examples: list[Example]) -> pd.DataFrame:
    """Return examples as the frame the matcher takes."""
    frame = pd.DataFrame(
        {
            "descriptor": [example.descriptor for example in examples],
            "origin": [example.kind for example in examples],
            "mcc": [example.mcc for example in examples],
            "category_text": [example.text for example in examples],
            "memo": "",
            "amount_minor": 0,
            "rows": 1,
        }
    )
    return DESCRIPTORS.check(frame)


def check_vendors(matcher: Matcher) -> list[str]:
    """Return what the vendor rules promise and the matcher does not keep, with file and line."""
    cases = matcher.base.examples
    if not cases:
        return []
    found = matcher.match(described([example for _, example, _ in cases]))
    problems = []
    for (number, example, must), row in zip(cases, found.to_dict("records"), strict=True):
        vendor = matcher.base.vendors[number]
        wanted = f"{vendor.vendor_id}/{slug(example.product)}" if example.product else ""
        reached = _reached(matcher, row, vendor.vendor_id, wanted)
        if must and not reached:
            problems.append(
                f"{vendor.where}: {vendor.name}: '{example.descriptor}' should be {wanted or vendor.name}, "
                f"but is {row['product_id'] or row['verdict']} ({row['reason']})"
            )
        if not must and row["vendor_id"] == vendor.vendor_id and row["verdict"] == "matched":
            problems.append(
                f"{vendor.where}: {vendor.name}: '{example.descriptor}' should be left alone, but: {row['reason']}"
            )
    return problems


def check_wide(matcher: Matcher) -> list[str]:
    """Return which rows of the wide tier are not found by their own domain, and by their name where it proves them.

    A row has no examples of its own: name and domain are its promise, and an ordinary word its near miss.
    """
    vendors = [vendor for vendor in matcher.base.vendors if vendor.tier == "wide"]
    weak = {matcher.base.products[a.product].vendor_id for a in matcher.base.aliases if a.strength == "weak"}
    texts = [text.upper() for vendor in vendors for text in (vendor.domain, vendor.name)]
    if not texts:
        return []
    found = matcher.match(described([Example(text) for text in texts])).to_dict("records")
    problems = []
    for number, vendor in enumerate(vendors):
        by_domain, by_name = found[2 * number], found[2 * number + 1]
        if by_domain["vendor_id"] != vendor.vendor_id or by_domain["verdict"] != "matched":
            problems.append(
                f"{vendor.where}: {vendor.name}: '{vendor.domain}' should be it, but: {by_domain['reason']}"
            )
        if vendor.vendor_id not in weak and by_name["vendor_id"] != vendor.vendor_id:
            problems.append(f"{vendor.where}: {vendor.name}: its name should be it, but: {by_name['reason']}")
        if vendor.vendor_id in weak and by_name["verdict"] == "matched" and "." not in vendor.name:
            problems.append(f"{vendor.where}: {vendor.name}: an ordinary word alone should not be it")
    return problems


def _reached(matcher: Matcher, row: dict[Any, Any], vendor_id: str, product_id: str) -> bool:
    """A vendor that sells no software is rightly named by a verdict of not_software for that very reason."""
    if row["verdict"] == "matched":
        return bool(row["product_id"] == product_id if product_id else row["vendor_id"] == vendor_id)
    vendor = matcher.base.vendor(vendor_id)
    sells_other = vendor is not None and any(product.sells != "software" for product in vendor.products)
    return sells_other and "not software" in row["reason"]
