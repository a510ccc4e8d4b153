import random
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shadowscan.records import TRANSACTIONS

from .conftest import Organisation, reconciles

HEADER = "Date,Merchant,Amount\n"
SEAT = "2026-01-05,Miro,12.00\n"


def test_five_equal_charges_stay_five(organisation: Organisation) -> None:
    organisation.export("a.csv", HEADER + SEAT * 5)
    frame = organisation.read().transactions
    assert frame["occurrence"].tolist() == [1, 2, 3, 4, 5]


def test_a_file_delivered_twice_counts_once(organisation: Organisation) -> None:
    organisation.export("a.csv", HEADER + SEAT * 5)
    organisation.export("sub/b.csv", HEADER + SEAT * 5)
    ingested = organisation.read()
    assert reconciles(ingested)
    assert sorted((f.status, f.rows_read, f.rows_accepted, f.rows_duplicate) for f in ingested.files) == [
        ("duplicate", 5, 0, 5),
        ("read", 5, 5, 0),
    ]
    assert len({file.file_id for file in ingested.files}) == 2


def test_overlapping_months_count_once_and_more_equal_rows_count_too(organisation: Organisation) -> None:
    organisation.export("jan.csv", HEADER + SEAT * 2 + "2026-01-31,Figma,9.00\n")
    organisation.export("quarter.csv", HEADER + SEAT * 3 + "2026-01-31,Figma,9.00\n2026-02-01,Figma,9.00\n")
    ingested = organisation.read()
    assert reconciles(ingested)
    counts = ingested.transactions.groupby(["descriptor", "date"]).size().tolist()
    assert counts == [1, 1, 3]
    assert ingested.transactions.duplicated(["date", "descriptor", "amount_minor", "occurrence"]).sum() == 0


def test_the_sources_own_id_tells_rows_apart_and_together(organisation: Organisation) -> None:
    header = "Date,Reference,Description,Card Member,Card Number,Amount,Category,Type\n"
    organisation.export(
        "a.csv",
        header
        + "01/13/2026,'1',ZOOM,A,X,10.00,,D\n01/13/2026,'2',ZOOM,A,X,10.00,,D\n01/13/2026,'2',ZOOM,A,X,10.00,,D\n",
    )
    organisation.export("b.csv", header + "01/13/2026,1,ZOOM  NEW TEXT,A,X,10.00,,D\n01/14/2026,3,ZOOM,A,X,10.00,,D\n")
    ingested = organisation.read()
    assert reconciles(ingested)
    assert sorted(ingested.transactions["doc_id"]) == ["1", "2", "3"]


def test_the_last_version_of_an_order_counts(organisation: Organisation) -> None:
    header = "Purchasing Org,Approved Date,Number,Line,Supplier,Amount\n"
    organisation.export("new.csv", header + "X,2025-02-01,7,1,Miro,20.00\n")
    organisation.export("old.csv", header + "X,2025-01-01,7,1,Miro,10.00\n")
    ingested = organisation.read()
    assert ingested.transactions["amount_minor"].tolist() == [2000]
    assert reconciles(ingested)


def test_ids_that_a_spreadsheet_rounded_are_not_trusted(organisation: Organisation) -> None:
    header = "Date,Reference,Description,Card Member,Card Number,Amount,Category,Type\n"
    organisation.export(
        "a.csv", header + "01/13/2026,3.20194E+17,ZOOM,A,X,10.00,,D\n01/13/2026,3.20194E+17,MIRO,A,X,12.00,,D\n"
    )
    ingested = organisation.read()
    assert len(ingested.transactions) == 2
    assert "rounded by a spreadsheet" in ingested.files[0].message


_ROWS = st.lists(st.sampled_from(["2026-01-05,Miro,12.00\n", "2026-01-06,Miro,12.00\n", "2026-01-05,Figma,1.00\n"]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(_ROWS, min_size=1, max_size=4), seed=st.integers(0, 9), number=st.integers(0, 10**9))
def test_names_and_order_of_files_do_not_matter(
    organisations: Callable[[str], Organisation], files: list[list[str]], seed: int, number: int
) -> None:
    results = []
    for turn in range(2):
        organisation = organisations(f"{number}-{seed}-{turn}")
        for old in organisation.root.glob("exports/*"):
            old.unlink()
        names = [f"f{n}.csv" for n in range(len(files))]
        random.Random(seed + turn).shuffle(names)
        for name, text in zip(names, files, strict=True):
            organisation.export(name, HEADER + "".join(text))
        ingested = organisation.read()
        assert reconciles(ingested)
        frame = ingested.transactions[[c for c in TRANSACTIONS.names if c not in ("line", "file_id")]]
        results.append(sorted(map(str, frame.itertuples(index=False))))
    assert results[0] == results[1]
    most = [max(text.count(row) for text in files) for row in {r for text in files for r in text}]
    assert len(results[0]) == sum(most)
