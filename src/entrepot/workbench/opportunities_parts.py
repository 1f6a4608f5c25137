"""The three parts of the paper of opportunities: where, what, and how to spread; each with what stands behind its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypedDict

from entrepot.studies.paper import (
    Block,
    Cite,
    Column,
    Derivation,
    Figure,
    Paragraph,
    Section,
    Table,
)
from entrepot.vocabulary.amounts import format_money, format_share
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.short_goods import short_goods
from entrepot.vocabulary.text import T
from entrepot.workbench.limits import Limits
from entrepot.workbench.opportunities_behind import candidates_of, coverage_of, id_of, of_moves, of_new, of_sums
from entrepot.workbench.opportunities_cells import goods, market, money, plain, share, source_line

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench
    from entrepot.workbench.potential import PotentialAnswer

_MARKETS: Final = 15
_CELLS: Final = 20
_NEW: Final = 20
_POTENTIAL: Final = "potential"
_RANKED: Final = "new-products"
_SPREAD: Final = "spread"


Written = tuple[tuple[Block, ...], tuple[Derivation, ...], tuple[Section, ...]]


@dataclass(frozen=True, slots=True)
class Ask:
    """What the parts are written from; `potential` works the region's out when it is first called for."""

    workbench: Workbench
    home: str
    limits: Limits
    vintage: str
    potential: Callable[[], PotentialAnswer]


def where(ask: Ask) -> Written:
    found = ask.potential()
    source = source_line(found.source, found.demand.source, found.synthetic, ask.vintage, coverage_of(found))
    markets, products = (one.slice(0, _MARKETS).to_pylist() for one in (found.markets, found.products))
    derivations = (
        *_derivations(found, ask.vintage),
        *of_sums(found, "partner", markets, ask.vintage),
        *of_sums(found, "product", products, ask.vintage),
    )
    total, sold = found.unrealised, float(found.result.actual.sum())
    first = markets[0]
    said = Paragraph(
        en=(
            "In ", found.period, ", ", money(sold, found.currency, _POTENTIAL), " was sold abroad; ",
            money(total, found.currency, _POTENTIAL), " more could be, most of it in ", market(first["partner"]).en,
            " (", money(first["unrealised"], found.currency, _POTENTIAL), "). ", _whose(found).en, " ", Cite("decreux-spies"),
        ),
        zh=(
            found.period, "年出口", money(sold, found.currency, _POTENTIAL), "；尚有",
            money(total, found.currency, _POTENTIAL), "的潜力未实现，最大的市场是", market(first["partner"]).zh,
            "（", money(first["unrealised"], found.currency, _POTENTIAL), "）。", _whose(found).zh, Cite("decreux-spies"),
        ),
    )  # fmt: skip
    chart = Figure(
        "markets", T("Not sold yet, by market", "未实现潜力：分市场"), "ranked_bars",
        tuple({"name": market(row["partner"]), "value": row["unrealised"]} for row in markets), source,
        options={"unit": "money", "currency": found.currency}, **_behind("partner", (row["partner"] for row in markets)),
    )  # fmt: skip
    by_product = Figure(
        "products", T("Not sold yet, by product", "未实现潜力：分商品"), "ranked_bars",
        tuple({"name": short_goods(row["product"]), "value": row["unrealised"]} for row in products),
        source, options={"unit": "money", "currency": found.currency}, **_behind("product", (row["product"] for row in products)),
    )  # fmt: skip
    most = float(max(found.result.actual.max(), found.result.potential.max()))
    cells = Table(
        "cells", T("The largest potentials, by market and product", "最大的潜力：分市场与商品"),
        (Column("name", T("Market and product", "市场与商品"), number=False), *_amounts()),
        tuple(
            (T(f"{market(row['partner']).en}: {short_goods(row['product']).en}", f"{market(row['partner']).zh}：{short_goods(row['product']).zh}"),
             *(money(row[name], found.currency, _cell_id(row), largest=most) for name in ("actual", "potential", "unrealised")))
            for row in found.largest(_CELLS).to_pylist()
        ),
        source, _notes(found.notes),
    )  # fmt: skip
    return (said, chart, by_product, cells), derivations, ()


class _Behind(TypedDict):
    derivations: tuple[str, ...]
    behind: tuple[tuple[str, ...], ...]


def _behind(kind: str, codes: Iterable[str]) -> _Behind:
    """For each row of a chart the one derivation of its number."""
    ids = tuple(id_of(kind, code) for code in codes)
    return {"derivations": ids, "behind": tuple((one,) for one in ids)}


