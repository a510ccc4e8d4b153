"""CPU seconds and peak memory from verdicts to findings: `python -m tests.benchmarks.findings_speed [SHAPE]`.

Without a name all shapes run, each in a process of its own so that the peaks do not mix.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

from shadowscan.catalogue import Catalogue
from shadowscan.findings import find
from shadowscan.rules import packaged_rules
from shadowscan.workspace import BusinessUnit, Reference, Service, ServiceProduct, Settings
from tests.benchmarks.findings_rows import AS_OF, Shape, make

SHAPES = {
    "many": Shape(spend=150_000, use=0, units=2, products=2_500, people=5_000),
    "many-skewed": Shape(spend=150_000, use=0, units=2, products=2_500, people=5_000, skew=0.4),
    "crowd": Shape(spend=400_000, use=0, units=2, products=2_500, people=5_000),
    "crowd-skewed": Shape(spend=400_000, use=0, units=2, products=2_500, people=5_000, skew=0.4),
    "crowd-nameless": Shape(spend=400_000, use=0, units=2, products=2_500, people=5_000, skew=0.4, named=0.0),
    "wide": Shape(spend=207_000, use=200_000, units=20, products=2_650, people=20_000),
}


def catalogue(shape: Shape) -> Catalogue:
    """Return a small catalogue: one service that has three of the products, one that has none."""
    units = tuple(BusinessUnit(f"unit{number:06d}", f"Unit {number}") for number in range(shape.units))
    services = (
        Service("forms", "Forms", "it", "live", capabilities=("forms-feedback",), offered_to=("*",)),
        Service("mail", "Mail", "it", "live", capabilities=("office-email",), offered_to=("unit000001",)),
    )
    products = tuple(ServiceProduct("forms", f"vendor{n:05d}", channel="contract") for n in range(3))
    reference = Reference(business_units=units, services=services, service_products=products)
    return Catalogue.build(reference, lambda vendor, product: (vendor, ""), packaged_rules().table("taxonomy"))


def main() -> None:
    """Time one shape, or each in turn."""
    if len(sys.argv) == 1:
        for name in SHAPES:
            subprocess.run([sys.executable, "-m", "tests.benchmarks.findings_speed", name], check=True)
        return
    shape = SHAPES[sys.argv[1]]
    rows, judge, rules = make(shape), catalogue(shape), packaged_rules()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    marks = [time.process_time()]
    spend, use = rows.spend(), rows.use()
    marks.append(time.process_time())
    found = find(spend, use, rows.vendors, judge, {}, Settings("Benchmark", "EUR"), rules, AS_OF)[0]
    marks.append(time.process_time())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{sys.argv[1]:15} {len(spend):>8,} spend {len(use):>8,} sign-on rows -> {len(found):>6,} findings: "
        f"rows {marks[1] - marks[0]:5.1f} s, findings {marks[2] - marks[1]:6.1f} s, "
        f"peak {peak:,.0f} MB ({before:,.0f} MB before)"
    )


if __name__ == "__main__":
    main()
