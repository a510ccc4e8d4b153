"""Bytes into text: byte-order mark, then UTF-8, then UTF-16 when there are NULs, else Windows-1252."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass

_DOUBLE_BOM = "ï»¿".encode()
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Hold text as bytes with the encoding that reads them; lines are decoded as they are asked for."""

    data: bytes
    encoding: str
    notes: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """Yield physical lines with their line ends."""
        return io.TextIOWrapper(io.BytesIO(self.data), encoding=self.encoding, errors="replace", newline="")

    def text(self) -> str:
        """Return the whole text."""
        return self.data.decode(self.encoding, errors="replace")


def decode(data: bytes) -> Decoded:
    """Choose the encoding of a text file and strip its mark; NUL bytes inside a single-byte text are left out."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _finish(data[len(mark) :], encoding)
    nulls = data[:65536].count(0)
    if nulls * 10 > min(len(data), 65536) * 2:
        return _finish(data, "utf-16-be" if data[:2].startswith(b"\0") else "utf-16-le")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _finish(data, "cp1252")
    return _finish(data, "utf-8")


def _finish(data: bytes, encoding: str) -> Decoded:
    if not encoding.startswith("utf-8") and encoding != "cp1252":
        return Decoded(data, encoding)
    if data.startswith(_DOUBLE_BOM):
        data = data[len(_DOUBLE_BOM) :]
    if encoding == "utf-8" and not _is_utf8(data):
        encoding = "cp1252"
    if b"\0" not in data:
        return Decoded(data, encoding)
    return Decoded(data.replace(b"\0", b""), encoding, ("NUL bytes were left out",))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def looks_binary(decoded: Decoded) -> bool:
    """Tell whether the text is none: many control characters."""
    head = "".join(line for line, _ in zip(decoded.lines(), range(50), strict=False))[:20000]
    odd = sum(1 for c in head if (ord(c) < 32 and c not in "\t\r\n\x0b\x0c") or c == "\ufffd" or 127 <= ord(c) < 160)
    return odd * 20 > len(head)
