"""What the lake tells from beside a region's series: the markets' demand, exchange rates, input prices, notices."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Final

import entrepot.parameters
from entrepot.lake.engine import rows_of
from entrepot.lake.lake import AsOf, Lake
from entrepot.risks.warnings.leading import Outside
from entrepot.workbench.monthly_rows import MonthlyRows
from entrepot.workbench.reading import open_lake

if TYPE_CHECKING:
    import pyarrow as pa

_FOLDER: Final = Path(entrepot.parameters.__file__).parent
_MONTH: Final = "CAST(left(period, 4) AS INT) * 12 + CAST(right(period, 2) AS INT) - 1"


def leading_signals(lake: Lake, monthly: MonthlyRows, *, as_of: AsOf = None) -> tuple[Outside, ...]:
    """Only those of which the lake holds any; all sellers together stand for a partner's and a product's demand."""
    found = [
        Outside("partner_demand", "partner", monthly.told["partner"], "unusual"),
        Outside("product_demand", "product", monthly.told["product"], "unusual"),
    ]
    with open_lake(lake, as_of=as_of) as connection:
        connection.register("market_currencies", _table("market_currencies.csv"))
        connection.register("input_prices", _table("input_prices.csv"))
        rates = rows_of(
            connection,
            f"SELECT area, {_MONTH.replace('period', 'rates.period')} AS month, avg(rates.per_usd / yuan.per_usd) AS value "
            "FROM market_currencies JOIN rates USING (currency) JOIN rates AS yuan ON rates.period = yuan.period "
            "WHERE yuan.currency = 'CNY' AND rates.frequency = 'month' AND yuan.frequency = 'month' GROUP BY ALL",
        )
        inputs = rows_of(
            connection,
            f"SELECT chapter, {_MONTH} AS month, avg(value) AS value FROM input_prices JOIN prices ON prices.item_title = input_prices.item "
            "WHERE frequency = 'month' GROUP BY ALL",
        )
        notices = rows_of(
            connection,
            "SELECT imposed_by, month, count(DISTINCT notice)::DOUBLE AS value FROM (SELECT imposed_by, notice, "
            "unnest(range(0, 3)) + CAST(left(announced_on, 4) AS INT) * 12 + CAST(substr(announced_on, 6, 2) AS INT) - 1 AS month "
            "FROM notices WHERE regexp_matches(announced_on, '^[0-9]{4}-[0-9]{2}')) GROUP BY ALL",
        )
    if rates.num_rows:
        found.append(Outside("exchange_rate", "partner", rates, "change"))
    if inputs.num_rows:
        found.append(Outside("input_price", "product", inputs, "change", digits=2))
    if notices.num_rows:
        found.append(Outside("notices", "partner", notices, "itself"))
    return tuple(found)


def _table(name: str) -> pa.Table:
    import pyarrow as pa

    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return pa.table({column: pa.array([row[column] for row in rows], pa.string()) for column in rows[0]})
