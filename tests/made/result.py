"""What a scan of the small organisation could have found: sums that hold, and all that must not leak."""
# ruff: noqa: E501 - tables

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from shadowscan import records
from shadowscan.cases import sum_up
from shadowscan.catalogue import assess, readiness, stand
from shadowscan.records import (
    CaseLine,
    FigureUsed,
    FileReport,
    Finding,
    Flag,
    Idea,
    Ingested,
    Product,
    ReadinessItem,
    Reject,
    ScanInfo,
    ScanResult,
    Vendor,
)
from shadowscan.workspace import Workspace

AS_OF = date(2026, 6, 30)
VENDORS = tuple(
    Vendor(key, name, domain, category, parent, (Product(key, key, name, domain, category),))
    for key, name, domain, category, parent in (
        ("dropbox", "Dropbox", "dropbox.com", "file-sharing", ""),
        ("miro", "Miro", "miro.com", "visual-collaboration", ""),
        ("salesforce", "Salesforce", "salesforce.com", "crm", ""),
        ("slack", "Slack", "slack.com", "team-messaging", "Salesforce"),
        ("typeform", "Typeform", "typeform.com", "forms-feedback", ""),
    )
)
CATEGORIES = {vendor.vendor_id: vendor.category for vendor in VENDORS}


@dataclass(frozen=True)
class Buy:
    """One unit's use of one product in the fixture."""

    unit: str
    product: str
    descriptor: str
    status: str
    coverage: str
    covered_by: str
    monthly: int
    users: int
    person: str
    flags: tuple[str, ...] = ()
    risk: str = "low"


BUYS = (
    Buy("claims", "miro", "MIRO.COM* CLARA.JENSEN@HARBOUR.EXAMPLE", "tolerated", "covered", "svc-collab", 12000, 14, "p-4f01"),
    Buy("claims", "dropbox", "DROPBOX*R7J2K", "prohibited", "gap", "", 1999, 2, "p-4f02", ("prohibited-product",), "high"),
    Buy("claims-motor", "typeform", "TYPEFORM SL BARCELONA", "unmanaged", "gap", "", 5000, 5, "p-4f01", ("no-owner",), "medium"),
    Buy("retail", "miro", "MIRO RETAIL TEAM 22", "tolerated", "covered", "svc-collab", 8050, 1, "p-5a01"),
    Buy("retail", "salesforce", "SALESFORCE.COM EMEA", "managed", "", "", 750000, 40, "p-5a02"),
    Buy("retail", "", "=CMD|' /C CALC'!A0 RETAILTOOL", "unresolved", "gap", "", 3333, 0, "p-5a02", (), "medium"),
    Buy("wealth-7", "typeform", "PAYPAL *TYPEFORM WEALTH", "unmanaged", "gap", "", 2500, 3, "p-6b01"),
    Buy("ops", "slack", "SLACK TNG1234", "managed", "", "", 20000, 8, "p-7c01"),
    Buy("unassigned", "dropbox", "DROPBOX UNKNOWN", "prohibited", "gap", "", 1199, 0, "", (), "high"),
)  # fmt: skip
MONTHS = pd.date_range("2025-05-15", "2026-06-15", freq="MS") + pd.Timedelta(days=14)


def make_result(workspace: Workspace) -> ScanResult:
    """Return a result whose sums hold; the first of its 14 months lies before the last 12."""
    spend = _spend()
    ingested = _ingested(spend)
    reference, rules = workspace.reference, workspace.rules
    slas, services = assess(reference, rules, AS_OF)
    findings = tuple(_finding(buy, spend) for buy in BUYS)
    balance, evidence = _balance(spend, ingested.transactions), _evidence(spend)
    ready = readiness(reference, slas, balance, rules, AS_OF)
    standing = stand(
        *(reference, slas, services, ready, findings, spend, evidence),
        *({}, rules.table("taxonomy"), "EUR", rules, AS_OF),
    )
    return ScanResult(
        info=ScanInfo("scan-1", AS_OF, "2026-07-01T08:00:00+02:00", "0.1.0", "r" * 16, "i" * 16),
        ingested=ingested,
        descriptors=_descriptors(spend),
        vendors=VENDORS,
        spend=spend,
        access=_access(),
        evidence=evidence,
        findings=findings,
        ideas=_ideas(findings),
        balance=balance,
        notes=(),
        slas=slas,
        services=services,
        standing=standing,
        figures=FIGURES,
    )


