"""What goes wrong with files: copies, overlaps, log-in pages, scans, notes and broken rows."""

from __future__ import annotations

import struct
import zlib

from .data import export_header
from .tables import csv_bytes

Files = dict[str, bytes]

_LOGIN = """<!DOCTYPE html>
<html><head><title>Sign in - Harbour Mutual</title></head>
<body><form action="/login"><h1>Your session has expired</h1><p>Please sign in to download the report.</p>
<input name="user"><input name="password" type="password"></form></body></html>
"""

_NOTES = """Exports for the IT strategy work
- Concur: August was downloaded twice, the second time the session had expired
- Expensify: the first quarter came once more as one file from the retail controller
- Amex: March was sent by e-mail as well, see "activity_2026-03 (1).csv"
"""


def traps(files: Files) -> Files:
    """Return the files to add, and those to replace, given the good ones."""
    uk = "exports/cards/amex_uk"
    ledger = "exports/procurement/ap_germany/Kreditoren_2026-05.csv"
    cards = "exports/cards/purchase_cards/p-card-spend-2026Q3.csv"
    orders = "exports/procurement/coupa/PurchaseOrders_2026Q2.csv"
    return {
        f"{uk}/activity_2026-03 (1).csv": files[f"{uk}/activity_2026-03.csv"],
        "exports/expenses/concur/Expense Entries 2026-08 (2).csv": _LOGIN.encode(),
        "exports/procurement/servicenow/software-spend-2026Q2-scan.csv": _pdf(),
        "exports/sso/entra/InteractiveSignIns_2026-11.csv": b"",
        "exports/notes.txt": _NOTES.encode(),
        "exports/procurement/coupa/order-form.png": _dot(),
        ledger: files[ledger] + _broken_ledger_rows(),
        cards: files[cards] + _future_row(),
        orders: files[orders] + _order_in_no_currency(),
    }


BROKEN_LEDGER_ROWS = 5  # date, amount, currency, too few cells, too many


def _broken_ledger_rows() -> bytes:
    rows = (
        "19260590001;31.02.2026;700101;Notion Labs, Inc.;Datum falsch;96,00;EUR;96,00;8100;;",
        "19260590002;18.05.2026;700102;Asana GmbH;Betrag falsch;siehe Anlage;EUR;siehe Anlage;8100;;",
        "19260590003;19.05.2026;700103;Lokalise SIA;Währung unbekannt;120,00;EUX;;8100;;",
        "19260590004;20.05.2026;700104;Hetzner Online GmbH;zu wenige Zellen;12,00",
        "19260590005;21.05.2026;700105;Kosten; mit; Semikolon GmbH;zu viele Zellen;12,00;EUR;12,00;8100;;;x",
    )
    return "".join(f"{row}\r\n" for row in rows).encode("cp1252")


def _future_row() -> bytes:
    return (
        b"HMI,Harbour Mutual Claims,04/03/2027,27039900001,Airtable.com/bill,240.00,Computer Program/Sys Design,IT,"
        b"Claims Support,Software,6460\r\n"
    )


def _order_in_no_currency() -> bytes:
    """Return one more line of an order; the exporter's quotes stand around every cell."""
    line = dict.fromkeys(export_header("coupa_line"), "")
    line |= {
        "type": "Line",
        "created-at": "2026-06-29T09:00:00+00:00",
        "description": "Currency mistyped",
        "id": "9900001",
    }
    line |= {
        "line-number": "1",
        "order-header-id": "4500027099",
        "status": "created",
        "total": "250.00",
        "currency": "EUX",
    }
    return csv_bytes([], [list(line.values())], quote_all=True)


def _pdf() -> bytes:
    return (
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]"
        b"/Count 0>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
    )


def _dot() -> bytes:
    """Return a picture of one grey dot, packed without compression so that no zip library changes it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    raw = b"\x00\x80"
    stored = (
        b"\x78\x01\x01" + struct.pack("<HH", len(raw), 0xFFFF - len(raw)) + raw + struct.pack(">I", zlib.adler32(raw))
    )
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", stored) + chunk(b"IEND", b"")
