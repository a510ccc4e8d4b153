"""Write the sample workspace: `python -m tests.sample.build` from the top of the repository."""

from __future__ import annotations

import shutil
from pathlib import Path

from . import formats_cards as cards
from . import formats_expense as expense
from . import formats_procurement as procurement
from .formats_identity import identity_files
from .people import Staff
from .planted import planted_text
from .reference import reference_files
from .spend import all_charges
from .traps import traps

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[1] / "sample_data"
FOLDERS = ("exports", "reference", "rules")
PLANTED = HERE / "PLANTED.yml"

_WRITERS = {
    "amex_uk": cards.amex_uk,
    "amex_us": cards.amex_us,
    "ramp": cards.ramp,
    "pcard": cards.pcard,
    "concur": expense.concur,
    "expensify": expense.expensify,
    "servicenow": procurement.servicenow,
    "coupa": procurement.coupa,
    "ap_germany": procurement.ap_germany,
}


def build() -> tuple[dict[str, bytes], str]:
    """Return every file of the workspace by its path, and the list of planted cases."""
    staff = Staff()
    charges = all_charges(staff)
    files = reference_files(staff)
    for feed, writer in _WRITERS.items():
        files |= writer([c for c in charges if c.feed == feed])
    files |= identity_files(staff)
    files |= traps(files)
    return dict(sorted(files.items())), planted_text(charges)


def write() -> None:
    """Replace what the generator wrote before; decisions and results of scans stay."""
    files, planted = build()
    for folder in FOLDERS:
        shutil.rmtree(TARGET / folder, ignore_errors=True)
    for path, data in files.items():
        place = TARGET / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    PLANTED.write_text(planted, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