def _more(frame: records.Frame, rows: pd.DataFrame) -> list[records.Column]:
    return [column for column in frame.columns if column.name not in rows.columns]


def _product(buy: Buy) -> str:
    return buy.product or "name:retailtool"


def _spend() -> pd.DataFrame:
    rows = []
    for number, buy in enumerate(BUYS):
        for month, day in enumerate(MONTHS):
            usd = buy.product == "miro"
            rows.append(
                {
                    "transaction_id": f"tx-{number:02d}-{month:02d}",
                    "descriptor_id": f"de-{number:02d}",
                    "file_id": "f-shared" if number % 2 else f"f-{buy.unit}",
                    "source_id": "card_statement",
                    "line": 2 + number * 20 + month,
                    "kind": "card_txn",
                    "date": day,
                    "amount_minor": buy.monthly * 2 if usd else buy.monthly,
                    "currency": "USD" if usd else "EUR",
                    "reporting_minor": buy.monthly,
                    "rate_date": day if usd else pd.NaT,
                    "business_unit_id": buy.unit,
                    "unit_from": "person" if buy.person else "nothing",
                    "person": buy.person,
                    "contract_id": "CT-2" if buy.product == "salesforce" else "",
                    "doc_id": f"doc-{number}-{month}",
                    "merchant": buy.product or "retailtool",
                    "intermediary": "PayPal" if "PAYPAL" in buy.descriptor else "",
                    "vendor_id": buy.product,
                    "product_id": buy.product,
                    "category": CATEGORIES.get(buy.product, ""),
                    "verdict": "matched" if buy.product else "review",
                    "score": 0.97 if buy.product else 0.4,
                    "saas_probability": 0.99 if buy.product else 0.61,
                }
            )
    frame = pd.DataFrame(rows)
    return records.SPEND.check(frame.assign(**{c.name: "" for c in _more(records.SPEND, frame)}))


def _ingested(spend: pd.DataFrame) -> Ingested:
    software = spend.assign(**{c.name: 1 if c.dtype == "int64" else "" for c in _more(records.TRANSACTIONS, spend)})
    coffee = software.head(20).assign(transaction_id="", merchant="coffee", reporting_minor=420, amount_minor=420)
    transactions = records.TRANSACTIONS.check(pd.concat([software, coffee], ignore_index=True))
    counts = transactions["file_id"].value_counts()
    files = [
        FileReport(name, f"exports/cards/{name}.csv", "card_statement", "0" * 64, "read", "", int(n) + 1, int(n), 1)
        for name, n in sorted(counts.items())
    ]
    files.append(FileReport("f-notes", "exports/readme.txt", "", "1" * 64, "ignored", "A text note."))
    rejects = [
        Reject(file.file_id, 99, "'31/02/2026 Tom Berg' is not a date", "31/02/2026,12.00,Tom Berg,tom.berg@harbour.example")
        for file in files[:-1]
    ]  # fmt: skip
    return Ingested(files, rejects, transactions, records.SIGN_INS.empty())


