"""Twenty markets, each with a break of another kind: what is an alarm, since when, and what is none."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pytest

from entrepot.risks.warnings.warning import Watch
from entrepot.workbench import Workbench

MONTHS = 84
LAST = "2023-12"
STEEL, PUMPS = "720810", "841370"
DECEMBER = np.arange(MONTHS) % 12 == 11


@dataclass
class Market:
    """One partner's months of steel; a break changes them in place."""

    kg: np.ndarray
    price: np.ndarray
    value: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.value = self.kg * self.price

    def sell(self, months: slice, kg: object = 1.0, price: object = 1.0) -> None:
        """Other quantities and prices."""
        self.kg[months] *= np.asarray(kg, float)
        self.value[months] *= np.asarray(kg, float) * np.asarray(price, float)


def broken(markets: dict[str, Market]) -> None:
    markets["JPN"].sell(slice(-4, None), kg=0.4)
    markets["KOR"].sell(slice(-8, None), kg=np.exp(-np.linspace(0.15, 1.2, 8)))
    markets["USA"].sell(slice(-3, None), kg=1.8, price=0.6)
    markets["VNM"].value[-2:] = np.nan
    markets["DEU"].kg[-1] *= 1000
    markets["RUS"].value[-1] *= 1000
    markets["AUS"].sell(slice(-1, None), kg=1000)
    markets["THA"].sell(slice(-6, -5), kg=8)
    markets["FRA"].sell(slice(-1, None), kg=5)
    for partner in ("ITA", "GBR"):
        markets[partner].sell(slice(None), kg=np.where(DECEMBER, np.e, 1.0))
    markets["GBR"].sell(slice(-1, None), kg=1 / np.e)
    markets["IDN"].sell(slice(-1, None), price=0.5)
    for partner in ("MYS", "PHL"):
        markets[partner].sell(slice(-1, None), price=0.5)
    markets["BRA"].sell(slice(-5, None), kg=3)
    markets["MEX"].sell(slice(-5, None), kg=1 / 3)
    markets["CAN"].sell(slice(-4, None), kg=0.4)
    markets["CAN"].kg[:] = np.nan
    markets["IND"].value[-1] *= -1
    markets["ARG"].price[:] *= 2


PARTNERS = ("JPN", "KOR", "USA", "VNM", "DEU", "RUS", "AUS", "THA", "FRA", "ITA", "GBR", "IDN", "MYS", "PHL", "BRA", "MEX", "CAN", "IND", "ARG", "ZAF")  # fmt: skip


UNTOLD = {"IDN": slice(-14, -9), "MYS": slice(None, -29), "PHL": slice(None, -30)}
"""Months in which nothing at all is told of a partner."""


def flows(seed: int) -> pa.Table:
    """Liaoning's steel and pumps: steel is broken, pumps are calm, so that every partner is told of."""
    generator = np.random.default_rng(seed)
    season = 0.2 * np.sin(np.arange(MONTHS) * 2 * np.pi / 12)
    markets = {
        product: {
            partner: Market(1e5 * np.exp(season + generator.normal(0, 0.1, MONTHS)), 5 * np.exp(generator.normal(0, 0.03, MONTHS)))
            for partner in PARTNERS
        }
        for product in (STEEL, PUMPS)
    }  # fmt: skip
    broken(markets[STEEL])
    for them in markets.values():
        for partner, untold in UNTOLD.items():
            them[partner].value[untold] = np.nan
    rows = [(product, partner, market) for product, them in markets.items() for partner, market in them.items()]
    value = np.concatenate([market.value for *_, market in rows])
    table = pa.table(
        {
            "reporter": ["CN-LN"] * len(value),
            "partner": np.repeat([partner for _, partner, _ in rows], MONTHS),
            "product": np.repeat([product for product, *_ in rows], MONTHS),
            "period": np.tile([f"{2017 + month // 12}-{month % 12 + 1:02d}" for month in range(MONTHS)], len(rows)),
            "value_usd": value,
            "net_kg": pa.array(np.concatenate([market.kg for *_, market in rows]), from_pandas=True),
            "flow": ["export"] * len(value),
        }
    )
    return table.filter(pa.array(~np.isnan(value)))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Watch:
    return Workbench(tmp_path_factory.mktemp("breaks") / "lake").watch(region="CN-LN", flows=flows(7))


