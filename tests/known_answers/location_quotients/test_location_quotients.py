"""Location quotients as exercises print them."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest


def cells(rows: list[tuple[str, str, float]]) -> pa.Table:
    reporters, products, values = zip(*rows, strict=True)
    return pa.table(
        {
            "period": ["2000"] * len(rows),
            "reporter": reporters,
            "product": products,
            "value": pa.array(values, pa.float64()),
        }
    )


def parted(name: str, product: str, own: float, whole: float) -> list[tuple[str, str, float]]:
    return [(name, product, own), (name, "everything else", whole - own)]


def test_engineering_by_region(printed: Callable[[str], pa.Table], answers: Callable[..., list[dict]]) -> None:
    book = printed("employment.csv").to_pylist()
    own = [
        row
        for each in book
        for row in parted(each["reporter"], "engineering", each["mechanical_engineering"], each["all_manufacturing"])
    ]
    nation = [row for row in own if row[0] == "UK"]
    rows = answers("location_quotient", flows=cells(own), reference=cells(nation))
    found = {row["reporter"]: row["value"] for row in rows if row["product"] == "engineering"}
    assert len(found) == 12
    assert found == pytest.approx({each["reporter"]: each["quotient"] for each in book}, abs=0.0051)


def test_other_exercises(printed: Callable[[str], pa.Table], answers: Callable[..., list[dict]]) -> None:
    for each in printed("others.csv").to_pylist():
        own = cells(parted(each["reporter"], each["product"], each["own"], each["own_all"]))
        nation = cells(parted("nation", each["product"], each["nation"], each["nation_all"]))
        rows = answers("location_quotient", flows=own, reference=nation)
        found = {row["product"]: row["value"] for row in rows}
        assert found[each["product"]] == pytest.approx(each["quotient"], abs=0.0051)
