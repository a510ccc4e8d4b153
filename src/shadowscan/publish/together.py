"""Work on several files at a time: SQLite works outside Python's lock, so that threads use every core."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

_AT_ONCE = 4  # each file holds pages in memory while it is written


@contextmanager
def together() -> Iterator[ThreadPoolExecutor]:
    """Offer threads; when the caller fails, what has not begun never does, and what has is waited for."""
    pool = ThreadPoolExecutor(max_workers=min(_AT_ONCE, os.cpu_count() or 1))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
