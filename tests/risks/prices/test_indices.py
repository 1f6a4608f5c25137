"""Chained and GEKS unit value indices: published answers, laws, and bad quantities."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from entrepot.risks.prices.indices import Formula, chained, through_all_months

HERE = Path(__file__).parent
LADDER = HERE.parents[1] / "known_answers" / "index_numbers"
ANY = 1e9  # as printed: no price is taken for an error


def basket(name: str = "manual", products: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Value and quantity, a line for each product."""
    rows = list(csv.DictReader((HERE / f"{name}.csv").read_text(encoding="utf-8").splitlines()))
    price, quantity = (
        np.array([float(row[key]) for row in rows]).reshape(products, -1) for key in ("price", "quantity")
    )
    return price * quantity, quantity


def printed(index: str, name: str = "manual") -> list[float]:
    rows = csv.DictReader((HERE / f"{name}_answers.csv").read_text(encoding="utf-8").splitlines())
    return [float(row["level"]) for row in rows if row["index"] == index]


@pytest.mark.parametrize("formula", ["fisher", "tornqvist"])
def test_the_chained_and_geks_indices_of_another_program(formula: Formula) -> None:
    value, weight = basket("substitutes", 4)
    whole = np.zeros(4, int)
    linked = chained(value, weight, whole, 1, formula=formula, trim=ANY)
    assert linked.level[0] == pytest.approx(printed(f"chained_{formula}", "substitutes"), rel=1e-8)
    assert linked.covered[0] == pytest.approx(np.ones(12))
    through = through_all_months(value, weight, whole, 1, formula=formula, trim=ANY)
    assert through.level[0] == pytest.approx(printed(f"geks_{formula}", "substitutes"), rel=1e-8)


def test_a_chain_is_its_links_multiplied_up() -> None:
    value, weight = basket()
    whole = np.zeros(6, int)
    links = [
        chained(value[:, t : t + 2], weight[:, t : t + 2], whole, 1, formula="tornqvist", trim=ANY).level[0, 1]
        for t in range(4)
    ]
    level = chained(value, weight, whole, 1, formula="tornqvist", trim=ANY).level[0]
    assert level[1:] == pytest.approx(np.cumprod(links), rel=1e-12)


@pytest.mark.parametrize(("index", "formula"), [("fisher", "fisher"), ("tornqvist", "tornqvist")])
def test_two_periods_are_the_direct_index_of_the_manual(index: str, formula: Formula) -> None:
    value, weight = basket()
    direct = [
        chained(value[:, [0, t]], weight[:, [0, t]], np.zeros(6, int), 1, formula=formula, trim=ANY).level[0, 1]
        for t in range(1, 5)
    ]
    assert [1.0, *direct] == pytest.approx(printed(index), abs=5.1e-5)


@pytest.mark.parametrize(("index", "formula"), [("geks_tornqvist", "tornqvist"), ("geks_tornqvist_gaps", "tornqvist")])
def test_geks_is_that_of_another_program(index: str, formula: Formula) -> None:
    rows = list(csv.DictReader((LADDER / "ladder.csv").read_text(encoding="utf-8").splitlines()))
    gaps = {"1", "3", "11", "63", "64"} if "gaps" in index else set()
    periods = sorted({row["period"] for row in rows})
    value, weight = np.full((2, 5, 13), np.nan)
    for row in rows:
        if row["row"] not in gaps:
            place = int(row["product"]) - 1, periods.index(row["period"])
            value[place], weight[place] = float(row["value"]), float(row["net_kg"])
    level = through_all_months(value, weight, np.zeros(5, int), 1, formula=formula, trim=ANY).level[0]
    answers = csv.DictReader((LADDER / "ladder_answers.csv").read_text(encoding="utf-8").splitlines())
    wanted = {row["period"]: float(row["level"]) for row in answers if row["index"] == index}
    assert wanted
    assert {period: level[periods.index(period)] for period in wanted} == pytest.approx(wanted, rel=1e-12)


def test_an_item_that_was_away_is_taken_to_have_moved_with_the_others() -> None:
    # By hand: tea doubles while tin is away; tin comes back at twice its price, as the others did: nothing more happens.
    value = np.array([[10.0, 20.0, 20.0], [10.0, np.nan, 20.0]])
    weight = np.array([[10.0, 10.0, 10.0], [10.0, np.nan, 10.0]])
    found = chained(value, weight, np.zeros(2, int), 1)
    assert found.level[0] == pytest.approx([1, 2, 2])


def test_a_withheld_weight_and_an_error_of_weight_leave_the_chain_whole() -> None:
    # By hand: the second month's weight of tin is missing, the third month's of tea is a tenth of what it was.
    value = np.array([[10.0, 12.0, 12.0, 12.0], [10.0, 10.0, 10.0, 11.0]])
    weight = np.array([[10.0, 10.0, 1.0, 10.0], [10.0, np.nan, 10.0, 10.0]])
    found = chained(value, weight, np.zeros(2, int), 1)
    both = np.sqrt((12 + 11) / 20 * (23 / 20))
    assert found.level[0, 1] == pytest.approx(1.2)
    assert found.covered[0] == pytest.approx([1, 12 / 22, 10 / 22, 1])
    assert found.level[0, 3] == pytest.approx(both, rel=0.02)


def test_without_any_weight_there_is_no_price() -> None:
    found = chained(np.ones((2, 4)), np.full((2, 4), np.nan), np.array([0, 1]), 2)
    assert np.isnan(found.level).all()
    assert (found.covered == 0).all()


def test_series_do_not_touch_each_other() -> None:
    value, weight = basket()
    both = chained(np.vstack((value, 2 * value)), np.vstack((weight, weight)), np.repeat([0, 1], 6), 2, trim=ANY)
    assert both.level[1] == pytest.approx(both.level[0])
    mixed = chained(
        np.vstack((value, value[:1])), np.vstack((weight, weight[:1])), np.array([0] * 6 + [1]), 2, trim=ANY
    )
    assert mixed.level[0] == pytest.approx(both.level[0])
    assert mixed.level[1] == pytest.approx(value[0] / weight[0])


amounts = arrays(np.float64, (3, 2), elements=st.floats(0.1, 100))
formulas = st.sampled_from(["fisher", "tornqvist"])


def index(price: np.ndarray, quantity: np.ndarray, formula: Formula) -> float:
    return float(chained(price * quantity, quantity, np.zeros(3, int), 1, formula=formula, trim=ANY).level[0, 1])


@settings(deadline=None, max_examples=60)
@given(amounts, amounts, formulas)
def test_time_reversal(price: np.ndarray, quantity: np.ndarray, formula: Formula) -> None:
    there, back = index(price, quantity, formula), index(price[:, ::-1], quantity[:, ::-1], formula)
    assert there * back == pytest.approx(1, rel=1e-9)


@settings(deadline=None, max_examples=60)
@given(amounts, amounts, formulas, st.floats(0.05, 20))
def test_proportionality_and_identity(price: np.ndarray, quantity: np.ndarray, formula: Formula, factor: float) -> None:
    same = np.stack((price[:, 0], price[:, 0] * factor), axis=1)
    assert index(same, quantity, formula) == pytest.approx(factor, rel=1e-9)


@settings(deadline=None, max_examples=60)
@given(amounts, amounts, formulas, arrays(np.float64, (3, 1), elements=st.floats(0.01, 100)))
def test_units_of_weight_do_not_matter(
    price: np.ndarray, quantity: np.ndarray, formula: Formula, unit: np.ndarray
) -> None:
    assert index(price * unit, quantity / unit, formula) == pytest.approx(index(price, quantity, formula), rel=1e-9)