def _amounts() -> tuple[Column, ...]:
    return (
        Column("actual", T("Sold now", "现有出口")),
        Column("potential", T("Potential", "潜力")),
        Column("unrealised", T("Not sold yet", "未实现")),
    )


def _derivations(found: PotentialAnswer, vintage: str) -> Iterator[Derivation]:
    """Of the whole, and of each cell that the table shows: the three factors with their numbers."""
    formula = "supply x demand x ease; unrealised = max(0, potential - actual)"
    notes = found.notes
    total = format_money(found.unrealised, found.currency, "en"), format_money(found.unrealised, found.currency, "zh")
    yield Derivation(
        _POTENTIAL, T("Export potential not sold yet", "未实现的出口潜力"), formula,
        T(f"sum over {len(found.partners)} markets and {len(found.codes)} products = {total[0]}", f"{len(found.partners)}个市场、{len(found.codes)}种商品之和 = {total[1]}"),
        notes, (), vintage, coverage_of(found), found.synthetic,
        (f"exports[area={found.region}, period={found.period}] ({found.source})",),
    )  # fmt: skip
    result = found.result
    for row in found.largest(_CELLS).to_pylist():
        place, good = found.partners.index(row["partner"]), found.codes.index(row["product"])
        supply, demand, ease = result.supply[0, good], result.demand[place, good], result.ease[0, place]
        bought = T(*(format_money(float(demand), found.currency, language) for language in ("en", "zh")))
        reach, now = (
            T(*(format_money(row[name], found.currency, language) for language in ("en", "zh")))
            for name in ("potential", "actual")
        )
        rest = row["potential"] / (supply * demand * ease) if supply * demand * ease else 1.0
        other = (
            (f" x {rest:.3f} (distance, tariffs)", f" × {rest:.3f}（距离与关税）") if abs(rest - 1) > 1e-9 else ("", "")
        )
        yield Derivation(
            _cell_id(row), T(f"Potential of {goods(row['product']).en} in {market(row['partner']).en}", f"{goods(row['product']).zh}在{market(row['partner']).zh}的潜力"),
            formula,
            T(
                f"{format_share(float(supply), decimals=2)} of supply x {bought.en} of demand x {ease:.3f} of ease{other[0]} = {reach.en}; sold now {now.en}",
                f"供给份额 {format_share(float(supply), decimals=2)} × 需求 {bought.zh} × 贸易便利度 {ease:.3f}{other[1]} = {reach.zh}；现有出口 {now.zh}",
            ),
            notes, (), vintage, coverage_of(found), found.synthetic,
            (f"exports[area={found.region}, counterpart={row['partner']}, product={row['product']}, period={found.period}] ({found.source})",),
        )  # fmt: skip


def _cell_id(row: Mapping[str, Any]) -> str:
    return f"potential-{row['partner']}-{row['product']}"


def _whose(found: PotentialAnswer) -> T:
    """Whose demand it is; where more could be had is told in the notes."""
    en, zh = found.demand.notes[0].en.partition("; ingest")[0], found.demand.notes[0].zh.partition("；如需")[0]
    return T(en[0].upper() + en[1:] + ".", f"{zh}。")


def _notes(notes: tuple[T, ...], *told: tuple[T, ...]) -> tuple[T, ...]:
    """What a reader can do something with, and is not told already: a currency to ask for is a word of the command line."""
    known = {one for each in told for one in each}
    return tuple(one for one in notes if one not in known and "--currency" not in one.en)


