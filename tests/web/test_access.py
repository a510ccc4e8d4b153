from __future__ import annotations

from shadowscan.web.access import Grants, PublishedFile, decide
from shadowscan.workspace import Access

GRANTS = Grants(
    people={
        "anna": Access("brm", ["claims"]),
        "all": Access("brm", ["*"]),
        "cio": Access("steering", []),
        "analyst": Access("analyst", ["retail"]),
        "nobody": Access("brm", []),
    },
    files={
        "group": PublishedFile("All", "group", "", frozenset()),
        "bu_claims": PublishedFile("Claims", "unit", "claims", frozenset({"claims", "motor"})),
        "bu_motor": PublishedFile("Motor", "unit", "motor", frozenset({"motor"})),
        "bu_retail": PublishedFile("Retail", "unit", "retail", frozenset({"retail"})),
        "bu_both": PublishedFile("Both", "unit", "", frozenset({"retail", "claims", "motor"})),
        "bu_union": PublishedFile("Union", "unit", "", frozenset({"claims", "motor"})),
    },
)


def may(who: str | None, database: str | None, action: str = "view-table") -> bool:
    return decide(GRANTS, {"id": who} if who else None, action, database)


def readable(who: str) -> set[str]:
    return {name for name in GRANTS.files if may(who, name)}


def test_a_brm_reads_own_units_those_below_and_unions_wholly_inside() -> None:
    assert readable("anna") == {"bu_claims", "bu_motor", "bu_union"}


def test_a_star_is_every_unit_but_not_the_whole_organisation() -> None:
    assert readable("all") == set(GRANTS.files) - {"group"}


def test_steering_reads_the_whole_organisation_and_the_units_named() -> None:
    assert readable("cio") == {"group"}
    assert readable("analyst") == {"group", "bu_retail"}


def test_only_analysts_and_admins_run_sql_and_only_where_they_read() -> None:
    assert may("analyst", "group", "execute-sql")
    assert not may("analyst", "bu_claims", "execute-sql")
    assert not may("cio", "group", "execute-sql")
    assert not may("anna", "bu_claims", "execute-sql")


def test_what_nobody_granted_is_denied() -> None:
    assert not may(None, "group")
    assert not may("stranger", "group")
    assert not may("cio", "_internal")
    assert not may("cio", None)
    assert not may("cio", "group", "view-database-download")
    assert not may("cio", None, "debug-menu")
    assert readable("nobody") == set()
    assert not decide(GRANTS, {"id": ["cio"]}, "view-instance", None)
