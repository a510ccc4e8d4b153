"""How long publishing takes on a seeded result: `python -m tests.benchmarks.publish_speed [ROWS]`."""

from __future__ import annotations

import dataclasses
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from made.organisation import make_workspace
from made.release import quiet
from made.result import make_result
from shadowscan.publish import publish
from shadowscan.records import ScanResult


def many(result: ScanResult, rows: int) -> ScanResult:
    """Return a result with as many transactions, each its own evidence, and two descriptors for every three."""
    chance = random.Random(7)
    names = [
        f"{chance.choice(('PAYPAL *', 'SQ *', ''))}APP {n:06d} {chance.randrange(99)}" for n in range(rows * 2 // 3)
    ]
    some = [chance.randrange(len(result.descriptors)) for _ in names]
    descriptors = result.descriptors.iloc[some].reset_index(drop=True)
    descriptors = descriptors.assign(descriptor=names, descriptor_id=[f"d-{n:016x}" for n in range(len(names))])
    some = [chance.randrange(len(result.spend)) for _ in range(rows)]
    spend = result.spend.iloc[some].reset_index(drop=True)
    ids = [f"t-{chance.getrandbits(64):016x}" for _ in range(rows)]
    bought = [chance.choice(names) for _ in range(rows)]
    known = dict(zip(names, descriptors["descriptor_id"], strict=True))
    spend = spend.assign(transaction_id=ids, descriptor_id=[known[name] for name in bought])
    spend = spend.assign(amount_minor=0, reporting_minor=0)  # so that every sum still holds
    of_unit = {
        unit: [f.finding_id for f in result.findings if f.business_unit_id == unit]
        for unit in set(spend["business_unit_id"])
    }
    evidence = pd.DataFrame(
        {
            "finding_id": [chance.choice(of_unit[unit]) for unit in spend["business_unit_id"]],
            "transaction_id": ids,
            "access_id": None,
            "note": [chance.choice(("a charge of a running series", "one-off charge")) for _ in range(rows)],
        }
    )
    return dataclasses.replace(
        result,
        spend=pd.concat([result.spend, spend], ignore_index=True),
        descriptors=pd.concat([result.descriptors, descriptors], ignore_index=True),
        evidence=pd.concat([result.evidence, evidence.astype(result.evidence.dtypes)], ignore_index=True),
    )


def main() -> None:
    """Publish twice: into a new workspace, and over a release that is kept."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_workspace(Path(folder) / "workspace")
        result = many(make_result(workspace), rows)
        for what in ("first", "again"):
            wall, cpu = time.perf_counter(), time.process_time()
            publish(result, workspace, quiet)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{what}: {rows:,} rows: {wall:.1f} s, {cpu:.1f} s of processor, peak {peak:,.0f} MB")


if __name__ == "__main__":
    main()
