"""Worked examples as somebody's own files, and a small lake of published figures and the synthetic world."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from entrepot.measures import Measure
from entrepot.measures.example import Example
from entrepot.workbench import Workbench

RELATIVE = 1e-12  # sums of a few numbers in another order differ in the last binary digits, no more
SUMMED_OTHERWISE = 1e-9
_FLOWS = {"exports": "export", "imports": "import", "flows": "export", "world": "export", "world_imports": "import"}


@pytest.fixture(scope="session")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """Read only."""
    made = Workbench(tmp_path_factory.mktemp("workbench") / "lake")
    made.take_in_embedded()
    made.make_sample_world(size="small")
    return made


def _joined(tables: dict[str, pa.Table]) -> pa.Table | None:
    """One table with a column `flow`, unless there is only one direction."""
    if len(tables) < 2:
        return next(iter(tables.values()), None)
    marked = [
        table if "flow" in table.column_names else table.append_column("flow", pa.array([_FLOWS[name]] * len(table), pa.string()))
        for name, table in tables.items()
    ]  # fmt: skip
    return pa.concat_tables(marked, promote_options="default")


@pytest.fixture(scope="session")
def as_given() -> Callable[[Measure, Example], dict[str, Any]]:
    """`as_given(measure, example)`: the example's tables as arguments of `Workbench.measure`, as few files as may be."""

    def split(measure: Measure, example: Example) -> dict[str, Any]:
        rest = example.tables()
        own = {
            name: rest.pop(name) for name in ("exports", "imports", "flows", "composition", "figures") if name in rest
        }
        if "composition" in own and len(own) > 1:
            rest["composition"] = own.pop("composition")
        compared = {name: rest[name] for name in ("world", "world_imports") if name in rest and own}
        alike = {tuple(table.column_names) for table in compared.values()}
        if len(alike) > 1 or len(compared) < len(
            {"world", "world_imports"} & {wanted.name for wanted in measure.reads}
        ):
            compared = {}  # a single file could not tell them apart
        rest = {name: table for name, table in rest.items() if name not in compared}
        given = {"data": _joined(own), "reference_data": _joined(compared), "tables": rest, "by": example.by}
        return {name: value for name, value in given.items() if value is not None} | dict(example.options)

    return split


@pytest.fixture(scope="session")
def assert_expected() -> Callable[[Measure, Example, list[dict[str, Any]]], None]:
    def compare(measure: Measure, example: Example, rows: list[dict[str, Any]]) -> None:
        keys = measure.keys(example.by)
        got = {tuple(row[key] for key in keys): row for row in rows}
        wanted = {tuple(row[key] for key in keys): row for row in example.expected().to_pylist()}
        assert len(got) == len(rows)
        assert set(got) == set(wanted)
        for key, row in wanted.items():
            for name in set(row) - set(keys):
                near = row[name] if row[name] is None else pytest.approx(row[name], rel=RELATIVE, abs=1e-15)
                assert got[key].get(name) == near, (key, name)

    return compare


@pytest.fixture(scope="session")
def assert_same_rows() -> Callable[[pa.Table, pa.Table, str], None]:
    """`assert_same_rows(found, expected, "hhi")`: row by row; numbers as near as sums of many in another order are."""

    def compare(found: pa.Table, expected: pa.Table, of: str) -> None:
        assert found.column_names == expected.column_names, of
        assert found.num_rows == expected.num_rows, of
        for name in found.column_names:
            one, other = found[name].combine_chunks(), expected[name].combine_chunks()
            if pa.types.is_floating(one.type) and pa.types.is_floating(other.type):
                allowed = SUMMED_OTHERWISE * np.maximum(
                    1, np.maximum(*(np.abs(_numbers(column)) for column in (one, other)))
                )
                near = np.abs(_numbers(one) - _numbers(other)) <= allowed
                same = near & (np.asarray(one.is_null()) == np.asarray(other.is_null()))
            else:
                same = np.array([a == b for a, b in zip(one.to_pylist(), other.to_pylist(), strict=True)], bool)
            apart = np.flatnonzero(~same)[:3]
            assert not apart.size, (of, name, one.take(apart).to_pylist(), other.take(apart).to_pylist())

    return compare


def _numbers(column: pa.Array) -> np.ndarray:
    return column.fill_null(0.0).to_numpy(zero_copy_only=False)


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[pa.Table, str], Path]:
    """`saved(table, "own.parquet")`: the table as a file of somebody else's."""
    import pyarrow.csv as pacsv
    import pyarrow.parquet as pq

    def save(table: pa.Table, name: str) -> Path:
        path = tmp_path / name
        if name.endswith(".parquet"):
            pq.write_table(table, path)
        else:
            pacsv.write_csv(table, path)
        return path

    return save