def _descriptors(spend: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for number, buy in enumerate(BUYS):
        mine = spend[spend["descriptor_id"] == f"de-{number:02d}"]
        known = bool(buy.product)
        rows.append(
            {
                "descriptor_id": f"de-{number:02d}",
                "descriptor": buy.descriptor,
                "origin": "spend",
                "memo": "",
                "mcc": "",
                "category_text": "",
                "rows": len(mine),
                "reporting_minor": int(mine["reporting_minor"].sum()),
                "merchant": buy.product or "retailtool",
                "intermediary": "",
                "vendor_id": buy.product,
                "product_id": buy.product,
                "vendor_domain": "",
                "category": CATEGORIES.get(buy.product, ""),
                "saas_probability": 0.99 if known else 0.61,
                "score": 0.97 if known else 0.4,
                "verdict": "matched" if known else "review",
                "reason": f"The text names {buy.product}."
                if known
                else "No vendor is close; seen in Retail Insurance.",
                "guesses": "[]" if known else '[["Retool", 0.4]]',
            }
        )
    return pd.DataFrame(rows)


def _access() -> pd.DataFrame:
    rows = [
        {
            "access_id": f"ac-{number:02d}-{month}",
            "product_id": _product(buy),
            "business_unit_id": buy.unit,
            "month": month,
            "users": buy.users,
            "events": buy.users * 11,
        }
        for number, buy in enumerate(BUYS)
        for month in ("2026-05", "2026-06")
        if buy.users
    ]
    return records.ACCESS.check(pd.DataFrame(rows))


def _finding(buy: Buy, spend: pd.DataFrame) -> Finding:
    number = BUYS.index(buy)
    mine = spend[spend["descriptor_id"] == f"de-{number:02d}"]
    recent = mine[mine["date"] > pd.Timestamp("2025-06-30")]
    vendor = next((v.name for v in VENDORS if v.vendor_id == buy.product), "")
    flags = tuple(
        Flag(rule, f"{buy.users} people of Retail Insurance and of Claims Handling use it.") for rule in buy.flags
    )
    return Finding(
        finding_id=f"fi-{number:02d}",
        business_unit_id=buy.unit,
        vendor_id=buy.product,
        vendor=vendor,
        product_id=_product(buy),
        product=vendor or "retailtool",
        category=CATEGORIES.get(buy.product, ""),
        status=buy.status,
        status_why=f"Policy of Retail Insurance and of unit 'it'; Clara Jensen and {buy.users} people use it.",
        coverage=buy.coverage,
        coverage_why="Team workspace offers it to retail and wealth-7." if buy.covered_by else "",
        covered_by=buy.covered_by,
        spend_12m=int(recent["reporting_minor"].sum()),
        spend_total=int(mine["reporting_minor"].sum()),
        off_channel_12m=0,
        currency="EUR",
        users=buy.users,
        seats_unused=1,
        first_seen=date(2025, 5, 15),
        last_seen=date(2026, 6, 15),
        recurrence="monthly",
        recurrence_why="14 charges, one a month.",
        annual_run_rate=buy.monthly * 12,
        next_renewal=date(2026, 12, 31) if buy.product == "salesforce" else None,
        risk=buy.risk,
        severity=80 if buy.risk == "high" else 30,
        severity_why="Risk and spend.",
        confidence=0.97,
        sources=("card_statement",),
        flags=flags,
        signed_on=buy.users > 0,
    )


def _evidence(spend: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for number, buy in enumerate(BUYS):
        mine = spend[spend["descriptor_id"] == f"de-{number:02d}"]
        rows += [(f"fi-{number:02d}", tx, "", f"Paid by {buy.person}.") for tx in mine["transaction_id"]]
        if buy.users:
            rows.append((f"fi-{number:02d}", "", f"ac-{number:02d}-2026-06", "people signed in during the month"))
    return records.EVIDENCE.check(pd.DataFrame(rows, columns=records.EVIDENCE.names))


def _ideas(findings: tuple[Finding, ...]) -> tuple[Idea, ...]:
    def idea(number: int, kind: str, title: str, units: tuple[str, ...], found: tuple[int, ...], **more: str) -> Idea:
        mine = [findings[n] for n in found]
        text = {"initiative_id": "", "service_id": "", "category": "", "vendor": "", "product": ""} | more
        lines, items = _lines(mine), _items()
        return Idea(
            idea_id=f"id-{number}",
            type=kind,
            title=title,
            why=f"{title}: {sum(f.users for f in mine)} people, €{sum(f.spend_12m for f in mine) // 100}.",
            alternatives=f"Left as it is, it goes on at €{sum(f.annual_run_rate for f in mine) // 100} a year.",
            business_units=units,
            findings=tuple(f.finding_id for f in mine),
            spend_12m=sum(f.spend_12m for f in mine),
            users=sum(f.users for f in mine),
            rank=number,
            counted=tuple(f.finding_id for f in mine),
            spend_counted=sum(f.spend_12m for f in mine),
            rule_id=kind,
            items_answered=1,
            readiness_known=("owner",),
            worth=sum_up(lines, items, Decimal("0.75"), Decimal("0.12"), Decimal(1), ""),
            lines=lines,
            readiness=items,
            **text,
        )

    return (
        idea(1, "adopt", "Offer Miro to Claims Handling and Retail Insurance", ("claims", "retail"), (0, 3),
             product="Miro", vendor="Miro", category="visual-collaboration", service_id="svc-collab", initiative_id="ini-fast"),
        idea(2, "retire", "End Dropbox in Claims Handling", ("claims",), (1,), product="Dropbox", category="file-sharing"),
        idea(3, "improve", "Answer Retail Insurance in four hours", ("retail",), (4,), service_id="svc-crm",
             initiative_id="ini-shop", category="crm"),
    )  # fmt: skip


def _lines(mine: list[Finding]) -> tuple[CaseLine, ...]:
    """Return a small business case: the spend ends after half a year, moving costs, one item of readiness is open."""
    rate, inputs = sum(f.annual_run_rate for f in mine), tuple(f.finding_id for f in mine)
    once = {"low": -90000, "base": -60000, "high": -30000}
    made = [
        CaseLine("spend_ends", "Spend that ends", "benefit", scenario, year, rate // 2 if year == 1 else rate,
                 "run rate", inputs, "run rate of the findings", False)
        for scenario in once for year in (1, 2, 3)
    ]  # fmt: skip
    made += [
        CaseLine("moving", "Moving", "one_off", scenario, 0, cost, "days × price", ("it_day",), "size", True)
        for scenario, cost in once.items()
    ]
    made += [
        CaseLine("readiness:support_model", "Support model and hours", "readiness", scenario, 0, cost // 10,
                 "days × price", ("it_day",), "an estimate", True)
        for scenario, cost in once.items()
    ]  # fmt: skip
    return tuple(made)


def _items() -> tuple[ReadinessItem, ...]:
    owner = ("owner", "Service owner", "Who answers for it?", "met", None, 0, "", "", "Team workspace has an owner.")
    support = ("support_model", "Support model and hours", "Who helps?", "open", None, 6000, "", "", "")
    return (ReadinessItem(*owner, False, Decimal("0.15")), ReadinessItem(*support, False, Decimal("0.2")))


FIGURES = (
    FigureUsed(
        "discount_rate",
        "Discount rate",
        "share a year",
        *(Decimal("0.12"),) * 3,
        "A public source",
        date(2017, 2, 8),
        False,
        "",
    ),
    FigureUsed(
        "it_day",
        "A day of IT work",
        "EUR a day",
        Decimal(802),
        Decimal(550),
        Decimal(298),
        "shadowscan",
        date(2026, 1, 1),
        True,
        "A mix.",
    ),
)


def _balance(spend: pd.DataFrame, transactions: pd.DataFrame) -> pd.DataFrame:
    status = {f"de-{number:02d}": buy.status for number, buy in enumerate(BUYS)}
    software = spend.assign(status=spend["descriptor_id"].map(status))
    rest = transactions.tail(len(transactions) - len(spend)).assign(status="not_software")
    rows = pd.concat([software, rest], ignore_index=True)
    rows["month"] = rows["date"].dt.strftime("%Y-%m")
    sums = rows.groupby(["business_unit_id", "month", "status"], as_index=False).agg(
        reporting_minor=("reporting_minor", "sum"), rows=("line", "size")
    )
    return records.BALANCE.check(sums)
