"""Rows by the million: the DataFrames that cross a stage border, each column declared once."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from shadowscan.errors import ShadowscanError


@dataclass(frozen=True, slots=True)
class Column:
    """Declare one column of a frame: its type, its unit and what it means."""

    name: str
    dtype: str
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Declare the columns of a DataFrame that crosses a stage border."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """Return a frame with no rows and the declared types."""
        return pd.DataFrame({c.name: pd.Series([], dtype=c.dtype) for c in self.columns})

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return `frame` with exactly the declared columns and types; a missing column is a programming error."""
        missing = [name for name in self.names if name not in frame.columns]
        if missing:
            raise ShadowscanError(f"the frame '{self.name}' lacks {', '.join(missing)}")
        wanted = {c.name: c.dtype for c in self.columns if str(frame[c.name].dtype) != c.dtype}
        return frame[self.names].astype(wanted) if wanted else frame[self.names]


TRANSACTIONS = Frame(
    "transactions",
    (
        Column("file_id", "str", "input file the row came from"),
        Column("line", "int64", "physical line (CSV, JSON lines) or sheet row where the record starts, from 1"),
        Column("source_id", "str", "rule file that read it"),
        Column("kind", "str", "one of KINDS"),
        Column("date", "datetime64[s]", "day of the purchase, else of the booking", "day"),
        Column("descriptor", "str", "payee text as the source wrote it"),
        Column("memo", "str", "free text beside the payee: item, note, virtual card name"),
        Column("mcc", "str", "four-digit merchant category code, else empty"),
        Column("category_text", "str", "expense type, GL text or merchant category as written"),
        Column("amount_minor", "int64", "charge positive, refund negative, in `currency`", "minor units"),
        Column("currency", "str", "ISO 4217 code of the amount as written"),
        Column("reporting_minor", "int64", "the amount in the reporting currency", "minor units"),
        Column("rate_date", "datetime64[s]", "day of the ECB reference rate used; NaT when none was needed", "day"),
        Column("business_unit_id", "str", "unit that owns the spend, else 'unassigned'"),
        Column("unit_from", "str", "what told the unit: column, cost_centre, person, folder or nothing"),
        Column("person", "str", "stable pseudonym of the buyer, else empty"),
        Column("contract_id", "str", "contract the row names, else empty"),
        Column("doc_id", "str", "the source's own number of the document, else empty"),
        Column("po_ref", "str", "purchase order the row names, else empty"),
        Column("paid_with", "str", "own (out of pocket), company, or empty where the source does not say"),
        Column("occurrence", "int64", "1 for the first of equal rows in its file, 2 for the second ..."),
    ),
)

SIGN_INS = Frame(
    "sign_ins",
    (
        Column("file_id", "str", "input file the row came from"),
        Column("line", "int64", "physical line or record number, from 1"),
        Column("source_id", "str", "rule file that read it"),
        Column("kind", "str", "sign_in (used), assignment (may use), grant (a person gave an app access)"),
        Column("date", "datetime64[s]", "day of the event; of an assignment: last use, else NaT", "day"),
        Column("app", "str", "application name as the source wrote it"),
        Column("app_id", "str", "the identity provider's id of the application, else empty"),
        Column("person", "str", "stable pseudonym, else empty"),
        Column("business_unit_id", "str", "unit of the person, else 'unassigned'"),
        Column("success", "bool", "the sign-in went through"),
        Column("events", "int64", "how many events the row stands for", "events"),
    ),
)

DESCRIPTORS = Frame(
    "descriptors",
    (
        Column("descriptor", "str", "payee text or application name as written"),
        Column("origin", "str", "spend or sso"),
        Column("mcc", "str", "commonest four-digit merchant category code of its rows, else empty"),
        Column("category_text", "str", "commonest category text of its rows, else empty"),
        Column("memo", "str", "commonest memo of its rows, else empty"),
        Column("amount_minor", "int64", "middle amount of its rows in the reporting currency", "minor units"),
        Column("rows", "int64", "how many rows carry it", "rows"),
    ),
)

