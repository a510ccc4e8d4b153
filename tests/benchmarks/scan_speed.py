"""Scan against plain loading, side by side: `python -m tests.benchmarks.scan_speed [ROWS]`.

A plain loader only parses the CSV (csv.DictReader) and stores it (sqlite-utils insert_all): once as the call
stands in the library's documentation, once with batches of 5,000 rows. The scan parses, matches, judges and
publishes. Each runs as a whole process, in turn; the ratios of wall times and the scan's peak memory are printed.
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
    options = {"batch_size": int(sys.argv[3])} if sys.argv[3:] else {}
    db["rows"].insert_all(csv.DictReader(handle), **options)
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


def timed(command: list[str]) -> float:
    """Run a command and return its wall seconds."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Print the ratios of scan to plain loading over three turns."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = workspace(Path(name) / "w", rows)
        export = str(folder / "exports" / "cards.csv")
        ratios: dict[str, list[float]] = {"as documented": [], "batches of 5,000": []}
        for turn in range(3):
            scan = timed([sys.executable, "-m", "shadowscan", "scan", str(folder)])
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            for (kind, found), options in zip(ratios.items(), ([], ["5000"]), strict=True):
                target = Path(name) / f"{turn}{len(options)}.db"
                plain = timed([sys.executable, "-c", _LOADER, export, str(target), *options])
                target.unlink()
                found.append(scan / plain)
                print(f"{rows:,} rows: scan {scan:.1f} s (peak {peak:.0f} MB), loader {kind} {plain:.1f} s")
        for kind, found in ratios.items():
            middle = statistics.median(found)
            print(f"scan / loader {kind}: median {middle:.2f}, from {min(found):.2f} to {max(found):.2f}")


if __name__ == "__main__":
    main()
