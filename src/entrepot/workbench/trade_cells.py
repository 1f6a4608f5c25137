"""A region's trade of one year in one direction, by partner and product, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from entrepot.lake.lake import AsOf
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.products import TOTAL
from entrepot.vocabulary.text import T
from entrepot.workbench.reading import open_lake

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

Array = NDArray[np.float64]
_WORDS = {"export": T("exports", "出口"), "import": T("imports", "进口")}


@dataclass(frozen=True, slots=True)
class TradeCells:
    """One entry for each cell that is told: reporter, code, origin or destination, money."""

    period: str
    reporters: NDArray[Any]
    codes: NDArray[Any]
    others: NDArray[Any]
    values: Array
    partners: tuple[str, ...]
    digits: int
    nomenclature: str
    currency: str
    source: str
    synthetic: bool
    notes: tuple[T, ...]

    def at_digits(self, most: int, partners: tuple[str, ...] | None = None) -> tuple[tuple[str, ...], Array]:
        """Codes of at most so many digits, and money: codes x partners (of all reporters together)."""
        codes, at = np.unique(self.codes.astype(f"<U{min(self.digits, most)}"), return_inverse=True)
        columns = np.array(self.partners if partners is None else partners)
        place = np.minimum(np.searchsorted(columns, self.others), len(columns) - 1)
        known = columns[place] == self.others
        money = np.zeros((len(codes), len(columns)))
        np.add.at(money, (at[known], place[known]), self.values[known])
        return tuple(codes.tolist()), money


def trade_cells(
    workbench: Workbench,
    region: str | tuple[str, ...],
    flow: Literal["export", "import"],
    *,
    period: str | None = None,
    source: str | None = None,
    currency: str | None = None,
    digits: int | None = None,
    as_of: AsOf = None,
    flows: pa.Table | None = None,
) -> TradeCells:
    """The last whole year where no period is asked; MissingData where trade is not told by partner and product."""
    if period is None and flows is None and isinstance(region, str):
        period = last_year(workbench, region, flow, source=source, currency=currency, as_of=as_of)
    asked: dict[str, Any] = {
        "region": region, "by": ("partner", "product"), "period": period, "currency": currency, "digits": digits,
    }  # fmt: skip
    asked |= {"frequency": "year", "source": source, "as_of": as_of} if flows is None else {"data": flows, "flow": flow}
    answer = workbench.measure(f"{flow}s", **asked)
    rows = answer.table
    rows = rows.filter(pc.and_(pc.is_valid(rows["value"]), pc.not_equal(rows["product"], pa.scalar(TOTAL))))
    if not rows.num_rows:
        name, word = (
            all_by_id()[region].name if isinstance(region, str) else T("these regions", "这些地区"),
            _WORDS[flow],
        )
        raise MissingData(
            T(
                f"no {word.en} of {name.en} are told by product and partner; ingest a file that has them",
                f"没有{name.zh}分商品、分伙伴的{word.zh}数据；请收入含有这些数据的文件",
            )
        )
    last = period if period and len(period) > 4 else str(pc.max(rows["period"]).as_py())[:4]
    rows = rows.filter(pc.starts_with(rows["period"], last))
    reporters, codes, others = (_texts(rows, name) for name in ("reporter", "product", "partner"))
    level = answer.levels.get(f"{flow}s", {})
    return TradeCells(
        last, reporters, codes, others, rows["value"].to_numpy(zero_copy_only=False), tuple(np.unique(others).tolist()),
        int(np.char.str_len(codes).max()), str(level.get("nomenclature") or ""), answer.currency or "USD",
        str(level.get("source") or "-"), answer.synthetic, answer.notes,
    )  # fmt: skip


def _texts(rows: pa.Table, name: str) -> NDArray[Any]:
    return np.asarray(rows[name].to_pylist(), dtype=np.str_)


_YEARS = """
SELECT left(period, 4) AS year, bool_and(synthetic) AS synthetic, count(DISTINCT period) AS told FROM held
WHERE reporter = ? AND flow = ? AND product_digits > 0 AND (partner_level = 'country' OR ?) AND frequency IN ('year', 'month')
AND (? IS NULL OR source = ?) AND (? IS NULL OR (CASE ? WHEN 'USD' THEN n_usd ELSE n_cny END) > 0)
GROUP BY year, source, basis, frequency HAVING frequency = 'year' OR told = 12 ORDER BY synthetic, year DESC LIMIT 1
"""


def last_year(
    workbench: Workbench,
    region: str,
    flow: str,
    *,
    any_partner: bool = False,
    source: str | None = None,
    currency: str | None = None,
    as_of: AsOf = None,
) -> str | None:
    """The last whole year told by product, and by partner if not `any_partner`: real before synthetic, so that no other is read."""
    asked = [region, flow, any_partner, source, source, currency, currency]
    with open_lake(workbench.lake, as_of=as_of) as connection:
        found = connection.execute(_YEARS, asked).fetchone()
    return str(found[0]) if found else None
