"""What is handed from stage to stage: rows joined with verdicts, stable ids, sums that must hold."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shadowscan import __version__, ingest
from shadowscan.findings import row_order
from shadowscan.matching import Described, Named, VendorBase
from shadowscan.records import BALANCE, SPEND, USE, Idea, Ingested, ScanInfo, Vendor
from shadowscan.records.decisions import Decided, Decision
from shadowscan.rules import RuleBook
from shadowscan.workspace import Reference, Workspace

SOFTWARE = ("matched", "software", "review")


@contextmanager
def resting_collector() -> Iterator[None]:
    """Let the search for reference cycles rest: a scan makes objects by the million and hardly one in a circle.

    Walking over all of them again and again takes a third of its time.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def taxonomy(rules: RuleBook) -> list[dict[str, str]]:
    """Return the rows of the category taxonomy."""
    return rules.table("taxonomy")


def named_by(reference: Reference) -> list[Named]:
    """Return the vendors and products that the organisation's own tables name."""
    capabilities = {s.service_id: s.capabilities[0] if s.capabilities else "" for s in reference.services}
    products = [
        Named(p.vendor, p.product, capabilities.get(p.service_id, ""), "reference/service_products.csv")
        for p in reference.service_products
    ]
    return products + [Named(p.vendor, p.product, "", "reference/policy.csv") for p in reference.policy]


def latest_day(ingested: Ingested) -> date:
    """Return the last day seen in any row."""
    days = [frame["date"].max() for frame in (ingested.transactions, ingested.sign_ins) if len(frame)]
    latest: pd.Timestamp = max(day for day in days if not pd.isna(day))
    return latest.date()


def content_ids(prefix: str, columns: Iterable[pd.Series]) -> list[str]:
    """Return stable ids made from the content of rows; equal rows are told apart by their order among themselves."""
    joined = pc.binary_join_element_wise(*(_written(column) for column in columns), "\x1f")
    codes = pd.Series(joined.dictionary_encode().indices.to_numpy())
    counts = pa.array((codes.groupby(codes).cumcount() + 1).to_numpy()).cast(pa.string())
    texts = pc.binary_join_element_wise(joined, counts, "\x1f").to_pylist()
    return [prefix + hashlib.blake2b(text.encode(), digest_size=8).hexdigest() for text in texts]


def _written(column: pd.Series) -> pa.Array:
    """Return each value of a column as `str` writes it; each distinct value is written once."""
    codes, distinct = pd.factorize(column, use_na_sentinel=False)
    return pa.array([str(value) for value in distinct], pa.string()).take(pa.array(codes))


_IDENTITY = (
    "source_id",
    "kind",
    "date",
    "descriptor",
    "memo",
    "amount_minor",
    "currency",
    "person",
    "doc_id",
    "po_ref",
    "contract_id",
    "mcc",
    "category_text",
    "occurrence",
)


def told_rows(described: Described, matches: pd.DataFrame) -> pd.DataFrame:
    """Return MATCHES with descriptor_id, row count and what stands beside it: what is told of each distinct descriptor.

    Only what is, or may be, software is kept one by one and so needs an id.
    """
    frame = described.frame.reset_index(drop=True)
    told = matches.reset_index(drop=True)
    kept = told["verdict"].isin(SOFTWARE).to_numpy()
    ids = np.full(len(frame), "", dtype=object)
    ids[kept] = content_ids("d-", [frame[name][kept] for name in ("origin", "descriptor", "memo")])
    beside = {name: frame[name] for name in ("origin", "memo", "mcc", "category_text", "rows")}
    return told.assign(descriptor_id=pd.Series(ids, dtype="str"), **beside)


def settle(ingested: Ingested, described: Described, told: pd.DataFrame, rules: RuleBook, currency: str) -> Ingested:
    """Return the exports with money that two sources tell counted once; `code` leads to each row's descriptor."""
    codes = described.of_transactions
    if ingest.told_once(ingested.transactions):
        return replace(ingested, transactions=ingested.transactions.reset_index(drop=True).assign(code=codes))
    merchant = pd.Series(told["merchant"].to_numpy()[codes], dtype="str")
    coded = ingested.transactions.reset_index(drop=True).assign(merchant=merchant, code=codes)
    settled = ingest.settle(coded, rules, currency)
    return replace(ingested, files=settled.recount(ingested.files), transactions=settled.kept)


_TOLD = (
    "descriptor_id",
    "merchant",
    "intermediary",
    "vendor_id",
    "product_id",
    "category",
    "verdict",
    "score",
    "saas_probability",
)


