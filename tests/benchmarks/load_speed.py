"""How long the vendor base takes to load: `python -m tests.benchmarks.load_speed [VENDORS]`.

Each load runs in a process of its own, imports not counted: once from the rule files, then from what was compiled.
With VENDORS the wide tier is filled up with invented names until the base has that many.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from shadowscan.matching import load_vendors
from shadowscan.rules import packaged_rules

_LOAD = """
import sys, time
from pathlib import Path
import platformdirs
platformdirs.user_cache_path = lambda name: Path(sys.argv[1])
from shadowscan.matching import load_vendors
from shadowscan.rules import packaged_rules
start = time.perf_counter()
rules = packaged_rules().over(Path(sys.argv[2]))
base = load_vendors(rules)
print(time.perf_counter() - start, len(base.vendors), len(base.aliases))
"""


def enlarged(folder: Path, vendors: int) -> Path:
    """Write a local table of invented vendors that fills the base up to `vendors`."""
    missing = vendors - len(load_vendors(packaged_rules()).vendors)
    (folder / "vendors" / "wide").mkdir(parents=True)
    rows = "".join(f"Zqv{n:06d}x,zqv{n:06d}x.example,,,simple-icons\n" for n in range(max(0, missing)))
    (folder / "vendors" / "wide" / "more.csv").write_text(f"name,domain,category,ordinary,source\n{rows}")
    return folder


def loaded(cache: Path, rules: Path) -> tuple[float, int, int]:
    """Return the seconds of one load, and how many vendors and names it gave."""
    command = [sys.executable, "-c", _LOAD, str(cache), str(rules)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(told[0]), int(told[1]), int(told[2])


def main() -> None:
    """Print the first load and the median of nine compiled ones."""
    vendors = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    with tempfile.TemporaryDirectory() as name:
        rules, cache = enlarged(Path(name) / "rules", vendors), Path(name) / "cache"
        first, count, names = loaded(cache, rules)
        times = [loaded(cache, rules)[0] for _ in range(9)]
    told = f"median {statistics.median(times):.3f} s, from {min(times):.3f} to {max(times):.3f} s"
    print(f"{count:,} vendors with {names:,} names: from the rule files {first:.1f} s, compiled {told}")


if __name__ == "__main__":
    main()
