"""Scan against plain loading, side by side: `python -m tests.benchmarks.scan_speed [ROWS]`.

The plain loader only parses the CSV (csv.DictReader) and stores it (sqlite-utils insert_all, batches of
5,000); the scan parses, matches, judges and publishes. Each runs as a whole process, in turn; the ratio of
their wall times is printed with the peak memory of each.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.card_rows import write_rows

_LOADER = """
import csv, sys, sqlite_utils
db = sqlite_utils.Database(sys.argv[2])
with open(sys.argv[1], newline="", encoding="utf-8") as handle:
    db["rows"].insert_all(csv.DictReader(handle), batch_size=5000)
"""
_SETTINGS = "organisation: Benchmark\ncurrency: EUR\n"
_UNITS = "business_unit_id,name\nnorth,North\nsouth,South\n"
_CENTRES = "cost_centre,business_unit_id\n" + "".join(
    f"CC{number},{'north' if number % 2 else 'south'}\n" for number in range(100, 140)
)
_SERVICES = "service_id,name,type,status,capabilities,offered_to\nmail,Mail,it,live,office-email,*\n"


def workspace(folder: Path, rows: int) -> Path:
    """Write a workspace with one export of `rows` rows."""
    (folder / "reference").mkdir(parents=True)
    (folder / "exports").mkdir()
    (folder / "shadowscan.yaml").write_text(_SETTINGS)
    (folder / "reference" / "business_units.csv").write_text(_UNITS)
    (folder / "reference" / "cost_centres.csv").write_text(_CENTRES)
    (folder / "reference" / "services.csv").write_text(_SERVICES)
    write_rows(folder / "exports" / "cards.csv", rows)
    return folder


def timed(command: list[str]) -> tuple[float, float]:
    """Run a command and return (wall seconds, peak memory of any child so far in MB)."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Print the ratio of scan to plain loading over three pairs."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = workspace(Path(name) / "w", rows)
        export = folder / "exports" / "cards.csv"
        ratios = []
        for turn in range(3):
            plain, plain_peak = timed([sys.executable, "-c", _LOADER, str(export), str(Path(name) / f"{turn}.db")])
            scan, peak = timed([sys.executable, "-m", "shadowscan", "scan", str(folder)])
            ratios.append(scan / plain)
            print(f"{rows:,} rows: loader {plain:.1f} s ({plain_peak:.0f} MB), scan {scan:.1f} s, peak {peak:.0f} MB")
        print(f"scan / loader: median {statistics.median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
