"""Matching many descriptors beside RapidFuzz: `python -m tests.benchmarks.match_speed [DESCRIPTORS]`.

shadowscan matches 1,000,000 distinct descriptors (or as many as told) against the whole vendor base, on all cores, in a
process of its own whose memory is watched. RapidFuzz `extractOne` compares a sample of the same descriptors with every
name of the base, with the scorer that shadowscan weighs most (`fuzz.ratio`) and with its own default (`WRatio`). Its
time for all of them is reckoned from the sample and divided by the number of cores.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process, utils

from shadowscan.matching import load_vendors
from shadowscan.rules import packaged_rules
from tests.benchmarks.accuracy import names_of

_SAMPLE = {"ratio": 2_000, "WRatio": 200}
_VENDOR_SHARE = 0.1
_SYLLABLES = ["BAR", "CAL", "DEN", "FOR", "GIL", "HAN", "KEL", "LOM", "MAR", "NOR", "PEL", "QUA", "RIN", "SOL", "TAV"]
_TRADES = ["CAFE", "HOTEL", "GARAGE", "STORES", "TAXIS", "LTD", "GMBH", "SERVICES", "SUPPLIES", "MEDIA", "SYSTEMS"]
_BEHIND = ["", " LONDON", " 020 7946 0123", " LEEDS GB", "*A1B2C3D4", " #4711", " DUBLIN 2", " INV 90210"]
_BEFORE = ["", "", "", "", "PAYPAL *", "SQ *", "SumUp  *"]


def descriptors(count: int, seed: int = 7) -> list[str]:
    """Return distinct descriptors: a tenth names a vendor, the rest made-up businesses, each another name."""
    rng = random.Random(seed)
    vendors = [vendor.name.upper() for vendor in load_vendors(packaged_rules()).vendors]
    found: dict[str, None] = {}
    while len(found) < count:
        found[_one(rng, vendors)] = None
    return list(found)


def _one(rng: random.Random, vendors: list[str]) -> str:
    if rng.random() < _VENDOR_SHARE:
        name = f"{rng.choice(vendors)} {rng.randrange(10**6):06d}"
    else:
        words = ["".join(rng.choices(_SYLLABLES, k=rng.choice([2, 3]))) for _ in range(rng.choice([1, 2]))]
        name = " ".join([*words, rng.choice(_TRADES)])
    text = rng.choice(_BEFORE) + name + rng.choice(_BEHIND)
    return text[: rng.choice([22, 25])] if rng.random() < 0.3 else text


_MATCH = """
import sys, time
from tests.benchmarks.match_speed import descriptors
from shadowscan.matching import Matcher, load_vendors
from shadowscan.records import DESCRIPTORS
from shadowscan.rules import packaged_rules
import pandas as pd
texts = descriptors(int(sys.argv[1]))
frame = pd.DataFrame({"descriptor": texts, "origin": "spend", "mcc": "", "category_text": "", "memo": ""})
frame = DESCRIPTORS.check(frame.assign(amount_minor=0, rows=1))
print("ready", flush=True)
rules = packaged_rules()
start = time.perf_counter()
matcher = Matcher(load_vendors(rules), rules)
found = matcher.match(frame)
print(time.perf_counter() - start, int((found["verdict"] == "matched").sum()), flush=True)
"""


def watched(count: int) -> tuple[float, int, float]:
    """Return seconds, vendors named, and the peak memory in MiB of the process and its children together."""
    with subprocess.Popen([sys.executable, "-c", _MATCH, str(count)], stdout=subprocess.PIPE, text=True) as running:
        peak: list[float] = [0.0]
        done = threading.Event()
        watch = threading.Thread(target=_watch, args=(running.pid, peak, done))
        watch.start()
        out = running.communicate()[0].split()
        done.set()
        watch.join()
    if running.returncode:
        sys.exit("matching failed")
    return float(out[1]), int(out[2]), peak[0]


def _watch(pid: int, peak: list[float], done: threading.Event) -> None:
    while not done.wait(0.25):
        peak[0] = max(peak[0], sum(_own_memory(one) for one in _family(pid)))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))


def _own_memory(pid: int) -> float:
    """Return the proportional set size in MiB: memory that processes share is counted once."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in told.splitlines() if line.startswith("Pss:")), 0.0)


def peer(texts: list[str], names: list[str], scorer: Callable[..., Any]) -> float:
    """Return the seconds that extractOne takes for one text."""
    queries = [utils.default_process(text) for text in texts]
    choices = [utils.default_process(name) for name in names]
    start = time.perf_counter()
    for query in queries:
        process.extractOne(query, choices, scorer=scorer)
    return (time.perf_counter() - start) / len(texts)


def main() -> None:
    """Print both times, their ratio, and the peak memory."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    seconds, named, memory = watched(count)
    print(
        f"shadowscan: {count:,} distinct descriptors in {seconds:.1f} s on {cores} cores, {named:,} vendors named, "
        f"peak {memory:,.0f} MiB"
    )
    names = names_of(load_vendors(packaged_rules()))[0]
    texts = random.Random(11).sample(descriptors(20_000), max(_SAMPLE.values()))
    for name, scorer in (("ratio", fuzz.ratio), ("WRatio", fuzz.WRatio)):
        each = peer(texts[: _SAMPLE[name]], names, scorer)
        whole = each * count / cores
        print(
            f"RapidFuzz extractOne, {name}, {len(names):,} names: {1000 * each:.1f} ms a descriptor, reckoned "
            f"{whole:,.0f} s for all on {cores} cores: {whole / seconds:.1f} times as long"
        )


if __name__ == "__main__":
    main()
