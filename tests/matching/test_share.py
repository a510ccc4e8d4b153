"""Work shared out over cores gives what one core gives, in order."""

from __future__ import annotations

import pandas as pd
import pytest

from shadowscan.matching import Matcher, share
from tests.matching.conftest import asked


def test_a_list_shared_out_gives_the_same_answers_in_order(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = asked(["MAILCHIMP", "GRAND HOTEL", "BOX", "SLI DO", "PADDLE.NET* QUARRYDESK", "PIKTOCHART"])
    alone = matcher.match(rows)
    monkeypatch.setattr(share, "_WORTH_IT", 1)
    monkeypatch.setattr(share, "_cores", lambda: 2)
    pd.testing.assert_frame_equal(matcher.match(rows), alone)