def new(ask: Ask) -> Written:
    found = ask.workbench.new_products(ask.home)
    rows = found.table.slice(0, _NEW).to_pylist()
    if not rows:
        raise MissingData(T("every product that is compared is an advantage already", "参加比较的商品均已具有优势"))
    source = source_line(found.source, found.demand_source, found.synthetic, ask.vintage, candidates_of(found))
    said = Paragraph(
        en=("First comes ", short_goods(rows[0]["product"]).en, ". ", f"{STANDINGS_OF.en} ", Cite("hidalgo"), "."),
        zh=("居首的是", short_goods(rows[0]["product"]).zh, "。", STANDINGS_OF.zh, Cite("hidalgo"), "。"),
    )
    chart = Figure(
        "near", T("Near and complex: products that could be taken up", "可培育的新商品：接近程度与复杂度"), "scatter",
        tuple({"product": row["product"], "x": row["density"], "y": row["complexity"]} for row in rows),
        source, T("further right: nearer to what is sold already (density); higher: more complex", "越靠右越接近现有优势商品（密度），越靠上越复杂（复杂度）"),
        {"unit": "index"}, **_behind("new", (row["product"] for row in rows)),
    )  # fmt: skip
    table = Table(
        "new", T("Products that could be taken up", "可培育的新商品"),
        (
            Column("name", T("Product", "商品"), number=False),
            Column("score", T("Score", "得分")),
            Column("density", T("Density", "密度")),
            Column("complexity", T("Complexity", "复杂度")),
            Column("demand", T("Demand", "需求")),
        ),
        tuple(
            (short_goods(row["product"]), *(plain(row[name], _RANKED) for name in ("score", "density", "complexity")),
             money(row["demand"], "USD", _RANKED))
            for row in rows
        ),
        source, _notes(found.notes, ask.potential().notes),
    )  # fmt: skip
    derivation = Derivation(
        _RANKED, T("Ranking of new products", "新商品排序"), "(density standing x complexity standing x demand standing)^(1/3)",
        STANDINGS_OF, found.notes, (), ask.vintage, candidates_of(found), found.synthetic,
        (f"exports[area={found.region}, period={found.period}] ({found.source})",),
    )  # fmt: skip
    return (said, chart, table), (derivation, *of_new(found, rows, ask.vintage)), ()


STANDINGS_OF: Final = T(
    "Ranked by the geometric mean of three standings among all candidates: how near the product lies to what is sold already, how "
    "complex it is, how much of it is bought",
    "按三项位次的几何平均排序：与现有优势商品的接近程度、复杂度、需求规模",
)


def spread(ask: Ask) -> Written:
    from entrepot.workbench.diversification import spread_of

    found = spread_of(ask.potential(), **ask.limits.asked())
    whole = found.potential
    source = source_line(whole.source, whole.demand.source, found.synthetic, ask.vintage, coverage_of(whole))
    result = found.result
    before, after = float(result.before.sum()), float(result.exports.sum())
    said = Paragraph(
        en=(
            "Within the limits exports go from ", money(before, found.currency, _SPREAD), " to ",
            money(after, found.currency, _SPREAD), ", and concentration of markets (HHI) from ",
            plain(result.hhi_before[0], _SPREAD), " to ", plain(result.hhi[0], _SPREAD), ".",
        ),
        zh=(
            "在限制条件下，出口由", money(before, found.currency, _SPREAD), "变为",
            money(after, found.currency, _SPREAD), "，市场集中度（HHI）由", plain(result.hhi_before[0], _SPREAD), "变为",
            plain(result.hhi[0], _SPREAD), "。",
        ),
    )  # fmt: skip
    markets = found.markets.slice(0, _MARKETS).to_pylist()
    table = Table(
        "shares", T("Exports by market, before and after", "调整前后各市场出口"),
        (
            Column("name", T("Market", "市场"), number=False),
            Column("before", T("Before", "调整前")),
            Column("after", T("After", "调整后")),
            Column("share_before", T("Share before", "原份额")),
            Column("share_after", T("Share after", "新份额")),
        ),
        tuple(
            (market(row["partner"]), *(money(row[name], found.currency, _SPREAD, largest=after) for name in ("before", "after")),
             *(share(row[name], _SPREAD) for name in ("share_before", "share_after")))
            for row in markets
        ),
        source, _notes(found.notes[-2:]),
    )  # fmt: skip
    moves = Figure(
        "moves", T("Change of exports by market", "各市场出口变化"), "ranked_bars",
        tuple({"name": market(row["partner"]), "value": row["change"]} for row in markets), source,
        options={"unit": "money", "currency": found.currency}, **_behind("move", (row["partner"] for row in markets)),
    )  # fmt: skip
    limits = tuple(Paragraph((one.en,), (one.zh,)) for one in found.said)
    derivation = Derivation(
        _SPREAD, T("Reallocation within limits", "限制条件下的出口调整"),
        "maximise sum x, kept a <= x <= max(a, potential), capacity, shares, HHI",
        T(f"HiGHS: {len(found.partners)} markets x {len(found.codes)} groups of goods", f"HiGHS：{len(found.partners)}个市场×{len(found.codes)}类商品"),
        found.notes, (), ask.vintage, coverage_of(whole), found.synthetic,
        (f"exports[area={whole.region}, period={whole.period}] ({whole.source})",),
    )  # fmt: skip
    behind = of_moves(found, markets, ask.vintage)
    return (said, moves, table), (derivation, *behind), (Section("status", COSTS, limits),)


COSTS: Final = T("What each limit costs", "各项限制的代价")
