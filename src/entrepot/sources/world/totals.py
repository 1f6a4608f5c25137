"""How much each province trades in each year of the sample world: the papers' figures where there are any, and the
assumptions that the card of the source states."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import numpy as np

from entrepot.embedded import embedded_rows
from entrepot.parameters.yuan_rates import CNY_PER_USD
from entrepot.sources.world.structure import Floats, Structure
from entrepot.vocabulary.money import to_base

# Stylised growth of the nation's trade in dollars, 2016 = 1.
NATIONAL_PATH: Final[dict[str, dict[int, float]]] = {
    "export": {2016: 1.0, 2017: 1.08, 2018: 1.19, 2019: 1.19, 2020: 1.23, 2021: 1.60, 2022: 1.71, 2023: 1.61},
    "import": {2016: 1.0, 2017: 1.16, 2018: 1.34, 2019: 1.31, 2020: 1.30, 2021: 1.69, 2022: 1.71, 2023: 1.61},
}
WEIGHT_USD: Final = 1e8

_WORDS: Final = {"export": ("exports", "export"), "import": ("imports", "import")}


def paper_figure(*, locator: str, area: str, measure: str, period: str, counterpart: str = "WLD") -> Decimal:
    """One embedded figure in its base unit; exactly one row must answer."""
    wanted = (locator, area, counterpart, measure, period)
    found = [
        row
        for row in embedded_rows("figures.csv")
        if (f"{row['study']} {row['locator']}", row["area"], row["counterpart"], row["measure"], row["period"])
        == wanted
    ]
    (row,) = found
    return to_base(row["value"], row["unit"])


def press_figure(region: str, period: str, flow: str) -> Decimal:
    """One embedded total of a province as the press printed it, in its base unit."""
    found = [
        row
        for row in embedded_rows("press_figures.csv")
        if (row["region"], row["period"], row["dimension"], row["flow"]) == (region, period, "total", flow)
    ]
    (row,) = found
    return to_base(row["value"], row["unit"])


def annual_totals(world: Structure, flow: str, years: range, rng: np.random.Generator) -> Floats:
    """USD, reporters x 2 x years: first trade with all but ASEAN, then with ASEAN; NaN where only the sum of both is
    declared, and that stands first."""
    totals = np.full((len(world.reporters), 2, len(years)), np.nan)
    path = np.array([NATIONAL_PATH[flow][year] for year in years])
    drift = np.exp(rng.normal(0, 0.03, (len(world.reporters), len(years))))
    totals[:, 0] = world.reporter_weight[flow][:, None] * WEIGHT_USD * path * drift
    totals[world.reporters.index("CN-LN"), 0] = [liaoning_usd(flow, year) for year in years]
    shanxi = world.reporters.index("CN-SX")
    for position, year in enumerate(years):
        with_asean, everything = shanxi_usd(flow, year)
        totals[shanxi, :, position] = everything - with_asean, with_asean
    return totals


def liaoning_usd(flow: str, year: int) -> float:
    """2015 and 2023 as printed, a constant rate of growth between."""
    first = float(paper_figure(locator="adb-ta9036 table 3", area="CN-LN", measure=_WORDS[flow][0], period="2015"))
    last = float(press_figure("辽宁", "2023", _WORDS[flow][1]) / Decimal(CNY_PER_USD[2023]))
    return float(first * (last / first) ** ((year - 2015) / 8))


def shanxi_usd(flow: str, year: int) -> tuple[float, float]:
    """Trade with ASEAN, and all trade."""
    year = min(year, 2021)
    asean = {name: _shanxi_asean(name, year) for name in _WORDS}
    share = paper_figure(
        locator="shanxi-asean table 1", area="CN-SX", counterpart="ASEAN", measure="trade_share", period=str(year)
    )
    everything = _shanxi_asean_total(year) / share
    printed = {2020: "2020", 2021: "2021M01-11"}.get(year, "2019")
    part = press_figure("山西", printed, flow) / press_figure("山西", printed, "total")
    return float(asean[flow]), float(everything * part)


def _shanxi_asean_total(year: int) -> Decimal:
    return paper_figure(
        locator="shanxi-asean table 1", area="CN-SX", counterpart="ASEAN", measure="trade_total", period=str(year)
    )


def _shanxi_asean(flow: str, year: int) -> Decimal:
    if year == 2021:
        return _shanxi_asean_total(2021) * _shanxi_asean(flow, 2020) / _shanxi_asean_total(2020)
    return paper_figure(
        locator="shanxi-asean table 1", area="CN-SX", counterpart="ASEAN", measure=_WORDS[flow][0], period=str(year)
    )