MATCHES = Frame(
    "matches",
    (
        Column("descriptor", "str", "as in DESCRIPTORS, same order"),
        Column("merchant", "str", "who was paid, cleaned for reading"),
        Column("intermediary", "str", "processor, store or reseller in between, else empty"),
        Column("vendor_id", "str", "known vendor (best guess when the verdict is review), else empty"),
        Column("product_id", "str", "known product, else empty"),
        Column("vendor_domain", "str", "domain the product is known by, else a domain read in the text, else empty"),
        Column("category", "str", "category id of the taxonomy, else empty"),
        Column("saas_probability", "float64", "calibrated probability that it is software", "0..1"),
        Column("score", "float64", "how sure the vendor is", "0..1"),
        Column("verdict", "str", "one of VERDICTS"),
        Column("reason", "str", "one sentence: why"),
        Column("guesses", "str", "JSON list of [vendor name, score], best first, for the review queue"),
    ),
)


SPEND = Frame(
    "spend",
    (
        Column("transaction_id", "str", "stable id, made from the row's content"),
        Column("descriptor_id", "str", "stable id of the descriptor"),
        Column("file_id", "str", "input file the row came from"),
        Column("source_id", "str", "rule file that read it"),
        Column("line", "int64", "physical line or sheet row, from 1"),
        Column("kind", "str", "one of KINDS"),
        Column("date", "datetime64[s]", "day of the purchase, else of the booking", "day"),
        Column("amount_minor", "int64", "as written, refunds negative", "minor units of currency"),
        Column("currency", "str", "ISO 4217 code of the amount as written"),
        Column("reporting_minor", "int64", "in the reporting currency", "minor units"),
        Column("rate_date", "datetime64[s]", "day of the ECB rate used; NaT when none was needed", "day"),
        Column("business_unit_id", "str", "unit that owns the spend, else 'unassigned'"),
        Column("unit_from", "str", "what told the unit: column, cost_centre, person, folder or nothing"),
        Column("person", "str", "stable pseudonym of the buyer, else empty"),
        Column("contract_id", "str", "contract the row names, else empty"),
        Column("doc_id", "str", "the source's own number of the document, else empty"),
        Column("merchant", "str", "who was paid, cleaned"),
        Column("intermediary", "str", "processor, store or reseller in between, else empty"),
        Column("vendor_id", "str", "known vendor, else empty"),
        Column("product_id", "str", "known product, else empty"),
        Column("category", "str", "category id, else empty"),
        Column("verdict", "str", "matched, software or review"),
        Column("score", "float64", "how sure the vendor is", "0..1"),
        Column("saas_probability", "float64", "probability that it is software", "0..1"),
    ),
)

USE = Frame(
    "use",
    (
        Column("file_id", "str", "input file the row came from"),
        Column("source_id", "str", "rule file that read it"),
        Column("line", "int64", "physical line or record number, from 1"),
        Column("kind", "str", "sign_in, assignment or grant"),
        Column("date", "datetime64[s]", "day of the event; of an assignment: last use, else NaT", "day"),
        Column("person", "str", "stable pseudonym, else empty"),
        Column("business_unit_id", "str", "unit of the person, else 'unassigned'"),
        Column("success", "bool", "the sign-in went through"),
        Column("events", "int64", "how many events the row stands for", "events"),
        Column("merchant", "str", "application name, cleaned"),
        Column("vendor_id", "str", "known vendor, else empty"),
        Column("product_id", "str", "known product, else empty"),
        Column("category", "str", "category id, else empty"),
        Column("verdict", "str", "matched, software or review"),
    ),
)

ACCESS = Frame(
    "access",
    (
        Column("access_id", "str", "stable id of product, unit and month"),
        Column("product_id", "str", "product, or 'name:<merchant>' where the product is not known"),
        Column("business_unit_id", "str", "unit of the people"),
        Column("month", "str", "YYYY-MM"),
        Column("users", "int64", "distinct people with a successful sign-in in the month", "people"),
        Column("events", "int64", "successful sign-ins in the month", "events"),
    ),
)

EVIDENCE = Frame(
    "evidence",
    (
        Column("finding_id", "str", "finding that the row supports"),
        Column("transaction_id", "str", "the spend row, else empty"),
        Column("access_id", "str", "the month of access, else empty"),
        Column("note", "str", "which part the row plays"),
    ),
)

BALANCE = Frame(
    "balance",
    (
        Column("business_unit_id", "str", "unit, else 'unassigned'"),
        Column("month", "str", "YYYY-MM"),
        Column("status", "str", "one of STATUSES, or not_software"),
        Column("reporting_minor", "int64", "accepted spend", "minor units"),
        Column("rows", "int64", "accepted rows", "rows"),
    ),
)
