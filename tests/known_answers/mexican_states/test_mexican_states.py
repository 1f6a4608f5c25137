"""Theil's index between and within regions, and the Gini coefficient, as PySAL prints them."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
import pytest

Read = Callable[[str], pa.Table]
Ask = Callable[..., list[dict]]
DECADES = tuple(str(year) for year in range(1940, 2010, 10))


def in_long(states: pa.Table, first: str) -> pa.Table:
    """One row for a state and decade; `first` names the column of the state."""
    tables = [
        pa.table({"period": [decade] * len(states), first: states["part"], "value": pc.cast(states[decade], pa.float64())})
        for decade in DECADES
    ]  # fmt: skip
    return pa.concat_tables(tables)


def test_theil_between_and_within_regions(printed: Read, answers: Ask) -> None:
    states = printed("states.csv")
    incomes = in_long(states, "part")
    whole = {decade: pc.sum(states[decade]).as_py() for decade in DECADES}
    shares = [value / whole[period] for period, value in zip(*incomes.select(["period", "value"]).to_pydict().values(), strict=True)]  # fmt: skip
    composition = incomes.append_column("share", pa.array(shares)).append_column(
        "reporter", pa.array(["MEX"] * len(incomes))
    )
    groups = states.select(["part", "group"])
    rows = answers("theil", composition=composition, groups=groups)
    found = {row["period"]: (row["value"], row["between"], row["within"]) for row in rows}
    wanted = {str(row["period"]): (row["theil"], row["between"], row["within"]) for row in printed("answers.csv").to_pylist()}  # fmt: skip
    assert len(found) == 7
    for period, three in wanted.items():
        assert found[period] == pytest.approx(three, abs=0.51e-8), period


@pytest.mark.parametrize(("measure", "column"), [("city_theil", "theil"), ("city_gini", None)])
def test_inequality_of_the_states(measure: str, column: str | None, printed: Read, answers: Ask) -> None:
    states = printed("states.csv")
    groups = pa.table({"part": states["part"], "group": ["MEX"] * len(states)})
    found = {row["period"]: row["value"] for row in answers(measure, flows=in_long(states, "reporter"), groups=groups)}
    if column is None:
        assert found["1940"] == pytest.approx(0.35372371173452849, rel=1e-12)
        return
    wanted = {str(row["period"]): row[column] for row in printed("answers.csv").to_pylist()}
    assert found == pytest.approx(wanted, abs=0.51e-8)
