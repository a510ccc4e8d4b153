"""Row-wise work on a long frame, shared out over the cores of the machine."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import pandas as pd

Work = Callable[[pd.DataFrame], pd.DataFrame]
_WORTH_IT = 50_000  # rows a core; below, starting processes costs more than they save
_JOB: list[tuple[Work, pd.DataFrame]] = []  # what forked processes inherit, so that nothing is copied to them


def share_out(work: Work, frame: pd.DataFrame, prepare: Callable[[], object]) -> pd.DataFrame:
    """Return `work(frame)`, done in parts; each row's answer must depend on that row alone.

    `prepare` builds what the work would build on first use, so that it is built once, before processes part.
    """
    cores = min(_cores(), len(frame) // _WORTH_IT)
    if cores < 2:
        return work(frame)
    prepare()
    edges = [len(frame) * part // cores for part in range(cores + 1)]
    _JOB.append((work, frame))
    try:
        with ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("fork")) as pool:
            parts = list(pool.map(_part, edges[:-1], edges[1:]))
    finally:
        _JOB.pop()
    return pd.concat(parts, ignore_index=True)


def _part(first: int, last: int) -> pd.DataFrame:
    gc.disable()
    work, frame = _JOB[-1]
    return work(frame.iloc[first:last].reset_index(drop=True))


def _cores() -> int:
    """Return how many cores this process may use; one where processes cannot be forked."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
