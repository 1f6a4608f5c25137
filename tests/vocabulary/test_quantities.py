from __future__ import annotations

from decimal import Decimal

import pytest

from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.quantities import comtrade_unit, customs_unit, quantity_unit, quantity_units


@pytest.mark.parametrize(
    ("printed", "base", "factor"),
    [
        ("千克", "kg", "1"),
        ("吨", "kg", "1000"),
        ("克拉", "kg", "0.0002"),
        ("磅", "kg", "0.45359237"),
        ("升", "l", "1"),
        ("平方米", "m2", "1"),
        ("打", "u", "12"),
        ("kg", "kg", "1"),
        ("公斤", "kg", "1"),
        ("1000u", "u", "1000"),
    ],
)
def test_units_convert_to_their_base(printed: str, base: str, factor: str) -> None:
    found = quantity_unit(printed)
    assert found is not None
    assert (found.base, found.factor) == (base, Decimal(factor))


def test_counters_stay_apart_because_a_machine_is_no_pair() -> None:
    bases = {word: (u.base if (u := quantity_unit(word)) else None) for word in ("台", "套", "个", "只", "双")}
    assert len(set(bases.values())) == 5
    hundred, one = quantity_unit("百个"), quantity_unit("个")
    assert hundred is not None and one is not None
    assert (hundred.base, hundred.factor) == (one.base, 100 * one.factor)


@pytest.mark.parametrize("printed", [None, "", "?", "？", "-", "N/A", "No Quantity"])
def test_marks_of_no_unit_are_none(printed: str | None) -> None:
    assert quantity_unit(printed) is None


def test_codes() -> None:
    assert customs_unit("035").name.zh == customs_unit("35").name.zh == "千克"
    kg = comtrade_unit(8)
    assert kg is not None and kg.name.en == "kilograms"
    assert comtrade_unit(-1) is comtrade_unit("1") is None
    assert kg.to_base(Decimal("2.5")) == Decimal("2.5")


def test_unknown_units_name_near_ones() -> None:
    with pytest.raises(UnknownName) as caught:
        quantity_unit("千克重")
    assert "千克" in caught.value.near
    with pytest.raises(UnknownName):
        comtrade_unit(999)
    with pytest.raises(UnknownName):
        customs_unit("999")


def test_there_are_124_customs_units_in_two_languages() -> None:
    assert len({u.name.zh for u in quantity_units()[:124]}) == 124
    assert all(u.factor > 0 for u in quantity_units())
