"""A seeded generator of transactions, sign-ins and verdicts as the matching stage leaves them, in any number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from shadowscan import stages
from shadowscan.matching import Described
from shadowscan.records import DESCRIPTORS, SIGN_INS, TRANSACTIONS, Product, Vendor

AS_OF = date(2026, 10, 31)
_DAYS = 420  # history; the newest rows are dated after the day of the scan
_CATEGORIES = ["forms-feedback", "visual-collaboration", "office-email", ""]
_MEMOS = ["", "", "", "", "Team plan", "Pro, annual", "5 seats", "Jahreslizenz"]
_PRICES = np.array([990, 1200, 2000, 4900, 9900, 25000, 120000])


@dataclass(frozen=True, slots=True)
class Shape:
    """Say how many rows and of what kind; `skew` > 0 gives a few products most of the rows."""

    spend: int
    use: int
    units: int
    products: int
    people: int
    skew: float = 0.0
    subscriptions: float = 0.5  # share of the spend rows that are charges of one price, month by month
    named: float = 1.0  # share of the spend rows that name a person
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Rows:
    """Hold what the stages between matching and findings take."""

    transactions: pd.DataFrame  # TRANSACTIONS and `code`
    sign_ins: pd.DataFrame
    told: pd.DataFrame
    described: Described
    vendors: tuple[Vendor, ...]

    def spend(self) -> pd.DataFrame:
        """Return SPEND and the memo."""
        return stages.software_spend(self.transactions, self.told)

    def use(self) -> pd.DataFrame:
        """Return USE."""
        return stages.software_use(self.sign_ins, self.described, self.told)


def make(shape: Shape) -> Rows:
    """Return rows of a shape, always the same ones for the same seed."""
    rng = np.random.default_rng(shape.seed)
    vendors = tuple(_vendor(number) for number in range(shape.products))
    described = DESCRIPTORS.empty().reindex(range(shape.products))
    described = described.assign(origin="spend", descriptor=[f"PRODUCT {n:05d}" for n in range(shape.products)])
    described = described.assign(memo="", rows=1)
    transactions = _transactions(rng, shape)
    codes = _products(rng, shape, shape.use)
    sign_ins = _sign_ins(rng, shape, codes)
    whole = Described(described, transactions["code"].to_numpy(), codes)
    return Rows(transactions, sign_ins, _told(rng, described, vendors), whole, vendors)


def _vendor(number: int) -> Vendor:
    key, category = f"vendor{number:05d}", _CATEGORIES[number % len(_CATEGORIES)]
    product = Product(key, key, f"Vendor {number}", f"{key}.example", category)
    return Vendor(key, product.name, product.domain, category, "", (product,))


def _told(rng: np.random.Generator, described: pd.DataFrame, vendors: tuple[Vendor, ...]) -> pd.DataFrame:
    chance = rng.random(len(vendors))
    verdicts = np.select([chance < 0.9, chance < 0.95], ["matched", "software"], "review")
    known = verdicts != "software"
    ids = np.array([vendor.vendor_id for vendor in vendors], dtype=object)
    return described.assign(
        descriptor_id=stages.content_ids("d-", (described["origin"], described["descriptor"], described["memo"])),
        merchant=[vendor.name for vendor in vendors],
        intermediary=rng.choice(["", "", "", "PayPal", "Paddle"], len(vendors)),
        vendor_id=np.where(known, ids, ""),
        product_id=np.where(known, ids, ""),
        category=[vendor.category for vendor in vendors],
        verdict=verdicts,
        score=rng.random(len(vendors)).round(3),
        saas_probability=rng.random(len(vendors)).round(3),
    )


def _transactions(rng: np.random.Generator, shape: Shape) -> pd.DataFrame:
    rows = shape.spend
    codes, units, people = _products(rng, shape, rows), rng.integers(shape.units, size=rows), _people(rng, shape, rows)
    days = rng.integers(_DAYS, size=rows)
    minor = rng.integers(100, 90_000, size=rows)
    steady = _subscriptions(rng, round(rows * shape.subscriptions))
    for column, values in zip((codes, units, people), steady[:3], strict=True):
        column[: len(values)] = column[values]  # every charge of a subscription names what its first one names
    days[: len(steady[3])], minor[: len(steady[4])] = steady[3], steady[4]
    minor *= rng.choice([1, -1], p=[0.97, 0.03], size=rows)
    minor[rng.random(rows) < 0.002] = 0
    currency = rng.choice(["EUR", "EUR", "EUR", "USD"], size=rows)
    frame = pd.DataFrame(
        {
            "file_id": rng.choice(["f1", "f2"], size=rows),
            "line": np.arange(rows) + 2,
            "source_id": rng.choice(["cards", "expenses", "orders"], size=rows),
            "kind": rng.choice(["card_txn", "card_txn", "card_txn", "expense_line", "invoice_line"], size=rows),
            "date": _dates(days),
            "descriptor": pd.Series([f"PRODUCT {n:05d}" for n in range(shape.products)]).to_numpy()[codes],
            "memo": rng.choice(_MEMOS, size=rows),
            "mcc": rng.choice(["5734", "7372", ""], size=rows),
            "category_text": rng.choice(["Software", "IT", ""], size=rows),
            "amount_minor": minor,
            "currency": currency,
            "reporting_minor": np.where(currency == "USD", minor * 9 // 10, minor),
            "rate_date": pd.NaT,
            "business_unit_id": _names("unit", shape.units)[units],
            "unit_from": "column",
            "person": np.where(rng.random(rows) < shape.named, _names("p", shape.people)[people], ""),
            "contract_id": rng.choice(["", "C-1"], p=[0.99, 0.01], size=rows),
            "doc_id": _names("R", rows)[rng.permutation(rows)],
            "po_ref": "",
            "paid_with": "company",
            "occurrence": 1,
        }
    )
    return TRANSACTIONS.check(frame).assign(code=codes, merchant="")


def _subscriptions(rng: np.random.Generator, rows: int) -> tuple[np.ndarray, ...]:
    """Return for each charge the row that starts its subscription (thrice), its day and its price."""
    lengths = rng.integers(1, 14, size=rows)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    starts = starts[starts < rows]
    first = np.repeat(starts, np.diff(starts, append=rows))
    turn = np.arange(rows) - first
    days = rng.integers(_DAYS, size=rows)[first] + turn * 30 + rng.integers(-2, 4, size=rows)
    prices = rng.choice(_PRICES, size=rows)[first]
    raised = rng.random(rows)[first] < 0.1
    return first, first, first, np.clip(days, 0, _DAYS - 1), np.where(raised & (turn > 4), prices * 11 // 10, prices)


def _sign_ins(rng: np.random.Generator, shape: Shape, codes: np.ndarray) -> pd.DataFrame:
    rows = shape.use
    kind = rng.choice(["sign_in", "sign_in", "sign_in", "assignment", "grant"], size=rows)
    dates = _dates(rng.integers(_DAYS, size=rows))
    dates[(kind == "assignment") & (rng.random(rows) < 0.5)] = np.datetime64("NaT")
    people = _people(rng, shape, rows)
    frame = pd.DataFrame(
        {
            "file_id": "s1",
            "line": np.arange(rows) + 1,
            "source_id": rng.choice(["sso", "grants"], size=rows),
            "kind": kind,
            "date": dates,
            "app": pd.Series([f"App {n:05d}" for n in range(shape.products)]).to_numpy()[codes],
            "app_id": "",
            "person": np.where(rng.random(rows) < 0.97, _names("p", shape.people)[people], ""),
            "business_unit_id": _names("unit", shape.units)[people % shape.units],
            "success": rng.random(rows) < 0.95,
            "events": rng.integers(1, 9, size=rows),
        }
    )
    return SIGN_INS.check(frame)


def _products(rng: np.random.Generator, shape: Shape, rows: int) -> np.ndarray:
    if not shape.skew:
        return rng.integers(shape.products, size=rows)
    return np.minimum(rng.pareto(shape.skew, size=rows), shape.products - 1).astype("int64")


def _people(rng: np.random.Generator, shape: Shape, rows: int) -> np.ndarray:
    return rng.integers(shape.people, size=rows)


def _names(start: str, count: int) -> np.ndarray:
    return np.array([f"{start}{number:06d}" for number in range(count)], dtype=object)


def _dates(days: np.ndarray) -> np.ndarray:
    return (np.datetime64(AS_OF, "D") - 400 + days).astype("datetime64[s]")
