"""A shock's path over the months."""

from __future__ import annotations

import numpy as np

from entrepot.sources.world.months import season
from entrepot.sources.world.shocks import SHOCKS, Shock
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T

MONTHS = np.arange(parse_period("2018-06").begin, parse_period("2019-02").begin + 1)


def shock(**changed: object) -> Shock:
    said = {
        "id": "s", "title": T("s", "s"), "flow": "export", "begin": "2018-07", "months_to_full": 4, "end": None,
        "quantity": 0.5,
    }  # fmt: skip
    return Shock(**{**said, **changed})  # type: ignore[arg-type]


def test_a_shock_rises_in_equal_steps_and_stays() -> None:
    assert shock().strength(MONTHS).tolist() == [0, 0.25, 0.5, 0.75, 1, 1, 1, 1, 1]


def test_a_shock_with_an_end_is_over_in_the_month_after() -> None:
    assert shock(months_to_full=1, end="2018-09").strength(MONTHS).tolist() == [0, 1, 1, 1, 0, 0, 0, 0, 0]


def test_the_declared_shocks_name_known_places_and_distinct_ids() -> None:
    assert len({one.id for one in SHOCKS}) == len(SHOCKS)
    for one in SHOCKS:
        assert [area(name).id for name in (*one.reporters, *one.partners)] == [*one.reporters, *one.partners]


def test_the_month_of_the_new_year_loses_its_holiday() -> None:
    """2019-02-05: from 31 January to 19 February, 19 of 28 days at 55 % less."""
    months = np.array([parse_period("2019-02").begin, parse_period("2018-02").begin])
    wave = 1 + 0.08 * np.cos(2 * np.pi * (2 - 10.5) / 12)
    assert season("export", months)[0] == wave * (1 - 0.55 * 19 / 28)
