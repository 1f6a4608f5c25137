"""What becomes of each market and chapter: sums by hand, the ends of the draws, and tables that tell no goods apart."""

from __future__ import annotations

import pyarrow as pa

from entrepot.models.scenario.outcome import FlowChange
from entrepot.workbench.flows_between import flows_between

ROWS = [
    ("export", "USA", "720810"),
    ("export", "USA", "850760"),
    ("export", "JPN", "720810"),
    ("import", "JPN", "270900"),
]


def told(*values: float, product: bool = True, period: str = "2022-03") -> pa.Table:
    flow, partner, code = (list(column) for column in zip(*ROWS, strict=True))
    codes = code if product else ["TOTAL"] * len(ROWS)
    columns = {"flow": flow, "partner": partner, "product": codes, "period": [period] * len(ROWS)}
    return pa.table({**columns, "value_usd": [float(value) for value in values]})


def test_the_largest_change_comes_first_with_the_ends_of_the_draws() -> None:
    tables = {
        "before": told(100, 50, 30, 20),
        "after": told(60, 50, 45, 20),
        "low": told(40, 50, 40, 20),
        "high": told(80, 50, 50, 20),
    }
    assert flows_between(tables, "2022", "USD") == (
        FlowChange("export", "partner", "USA", 150.0, -40.0, -60.0, -20.0),
        FlowChange("export", "partner", "JPN", 30.0, 15.0, 10.0, 20.0),
        FlowChange("export", "product", "72", 130.0, -25.0, -50.0, 0.0),
    )


def test_a_table_that_tells_no_goods_has_no_chapters() -> None:
    tables = {"before": told(100, 50, 30, 20, product=False), "after": told(90, 50, 30, 20, product=False)}
    assert [(one.by, one.code, one.change) for one in flows_between(tables, "2022", "USD")] == [
        ("partner", "USA", -10.0)
    ]


def test_other_years_and_a_rounding_of_cents_are_no_change() -> None:
    other = {"before": told(100, 50, 30, 20, period="2021-03"), "after": told(1, 1, 1, 1, period="2021-03")}
    assert flows_between(other, "2022", "USD") == ()
    rounded = {"before": told(100, 50, 30, 20), "after": told(100.004, 50, 30, 20)}
    assert flows_between(rounded, "2022", "USD") == ()


def test_a_market_that_only_some_draws_touch_is_told() -> None:
    tables = {"before": told(100, 50, 30, 20), "after": told(100, 50, 30, 20), "low": told(100, 50, 30, 10)}
    found = {(one.by, one.code): (one.change, one.low, one.high) for one in flows_between(tables, "2022", "USD")}
    assert found == {("partner", "JPN"): (0.0, -10.0, 0.0), ("product", "27"): (0.0, -10.0, 0.0)}
