"""Price indices that others have printed, from the same prices and quantities."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
import pytest

GAPS = (1, 3, 11, 63, 64)
ANY = {"trim": 1000.0}  # prices of the ladder rise more than fivefold, as written

Read = Callable[[str], pa.Table]
Ask = Callable[..., list[dict]]


def levels(rows: list[dict]) -> dict[str, float]:
    return {row["period"]: row["value"] for row in rows}


def expected(printed: Read, index: str) -> dict[str, float]:
    return {row["period"]: row["level"] for row in printed("ladder_answers.csv").to_pylist() if row["index"] == index}


def ladder(printed: Read, *, gaps: bool) -> pa.Table:
    table = printed("ladder.csv")
    return table.filter(pc.invert(pc.is_in(table["row"], pa.array(GAPS)))) if gaps else table


def test_the_chained_fisher_index(printed: Read, answers: Ask) -> None:
    found = levels(answers("unit_value_index", options=ANY, flows=ladder(printed, gaps=False)))
    wanted = expected(printed, "chained_fisher")
    assert len(wanted) == 12
    assert {period: found[period] for period in wanted} == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "index", "gaps", "base"),
    [
        ("geks_fisher_2", "fisher", False, "2002"),
        ("geks_fisher_3", "fisher", False, "2003"),
        ("geks_tornqvist", "tornqvist", False, "2001"),
        ("geks_tornqvist_gaps", "tornqvist", True, "2001"),
        ("last_link_gaps", "fisher", True, "2012"),
    ],
)
def test_the_geks_index(name: str, index: str, gaps: bool, base: str, printed: Read, answers: Ask) -> None:
    flows = ladder(printed, gaps=gaps)
    found = levels(answers("unit_value_index_geks", options={"index": index, **ANY}, flows=flows))
    wanted = expected(printed, name)
    assert wanted
    assert {period: found[period] / found[base] for period in wanted} == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("index", ["laspeyres", "paasche", "fisher"])
def test_the_baskets_of_a_textbook(index: str, printed: Read, answers: Ask) -> None:
    rows = answers("unit_value_index", options={"index": index}, flows=printed("baskets.csv"))
    found = {row["reporter"]: 100 * row["value"] for row in rows if row["period"] == "2001"}
    wanted = {row["reporter"]: row[index] for row in printed("baskets_answers.csv").to_pylist()}
    assert found == pytest.approx(wanted, abs=0.0051)