def alarms(found: Watch, partner: str) -> dict[str, tuple[str | None, bool, str | None]]:
    """By kind: the light, whether it went up, and since when."""
    return {
        one.kind: (one.light, (one.change or 0.0) > 0, one.since)
        for one in found.alarms
        if (one.partner, one.product) == (partner, STEEL) and one.kind != "composite"
    }


@pytest.mark.parametrize(
    ("partner", "wanted"),
    [
        pytest.param("JPN", {"volume": ("red", False, "2023-09"), "value": ("red", False, "2023-09")}, id="a lower level"),
        pytest.param("USA", {"price": ("red", False, "2023-10"), "volume": ("red", True, "2023-10")}, id="a price war"),
        pytest.param("VNM", {"volume": ("red", False, "2023-11"), "value": ("red", False, "2023-11")}, id="nothing any more"),
        pytest.param("DEU", {}, id="weight in another unit"),
        pytest.param("RUS", {}, id="a thousand times the value"),
        pytest.param("AUS", {}, id="a thousand times everything"),
        pytest.param("THA", {}, id="a strange month long past"),
        pytest.param("FRA", {"volume": ("red", True, LAST), "value": ("red", True, LAST)}, id="a strange month now"),
        pytest.param("ITA", {}, id="a season"),
        pytest.param("GBR", {"volume": ("red", False, LAST), "value": ("red", False, LAST)}, id="a season that fails"),
        pytest.param("IDN", {"price": ("red", False, LAST), "value": ("red", False, LAST)}, id="months that are missing"),
        pytest.param("MYS", {}, id="29 records"),
        pytest.param("PHL", {"price": ("red", False, LAST), "value": ("red", False, LAST)}, id="30 records"),
        pytest.param("BRA", {"volume": ("red", True, "2023-08"), "value": ("red", True, "2023-08")}, id="trade that moved here"),
        pytest.param("MEX", {"volume": ("red", False, "2023-08"), "value": ("red", False, "2023-08")}, id="trade that moved away"),
        pytest.param("CAN", {"value": ("red", False, "2023-09")}, id="no weights at all"),
        pytest.param("IND", {}, id="a sign that flips"),
        pytest.param("ARG", {}, id="dear and calm"),
    ],
)  # fmt: skip
def test_each_break_is_said_with_its_month(
    found: Watch, partner: str, wanted: dict[str, tuple[str | None, bool, str | None]]
) -> None:
    assert alarms(found, partner) == wanted


def test_a_slope_is_seen_while_it_goes_on(found: Watch) -> None:
    for kind in ("volume", "value"):
        light, up, since = alarms(found, "KOR")[kind]
        assert (light, up) == ("red", False)
        assert since is not None
        assert "2023-05" <= since <= "2023-10"


def test_errors_of_units_are_held_back_with_the_reason(found: Watch) -> None:
    why = {(one.partner, one.kind): " ".join(said.en for said in one.says) for one in found.held_back}
    assert {partner for partner, _ in why} == {"RUS", "AUS"}
    assert (
        "value or quantity looks × 1000 off" in why["RUS", "value"].replace("×1000", "× 1000")
        or "÷" in why["RUS", "value"]
    )
    assert "times what was expected" in why["AUS", "volume"]


def test_what_cannot_be_said_is_said(found: Watch) -> None:
    said = " ".join(one.en for one in found.says())
    # Of Malaysia both goods, and Canada's steel, which is not weighed.
    assert "volume: 3 of 40 series have fewer than 30 usable records" in said
    assert "value: 2 of 40 series have fewer than 30 usable records" in said
    assert "1 months of a series are negative" in said
    assert f"not told for {LAST}, and so perhaps lost, perhaps late (the heaviest): CN-LN IND {STEEL}" in said


def test_calm_series_seldom_alarm(found: Watch) -> None:
    calm = [one for one in found.alarms if one.product == PUMPS and one.kind != "composite"]
    # Of 60 independent normal numbers one lies 2.5 deviations off by chance; a month and the median of three are two chances.
    assert len(calm) <= 4
    assert {one.light for one in calm} <= {"amber"}
