"""How the number of each mark came about in the charts of opportunities, and which rows it was read from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from entrepot.studies.paper import Derivation
from entrepot.vocabulary.amounts import format_money, format_number
from entrepot.vocabulary.text import T
from entrepot.workbench.opportunities_cells import goods, market

if TYPE_CHECKING:
    from entrepot.workbench.diversification import DiversificationAnswer
    from entrepot.workbench.potential import NewProductsAnswer, PotentialAnswer

Row = Mapping[str, Any]
_UNREALISED: Final = "unrealised = sum of max(0, potential - actual)"
_SCORE: Final = "(density standing x complexity standing x demand standing)^(1/3)"
_MOVED: Final = "after - before; maximise sum x, kept a <= x <= max(a, potential), capacity, shares, HHI"
_TITLES: Final[Mapping[str, Callable[[str], T]]] = {"partner": market, "product": goods}


def id_of(kind: str, code: str) -> str:
    """Of the derivation of a market or product in one of the charts."""
    return f"{kind}-{code}"


def of_sums(found: PotentialAnswer, by: str, rows: Sequence[Row], vintage: str) -> Iterator[Derivation]:
    """What is not sold yet to each market, or of each product."""
    over = len(found.codes if by == "partner" else found.partners)
    each = T("products", "种商品") if by == "partner" else T("markets", "个市场")
    for row in rows:
        title = _TITLES[by](row[by])
        now, reach, more = (_money(row[name], found.currency) for name in ("actual", "potential", "unrealised"))
        yield Derivation(
            id_of(by, row[by]), T(f"Not sold yet: {title.en}", f"未实现潜力：{title.zh}"), _UNREALISED,
            T(
                f"over {over} {each.en}: potential {reach.en}, sold now {now.en}, not sold yet {more.en}",
                f"{over}{each.zh}合计：潜力 {reach.zh}，现有出口 {now.zh}，未实现 {more.zh}",
            ),
            found.notes, (), vintage, coverage_of(found), found.synthetic, (_rows(found, by, row[by]),),
        )  # fmt: skip


def of_new(found: NewProductsAnswer, rows: Sequence[Row], vintage: str) -> Iterator[Derivation]:
    """Density and complexity of each product that could be taken up, and where they put it."""
    for row in rows:
        title, demand = goods(row["product"]), _money(row["demand"], "USD")
        density, complexity, score = (
            format_number(row[name], decimals=3) for name in ("density", "complexity", "score")
        )
        yield Derivation(
            id_of("new", row["product"]), title, _SCORE,
            T(
                f"density {density}, complexity {complexity}, demand {demand.en}: score {score}, rank {row['rank']}",
                f"密度 {density}，复杂度 {complexity}，需求 {demand.zh}：得分 {score}，第{row['rank']}位",
            ),
            found.notes, (), vintage, candidates_of(found), found.synthetic,
            (f"exports[area={found.region}, product={row['product']}, period={found.period}] ({found.source})",),
        )  # fmt: skip


def of_moves(found: DiversificationAnswer, rows: Sequence[Row], vintage: str) -> Iterator[Derivation]:
    """Exports to each market before and after, within the limits."""
    for row in rows:
        title = market(row["partner"])
        before, after = (_money(row[name], found.currency) for name in ("before", "after"))
        change = _money(row["change"], found.currency, sign=True)
        yield Derivation(
            id_of("move", row["partner"]), T(f"Change of exports to {title.en}", f"对{title.zh}出口的变化"), _MOVED,
            T(f"{after.en} − {before.en} = {change.en}", f"{after.zh} − {before.zh} = {change.zh}"),
            found.notes, (), vintage, coverage_of(found.potential), found.synthetic,
            (_rows(found.potential, "partner", row["partner"]),),
        )  # fmt: skip


def coverage_of(found: PotentialAnswer) -> T:
    """What was looked at."""
    markets, products = len(found.partners), len(found.codes)
    return T(f"{markets} markets and {products} products of {found.period}", f"{found.period}年{markets}个市场、{products}种商品")  # fmt: skip


def candidates_of(found: NewProductsAnswer) -> T:
    """What was looked at."""
    return T(f"{found.table.num_rows} products without an advantage in {found.period}", f"{found.period}年尚无优势的{found.table.num_rows}种商品")  # fmt: skip


def _rows(found: PotentialAnswer, by: str, code: str) -> str:
    """As derivations name figures, so that the rows behind are found again."""
    other = "counterpart" if by == "partner" else "product"
    return f"exports[area={found.region}, {other}={code}, period={found.period}] ({found.source})"


def _money(value: float, currency: str, *, sign: bool = False) -> T:
    return T(format_money(value, currency, "en", sign=sign), format_money(value, currency, "zh", sign=sign))
