"""Volatility and falls as textbooks and glossaries work them out."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest


def test_volatility_of_six_monthly_prices(
    printed: Callable[[str], pa.Table], answers: Callable[..., list[dict]]
) -> None:
    rows = {row["period"]: row for row in answers("volatility", flows=printed("prices.csv"))}
    last = rows["2020-06"]
    assert last["value"] == pytest.approx(0.0942, abs=0.000051)
    assert last["rates"] == 5
    squares = last["variance"] * 4 + 5 * 0.01792**2
    assert squares == pytest.approx(0.03711, abs=0.00001)


def test_the_worst_fall(printed: Callable[[str], pa.Table], answers: Callable[..., list[dict]]) -> None:
    rows = answers("drawdown", flows=printed("falls.csv"))
    last = {row["reporter"]: row for row in sorted(rows, key=lambda row: row["period"])}
    book = {row["reporter"]: row["per_cent"] for row in printed("worst.csv").to_pylist()}
    assert {name: 100 * row["value"] for name, row in last.items()} == pytest.approx(book, abs=0.0051)
