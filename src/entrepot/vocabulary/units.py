"""Units of an answer: what a number counts, never free text."""

from __future__ import annotations

from enum import Enum

from entrepot.vocabulary.text import T


class Unit(Enum):
    """`money` is in the currency asked for; `share` and `growth` are fractions that people read as per cent."""

    MONEY = "money"
    SHARE = "share"
    GROWTH = "growth"
    RATIO = "ratio"
    INDEX = "index"
    COUNT = "count"
    RANK = "rank"
    YEARS = "years"
    NATS = "nats"
    VARIANCE = "variance"
    UNIT_VALUE = "money per kg"
    KG = "kg"
    RATE = "rate"

    @property
    def title(self) -> T:
        return _TITLES[self]

    @property
    def as_percent(self) -> bool:
        return self in (Unit.SHARE, Unit.GROWTH)


_TITLES: dict[Unit, T] = {
    Unit.MONEY: T("money, in the currency asked for", "金额（按所选货币）"),
    Unit.SHARE: T("share", "比重"),
    Unit.GROWTH: T("growth", "增长率"),
    Unit.RATIO: T("ratio", "比率"),
    Unit.INDEX: T("index", "指数"),
    Unit.COUNT: T("number", "个数"),
    Unit.RANK: T("rank", "位次"),
    Unit.YEARS: T("years", "年"),
    Unit.NATS: T("nats", "奈特"),
    Unit.VARIANCE: T("variance of growth", "增长率方差"),
    Unit.UNIT_VALUE: T("money per kg", "金额/千克"),
    Unit.KG: T("kg", "千克"),
    Unit.RATE: T("exchange rate", "汇率"),
}
