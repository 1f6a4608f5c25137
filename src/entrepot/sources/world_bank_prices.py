"""World Bank commodity prices (the Pink Sheet), monthly: one column per commodity, one line per month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from entrepot.sources.cells import number, printed
from entrepot.sources.fetching import one_file, refuse_other_choices
from entrepot.sources.lookups import lookup, lookup_table, two_columns
from entrepot.sources.source import About, Licence, RawFile, Sheet, Source
from entrepot.vocabulary.tables import PRICES
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

# As of 2025; the bank gives the workbook a new address now and then.
WORKBOOK = (
    "https://thedocs.worldbank.org/en/doc/18675f1d1639c7a34d463f59263ba0a2-0050012025/related/"
    "CMO-Historical-Data-Monthly.xlsx"
)
FIRST_ITEM = "Crude oil, average"
MONTH = r"^(1[89]|20|21)[0-9]{2}M(0[1-9]|1[0-2])$"
# mt is the metric ton, dmtu the dry metric ton unit (1 % of iron in a ton), as the sheet "Description" has them.
UNITS = (
    ("($/bbl)", "USD/bbl"),
    ("($/mt)", "USD/t"),
    ("($/kg)", "USD/kg"),
    ("($/mmbtu)", "USD/mmbtu"),
    ("($/cubic meter)", "USD/m3"),
    ("($/dmtu)", "USD/dmtu"),
    ("($/toz)", "USD/troy oz"),
    ("($/troy oz)", "USD/troy oz"),
    ("(cents/sheet)", "US cents/sheet"),
    ("(2010=100)", "index (2010=100)"),
)


@lookup_table("pink_sheet_unit")
def _units() -> pa.Table:
    return two_columns(UNITS, second="unit")


class WorldBankPrices(Source):
    id = "world_bank_prices"
    title = T("World Bank commodity prices, monthly", "世界银行大宗商品月度价格")
    publisher = T("World Bank", "世界银行")
    address = "https://www.worldbank.org/en/research/commodity-markets"
    licence = Licence(
        T("Creative Commons Attribution 4.0", "知识共享署名4.0"),
        may_republish=True,
        reference="https://www.worldbank.org/en/about/legal/terms-of-use-for-datasets",
    )
    gives = PRICES
    how = T(
        "On the page of the address, take “Monthly prices” (CMO-Historical-Data-Monthly.xlsx) and leave it as it is.",
        "在上述网页下载“Monthly prices”（CMO-Historical-Data-Monthly.xlsx），不要改动。",
    )
    restates = ("item", "period")
    fetchable = True

    def header_row(self, rows: tuple[tuple[str | None, ...], ...]) -> int | None:
        """The line of commodity names, below the banner."""
        for place, row in enumerate(rows):
            if FIRST_ITEM in [cell.strip() for cell in row[1:] if cell is not None]:
                return place
        return None

    def recognises(self, sheet: Sheet) -> bool:
        return len(sheet.columns) > 1 and any(name.strip() == FIRST_ITEM for name in sheet.columns[1:])

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        month, *items = about.sheet.columns
        cells = raw.pivot_longer(items, names_to="heading", values_to="cell").rename(month=month)
        cells = cells.mutate(month=printed(cells.month))
        # The line of units is the one that has no month.
        units = cells.filter(cells.month.isnull()).select("heading", unit_printed=printed(cells.cell))
        units = units.filter(units.unit_printed.notnull())
        known = lookup("pink_sheet_unit")
        units = units.left_join(known, units.unit_printed == known.code).select("heading", "unit_printed", "unit")
        prices = cells.filter(cells.month.notnull())
        return prices.left_join(units, "heading").select(*self._columns(prices, units))

    def _columns(self, prices: ibis.Table, units: ibis.Table) -> tuple[ibis.Value, ...]:
        import ibis

        title = prices.heading.re_replace(r"[ *]+$", "").strip()
        item = title.lower().re_replace("[^a-z0-9]+", "_").re_replace("_$", "")
        month = ibis.ifelse(prices.month.re_search(MONTH), prices.month.replace("M", "-"), ibis.null("string"))
        value = printed(prices.cell)
        return (
            prices.row,
            item.name("item"),
            title.name("item_title"),
            month.name("period"),
            prices.month.name("period_printed"),
            ibis.literal("month").name("frequency"),
            number(value).name("value"),
            value.name("value_printed"),
            units.unit,
            units.unit_printed,
        )

    def fetch(self, **wanted: str) -> Iterator[RawFile]:
        """The workbook; `address` where the bank has moved it, `into` the folder."""
        refuse_other_choices(wanted, ("address", "into"))
        yield one_file(wanted.get("address", WORKBOOK), name=WORKBOOK.rpartition("/")[2], wanted=wanted, how=self.how)


WORLD_BANK_PRICES = WorldBankPrices()
