"""The rows behind the findings, each with a note on the part it plays."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from shadowscan.findings import texts
from shadowscan.findings.drafts import Draft
from shadowscan.records import EVIDENCE


def gather_evidence(drafts: Collection[Draft], transaction_ids: Sequence[str]) -> pd.DataFrame:
    """Return the EVIDENCE frame: spend rows draft by draft, then access; `transaction_ids` stand in that order."""
    access = [(draft.finding_id, *shown) for draft in drafts for shown in draft.use.access]
    spent = pd.DataFrame(
        {
            "finding_id": [name for draft in drafts for name in [draft.finding_id] * len(draft.notes)],
            "transaction_id": transaction_ids,
            "access_id": "",
            "note": [note for draft in drafts for note in draft.notes],
        }
    )
    used = pd.DataFrame(
        {
            "finding_id": [finding_id for finding_id, _, _ in access],
            "transaction_id": "",
            "access_id": [access_id for _, access_id, _ in access],
            "note": [texts.SIGNED_IN if signed_in else texts.NO_SIGN_IN for _, _, signed_in in access],
        }
    )
    return pd.concat([EVIDENCE.check(spent), EVIDENCE.check(used)], ignore_index=True)
