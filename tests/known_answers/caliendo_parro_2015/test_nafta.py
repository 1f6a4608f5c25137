"""NAFTA's tariffs as published; see SOURCE.md. The paper prints two decimals of a per cent, and whole per cents of imports."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from entrepot.models.equilibrium import ManySectors, many_sectors


def cube(table: pa.Table, value: str, *axes: str) -> np.ndarray:
    """A column as an array over the sorted names of each axis."""
    names = [np.unique(table[axis], return_inverse=True) for axis in axes]
    cells = np.zeros([len(one) for one, _ in names])
    cells[tuple(place for _, place in names)] = table[value]
    return cells


@pytest.fixture(scope="module")
def nafta(shared_data: Path) -> tuple[ManySectors, list[int]]:
    files = {
        name: shared_data / "4_io" / f"cp2015_nafta_{name}.parquet"
        for name in ("trade", "value_added", "intermediate_consumption", "theta")
    }
    missing = [file.name for file in files.values() if not file.is_file()]
    if missing:
        pytest.skip(f"the paper's data are not beside this checkout: {', '.join(missing)}")
    trade, added, bought, theta = (pyarrow.parquet.read_table(file) for file in files.values())
    labour = cube(added, "value", "region", "sector")
    inputs = cube(bought, "value", "region", "sector", "input")
    output = labour + inputs.sum(axis=2)
    flows = (cube(trade, name, "sector", "exporter", "importer") for name in ("value", "tariff", "tariff_cfl"))
    values, before, after = flows
    result = many_sectors(
        values,
        labour / output,
        inputs / output[..., None],
        cube(theta, "value", "sector"),
        before,
        after,
        deficits="zero",
    )
    countries = list(np.unique(trade["exporter"]))
    return result, [countries.index(name) for name in ("Mexico", "Canada", "USA")]


@pytest.fixture(scope="module")
def answers() -> dict[str, np.ndarray]:
    table = pyarrow.csv.read_csv(Path(__file__).parent / "answers.csv")
    return {name: table[name].to_numpy() for name in table.column_names}


def test_terms_and_volume_of_trade(nafta: tuple[ManySectors, list[int]], answers: dict[str, np.ndarray]) -> None:
    result, bloc = nafta
    terms, volume = 100 * result.terms_of_trade[bloc], 100 * result.volume_of_trade[bloc]
    assert terms == pytest.approx(answers["terms_of_trade"], abs=0.0051)
    assert volume == pytest.approx(answers["volume_of_trade"], abs=0.0051)
    assert terms + volume == pytest.approx(answers["sum"], abs=0.0051)


def test_real_wages(nafta: tuple[ManySectors, list[int]], answers: dict[str, np.ndarray]) -> None:
    result, bloc = nafta
    assert 100 * (result.real_wages[bloc] - 1) == pytest.approx(answers["real_wage"], abs=0.0051)


def test_imports_inside_the_bloc(nafta: tuple[ManySectors, list[int]], answers: dict[str, np.ndarray]) -> None:
    result, bloc = nafta
    inside = [flows[:, bloc][:, :, bloc].sum(axis=0) for flows in (result.baseline, result.trade)]
    before, after = (flows.sum(axis=0) - np.diagonal(flows) for flows in inside)
    assert 100 * (after / before - 1) == pytest.approx(answers["imports"], abs=0.51)


def test_exact_real_income(nafta: tuple[ManySectors, list[int]], answers: dict[str, np.ndarray]) -> None:
    result, bloc = nafta
    assert 100 * (result.welfare[bloc] - 1) == pytest.approx(answers["exact"], abs=0.0051)


def test_what_had_to_be_cut_is_told(nafta: tuple[ManySectors, list[int]]) -> None:
    result, _ = nafta
    assert np.count_nonzero(result.cut) == 185
    assert result.trade.sum(axis=(0, 1)) == pytest.approx(result.trade.sum(axis=(0, 2)), rel=1e-8)
