"""Splink over names: blocked by first words and first letters, compared by whole name and by word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

Found = tuple[np.ndarray[Any, np.dtype[np.int64]], np.ndarray[Any, np.dtype[np.float64]]]
_SEED = 7


def _table(texts: Sequence[str]) -> pa.Table:
    words = [text.split() for text in texts]
    return pa.table(
        {
            "unique_id": pa.array(range(len(texts))),
            "name": pa.array([" ".join(some) or None for some in words]),
            "joined": pa.array(["".join(some) or None for some in words]),
            "first": pa.array([some[0] if some else None for some in words]),
            "second": pa.array([some[1] if len(some) > 1 else None for some in words]),
            "words": pa.array([sorted(set(some)) or None for some in words], pa.list_(pa.string())),
        }
    )


def link(texts: Sequence[str], names: Sequence[str]) -> Found:
    """Return for each text the likeliest name and its match probability."""
    api = DuckDBAPI()
    left = api.register(_table(texts), dataset_display_name="texts")
    right = api.register(_table(names), dataset_display_name="names")
    blocks = [
        block_on("first"),
        block_on("second", "substr(first, 1, 2)"),
        block_on("substr(joined, 1, 5)"),
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]),
            cl.JaroWinklerAtThresholds("first", [0.95]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("second").configure(term_frequency_adjustments=True),
            cl.ArrayIntersectAtSizes("words", [3, 2]),
        ],
        blocking_rules_to_generate_predictions=blocks,
    )
    linker = Linker([left, right], settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on("name")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=_SEED)
    for block in (block_on("first"), block_on("substr(joined, 1, 5)")):
        linker.training.estimate_parameters_using_expectation_maximisation(block, record_sample_proportion=1.0)
    pairs = linker.inference.predict(threshold_match_weight=-20).as_record_list()
    return _best(pairs, len(texts))


def _best(pairs: list[dict[str, Any]], size: int) -> Found:
    best, score = np.zeros(size, dtype=np.int64), np.zeros(size)
    ordered = sorted(pairs, key=lambda pair: (-pair["match_weight"], str(pair)))
    seen: set[int] = set()
    for pair in ordered:
        texts_left = pair["source_dataset_l"] == "texts"
        text, name = (pair["unique_id_l"], pair["unique_id_r"])[:: 1 if texts_left else -1]
        if text not in seen:
            seen.add(text)
            best[text], score[text] = name, pair["match_probability"]
    return best, score
