"""A region's opportunities as a paper: where more could be sold, what could be taken up, how exports could be spread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from entrepot.studies.paper import (
    Block,
    Cite,
    Column,
    Derivation,
    Figure,
    Gap,
    Number,
    Paper,
    Paragraph,
    Reference,
    Section,
    SourceLine,
    Table,
)
from entrepot.vocabulary.amounts import format_money, format_share
from entrepot.vocabulary.areas import all_by_id, area
from entrepot.vocabulary.errors import EntrepotError, InvalidScenario, MissingData
from entrepot.vocabulary.products import product
from entrepot.vocabulary.text import T
from entrepot.workbench.limits import Limits

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench
    from entrepot.workbench.potential import PotentialAnswer

_MARKETS: Final = 15
_CELLS: Final = 20
_NEW: Final = 20
_POTENTIAL: Final = "potential"
_RANKED: Final = "new-products"
_SPREAD: Final = "spread"
_LARGE: Final = 1e8


def opportunities(
    workbench: Workbench, region: str, limits: Limits, *, potential: Callable[[], PotentialAnswer] | None = None
) -> Paper:
    """Each part by itself: where one cannot be worked out it says so, and the others stand.

    `potential` gives the region's potential where it is known already.
    """
    home = area(region)
    vintage = _vintage(workbench)
    known = cache(potential or (lambda: workbench.potential(home.id)))
    parts = [_Part(workbench, home.id, limits, vintage, known, title, write) for title, write in _PARTS]
    written = _told_once([part.written() for part in parts])
    return Paper(
        f"opportunities-{home.id}",
        T(f"Opportunities of {home.name.en}", f"{home.name.zh}的机会"),
        None,
        None,
        (),
        tuple(section for section, _ in written),
        tuple(one for _, derivations in written for one in derivations),
        REFERENCES,
        vintage,
    )


def _told_once(written: list[Told]) -> list[Told]:
    """What is missing in several parts for one reason is told in the first of them."""
    found: list[Told] = []
    said: set[T] = set()
    for section, derivations in written:
        gap = next((block for block in section.blocks if isinstance(block, Gap)), None)
        again = gap is not None and gap.missing in said
        found.append((replace(section, blocks=(Gap(SAME_REASON),)) if again else section, derivations))
        if gap is not None:
            said.add(gap.missing)
    return found


Told = tuple[Section, tuple[Derivation, ...]]
SAME_REASON: Final = T("not known, for the reason given above", "无法计算，原因同上")
REFERENCES: Final = (
    Reference(
        "decreux-spies", "M", T("Export potential assessments: a methodology to identify export opportunities for developing countries", "出口潜力评估方法"),
        ("Decreux Y", "Spies J"), "International Trade Centre", "Geneva", "2016",
    ),
    Reference(
        "hidalgo", "J", T("The product space conditions the development of nations", "产品空间制约国家发展"),
        ("Hidalgo C A", "Klinger B", "Barabási A-L", "Hausmann R"), journal="Science", year="2007", volume="317", pages="482-487",
    ),
)  # fmt: skip

Written = tuple[tuple[Block, ...], tuple[Derivation, ...], tuple[Section, ...]]


@dataclass(frozen=True, slots=True)
class _Part:
    workbench: Workbench
    home: str
    limits: Limits
    vintage: str
    potential: Callable[[], PotentialAnswer]
    title: T
    write: Callable[[_Part], Written]

    def written(self) -> Told:
        try:
            blocks, derivations, inner = self.write(self)
        except (MissingData, InvalidScenario) as problem:
            blocks, derivations, inner = (Gap(problem.message),), (), ()
        return Section("status", self.title, blocks, inner), derivations


def _where(part: _Part) -> Written:
    found = part.potential()
    source = _source(found.source, found.demand.source, found.synthetic, part.vintage)
    derivations = tuple(_derivations(found, part.vintage))
    markets = found.markets.slice(0, _MARKETS).to_pylist()
    total, sold = found.unrealised, float(found.result.actual.sum())
    first = markets[0]
    said = Paragraph(
        en=(
            "In ", found.period, ", ", _money(sold, found.currency, _POTENTIAL), " was sold abroad; ",
            _money(total, found.currency, _POTENTIAL), " more could be, most of it in ", _market(first["partner"]).en,
            " (", _money(first["unrealised"], found.currency, _POTENTIAL), "). ", _whose(found).en, " ", Cite("decreux-spies"),
        ),
        zh=(
            found.period, "年出口", _money(sold, found.currency, _POTENTIAL), "；尚有",
            _money(total, found.currency, _POTENTIAL), "的潜力未实现，最大的市场是", _market(first["partner"]).zh,
            "（", _money(first["unrealised"], found.currency, _POTENTIAL), "）。", _whose(found).zh, Cite("decreux-spies"),
        ),
    )  # fmt: skip
    chart = Figure(
        "markets", T("Not sold yet, by market", "未实现潜力：分市场"), "ranked_bars",
        tuple({"name": _market(row["partner"]), "value": row["unrealised"]} for row in markets), source,
        options={"unit": "money", "currency": found.currency}, derivations=(_POTENTIAL,),
    )  # fmt: skip
    goods = Figure(
        "products", T("Not sold yet, by product", "未实现潜力：分商品"), "ranked_bars",
        tuple({"name": _goods(row["product"]), "value": row["unrealised"]} for row in found.products.slice(0, _MARKETS).to_pylist()),
        source, options={"unit": "money", "currency": found.currency}, derivations=(_POTENTIAL,),
    )  # fmt: skip
    most = float(max(found.result.actual.max(), found.result.potential.max()))
    cells = Table(
        "cells", T("The largest potentials, by market and product", "最大的潜力：分市场与商品"),
        (Column("name", T("Market and product", "市场与商品"), number=False), *_amounts()),
        tuple(
            (T(f"{_market(row['partner']).en}: {_goods(row['product']).en}", f"{_market(row['partner']).zh}：{_goods(row['product']).zh}"),
             *(_money(row[name], found.currency, _cell_id(row), largest=most) for name in ("actual", "potential", "unrealised")))
            for row in found.cells.slice(0, _CELLS).to_pylist()
        ),
        source, found.notes,
    )  # fmt: skip
    return (said, chart, goods, cells), derivations, ()


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
        notes, (), vintage, synthetic=found.synthetic,
    )  # fmt: skip
    result = found.result
    for row in found.cells.slice(0, _CELLS).to_pylist():
        market, good = found.partners.index(row["partner"]), found.codes.index(row["product"])
        supply, demand, ease = result.supply[0, good], result.demand[market, good], result.ease[0, market]
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
            _cell_id(row), T(f"Potential of {_goods(row['product']).en} in {_market(row['partner']).en}", f"{_goods(row['product']).zh}在{_market(row['partner']).zh}的潜力"),
            formula,
            T(
                f"{format_share(float(supply), decimals=2)} of supply x {bought.en} of demand x {ease:.3f} of ease{other[0]} = {reach.en}; sold now {now.en}",
                f"供给份额 {format_share(float(supply), decimals=2)} × 需求 {bought.zh} × 贸易便利度 {ease:.3f}{other[1]} = {reach.zh}；现有出口 {now.zh}",
            ),
            notes, (), vintage, synthetic=found.synthetic,
        )  # fmt: skip


def _cell_id(row: Mapping[str, Any]) -> str:
    return f"potential-{row['partner']}-{row['product']}"


def _whose(found: PotentialAnswer) -> T:
    said = found.demand.notes[0]
    return T(said.en[0].upper() + said.en[1:] + ".", f"{said.zh}。")


def _new(part: _Part) -> Written:
    found = part.workbench.new_products(part.home)
    rows = found.table.slice(0, _NEW).to_pylist()
    if not rows:
        raise MissingData(T("every product that is compared is an advantage already", "参加比较的商品均已具有优势"))
    source = _source("", "", found.synthetic, part.vintage)
    said = Paragraph(
        en=("First comes ", _goods(rows[0]["product"]).en, ". ", f"{STANDINGS_OF.en} ", Cite("hidalgo"), "."),
        zh=("居首的是", _goods(rows[0]["product"]).zh, "。", STANDINGS_OF.zh, Cite("hidalgo"), "。"),
    )
    chart = Figure(
        "near", T("Near and complex: products that could be taken up", "可培育的新商品：接近程度与复杂度"), "scatter",
        tuple({"product": row["product"], "x": row["density"], "y": row["complexity"]} for row in rows),
        source, options={"unit": "money", "currency": "USD"}, derivations=(_RANKED,),
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
            (_goods(row["product"]), *(_plain(row[name], _RANKED) for name in ("score", "density", "complexity")),
             _money(row["demand"], "USD", _RANKED))
            for row in rows
        ),
        source, found.notes,
    )  # fmt: skip
    derivation = Derivation(
        _RANKED, T("Ranking of new products", "新商品排序"), "(density standing x complexity standing x demand standing)^(1/3)",
        STANDINGS_OF, found.notes, (), part.vintage, synthetic=found.synthetic,
    )  # fmt: skip
    return (said, chart, table), (derivation,), ()


STANDINGS_OF: Final = T(
    "Ranked by the geometric mean of three standings among all candidates: how near the product lies to what is sold already, how "
    "complex it is, how much of it is bought",
    "按三项位次的几何平均排序：与现有优势商品的接近程度、复杂度、需求规模",
)


def _spread(part: _Part) -> Written:
    from entrepot.workbench.diversification import spread_of

    found = spread_of(part.potential(), **part.limits.asked())
    source = _source(found.potential.source, found.potential.demand.source, found.synthetic, part.vintage)
    result = found.result
    before, after = float(result.before.sum()), float(result.exports.sum())
    said = Paragraph(
        en=(
            "Within the limits exports go from ", _money(before, found.currency, _SPREAD), " to ",
            _money(after, found.currency, _SPREAD), ", and concentration of markets (HHI) from ",
            _plain(result.hhi_before[0], _SPREAD), " to ", _plain(result.hhi[0], _SPREAD), ".",
        ),
        zh=(
            "在限制条件下，出口由", _money(before, found.currency, _SPREAD), "变为",
            _money(after, found.currency, _SPREAD), "，市场集中度（HHI）由", _plain(result.hhi_before[0], _SPREAD), "变为",
            _plain(result.hhi[0], _SPREAD), "。",
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
            (_market(row["partner"]), *(_money(row[name], found.currency, _SPREAD, largest=after) for name in ("before", "after")),
             *(_share(row[name], _SPREAD) for name in ("share_before", "share_after")))
            for row in markets
        ),
        source, found.notes[-2:],
    )  # fmt: skip
    moves = Figure(
        "moves", T("Change of exports by market", "各市场出口变化"), "ranked_bars",
        tuple({"name": _market(row["partner"]), "value": row["change"]} for row in markets), source,
        options={"unit": "money", "currency": found.currency}, derivations=(_SPREAD,),
    )  # fmt: skip
    limits = tuple(Paragraph((one.en,), (one.zh,)) for one in found.said)
    derivation = Derivation(
        _SPREAD, T("Reallocation within limits", "限制条件下的出口调整"),
        "maximise sum x, kept a <= x <= max(a, potential), capacity, shares, HHI",
        T(f"HiGHS: {len(found.partners)} markets x {len(found.codes)} groups of goods", f"HiGHS：{len(found.partners)}个市场×{len(found.codes)}类商品"),
        found.notes, (), part.vintage, synthetic=found.synthetic,
    )  # fmt: skip
    return (said, moves, table), (derivation,), (Section("status", COSTS, limits),)


COSTS: Final = T("What each limit costs", "各项限制的代价")
_PARTS: Final = (
    (T("Where more could be sold", "哪些市场还能多卖"), _where),
    (T("What could be taken up", "可以培育哪些新商品"), _new),
    (T("Spreading exports within limits", "在限制条件下分散出口"), _spread),
)


def _market(code: str) -> T:
    known = all_by_id()
    return known[code].name if code in known else T(code, code)


def _goods(code: str) -> T:
    name = product(code).name
    # A code of four digits at the head of a row would read as a year.
    bare = name if name.en.startswith(code) else T(f"{code} {name.en}", f"{code} {name.zh}")
    return T(f"HS {bare.en}", f"HS {bare.zh}")


def _money(value: float, currency: str, why: str, *, largest: float | None = None) -> Number:
    """`largest` is that of all numbers in the table, so that its columns have one unit."""
    step = "" if largest is None else "1e8" if largest >= _LARGE else "1e4"
    shown = f"{step} {currency}" if step else ""
    return Number(Decimal(repr(float(value))), currency, shown, 2 if step else None, derivation=why)


def _plain(value: float, why: str) -> Number:
    return Number(Decimal(repr(float(value))), "1", decimals=3, derivation=why)


def _share(value: float, why: str) -> Number:
    return Number(Decimal(repr(float(value))), "1", shown_in="%", decimals=1, derivation=why)


def _source(own: str, demand: str, synthetic: bool, vintage: str) -> SourceLine:
    from entrepot.sources import source_named

    named = []
    for name in dict.fromkeys(one for one in (own, demand) if one and one != "-"):
        try:
            named.append(source_named(name).title)
        except EntrepotError:
            named.append(T(name, name))
    return SourceLine(tuple(named), vintage, synthetic=synthetic)


def _vintage(workbench: Workbench) -> str:
    """The day of the newest data of the lake."""
    days = [str(one.record.get("vintage") or one.record.get("at") or "")[:10] for one in workbench.history()]
    return max(days, default="")
