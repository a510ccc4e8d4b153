"""What a file is, told from its bytes and never from its name alone."""

from __future__ import annotations

import codecs
import fnmatch
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Literal

from shadowscan.ingest.source import Reading

Shape = Literal["text", "json", "workbook", "note", "refused"]

_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF", b"\x00\x00\x00\x18ftyp")
_BLANK = b"\0 \t\r\n"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"\s*(<!doctype\s+html|<html|<head|<body|<script|<table|<div|<meta)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """Say what a file is; `reason` tells a user why it is not read."""

    shape: Shape
    reason: str = ""


def is_ignored_name(name: str, reading: Reading) -> bool:
    """Tell whether a file name says that this is no export."""
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in reading.ignored_names)


def sniff(data: bytes, reading: Reading) -> Sniffed:
    """Tell what the bytes are; nothing is opened that could not be closed again."""
    head = data[:4096]
    if not head.strip(_BLANK) and not data.strip(_BLANK):
        return Sniffed("refused", "the file is empty; export it again")
    if len(data) > reading.max_file_mb * 1_000_000:
        return Sniffed("refused", f"the file is larger than {reading.max_file_mb} MB; export a shorter period")
    if head.startswith(_IMAGES):
        return Sniffed("note", "an image")
    if head.startswith(b"PK"):
        return _archive(data, reading)
    if head.startswith(_OLE):
        return Sniffed("workbook")
    return _plain(head)


def _plain(head: bytes) -> Sniffed:
    text = head.lstrip(codecs.BOM_UTF8).lstrip()
    if text.startswith(b"%PDF"):
        return Sniffed("refused", "this is a PDF; export the data as CSV or XLSX")
    if head.startswith((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")):
        return Sniffed("refused", "this is a packed archive; unpack it into exports/")
    if _MARKUP.match(text):
        return Sniffed(
            "refused",
            "this is a web page, not an export (often a log-in or error page, or a report saved as HTML); "
            "export it again as CSV or XLSX",
        )
    if text.startswith(b"<"):
        return Sniffed("refused", "this is an XML file; export it as CSV, XLSX or JSON")
    if text.startswith((b"{", b"[")):
        return Sniffed("json")
    return Sniffed("text")


def _archive(data: bytes, reading: Reading) -> Sniffed:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            unpacked = sum(member.file_size for member in members)
            if unpacked > reading.max_unpacked_mb * 1_000_000:
                return Sniffed(
                    "refused",
                    f"unpacked, this file would be {unpacked // 1_000_000:,} MB, more than the limit of "
                    f"{reading.max_unpacked_mb:,} MB; export a shorter period",
                )
            if any(name.startswith(("word/", "ppt/")) for name in names):
                return Sniffed("note", "a document")
            if any(name.startswith("xl/") for name in names) or "content.xml" in names:
                return _sheets(archive, members, reading)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return Sniffed("refused", "the file is damaged (a workbook or archive that cannot be opened); export it again")
    return Sniffed("refused", "this is a packed archive; unpack it into exports/")


def _sheets(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], reading: Reading) -> Sniffed:
    """Refuse a workbook whose sheets are far larger than their content: it would fill the memory."""
    limit = reading.max_cells_million * 1_000_000
    for member in members:
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member.filename) and _area(archive, member) > limit:
            return Sniffed(
                "refused",
                f"a sheet of this workbook spans more than {reading.max_cells_million} million cells; "
                "remove the stray cells at its far end, or export as CSV",
            )
    return Sniffed("workbook")


_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,9})"')
_WIDE = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{2,4})\d')


def _area(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    rows, width, tail = 1, 26, b""
    with archive.open(member) as handle:
        while block := handle.read(1 << 20):
            block = tail + block
            rows = max(rows, max((int(n) for n in _ROW.findall(block)), default=0))
            width = max(width, max((_column_number(name) for name in set(_WIDE.findall(block))), default=0))
            tail = block[-200:]
    return rows * width


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
