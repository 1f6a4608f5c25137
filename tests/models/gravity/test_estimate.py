"""Gravity on made-up panels: what was put in comes out, laws hold, and bad panels are refused with their row."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from entrepot.models.gravity import estimate, estimate_by_sector, potential, specification_named
from entrepot.models.gravity.panel import codes, column
from entrepot.vocabulary.errors import EntrepotError, MissingData, NotConverged, SchemaMismatch, UnknownName, WrongCall

THEORY = replace(specification_named("theory"), terms=("log_distance_km", "rta"))
TRUE = {"log_distance_km": -0.9, "rta": 0.4}


def world(countries: int = 12, years: int = 3, *, noise: float = 0.3, seed: int = 1) -> pa.Table:
    """Trade of sizes and costs, with gamma-distributed noise of mean one; every pair twice, and domestic trade."""
    rng = np.random.default_rng(seed)
    n = countries
    exporter, importer, year = (one.ravel() for one in np.meshgrid(range(n), range(n), range(years), indexing="ij"))
    distance = np.exp(rng.normal(8, 0.8, (n, n)))
    distance = (distance + distance.T) / 2
    signed = rng.integers(1, years + 2, (n, n))
    signed = np.minimum(signed, signed.T)
    rta = (year >= signed[exporter, importer]) & (exporter != importer)
    sells, buys = rng.normal(0, 1, (2, n, years))
    home = np.where(exporter == importer, 2.0, 0.0)
    logs = sells[exporter, year] + buys[importer, year] + home + TRUE["rta"] * rta
    logs += TRUE["log_distance_km"] * np.log(distance[exporter, importer])
    shocks = rng.gamma(1 / noise**2, noise**2, len(logs)) if noise else 1.0
    names = np.array([f"C{i:02}" for i in range(n)])
    return pa.table(
        {
            "exporter": names[exporter], "importer": names[importer], "year": 2000 + year, "trade": 1e6 * np.exp(logs) * shocks,
            "distance_km": distance[exporter, importer], "rta": rta,
        }
    )  # fmt: skip


def with_column(panel: pa.Table, name: str, values: object) -> pa.Table:
    return panel.set_column(panel.column_names.index(name), name, pa.array(values))


def test_without_noise_the_truth_comes_out() -> None:
    found = estimate(world(noise=0), THEORY)
    for term, true in TRUE.items():
        assert found.of(term)[0] == pytest.approx(true, abs=1e-6)
    assert found.r_squared == pytest.approx(1)
    assert found.observations == 12 * 11 * 3
    assert found.clusters == 66


def test_with_noise_the_truth_is_in_the_interval() -> None:
    found = estimate(world(30), THEORY)
    for term, true in TRUE.items():
        low, high = found.interval(term, 0.999)
        assert low < true < high
    middle, low, high = found.effect("rta")
    assert middle == pytest.approx(np.expm1(found.of("rta")[0]))
    assert low < middle < high
    assert found.p_value("log_distance_km") < 1e-6


def test_the_unit_of_money_and_the_order_of_rows_do_not_matter() -> None:
    panel = world()
    found = estimate(panel, THEORY)
    shuffled = panel.take(np.random.default_rng(2).permutation(panel.num_rows))
    shuffled = with_column(shuffled, "trade", shuffled["trade"].to_numpy() * 1e-6)
    other = estimate(shuffled, THEORY)
    assert other.coefficients == pytest.approx(found.coefficients, abs=1e-7)
    assert other.errors == pytest.approx(found.errors, rel=1e-6)


def test_estimated_trade_adds_up_for_every_exporter_and_year() -> None:
    fitted = estimate(world(), THEORY).fitted
    sums = fitted.group_by(["exporter", "year"]).aggregate([("trade", "sum"), ("fitted", "sum")])
    assert sums["fitted_sum"].to_numpy() == pytest.approx(sums["trade_sum"].to_numpy(), rel=1e-6)


def test_rows_that_cannot_be_used_are_counted_by_reason() -> None:
    panel = world()
    trade = panel["trade"].to_numpy().copy()
    rows = np.flatnonzero((panel["exporter"].to_numpy() == "C03") & (panel["importer"].to_numpy() != "C03"))
    # It sells nothing in 2001, and what it sold in 2002 to the first is not known.
    trade[rows[panel["year"].to_numpy()[rows] == 2001]] = 0
    trade[rows[2]] = np.nan
    found = estimate(with_column(panel, "trade", trade), THEORY)
    assert (found.dropped.separated, found.dropped.missing, found.dropped.alone) == (11, 1, 0)
    assert found.observations == 12 * 11 * 3 - 12
    naive = replace(THEORY, estimator="log_linear", effects=())
    assert estimate(with_column(panel, "trade", trade), naive).dropped.without_trade == 11


def test_a_term_separated_from_trade_is_taken_out_not_sent_to_infinity() -> None:
    """Pairs under a ban trade nothing: its coefficient has no estimate, and the others are as if those rows were not there."""
    panel = world()
    banned = (column(panel, "distance_km") > np.quantile(column(panel, "distance_km"), 0.9)) & (
        column(panel, "international") == 1
    )
    panel = with_column(panel, "trade", np.where(banned, 0, panel["trade"].to_numpy()))
    panel = panel.append_column("ban", pa.array(banned))
    found = estimate(panel, replace(THEORY, terms=(*THEORY.terms, "ban")))
    assert found.collinear == ("ban",)
    assert found.dropped.separated == banned.sum()
    alone = estimate(panel.filter(pa.array(~banned)), THEORY)
    assert found.coefficients == pytest.approx(alone.coefficients, abs=1e-7)


def test_lags_and_leads_are_the_pairs_values_of_other_years() -> None:
    panel = world(4, 5)
    lagged, ahead = column(panel, "rta_lag2"), column(panel, "rta_lead1")
    held = {
        (row["exporter"], row["importer"], row["year"]): float(row["rta"]) for row in panel.to_pylist()
    }  # fmt: skip
    for i, row in enumerate(panel.to_pylist()):
        for values, years in ((lagged, -2), (ahead, 1)):
            expected = held.get((row["exporter"], row["importer"], row["year"] + years), np.nan)
            assert values[i] == pytest.approx(expected, nan_ok=True)


def test_a_pair_is_the_same_both_ways_and_a_country_its_own() -> None:
    panel = pa.table(
        {"exporter": ["A", "B", "A"], "importer": ["B", "A", "A"], "year": [1, 1, 1], "trade": [1.0, 2, 3]}
    )
    pair, own = codes(panel, ("pair",)), codes(panel, ("own_country",))
    assert pair[0] == pair[1] != pair[2]
    assert own[0] == own[1] != own[2]
    assert len(np.unique(codes(panel, ("directed_pair",)))) == 3


def test_borders_of_each_year_against_domestic_trade() -> None:
    """International trade doubles each year against domestic trade; the last year is what the others are compared with."""
    panel = world(10, 3, noise=0)
    grown = np.where(column(panel, "international") == 1, 2.0 ** (column(panel, "year") - 2000), 1)
    panel = with_column(panel, "trade", panel["trade"].to_numpy() * grown)
    found = estimate(panel, replace(specification_named("borders"), lags=()))
    assert found.terms == ("rta", "border_2000", "border_2001")
    assert found.coefficients == pytest.approx([0.4, -2 * np.log(2), -np.log(2)], abs=1e-4)


def test_each_sector_by_itself() -> None:
    one, two = world(), world(seed=5)
    both = pa.concat_tables(
        [one.append_column("sector", pa.array(["cars"] * one.num_rows)), two.append_column("sector", pa.array(["art"] * two.num_rows))]
    )  # fmt: skip
    found = estimate_by_sector(both, THEORY)
    assert [each.sector for each in found] == ["art", "cars"]
    assert found[1].coefficients == pytest.approx(estimate(one, THEORY).coefficients, abs=1e-9)


def test_potential_keeps_what_everybody_sells_and_buys() -> None:
    panel = world()
    found = estimate(panel, THEORY)
    table = potential(panel, found, 2001, draws=60)
    assert table.num_rows == 12 * 11
    for side in ("exporter", "importer"):
        sums = table.group_by(side).aggregate([("actual", "sum"), ("expected", "sum")])
        assert sums["expected_sum"].to_numpy() == pytest.approx(sums["actual_sum"].to_numpy(), rel=1e-6)
    low, middle, high = (table[name].to_numpy() for name in ("expected_low", "expected", "expected_high"))
    assert (low <= middle * 1.0001).all()
    assert (middle <= high * 1.0001).all()
    assert table["unrealised"].to_numpy() == pytest.approx(np.maximum(middle - table["actual"].to_numpy(), 0))
    again = potential(panel, found, 2001, draws=60)
    assert again.equals(table)


def test_potential_of_pairs_with_effects_of_their_own_is_refused() -> None:
    panel = world(6)
    found = estimate(panel, specification_named("agreements"))
    with pytest.raises(WrongCall, match="take theory or domestic"):
        potential(panel, found, 2001)
    with pytest.raises(MissingData, match="no row of 1990"):
        potential(panel, estimate(panel, THEORY), 1990)


def test_the_effect_of_an_agreement_and_what_follows_it_together() -> None:
    found = estimate(world(14, 4), replace(specification_named("lags"), lags=(1,)))
    total, error = found.together(("rta", "rta_lag1"))
    assert total == pytest.approx(found.coefficients.sum())
    assert error**2 == pytest.approx(found.covariance.sum())
    with pytest.raises(UnknownName):
        found.of("rta_lag7")


BAD: list[tuple[dict[str, object], type[EntrepotError], str]] = [
    ({"trade": -1.0}, SchemaMismatch, "trade is negative in row 0 (C00, C00, 2000)"),
    ({"year": 2000}, SchemaMismatch, "a pair and year stands twice in row 0"),
    ({"exporter": None}, SchemaMismatch, "exporter is empty in row 0"),
    ({"rta": False}, NotConverged, ""),
    ({"trade": 0.0}, SchemaMismatch, "no row with trade"),
]


@pytest.mark.parametrize(("changed", "kind", "message"), BAD)
def test_bad_panels_are_refused(changed: dict[str, object], kind: type[EntrepotError], message: str) -> None:
    panel = world(4)
    for name, value in changed.items():
        panel = panel.set_column(
            panel.column_names.index(name), name, pa.array([value] * panel.num_rows, panel[name].type)
        )
    if kind is NotConverged:
        # A term without any variation is not estimated; that is no error.
        assert estimate(panel, THEORY).collinear == ("rta",)
        return
    with pytest.raises(kind) as refused:
        estimate(panel, THEORY)
    assert message in refused.value.message.en
    assert refused.value.message.zh


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(SchemaMismatch, match="no column contiguous"):
        estimate(world(4), specification_named("theory"))
    with pytest.raises(SchemaMismatch, match="needs the columns trade"):
        estimate(world(4).drop_columns(["trade"]), THEORY)
    with pytest.raises(UnknownName, match="theory"):
        specification_named("theroy")
