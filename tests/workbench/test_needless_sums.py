"""Sums of one row each are left out, and no others."""

from __future__ import annotations

import duckdb
import ibis
import pytest
from ibis.expr.operations import Aggregate

from entrepot.workbench.needless_sums import without_needless_sums

CELLS = ibis.table({"reporter": "string", "product": "string", "value": "float64"}, name="cells")
BY_CELL = frozenset({"reporter", "product"})


def rows(expression: ibis.Table) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE cells AS SELECT * FROM (VALUES ('A', 'tea', 1.5), ('A', 'tin', NULL), ('B', 'tea', 4.0)) AS t(reporter, product, value)"
        )
        sql = f"SELECT * FROM ({ibis.to_sql(expression, dialect='duckdb')}) ORDER BY ALL"
        return list(connection.execute(sql).fetchall())


def test_each_row_is_its_own_sum() -> None:
    whole = CELLS.group_by("product", "reporter").agg(x=CELLS.value.sum())
    shares = whole.mutate(share=whole.x / whole.x.sum().over(group_by="reporter"))
    simple = without_needless_sums(shares, {"cells": BY_CELL})
    assert not simple.op().find(Aggregate)
    assert simple.columns == shares.columns
    assert rows(simple) == rows(shares)
    assert ("tea", "A", 1.5, 1.0) in rows(simple)


@pytest.mark.parametrize(
    "kept",
    [
        CELLS.group_by("reporter").agg(x=CELLS.value.sum()),
        CELLS.group_by("reporter", "product").agg(x=CELLS.value.sum(where=CELLS.value > 2)),
        CELLS.group_by("reporter", "product").agg(x=CELLS.count()),
        CELLS.group_by("reporter", "product").agg(x=CELLS.value.mean()),
        CELLS.group_by("reporter", product=CELLS["product"].substr(0, 1)).agg(x=CELLS.value.sum()),
    ],
    ids=["fewer keys", "only some", "counted", "mean", "made key"],
)
def test_other_sums_stay(kept: ibis.Table) -> None:
    assert without_needless_sums(kept, {"cells": BY_CELL}) is kept


def test_rows_that_may_be_alike_are_added_up() -> None:
    whole = CELLS.group_by("reporter", "product").agg(x=CELLS.value.sum())
    assert without_needless_sums(whole, {"others": BY_CELL}) is whole
