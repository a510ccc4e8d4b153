"""The same row twice inside one source: by the source's own id, else by what it says and how often it says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from shadowscan.ingest.mapping import Mapped
from shadowscan.ingest.texts import Codes, Mask, arrow, combine, distinct

SPEND_KEY = ("doc_id", "date", "amount_minor", "descriptor", "person", "memo", "currency", "kind")  # telling first
SIGN_IN_KEY = ("_moment", "app", "person", "app_id", "date", "success", "events", "kind")


def canonical_order(files: Sequence[tuple[str, Mapped]]) -> list[int]:
    """Return the places of files in an order that depends on their content alone: oldest rows first."""

    def key(place: int) -> tuple[str, str, str]:
        digest, mapped = files[place]
        days = mapped.frame["date"].dropna()
        return (str(days.min()) if len(days) else "", str(days.max()) if len(days) else "", digest)

    return sorted(range(len(files)), key=key)


def mark_duplicates(files: Sequence[tuple[str, Mapped]]) -> list[Mask]:
    """Tell, for each file of one source, which of its rows were seen before; `files` are (digest, rows).

    Also numbers equal rows that stay in `occurrence`. The result does not depend on the order of `files`.
    """
    order = canonical_order(files)
    frames = [files[place][1].frame for place in order]
    sizes = [len(frame) for frame in frames]
    rows = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    if not len(rows):
        return [np.zeros(0, dtype=bool) for _ in files]
    file_codes = np.repeat(np.arange(len(frames)), sizes)
    key = SPEND_KEY if "amount_minor" in rows.columns else SIGN_IN_KEY
    codes = combine(_codes(rows[name]) for name in key)
    with_id = (rows["_id"] != "").to_numpy()
    gone = _by_id(rows, with_id)
    plain = np.flatnonzero(~with_id)
    gone[plain] = _by_content(codes[plain], file_codes[plain])
    if "occurrence" in rows.columns:
        _number(frames, sizes, codes, gone)
    masks: list[Mask] = [np.zeros(0, dtype=bool)] * len(files)
    for place, mask in zip(order, np.split(gone, np.cumsum(sizes)[:-1]), strict=True):
        masks[place] = mask
    return masks


def _codes(column: pd.Series[Any]) -> Codes:
    if str(column.dtype) == "str":
        return distinct(arrow(column))[1]
    return column.to_numpy().astype("int64")


def _by_id(rows: pd.DataFrame, with_id: Mask) -> Mask:
    """Of rows with one id the last revision stays, else the first row."""
    gone = np.zeros(len(rows), dtype=bool)
    places = np.flatnonzero(with_id)
    if not len(places):
        return gone
    ids = _codes(rows["_id"].iloc[places])
    revisions = rows["_revision"].iloc[places]
    order = np.lexsort((places, -_ranks(revisions)[0], ids))
    ordered = ids[order]
    repeated = np.zeros(len(order), dtype=bool)
    repeated[1:] = ordered[1:] == ordered[:-1]
    gone[places[order[repeated]]] = True
    return gone


def _ranks(revisions: pd.Series[Any]) -> tuple[Codes, int]:
    """Return revisions as numbers that sort as they do: figures by value, before texts in their order."""
    values, codes = distinct(arrow(revisions))
    written = values.to_pylist()
    ordered = sorted(written, key=lambda text: (0, int(text), "") if text.isdecimal() else (1 if text else -1, 0, text))
    rank = {text: place for place, text in enumerate(ordered)}
    return np.asarray([rank[text] for text in written], dtype=np.int64)[codes], len(written)


def _by_content(codes: Codes, files: Codes) -> Mask:
    """The nth equal row of a file is a duplicate where an earlier file has n of them too."""
    if not len(codes):
        return np.zeros(0, dtype=bool)
    nth = _nth(combine([codes, files]))
    return _nth(combine([codes, nth])) > 1


def _nth(codes: Codes) -> Codes:
    """Return 1 for the first row with a code, 2 for the second ..."""
    return np.asarray(pd.Series(codes).groupby(codes).cumcount() + 1, dtype=np.int64)


def _number(frames: list[pd.DataFrame], sizes: list[int], codes: Codes, gone: Mask) -> None:
    numbers = np.zeros(len(codes), dtype=np.int64)
    numbers[~gone] = _nth(codes[~gone])
    for frame, own in zip(frames, np.split(numbers, np.cumsum(sizes)[:-1]), strict=True):
        frame["occurrence"] = own
