"""What is told of each product or partner is told among all of them, whichever are asked for."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from entrepot.measures import all_measures
from entrepot.vocabulary.errors import MissingData, WrongCall
from entrepot.workbench import Workbench
from entrepot.workbench.chosen_rows import told_of_each

SELECTION = {"region": "CN-GD", "period": "2022", "frequency": "year", "source": "sample_world"}
# Asked about a bloc, and about incomes, which the sample world has not.
ELSEWHERE = {"regional_orientation", "prody"}
TOLD_OF_EACH = [
    (one.id, name) for one in all_measures() for name in told_of_each(one) if one.id not in ELSEWHERE and all(r.table != "answer" for r in one.reads)
]  # fmt: skip
ASKED = {"product": "85", "partner": "USA"}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    found = Workbench(tmp_path_factory.mktemp("chosen") / "lake")
    found.make_sample_world(size="small")
    return found


@pytest.mark.parametrize(("measure", "name"), TOLD_OF_EACH)
def test_one_is_told_as_among_all(measure: str, name: str, bench: Workbench) -> None:
    cut = {"digits": 2} if name == "product" else {}
    whole = bench.measure(measure, **SELECTION, **cut).records()
    expected = [record for record in whole if record[name] == ASKED[name]]
    assert expected
    one = bench.measure(measure, **SELECTION, **{name: ASKED[name]}).records()
    assert [record["value"] for record in one] == pytest.approx([record["value"] for record in expected], nan_ok=False)


def test_advantage_by_hand(tmp_path: Path) -> None:
    """Chapter 85 is 3/4 of the region's exports and 1/2 of the world's: 1.5, with or without the others beside it."""
    rows = pa.table(
        {
            "period": ["2020"] * 4,
            "reporter": ["A", "A", "B", "B"],
            "product": ["85", "27", "85", "27"],
            "value_usd": [30.0, 10.0, 10.0, 30.0],
        }
    )
    bench = Workbench(tmp_path)
    answer = bench.measure("rca", data=rows, region="A", product="85")
    assert [(record["product"], record["value"]) for record in answer.records()] == [("85", pytest.approx(1.5))]


def test_a_partner_of_own_rows_keeps_its_share(tmp_path: Path) -> None:
    rows = pa.table({"period": ["2020"] * 2, "reporter": ["A"] * 2, "partner": ["X", "Y"], "value_usd": [30.0, 10.0]})
    answer = Workbench(tmp_path).measure("partner_share", data=rows, partner="X")
    assert [record["value"] for record in answer.records()] == [pytest.approx(0.75)]


def test_a_section_takes_its_chapters(bench: Workbench) -> None:
    answer = bench.measure("rca", **SELECTION, product="S16", digits=2)
    assert [record["product"] for record in answer.records()] == ["84", "85"]


def test_the_statement_shown_takes_the_same_rows(bench: Workbench) -> None:
    answer = bench.measure("rca", **SELECTION, product="85")
    assert "product LIKE '85%'" in answer.sql()


def test_a_product_that_nobody_sells_is_missing(bench: Workbench) -> None:
    with pytest.raises(MissingData):
        bench.measure("rca", **SELECTION, product="99")


@pytest.mark.parametrize(
    ("measure", "by"), [("grubel_lloyd_weighted", "product"), ("constant_market_share", "partner"), ("structure_gap", "flow")]
)  # fmt: skip
def test_what_is_added_up_cannot_be_told_apart(measure: str, by: str, bench: Workbench) -> None:
    bench.take_in_embedded()
    region = {"region": "CN-LN"} if measure == "structure_gap" else SELECTION
    with pytest.raises(WrongCall, match=f"cannot be told by {by}"):
        bench.measure(measure, **region, by=by)
