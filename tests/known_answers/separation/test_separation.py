"""The eighteen published examples: exactly the rows that are separated are found (see SOURCE.md)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.csv
import pytest

from entrepot.models.gravity.separation import separated

TABLE = pyarrow.csv.read_csv(Path(__file__).parent / "examples.csv")


@pytest.mark.parametrize("example", range(1, 19))
def test_published_examples(example: int) -> None:
    rows = TABLE.filter(pc.equal(TABLE["example"], example))
    held = {name: rows[name].to_numpy() for name in rows.column_names if rows[name].null_count == 0}
    terms = [values for name, values in held.items() if name.startswith("x")]
    design = np.column_stack(terms).astype(float) if terms else np.empty((rows.num_rows, 0))
    effects = tuple(values.astype(np.int64) for name, values in held.items() if name.startswith("id"))
    found = separated(held["y"].astype(float), design, effects)
    assert found.tolist() == [one == 1 for one in held["separated"]]