def software_spend(transactions: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Return SPEND and the memo: transactions whose descriptor is, or may be, software; sorted by content."""
    codes = transactions["code"].to_numpy()
    rows = transactions.drop(columns="merchant", errors="ignore")[told["verdict"].isin(SOFTWARE).to_numpy()[codes]]
    order = row_order(rows[name] for name in (*_IDENTITY, "business_unit_id", "file_id", "line"))
    joined = _with_told(rows.take(order), rows["code"].to_numpy()[order], told[list(_TOLD)])
    joined["transaction_id"] = pd.Series(content_ids("t-", (joined[name] for name in _IDENTITY)), dtype="str")
    return SPEND.check(joined).assign(memo=joined["memo"])


def software_use(sign_ins: pd.DataFrame, described: Described, told: pd.DataFrame) -> pd.DataFrame:
    """Return USE: the sign-ins whose application is, or may be, software."""
    is_software = told["verdict"].isin(SOFTWARE).to_numpy()[described.of_sign_ins]
    rows, codes = sign_ins[is_software], described.of_sign_ins[is_software]
    order = row_order(rows[name] for name in ("date", "app", "person", "file_id", "line"))
    columns = ["merchant", "vendor_id", "product_id", "category", "verdict"]
    return USE.check(_with_told(rows.take(order), codes[order], told[columns]))


def _with_told(
    rows: pd.DataFrame, codes: np.ndarray[tuple[int], np.dtype[np.int64]], told: pd.DataFrame
) -> pd.DataFrame:
    """Return rows beside what is told of their descriptors; `codes` are positions in `told`."""
    return pd.concat([rows.reset_index(drop=True), told.take(codes).reset_index(drop=True)], axis=1)


def balance(
    transactions: pd.DataFrame, told: pd.DataFrame, spend: pd.DataFrame, status: dict[str, str]
) -> pd.DataFrame:
    """Return BALANCE: all accepted spend by unit, month and status, software or not."""
    columns = ["business_unit_id", "date", "reporting_minor"]
    other = transactions[columns][~told["verdict"].isin(SOFTWARE).to_numpy()[transactions["code"].to_numpy()]]
    both = pd.concat(
        [
            other.assign(status="not_software"),
            spend[columns].assign(status=spend["transaction_id"].map(status)),
        ],
        ignore_index=True,
    )
    number, months = pd.factorize(both["date"].to_numpy().astype("datetime64[M]"))
    both["month"] = np.datetime_as_string(months).astype(object)[number]
    keys = ["business_unit_id", "month", "status"]
    sums = both.groupby(keys, sort=True)["reporting_minor"].agg(["sum", "size"]).reset_index()
    return BALANCE.check(sums.rename(columns={"sum": "reporting_minor", "size": "rows"}))


def descriptors(told: pd.DataFrame, spend: pd.DataFrame) -> pd.DataFrame:
    """Return what is told of the descriptors that are, or may be, software, with the money at stake."""
    amounts = spend.groupby("descriptor_id")["reporting_minor"].sum()
    kept = told[told["verdict"].isin(SOFTWARE)].reset_index(drop=True)
    return kept.assign(reporting_minor=kept["descriptor_id"].map(amounts).fillna(0).astype("int64"))


def vendors_seen(base: VendorBase, *frames: pd.DataFrame) -> tuple[Vendor, ...]:
    """Return the vendors that occur in the rows, by id."""
    ids = sorted({vendor_id for frame in frames for vendor_id in frame["vendor_id"].unique() if vendor_id})
    return tuple(vendor for vendor in (base.vendor(vendor_id) for vendor_id in ids) if vendor is not None)


def idea_stages(ideas: Iterable[Idea], decided: Decided) -> dict[str, list[str]]:
    """Return the stages that the ideas of each unit have come to by decision."""
    stages: dict[str, list[str]] = {}
    for idea in ideas:
        stage = decided.ideas[idea.idea_id].stage if idea.idea_id in decided.ideas else ""
        for unit in idea.business_units if stage else ():
            stages.setdefault(unit, []).append(stage)
    return stages


def scan_info(
    workspace: Workspace, ingested: Ingested, as_of: date, started_at: str, decisions: Iterable[Decision]
) -> ScanInfo:
    """Name the scan; its id comes from day, rules, inputs, reference tables and decisions."""
    inputs = hashlib.sha256("\n".join(sorted(f"{f.path} {f.sha256}" for f in ingested.files)).encode()).hexdigest()[:16]
    reference = hashlib.sha256(repr((workspace.settings, workspace.reference)).encode()).hexdigest()[:16]
    rules = workspace.rules.hash
    decided = hashlib.sha256("\n".join(sorted(one.decision_id for one in decisions)).encode()).hexdigest()[:16]
    scan_id = "s-" + hashlib.sha256(f"{as_of} {rules} {inputs} {reference} {decided}".encode()).hexdigest()[:12]
    return ScanInfo(scan_id, as_of, started_at, __version__, rules, inputs, decided)
