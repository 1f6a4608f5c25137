"""Whether a source's rows of a region are of some goods only, as of a query for one commodity: then they say nothing of all trade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from entrepot.lake.engine import rows_of
from entrepot.sources import source_named
from entrepot.vocabulary.text import T
from entrepot.workbench.reading import open_lake

if TYPE_CHECKING:
    import duckdb

    from entrepot.workbench.bench import Workbench

# A region that trades at all does so in more chapters and more products than this; a query for a commodity has one or a few.
LEAST_CHAPTERS: Final = 20
LEAST_PRODUCTS: Final = 200
_MOST_NAMED: Final = 6
_LEVELS: Final = """
SELECT min(product_digits) AS least, max(product_digits) AS most, max(left(period, 4)) AS year FROM held
WHERE reporter = ? AND source = ? AND flow IN ('export', 'import') AND basis IS DISTINCT FROM 'published' AND rows > 0
"""
_GOODS: Final = """
SELECT count(DISTINCT product) AS products, list_sort(list(DISTINCT left(product, 2))) AS chapters FROM flows
WHERE reporter = ? AND source = ? AND year = ? AND product_digits >= 2
"""


@dataclass(frozen=True, slots=True)
class ListedGoods:
    """How many products the rows are of, in which chapters; a total that is none is never made of them."""

    products: int
    chapters: tuple[str, ...]

    def tell_of(self, goods: str) -> bool:
        """Whether a code's chapter is among them; an empty one asks for nothing."""
        return not goods or goods[:2] in self.chapters

    @property
    def note(self) -> T:
        some = self.chapters[:_MOST_NAMED]
        more = len(self.chapters) - len(some)
        en, zh = ", ".join(some), "、".join(some)
        return T(
            f"These data hold {self.products} product{'s' if self.products > 1 else ''} of HS chapter{'s' if len(self.chapters) > 1 else ''} "
            f"{en}{f' and {more} more' if more else ''} only: all that follows is about these goods, not about all trade.",
            f"这些数据只含第{zh}{f'等{len(self.chapters)}' if more else ''}章的{self.products}种商品：以下均就这些商品而言，不代表全部贸易。",
        )


def listed_goods(connection: duckdb.DuckDBPyConnection, region: str, source: str) -> ListedGoods | None:
    """None where a total stands beside the rows, where they tell no goods, and where they may well be all."""
    levels = rows_of(connection, _LEVELS, [region, source]).to_pylist()[0]
    if not levels["least"] or levels["most"] < 2:
        return None
    found = rows_of(connection, _GOODS, [region, source, int(levels["year"])]).to_pylist()[0]
    if len(found["chapters"] or ()) >= LEAST_CHAPTERS or not 0 < found["products"] < LEAST_PRODUCTS:
        return None
    return ListedGoods(found["products"], tuple(found["chapters"]))


def few_goods(workbench: Workbench, region: str, source: str) -> T | None:
    """What is to be said beside anything that is made of the rows; None where nothing is. What is synthetic says so itself."""
    if source_named(source).synthetic:
        return None
    with open_lake(workbench.lake) as connection:
        found = listed_goods(connection, region, source)
    return found.note if found else None
