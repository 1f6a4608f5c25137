"""Constant market shares in one market are shift-share analysis: a table printed for students."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest


@pytest.mark.parametrize("order", ["product_first", "market_first"])
def test_the_parts_of_growth(
    order: str, printed: Callable[[str], pa.Table], answers: Callable[..., list[dict]]
) -> None:
    options = {"since": "1985", "order": order}
    rows = answers(
        "constant_market_share", options=options, exports=printed("exports.csv"), world=printed("nation.csv")
    )
    found = {row["part"]: row["value"] for row in rows if row["period"] == "1995"}
    book = {row["part"]: row["value"] for row in printed("parts.csv").to_pylist()}
    assert found == pytest.approx(book | {"market": 0}, abs=1e-9)
    assert sum(found.values()) == pytest.approx(630, abs=1e-9)


def test_the_location_quotients(printed: Callable[[str], pa.Table], answers: Callable[..., list[dict]]) -> None:
    rows = answers("location_quotient", flows=printed("exports.csv"), reference=printed("nation.csv"))
    found = {row["product"]: row["value"] for row in rows if row["period"] == "1985"}
    book = {row["product"]: row["value"] for row in printed("quotients.csv").to_pylist()}
    assert found == pytest.approx(book, abs=0.00051)
