"""What holds of every seasonal adjustment, and what has none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.measures import measure_named
from entrepot.measures.seasons import seasonally_adjusted, why_without
from entrepot.vocabulary.errors import WrongCall

MONTHS = [f"{2018 + month // 12}-{month % 12 + 1:02}" for month in range(48)]
Rows = Callable[..., list[dict]]


def series(values: Sequence[float | None], periods: Sequence[str] = MONTHS, reporter: str = "A") -> pa.Table:
    cells = {"period": list(periods[: len(values)]), "reporter": [reporter] * len(values)}
    return pa.table({**cells, "value": pa.array(values, pa.float64())})


def adjusted(table: pa.Table, **options: object) -> dict[str, np.ndarray]:
    rows = seasonally_adjusted(table, **options).sort_by("period")
    return {name: np.array(rows[name].to_pylist(), dtype=float) for name in ("x", "trend", "seasonal", "remainder", "value")}  # fmt: skip


AMOUNTS = st.lists(st.floats(1.0, 1e6), min_size=24, max_size=48)
OPTIONS = st.fixed_dictionaries(
    {
        "model": st.sampled_from(["additive", "multiplicative"]),
        "robust": st.sampled_from(["no", "yes"]),
        "program": st.sampled_from(["statsmodels", "stlez"]),
    }
)


@settings(max_examples=40, deadline=None)
@given(AMOUNTS, OPTIONS)
def test_the_parts_add_up(values: list[float], options: dict[str, str]) -> None:
    found = adjusted(series(values), **options)
    together = found["trend"] + found["seasonal"] + found["remainder"]
    assert together == pytest.approx(found["x"], rel=1e-9)
    assert found["value"] == pytest.approx(found["x"] - found["seasonal"], rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(AMOUNTS, st.sampled_from([0.125, 1024.0, 2.0**40]), st.sampled_from(["additive", "multiplicative"]))
def test_another_unit_of_money_changes_nothing_else(values: list[float], factor: float, model: str) -> None:
    one, other = (adjusted(series(scaled), model=model) for scaled in (values, [factor * value for value in values]))
    assert other["value"] == pytest.approx(factor * one["value"], rel=1e-6, abs=1e-6 * factor)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(-50, 50), min_size=12, max_size=12), st.floats(0, 10), st.sampled_from(["statsmodels", "stlez"])
)
def test_an_exact_pattern_on_a_straight_line_is_found(pattern: list[float], slope: float, program: str) -> None:
    swings = np.array(pattern) - np.mean(pattern)
    line = 1000 + slope * np.arange(48)
    found = adjusted(series(line + np.tile(swings, 4)), program=program)
    assert found["seasonal"] == pytest.approx(np.tile(swings, 4), abs=1e-6)
    assert found["value"] == pytest.approx(line, rel=1e-9)


def test_percentages_that_repeat_on_steady_growth_are_found_by_the_multiplicative_model() -> None:
    factors = np.tile([0.8, 0.6, 1.1, 1.0, 1.05, 1.1, 1.0, 1.02, 1.08, 0.95, 1.1, 1.2], 4)
    factors = factors / np.exp(np.log(factors).mean())
    level = 100 * 1.02 ** np.arange(48)
    assert adjusted(series(level * factors), model="multiplicative")["value"] == pytest.approx(level, rel=1e-9)
    assert adjusted(series(level * factors))["value"] != pytest.approx(level, rel=1e-3)


def test_a_shock_is_no_season_if_robust() -> None:
    swings = np.tile([-20.0, -30, 0, 5, 5, 10, 0, 5, 5, 0, 10, 10], 4)
    values = 1000 + swings
    values[25] += 400
    plain, robust = (adjusted(series(values), robust=word)["seasonal"][13] for word in ("no", "yes"))
    assert abs(robust - -30) < 1 < abs(plain - -30)


def test_each_series_by_itself_and_in_any_order() -> None:
    one, other = series(1000 + np.arange(48) % 12 * 5.0), series(np.arange(48) ** 1.5 + 7, reporter="B")
    both = pa.concat_tables([other, one])
    shuffled = both.take(np.random.default_rng(3).permutation(len(both)))
    found = seasonally_adjusted(shuffled).sort_by([("reporter", "ascending"), ("period", "ascending")])
    assert found["value"].to_pylist()[:48] == pytest.approx(adjusted(one)["value"])
    assert found["value"].to_pylist()[48:] == pytest.approx(adjusted(other)["value"])


@pytest.mark.parametrize(
    ("table", "options", "says"),
    [
        (series([1.0] * 23), {}, "A is not adjusted: it has 23 periods, and two full years are 24"),
        (series([1.0] * 30, MONTHS[:5] + MONTHS[6:]), {}, "A is not adjusted: the period after 2018-05 is not there"),
        (series([1.0] * 9 + [None] + [1.0] * 20), {}, "A is not adjusted: 2018-10 has no number"),
        (series([1.0] * 9 + [0.0] + [1.0] * 20), {"model": "multiplicative"}, "A is not adjusted: 2018-10 is not above zero"),
        (series([1.0] * 30, [str(1990 + year) for year in range(30)]), {}, "A is not adjusted: only months or quarters"),
        (series([1.0] * 25, [*MONTHS[:24], "2020-Q1"]), {}, "A is not adjusted: only months or quarters"),
        (series([1.0] * 24, [f"2020-{month:02}" for month in range(1, 25)]), {}, "A is not adjusted: only months or quarters"),
    ],
)  # fmt: skip
def test_what_has_no_value_says_why(table: pa.Table, options: dict[str, str], says: str) -> None:
    answer = seasonally_adjusted(table, **options)
    assert answer["value"].null_count == answer["seasonal"].null_count == len(table)
    assert answer["x"].null_count == table["value"].null_count
    chosen = measure_named("seasonally_adjusted").chosen(options)
    (said,) = why_without(answer, ("period", "reporter"), chosen)
    assert said.en.startswith(says)


def test_a_full_series_beside_one_with_a_gap_has_its_values() -> None:
    gap = series([1.0] * 30, MONTHS[:5] + MONTHS[6:], reporter="B")
    rows = seasonally_adjusted(pa.concat_tables([series([2.0] * 24), gap])).to_pylist()
    assert {row["reporter"] for row in rows if row["value"] is None} == {"B"}
    assert {row["reporter"]: row["periods"] for row in rows} == {"A": 24, "B": 30}


def test_only_the_first_few_series_are_named() -> None:
    short = pa.concat_tables([series([1.0] * 3, reporter=name) for name in "ABCDEF"])
    chosen = measure_named("seasonally_adjusted").chosen({})
    answer = seasonally_adjusted(short).sort_by([("reporter", "ascending"), ("period", "ascending")])
    said = [note.en for note in why_without(answer, ("period", "reporter"), chosen)]
    assert [words[0] for words in said] == ["A", "B", "C", "3"]
    assert said[-1] == "3 more series are not adjusted"


def test_an_even_window_is_refused() -> None:
    with pytest.raises(WrongCall, match="odd number of years, not 8"):
        seasonally_adjusted(series([1.0] * 24), window=8)
    with pytest.raises(WrongCall, match="window"):
        measure_named("seasonally_adjusted").chosen({"window": "5"})


def test_no_rows_make_no_rows() -> None:
    assert len(seasonally_adjusted(series([]))) == 0
