"""The words that rows and findings use, as fixed by the contract."""

from __future__ import annotations

UNASSIGNED = "unassigned"
KINDS = ("card_txn", "expense_line", "po_line", "invoice_line", "ap_payment", "gl_line")
CONTRACT_KINDS = frozenset({"po_line", "invoice_line", "ap_payment"})  # inside the channel `contract`
CARD_KINDS = frozenset({"card_txn", "expense_line"})  # inside the channel `card`
STATUSES = (
    "prohibited",
    "approved",
    "tolerated",
    "retired",
    "not_offered",
    "off_channel",
    "managed",
    "unmanaged",
    "unresolved",
)
VERDICTS = ("matched", "software", "review", "not_software")
