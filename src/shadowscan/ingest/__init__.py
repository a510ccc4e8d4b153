"""Exports into transactions and sign-ins: recognised, read, mapped, deduplicated. The only room that opens exports."""

from shadowscan.ingest.across import Settled, settle, told_once
from shadowscan.ingest.describe import SourceReport, describe_file
from shadowscan.ingest.examples import check_sources
from shadowscan.ingest.exports import read_exports
from shadowscan.ingest.people import leavers

__all__ = [
    "Settled",
    "SourceReport",
    "check_sources",
    "describe_file",
    "leavers",
    "read_exports",
    "settle",
    "told_once",
]
