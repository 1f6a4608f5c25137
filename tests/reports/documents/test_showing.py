"""Numbers in the words of each language, at the scale that was declared or its nearest."""

from __future__ import annotations

from decimal import Decimal

import pytest

from entrepot.reports.documents.showing import bounds, said, scale
from entrepot.studies.paper import Number


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (Number(Decimal("50840000000"), "USD", "1e8 USD", 1), "508.4亿美元", "USD 50.84 bn"),
        (Number(Decimal("2222700000000"), "CNY", "1e9 CNY", 1), "22,227亿元", "CNY 2,222.7 bn"),
        (Number(Decimal("50840000000"), "USD"), "508.4亿美元", "USD 50.84 bn"),
        (Number(Decimal("0.208"), "1", "%", 1), "20.8%", "20.8%"),
        (Number(Decimal("-0.0296"), "1", "%"), "−3.0%", "−3.0%"),
        (Number(Decimal("0.037"), "points", "points", 1), "3.7个百分点", "3.7 pp"),
        (Number(Decimal("69.19"), "1", "times", 2), "69.19倍", "69.19 times"),
        (Number(Decimal("1.52"), "1"), "1.52", "1.52"),
        (Number(Decimal(3), "rank", "rank"), "3", "3"),
        (Number(Decimal(43_000_000), "persons", "1e4 persons", 0), "4,300万人", "43.00 m persons"),
        (Number(Decimal(15_000), "firms", "firms", 0), "15,000家", "15,000 firms"),
        (Number(None, "USD", "1e8 USD", 1), "—", "—"),
        (Number(None, "USD", "1e8 USD", 1, low=Decimal(100_000_000), high=Decimal(200_000_000)), "1.0–2.0亿美元", "USD 0.10–0.20 bn"),
    ],
)  # fmt: skip
def test_said(number: Number, zh: str, en: str) -> None:
    assert (said(number, "zh"), said(number, "en")) == (zh, en)


def test_bounds() -> None:
    number = Number(Decimal("0.5"), "1", "%", 1, low=Decimal("0.495"), high=Decimal("0.505"))
    assert bounds(number, "zh") == "49.5–50.5%"
    assert bounds(Number(Decimal(1), "1"), "zh") == ""


def test_a_column_has_one_scale_and_one_count_of_decimals() -> None:
    numbers = [Number(Decimal(10) ** power, "USD") for power in (6, 8, 11)]
    assert [scale(numbers, "zh").shown(one.value) for one in numbers] == ["0.0", "1.0", "1,000.0"]
    mixed = [Number(Decimal("0.1"), "1", "%", 1), Number(Decimal("0.2"), "1", "%", 2)]
    assert [scale(mixed, "en").shown(one.value) for one in mixed] == ["10.00", "20.00"]
