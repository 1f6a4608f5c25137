"""Month by month: seasons, noise, shocks, and the scaling to annual totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from entrepot.sources.world.series import Series
from entrepot.sources.world.shocks import SHOCKS, Shock
from entrepot.sources.world.structure import ASEAN, Extent, Floats, Ints, Structure, Truths
from entrepot.sources.world.totals import annual_totals
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.blocs import members
from entrepot.vocabulary.periods import parse_period

# Chinese New Year's days.
NEW_YEAR: Final = tuple(
    date.fromisoformat(day)
    for day in (
        "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05",
        "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22",
    )
)  # fmt: skip
HOLIDAY_DAYS_BEFORE: Final = 5
HOLIDAY_DAYS_AFTER: Final = 14
# On a day of the holiday this part of the usual trade is missing.
HOLIDAY_LOSS: Final = {"export": 0.55, "import": 0.40}
# Peak of the year (month, 1 = January) and how far it rises above the mean.
SEASON_PEAK: Final = {"export": 10.5, "import": 10.0}
SEASON_HEIGHT: Final = {"export": 0.08, "import": 0.04}
# Spreads of logarithms: one month against the next, a year's wandering, prices of a series, prices of a month.
MONTH_SPREAD: Final = 0.30
DRIFT_SPREAD: Final = 0.03
SERIES_PRICE_SPREAD: Final = 0.25
MONTH_PRICE_SPREAD: Final = 0.06
PRODUCT_PRICE_SPREAD: Final = 0.6
# A series that is not steady trades in a month with a chance drawn from this range.
CHANCE_TO_TRADE: Final = (0.25, 0.95)


@dataclass(frozen=True, slots=True)
class Monthly:
    """Series x months; value is 0 where nothing was traded."""

    value_usd: Floats
    net_kg: Floats


def series_by_month(world: Structure, series: Series, flow: str, extent: Extent, rng: np.random.Generator) -> Monthly:
    """The monthly values that meet the annual totals, in whole dollars, and the weights that go with them."""
    months = np.arange(extent.years * 12) + extent.first_year * 12
    shape = (len(series.weight), len(months))
    value = rng.normal(0, DRIFT_SPREAD, shape).cumsum(axis=1)
    value += rng.normal(0, MONTH_SPREAD, shape)
    np.exp(value, out=value)
    value *= series.weight[:, None]
    value *= season(flow, months)
    price = rng.normal(0, MONTH_PRICE_SPREAD, shape)
    np.exp(price, out=price)
    price *= _series_price(world, series, rng)[:, None]
    for shock in SHOCKS:
        if shock.flow == flow:
            _apply(shock, world, series, months, value, price)
    value[~_trades(series, months, rng)] = 0.0
    _scale_to_totals(world, series, value, annual_totals(world, flow, _years(extent), rng))
    np.rint(value, out=value)
    np.divide(value, price, out=price)
    np.maximum(np.rint(price, out=price), 1.0, out=price)
    return Monthly(value_usd=value, net_kg=price)


def season(flow: str, months: Ints) -> Floats:
    """The month's weight: the holiday's dip and a gentle peak in autumn."""
    of_year = months % 12 + 1
    wave = 1 + SEASON_HEIGHT[flow] * np.cos(2 * np.pi * (of_year - SEASON_PEAK[flow]) / 12)
    lost = np.array([_holiday_days(int(month)) for month in months])
    factor: Floats = wave * (1 - HOLIDAY_LOSS[flow] * lost)
    return factor


def _holiday_days(month: int) -> float:
    """The part of the month's days that lie in the New Year holiday."""
    period = parse_period(f"{month // 12:04d}-{month % 12 + 1:02d}")
    first, last = period.first_day, period.last_day
    days = 0
    for day in NEW_YEAR:
        begin, end = day - timedelta(HOLIDAY_DAYS_BEFORE), day + timedelta(HOLIDAY_DAYS_AFTER)
        days += max(0, (min(end, last) - max(begin, first)).days + 1)
    return days / ((last - first).days + 1)


def touched(shock: Shock, world: Structure, series: Series) -> Truths:
    """Which series a shock reaches."""
    reached = np.ones(len(series.weight), dtype=bool)
    for names, wanted, index in (
        (world.reporters, shock.reporters, series.reporter),
        (world.partners, _countries(shock), series.partner),
        (world.chapters, shock.chapters, series.product),
    ):
        if wanted:
            reached &= np.isin(np.array(names), wanted)[index]
    return reached


def _countries(shock: Shock) -> tuple[str, ...]:
    found: list[str] = []
    for one in shock.partners:
        is_bloc = area(one).kind == "bloc"
        found += members(one, on=parse_period(shock.begin).first_day) if is_bloc else (one,)
    return tuple(found)


def _apply(shock: Shock, world: Structure, series: Series, months: Ints, value: Floats, price: Floats) -> None:
    strength = shock.strength(months)
    quantities = 1 + (shock.quantity - 1) * strength
    prices = 1 + (shock.price - 1) * strength
    rows = touched(shock, world, series)
    value[rows] *= quantities * prices
    if shock.price != 1.0:
        price[rows] *= prices


def _series_price(world: Structure, series: Series, rng: np.random.Generator) -> Floats:
    """USD per kg: the chapter's price, spread over its products and over the combinations."""
    product = world.price_usd_per_kg * np.exp(rng.normal(0, PRODUCT_PRICE_SPREAD, len(world.products)))
    own: Floats = product[series.product] * np.exp(rng.normal(0, SERIES_PRICE_SPREAD, len(series.weight)))
    return own


def _trades(series: Series, months: Ints, rng: np.random.Generator) -> Truths:
    chance = np.where(series.steady, 1.0, rng.uniform(*CHANCE_TO_TRADE, len(series.weight)))
    drawn = rng.random((len(chance), len(months)), dtype=np.float32) < chance[:, None]
    trades: Truths = drawn & (months >= series.begins[:, None])
    return trades


def _scale_to_totals(world: Structure, series: Series, value: Floats, totals: Floats) -> None:
    """Multiply each reporter's year (its ASEAN part apart, where declared) so that it adds up to its total."""
    group = _groups(world, series, totals)
    value *= _trend(totals)[group]
    for year in range(totals.shape[2]):
        block = value[:, year * 12 : (year + 1) * 12]
        drawn = np.bincount(group, weights=block.sum(axis=1), minlength=totals.shape[0] * 2)
        wanted = totals[:, :, year].ravel()
        block *= np.divide(wanted, drawn, out=np.zeros_like(drawn), where=drawn > 0)[group][:, None]


def _groups(world: Structure, series: Series, totals: Floats) -> Ints:
    """Which row of `totals`, laid flat, a series belongs to."""
    with_asean = np.isin(np.array(world.partners), ASEAN)[series.partner]
    apart = ~np.isnan(totals[:, 1, 0])[series.reporter]
    group: Ints = series.reporter * 2 + (with_asean & apart)
    return group


def _trend(totals: Floats) -> Floats:
    """Groups x months: from mid-year to mid-year at a constant rate, so that no year begins with a step."""
    flat = np.log(totals.reshape(-1, totals.shape[2]))
    centres = np.arange(totals.shape[2]) * 12 + 5.5
    months = np.arange(totals.shape[2] * 12)
    trend: Floats = np.exp(np.stack([np.interp(months, centres, row) for row in flat]))
    return trend


def _years(extent: Extent) -> range:
    return range(extent.first_year, extent.first_year + extent.years)
