"""Published gravity estimates, each with the specification as declared or as its authors have it (see SOURCE.md)."""

from __future__ import annotations

import csv
import math
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from entrepot.models.equilibrium import one_sector_conditional
from entrepot.models.gravity import Estimates, Specification, estimate, specification_named
from entrepot.models.gravity.specification import EXPORTER_YEAR, IMPORTER_YEAR

with (Path(__file__).parent / "answers.csv").open(encoding="utf-8") as lines:
    ROWS = list(csv.DictReader(lines))
AGTPA = {
    "dist": "distance_km", "cntg": "contiguous", "lang": "common_language", "clny": "colony",
}  # fmt: skip


@pytest.fixture(scope="module")
def agtpa(shared_data: Path) -> pa.Table:
    """Sizes are sums of what is sold and bought, domestic trade included."""
    panel = pq.read_table(shared_data / "3_gravity" / "agtpa_applications.parquet").drop_columns(["pair_id"])
    panel = panel.filter(pc.is_in(panel["year"], pa.array([1986.0, 1990, 1994, 1998, 2002, 2006]))).rename_columns(
        AGTPA
    )
    for side in ("exporter", "importer"):
        sums = panel.group_by([side, "year"]).aggregate([("trade", "sum")])
        panel = panel.join(sums.rename_columns({"trade_sum": f"{side}_size"}), [side, "year"]).combine_chunks()
    apart = np.log(panel["distance_km"].to_numpy()) * pc.not_equal(panel["exporter"], panel["importer"]).to_numpy()
    for year in (1986, 1990, 1994, 1998, 2002, 2006):
        panel = panel.append_column(f"log_distance_{year}", pa.array(apart * (panel["year"].to_numpy() == year)))
    return panel


THEORY = specification_named("theory")
OF_AGTPA = {
    "without_agreements": replace(THEORY, terms=THEORY.terms[:-1]),
    "distance_by_year": replace(
        specification_named("domestic"),
        terms=(*(f"log_distance_{year}" for year in range(1986, 2007, 4)), "contiguous", "common_language", "colony"),
    ),
    **{
        name: specification_named(name)
        for name in ("naive", "theory", "domestic", "agreements", "leads", "lags", "borders")
    },
}
# Half a minute together; effects of pairs, lags and borders are tried each time by the exercise below and on made-up panels.
ASKED_FOR = pytest.mark.skipif("EVERY_TEST" not in os.environ, reason="EVERY_TEST is not set")
OFTEN = ("naive", "theory")


@pytest.mark.parametrize("name", [one if one in OFTEN else pytest.param(one, marks=ASKED_FOR) for one in OF_AGTPA])
def test_the_advanced_guide(agtpa: pa.Table, name: str) -> None:
    _compare("agtpa", name, agtpa, OF_AGTPA[name], widened=name == "naive")


def test_explained_share_of_traditional_gravity(agtpa: pa.Table) -> None:
    """Table 1, column 1: 0.7585251."""
    assert estimate(agtpa, specification_named("naive")).r_squared == pytest.approx(0.7585251, abs=5e-8)


@pytest.mark.parametrize(("name", "terms"), [("phased_in", ("rta",)), ("duties", ("rta", "log_duty"))])
def test_an_exercise_of_the_advanced_guide(shared_data: Path, name: str, terms: tuple[str, ...]) -> None:
    """Chapter 1, exercise 2: agreements three, six and nine years on, and duties that all partners pay alike."""
    panel = pq.read_table(shared_data / "3_gravity" / "agtpa_Chapter1Exercise2.parquet")
    panel = panel.rename_columns([one.lower() for one in panel.column_names])
    away = pc.not_equal(panel["exporter"], panel["importer"]).to_numpy()
    duty = np.log1p(np.nan_to_num(panel["mfn_tariff"].to_numpy())) * away
    pairs = ("directed_pair",)
    specification = replace(
        specification_named("lags"),
        terms=terms,
        effects=(EXPORTER_YEAR, IMPORTER_YEAR, pairs),
        lags=(3, 6, 9),
        cluster=pairs,
    )
    _compare("agtpa", name, panel.append_column("log_duty", pa.array(duty)), specification, widened=False)


