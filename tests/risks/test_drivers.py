"""Drivers add up to the change of the reading, whatever the numbers."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.risks.drivers import drivers_by_whole, drivers_of_fraction
from entrepot.risks.finding import Drivers
from entrepot.vocabulary.text import T

SHARES = st.lists(st.floats(0.001, 1), min_size=1, max_size=12).map(lambda parts: [one / sum(parts) for one in parts])
AMOUNTS = st.lists(st.floats(0.01, 1e9), min_size=1, max_size=12)


def _title(name: str) -> T:
    return T(name, name)


def _drivers(before: dict[str, float], now: dict[str, float], taken: str) -> Drivers:
    names = sorted({**before, **now})
    parts = pa.table(
        {
            "whole": ["A"] * len(names), "name": names, "before": pa.array([before.get(n) for n in names], pa.float64()),
            "now": pa.array([now.get(n) for n in names], pa.float64()),
        }
    )  # fmt: skip
    ((_, found),) = drivers_by_whole(parts, taken=taken, reading="r", over="partner", since="2022", title=_title)  # type: ignore[arg-type]
    return found


def _named(values: list[float]) -> dict[str, float]:
    return {f"P{place}": value for place, value in enumerate(values)}


def test_by_hand() -> None:
    """Halves become three quarters and a quarter, of a third that comes anew: 9/16 - 1/4, 0 - 1/4, 1/16."""
    found = _drivers({"JPN": 0.5, "KOR": 0.5}, {"JPN": 0.75, "RUS": 0.25}, "squares")
    assert [(one.id, one.contribution) for one in found.largest] == [("JPN", 0.3125), ("KOR", -0.25), ("RUS", 0.0625)]
    assert found.change == 0.125
    assert (found.others, found.others_number) == (0, 0)


def test_others_are_told_together() -> None:
    before = {"A": 10.0, "B": 10.0, "C": 10.0, "D": 10.0, "E": 10.0}
    found = _drivers(before, {"A": 20.0, "B": 16.0, "C": 14.0, "D": 11.0, "E": 9.0}, "growth")
    assert [one.id for one in found.largest] == ["A", "B", "C"]
    assert (found.others, found.others_number) == (pytest.approx(0, abs=1e-15), 2)
    assert found.change == pytest.approx(20 / 50)


@given(SHARES, SHARES)
def test_squares_add_up_to_the_change_of_the_index(before: list[float], now: list[float]) -> None:
    found = _drivers(_named(before), _named(now), "squares")
    assert found.change == sum(one.contribution for one in found.largest) + found.others
    assert found.change == pytest.approx(math.fsum(s * s for s in now) - math.fsum(s * s for s in before), abs=1e-12)


@given(AMOUNTS, AMOUNTS)
def test_contributions_add_up_to_growth(before: list[float], now: list[float]) -> None:
    found = _drivers(_named(before), _named(now), "growth")
    assert found.change == pytest.approx(math.fsum(now) / math.fsum(before) - 1, rel=1e-9, abs=1e-9)


@given(
    st.tuples(*[st.floats(0, 1e12)] * 4), st.floats(1e3, 1e13), st.floats(1e3, 1e13)
)  # fmt: skip
def test_parts_and_base_add_up_to_the_change_of_a_fraction(
    sums: tuple[float, ...], base_before: float, base_now: float
) -> None:
    x0, m0, x1, m1 = sums
    found = drivers_of_fraction(
        {"exports": x0, "imports": m0}, {"exports": x1, "imports": m1}, ("gdp", base_before, base_now),
        reading="trade_dependence", since="2022", title=_title,
    )  # fmt: skip
    assert found is not None
    change = (x1 + m1) / base_now - (x0 + m0) / base_before
    scale = (x0 + m0 + x1 + m1) * (1 / base_now + 1 / base_before)
    assert found.change == pytest.approx(change, rel=1e-9, abs=1e-12 * scale + 1e-15)


def test_growth_from_nothing_has_no_drivers() -> None:
    parts = pa.table({"whole": ["A"], "name": ["JPN"], "before": [0.0], "now": [5.0]})
    assert not dict(drivers_by_whole(parts, taken="growth", reading="r", over="partner", since="2022", title=_title))
