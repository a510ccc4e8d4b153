"""The vendor base compiled to one JSON file in the user's cache, so that thousands of vendors load at once.

A file of another key, cut short, tampered with or of another user is not used: the rules are read again. JSON can
hold no code, whoever wrote it; every row is checked for its length and kinds before anything is made of it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from shadowscan import __version__
from shadowscan.matching.entries import Example
from shadowscan.records import Product, Vendor

if TYPE_CHECKING:
    from shadowscan.matching.vendors import Told, VendorBase

_LARGEST = 64_000_000  # bytes; a base of 100,000 vendors stays below
_KEPT = 4  # older files that stay, for organisations with rules of their own
_VENDOR = ("vendor_id", "name", "domain", "category", "parent", "where", "tier", "source")
_PRODUCT = ("product_id", "name", "domain", "category", "sells")
_ALIAS = ("text", "strength", "where", "tier")
_EXAMPLE = tuple(part.name for part in dataclasses.fields(Example))
_MADE_BY = ("vendors.py", "wide.py", "entries.py", "compiled.py")


def key_of(digest: str) -> str:
    """Return the name of a compiled base: what it was made of, and by which program."""
    return f"{__version__}-{_program()}-{digest}"


@cache
def _program() -> str:
    """A digest of the modules that make a base: after a change of theirs an old file says nothing."""
    made = hashlib.sha256(b"".join((Path(__file__).parent / name).read_bytes() for name in _MADE_BY))
    return made.hexdigest()[:8]


def _place(key: str) -> Path:
    return platformdirs.user_cache_path("shadowscan") / f"vendors-{key}.json"


def load(key: str) -> VendorBase | None:
    """Return the base stored under a key, or None where there is none that can be trusted."""
    running = gc.isenabled()
    gc.disable()  # nothing made here is garbage, and looking through it all takes as long as making it
    try:
        body = _checked(_place(key), key)
        return None if body is None else _unpack(*body)
    except (OSError, ValueError, TypeError, KeyError, RecursionError, MemoryError):
        return None
    finally:
        if running:
            gc.enable()


def _checked(path: Path, key: str) -> tuple[bytes, bytes] | None:
    """Return main part and examples of a file whose header names this key and the digest of the rest."""
    with path.open("rb") as handle:
        told = os.fstat(handle.fileno())
        if told.st_size > _LARGEST or not stat.S_ISREG(told.st_mode) or _of_another(told):
            return None
        header, main, examples = handle.read(_LARGEST).split(b"\n", 2)
    wanted = {"key": key, "sha256": hashlib.sha256(main + b"\n" + examples).hexdigest()}
    return (main, examples) if json.loads(header) == wanted else None


def _of_another(told: os.stat_result) -> bool:
    """Tell whether somebody else owns the file or may write to it (where the system knows owners)."""
    if not hasattr(os, "getuid"):
        return False
    return told.st_uid != os.getuid() or bool(told.st_mode & (stat.S_IWGRP | stat.S_IWOTH))


def store(key: str, base: VendorBase) -> None:
    """Write a base beside its place and move it there; where the folder cannot be written nothing is kept."""
    path = _place(key)
    main, examples = _pack(base)
    header = {"key": key, "sha256": hashlib.sha256(main + b"\n" + examples).hexdigest()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number, beside = tempfile.mkstemp(prefix=f"{path.stem}.", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(number, "wb") as handle:
                handle.write(json.dumps(header).encode() + b"\n" + main + b"\n" + examples)
            Path(beside).replace(path)
        except OSError:
            Path(beside).unlink(missing_ok=True)
            raise
        _clear(path)
    except OSError:
        return


def _clear(path: Path) -> None:
    """Remove the oldest compiled bases; another process may do the same at this moment."""
    with contextlib.suppress(OSError):
        others = [other for other in path.parent.glob("vendors-*.json") if other != path]
        for old in sorted(others, key=lambda other: other.stat().st_mtime, reverse=True)[_KEPT:]:
            old.unlink(missing_ok=True)


def _pack(base: VendorBase) -> tuple[bytes, bytes]:
    """Return the base as columns, and apart from them the examples, which hardly anybody asks for."""
    numbers = {vendor.vendor_id: number for number, vendor in enumerate(base.vendors)}
    main = {
        "vendors": {name: [getattr(vendor, name) for vendor in base.vendors] for name in _VENDOR},
        "products": {name: [getattr(product, name) for product in base.products] for name in _PRODUCT},
        "owners": [numbers[product.vendor_id] for product in base.products],
        "aliases": {name: [getattr(alias, name) for alias in base.aliases] for name in _ALIAS},
        "named": [alias.product for alias in base.aliases],
        "domains": {"domain": list(base.domains)},
        "led": list(base.domains.values()),
    }
    told = base.examples
    examples = {
        "texts": {name: [getattr(example, name) for _, example, _ in told] for name in _EXAMPLE},
        "owners": [number for number, _, _ in told],
        "must": [int(must) for _, _, must in told],
    }
    return _line(main), _line(examples)


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()


def _columns(told: Any, names: Sequence[str]) -> list[list[str]]:
    """Return columns of text by name; raise TypeError where one has another length or anything but text in it."""
    columns = [told[name] for name in names]
    if any(type(column) is not list or set(map(type, column)) - {str} for column in columns):
        raise TypeError("cells that are no text")
    if len(set(map(len, columns))) > 1:
        raise TypeError("columns of different lengths")
    return columns


def _numbers(values: Any, size: int, below: int) -> list[int]:
    """Return numbers that each lead somewhere; raise TypeError on others."""
    if type(values) is not list or set(map(type, values)) - {int} or len(values) != size:
        raise TypeError("numbers of another shape")
    if values and not 0 <= min(values) <= max(values) < below:
        raise TypeError("numbers that lead nowhere")
    return values


def _unpack(main: bytes, examples: bytes) -> VendorBase:
    from shadowscan.matching.vendors import Alias, VendorBase

    told = json.loads(main)
    ids, *vendors = _columns(told["vendors"], _VENDOR)
    product_ids, *products = _columns(told["products"], _PRODUCT)
    texts, *aliases = _columns(told["aliases"], _ALIAS)
    (domains,) = _columns(told["domains"], ("domain",))
    owners = _numbers(told["owners"], len(product_ids), len(ids))
    named = _numbers(told["named"], len(texts), len(product_ids))
    led = _numbers(told["led"], len(domains), len(product_ids))
    made = tuple(map(Product, product_ids, map(ids.__getitem__, owners), *products))
    parts: list[list[Product]] = [[] for _ in ids]
    for product, owner in zip(made, owners, strict=True):
        parts[owner].append(product)
    head, tail = vendors[:4], vendors[4:]
    return VendorBase(
        tuple(map(Vendor, ids, *head, map(tuple, parts), *tail)),
        made,
        tuple(map(Alias, texts, named, *aliases)),
        dict(zip(domains, led, strict=True)),
        _later(examples, len(ids)),
    )


def _later(examples: bytes, vendors: int) -> Callable[[], tuple[Told, ...]]:
    """Leave the examples as they stand until a check asks for them."""

    def read() -> tuple[Told, ...]:
        told = json.loads(examples)
        texts = _columns(told["texts"], _EXAMPLE)
        made = list(map(Example, *texts))
        owners = _numbers(told["owners"], len(made), vendors)
        must = _numbers(told["must"], len(made), 2)
        return tuple(zip(owners, made, map(bool, must), strict=True))

    return read
