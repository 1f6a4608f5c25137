"""Advantage, complexity, density and opportunities against the two packages that others use."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pytest

from entrepot.lake.engine import compile_sql, connect
from entrepot.measures import measure_named
from entrepot.measures.inputs import unbound

HERE = Path(__file__).parent
Answer = Callable[..., list[dict[str, object]]]

# atlas: the same matrices in another order of sums, a few 1e-15 apart. oec: the package keeps the constant part while it
# reflects, whose rounding is 1e-16 of a number 1e6 times as large as what is left of the differences after 20 steps.
WITHIN = {"atlas": 1e-12, "oec": 1e-9}
BOTH = pytest.mark.parametrize("variant", ["atlas", "oec"])


@pytest.fixture(scope="module")
def exports(shared_data: Path) -> pa.Table:
    path = shared_data / "1_trade" / "oec_exports_country_x_hs_section_2019_2021.csv"
    table = pyarrow.csv.read_csv(path).select(["Country ID", "Section ID", "Trade Value"])
    table = table.rename_columns(["reporter", "product", "value"])
    return table.append_column("period", pa.array(["2021"] * table.num_rows))


@pytest.fixture
def answer(exports: pa.Table) -> Answer:
    def ask(name: str, **options: object) -> list[dict[str, object]]:
        measure = measure_named(name)
        given = {wanted.name: exports for wanted in measure.reads}
        return measure.computed(given, **options).to_pylist()

    return ask


def printed(file: str, *keys: str) -> dict[tuple[str, ...], dict[str, float]]:
    rows = pyarrow.csv.read_csv(HERE / file).to_pylist()
    return {tuple(str(row[key]) for key in keys): row for row in rows}


@BOTH
@pytest.mark.parametrize(
    ("measure", "kind", "keys"), [("eci", "reporters", ("reporter",)), ("pci", "products", ("product",))]
)
def test_complexity_of_places_and_products(
    answer: Answer, variant: str, measure: str, kind: str, keys: tuple[str, ...]
) -> None:
    theirs = printed(f"{variant}_{kind}.csv", *keys)
    ours = {tuple(str(row[key]) for key in keys): row["value"] for row in answer(measure, variant=variant)}
    assert len(ours) == len(theirs) == (226 if kind == "reporters" else 21)
    assert ours == pytest.approx({key: row[measure] for key, row in theirs.items()}, rel=0, abs=WITHIN[variant])


def test_outlook_as_the_atlas_standardises_it(answer: Answer) -> None:
    theirs = {key: row["coi"] for key, row in printed("atlas_reporters.csv", "reporter").items()}
    ours = {(str(row["reporter"]),): row["value"] for row in answer("coi", variant="atlas")}
    assert ours == pytest.approx(theirs, rel=0, abs=1e-12)


@BOTH
def test_density_and_gain_of_cells(answer: Answer, variant: str) -> None:
    theirs = printed(f"{variant}_cells.csv", "reporter", "product")
    density = {(str(row["reporter"]), str(row["product"])): row["value"] for row in answer("density", variant=variant)}
    gain = {(str(row["reporter"]), str(row["product"])): row["value"] for row in answer("cog", variant=variant)}
    assert len(theirs) == 483
    for key, row in theirs.items():
        assert density[key] == pytest.approx(row["density"], abs=1e-12)
        if row["rca"] >= 1:
            assert gain[key] is None
        else:
            assert gain[key] == pytest.approx(row["cog"], rel=0, abs=WITHIN[variant])


def test_revealed_comparative_advantage(exports: pa.Table) -> None:
    lazy = {"exports": unbound("exports", exports), "world": unbound("world", exports)}
    with connect() as connection:
        for name in lazy:
            connection.register(name, exports)
        rows = connection.sql(compile_sql(measure_named("rca").expression(lazy))).to_arrow_table().to_pylist()
    ours = {(row["reporter"], row["product"]): row["value"] for row in rows}
    for key, row in printed("atlas_cells.csv", "reporter", "product").items():
        if key in ours:  # a cell that nobody lists is zero there and no row here
            assert ours[key] == pytest.approx(row["rca"], rel=1e-12)
        else:
            assert row["rca"] == 0


def test_our_variant_differs_from_both_in_opportunities_alone(answer: Answer) -> None:
    """ECI and PCI are the Atlas's; the gain is neither's, though it is close to the oec's."""
    ours, atlas, oec = (
        {(row["reporter"], row["product"]): row["value"] for row in answer("cog", variant=variant)}
        for variant in ("entrepot", "atlas", "oec")
    )
    assert answer("pci") == answer("pci", variant="atlas")
    assert overlap(ours, atlas) == pytest.approx(0.737, abs=5e-4)
    assert overlap(ours, oec) == pytest.approx(0.782, abs=5e-4)
    assert overlap(atlas, oec) == pytest.approx(0.706, abs=5e-4)


def overlap(one: dict, other: dict) -> float:
    """Mean share of each reporter's ten best gains that two answers have in common."""
    tops = []
    for answer in (one, other):
        best: dict[str, list[tuple[float, str]]] = {}
        for (reporter, product), value in answer.items():
            best.setdefault(reporter, []).append((-9.0 if value is None else value, product))
        tops.append({reporter: {name for _, name in sorted(found)[-10:]} for reporter, found in best.items()})
    return sum(len(found & tops[1][reporter]) for reporter, found in tops[0].items()) / (10 * len(tops[0]))


@pytest.mark.skipif(
    not (find_spec("ecomplexity") and find_spec("economic_complexity")),
    reason="the two packages are not installed here",
)
def test_the_files_are_what_the_packages_answer(tmp_path: Path, shared_data: Path) -> None:
    path = shared_data / "1_trade" / "oec_exports_country_x_hs_section_2019_2021.csv"
    subprocess.run([sys.executable, HERE / "answers.py", path, tmp_path], check=True)
    for file in HERE.glob("*.csv"):
        kept, now = (pyarrow.csv.read_csv(folder / file.name) for folder in (HERE, tmp_path))
        assert kept.column_names == now.column_names
        for name in kept.column_names:
            assert now[name].to_pylist() == pytest.approx(kept[name].to_pylist(), rel=0, abs=1e-9)