def test_a_world_without_borders(agtpa: pa.Table) -> None:
    """Chapter 2: what exports become where incomes are kept, from estimated trade and an elasticity of substitution of 7."""
    panel = agtpa.filter(pc.equal(agtpa["year"], 2006))
    terms = ("log_distance_km", "contiguous", "international")
    found = _compare("agtpa", "borders_2006", panel, replace(THEORY, terms=terms, domestic=True))
    countries = np.unique(found.fitted["exporter"].to_numpy(zero_copy_only=False).astype(str))
    places = [np.searchsorted(countries, found.fitted[side].to_pylist()) for side in ("exporter", "importer")]
    trade = np.zeros((69, 69))
    trade[places[0], places[1]] = found.fitted["fitted"].to_numpy()
    away = ~np.eye(69, dtype=bool)
    result = one_sector_conditional(trade, 6, np.where(away, math.exp(found.of("international")[0] / 6), 1.0))
    exports = {
        name: 100 * (new / old - 1)
        for name, new, old in zip(countries, (result.trade * away).sum(axis=1), (trade * away).sum(axis=1), strict=True)
    }
    with (Path(__file__).parent / "borders_removed.csv").open(encoding="utf-8") as lines:
        printed = {row["country"]: float(row["exports_percent"]) for row in csv.DictReader(lines)}
    assert exports == pytest.approx(printed, abs=1e-4)


def test_the_example_of_ppmlhdfe(shared_data: Path) -> None:
    panel = pq.read_table(shared_data / "3_gravity" / "ppmlhdfe_EXAMPLE_TRADE_FTA_DATA.parquet")
    panel = panel.filter(pc.equal(panel["category"], "TOTAL"))
    panel = panel.rename_columns({"isoexp": "exporter", "isoimp": "importer", "fta": "rta"})
    pairs = ("directed_pair",)
    _compare("ppmlhdfe", "directed_pairs", panel, replace(THEORY, terms=("rta",), effects=(EXPORTER_YEAR, IMPORTER_YEAR, pairs), cluster=pairs))  # fmt: skip


def test_the_sample_of_gegravity(shared_data: Path) -> None:
    panel = pyarrow.csv.read_csv(shared_data / "3_gravity" / "usitc_gegravity_sample_2006.csv")
    panel = panel.rename_columns({"contiguity": "contiguous", "pta": "rta", "lndist": "log_distance_km"})
    assert math.exp(0.4711383) == pytest.approx(1.601817, abs=1e-6)
    found = _compare(
        "gegravity", "one_year", panel,
        replace(THEORY, terms=("log_distance_km", "contiguous", "common_language", "rta", "international"), domestic=True),
    )  # fmt: skip
    assert 1 + found.effect("rta")[0] == pytest.approx(1.601817, abs=1e-6)


def test_the_walkthrough_of_fixest(shared_data: Path) -> None:
    """Products are a part of the pair-and-year, so the keys are told apart by calling each year and product a year."""
    panel = pq.read_table(shared_data / "3_gravity" / "fixest_trade_eu15_products.parquet")
    names = {
        "Origin": "exporter",
        "Destination": "importer",
        "Euros": "trade",
        "dist_km": "distance_km",
        "Year": "calendar",
    }
    panel = panel.rename_columns(names)
    year = pc.add(pc.multiply(pc.cast(panel["calendar"], pa.int64()), 100), panel["Product"])
    effects = (("exporter",), ("importer",), ("Product",), ("calendar",))
    specification = replace(THEORY, terms=("log_distance_km",), effects=effects, cluster=("exporter",), domestic=True)
    _compare("fixest", "products", panel.append_column("year", year), specification)


def _compare(
    example: str, name: str, panel: pa.Table, specification: Specification, *, widened: bool = True
) -> Estimates:
    found = estimate(panel, specification, widened=widened)
    answers = [row for row in ROWS if (row["example"], row["specification"]) == (example, name)]
    assert [row["term"] for row in answers] == list(found.terms)
    for row in answers:
        value, error = found.of(row["term"])
        assert value == pytest.approx(float(row["coefficient"]), abs=_half_a_digit(row["coefficient"])), row["term"]
        if row["error"]:
            assert error == pytest.approx(float(row["error"]), abs=_half_a_digit(row["error"])), row["term"]
        assert found.observations == int(row["rows"])
    return found


def _half_a_digit(printed: str) -> float:
    return 0.51 * 10.0 ** -len(printed.partition(".")[2])
