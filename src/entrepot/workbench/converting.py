"""Rows of several nomenclatures brought to one, through the concordances in the lake and by a rule that is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ibis

from entrepot.lake.engine import compile_sql
from entrepot.vocabulary.amounts import format_share
from entrepot.vocabulary.errors import MissingData, WrongCall
from entrepot.vocabulary.products import TOTAL
from entrepot.vocabulary.text import T
from entrepot.workbench.concordance_chains import UNCONVERTED, chain_to, links_of, path_of
from entrepot.workbench.contents import Contents
from entrepot.workbench.flow_rows import begins_with
from entrepot.workbench.levels import Wanted
from entrepot.workbench.narrowing import beginnings
from entrepot.workbench.selection import Selection, Split

if TYPE_CHECKING:
    from ibis import Table

DIGITS = 6
"""Concordances are of six-digit codes: longer national ones are cut to them, shorter ones cannot be converted."""

SPLITS: Mapping[str, T] = {
    "publisher": T(
        "a code that becomes several goes whole to the one in the publisher's conversion",
        "一码对多码时，全部归入发布者转换表所列编码",
    ),
    "equal": T("a code that becomes several is divided evenly among them", "一码对多码时，在各目标间均分"),
    "weights": T(
        "a code that becomes several is divided as the trade read divides that is told in these codes themselves",
        "一码对多码时，按所读数据中以目标编码公布的贸易额拆分",
    ),
}


def asks_to_convert(selection: Selection, wanted: Wanted) -> bool:
    """Where products are neither told apart nor chosen, all editions add up to the same."""
    told_apart = "product" in wanted.needed or bool(selection.products)
    return selection.convert is not None and told_apart and wanted.whole != "product"


def at_six_digits(selection: Selection, wanted: Wanted) -> tuple[Selection, Wanted]:
    """The question that finds the rows to convert: of all products, for the ones meant go by the codes to come."""
    return replace(selection, products=(), digits=DIGITS), replace(wanted, needed=wanted.needed | {"product"})


def too_short(digits: int) -> WrongCall:
    return WrongCall(
        T(
            f"the codes read have {digits} digits, and concordances are of {DIGITS}: load the detail at {DIGITS} digits, or leave out --convert",
            f"所读编码为{digits}位，而对照表为{DIGITS}位：请收入{DIGITS}位编码的明细，或去掉 --convert",
        )
    )


@dataclass(frozen=True, slots=True)
class Conversion:
    """`links` are `from_nomenclature, from_code, product, share`, a row for each target of each code; `lines` what is behind them."""

    into: str
    links: Table
    lines: Table
    said: T


def conversion(contents: Contents, rows: Table, selection: Selection) -> Conversion | None:
    """How these rows come to the nomenclature asked for; None where they are in it already.

    Refused where no concordance is held, or where a code becomes several and no rule says how it divides.
    """
    into = selection.convert or ""
    editions = sorted(
        one for one in contents.column(compile_sql(rows.select("nomenclature").distinct())) if one != into
    )
    if not editions:
        return None
    held = contents.connection.execute(
        "SELECT DISTINCT from_nomenclature, to_nomenclature, kind FROM concordances"
    ).fetchall()
    chains = {one: chain for one in editions if (chain := chain_to(into, one, held, selection.split))}
    absent = [one for one in editions if one not in chains]
    if absent:
        raise _no_concordance(contents, absent, into)
    links, lines = links_of(chains)
    told_so = bool(contents.column(compile_sql(rows.filter(rows.nomenclature == into).select("nomenclature").limit(1))))
    if selection.split == "weights":
        links = weighted(links, rows, into) if told_so else _refuse_weights(into)
    codes = _codes(contents, rows, links, into)
    several = [code for code in codes if code.targets > 1]
    if several and selection.split not in ("equal", "weights"):
        ways = [chains[one.nomenclature] for one in several]
        may_follow = selection.split is None and all(step.has_conversion for way in ways for step in way)
        raise _undivided(several, codes, into, may_follow=may_follow, may_weigh=told_so)
    return Conversion(
        into, links, lines, _said([path_of(way) for way in chains.values()], codes, into, selection.split)
    )


def weighted(links: Table, rows: Table, into: str) -> Table:
    """Links whose shares are those of the trade told under their targets; evenly where none is told under any of them.

    The part of a code whose way breaks off stays what it is.
    """
    told = rows.filter(rows.nomenclature == into).group_by(target=rows["product"]).agg(told=rows.value.abs().sum())
    both = links.left_join(told, links["product"] == told.target)
    lost = both["product"] == UNCONVERTED
    weight = ibis.ifelse(lost, 0.0, both.told.fill_null(0.0))
    rows_of_code = both.select(*links.columns, weight=weight, kept=ibis.ifelse(lost, both.share, 0.0))
    code = ["from_nomenclature", "from_code"]
    whole = rows_of_code.mutate(
        all_weight=rows_of_code.weight.sum().over(group_by=code), all_kept=rows_of_code.kept.sum().over(group_by=code)
    )
    by_weight = whole.kept + (1 - whole.all_kept) * whole.weight / whole.all_weight.nullif(0)
    return whole.mutate(share=by_weight.fill_null(whole.share)).select(*links.columns)


def _refuse_weights(into: str) -> Table:
    raise MissingData(
        T(
            f"--split weights: none of the trade read is told in {into} itself, so nothing says how codes divide; "
            "ask for periods that are, or divide with --split equal",
            f"--split weights：所读数据中没有以 {into} 公布的贸易，无从确定拆分比例；请扩大时期，或用 --split equal 均分",
        )
    )


def converted(rows: Table, by: Conversion, selection: Selection) -> Table:
    """The rows under the codes of the other nomenclature, their money and quantities divided among several targets."""
    here = rows.mutate(code=rows["product"]).drop("product")
    links = by.links.select("from_nomenclature", "from_code", "product", "share")
    both = here.left_join(links, (here.nomenclature == links.from_nomenclature) & (here.code == links.from_code))
    code = ibis.ifelse(both.nomenclature == by.into, both.code, both["product"])
    if selection.digits:
        code = code.substr(0, selection.digits)
    share = both.share.fill_null(1.0)
    amounts = {name: both[name] * share for name in ("value", "quantity", "net_kg")}
    found = both.mutate(product=code.fill_null(UNCONVERTED), nomenclature=ibis.literal(by.into), **amounts)
    return found.select(rows.columns)


def of_products(rows: Table, selection: Selection) -> Table:
    """The rows of the products asked for, by the codes that they have now."""
    if not selection.products or selection.products == (TOTAL,):
        return rows
    return rows.filter(begins_with(rows["product"], tuple(beginnings(selection.products))))


@dataclass(frozen=True, slots=True)
class _Code:
    """A code in the rows: how much trade stands under it, and how many targets its concordance lists."""

    nomenclature: str
    code: str
    value: float
    targets: int
    named: str


def _codes(contents: Contents, rows: Table, links: Table, into: str) -> list[_Code]:
    sql = (
        f"WITH links AS (SELECT from_nomenclature, from_code, count(*) AS targets, string_agg(product, ', ' ORDER BY product) AS named "
        f"FROM ({compile_sql(links)}) GROUP BY ALL) "
        "SELECT nomenclature, product, sum(abs(value)), coalesce(any_value(targets), 0), any_value(named) "
        f"FROM ({compile_sql(rows)}) AS rows LEFT JOIN links ON from_nomenclature = nomenclature AND from_code = product "
        f"GROUP BY nomenclature, product ORDER BY 3 DESC NULLS LAST, 1, 2"
    )
    found = contents.connection.execute(sql).fetchall()
    return [
        _Code(edition or "", code, value or 0.0, 1 if edition == into else targets, named or "")
        for edition, code, value, targets, named in found
    ]


def _share_of(some: list[_Code], codes: list[_Code]) -> str:
    whole = sum(code.value for code in codes)
    return format_share(sum(code.value for code in some) / whole if whole else 0.0)


def _undivided(several: list[_Code], codes: list[_Code], into: str, *, may_follow: bool, may_weigh: bool) -> WrongCall:
    shown = "; ".join(f"{one.nomenclature} {one.code} → {_shortened(one.named)}" for one in several[:3])
    share = _share_of(several, codes)
    offered_too = {"publisher": may_follow, "equal": True, "weights": may_weigh}
    rules = [rule for rule in SPLITS if offered_too[rule]]
    offered = T(
        ", or ".join(f"--split {rule} ({SPLITS[rule].en})" for rule in rules),
        "，或 ".join(f"--split {rule}（{SPLITS[rule].zh}）" for rule in rules),
    )
    return WrongCall(
        T(
            f"{share} of the trade read stands under codes that become several in {into} ({len(several)} of them), and nothing "
            f"says in which shares: {shown}. Say how, with --convert {into} and {offered.en}",
            f"{len(several)}个编码（占所读贸易额的{share}）在 {into} 中对应多个编码，且没有拆分比例：{shown}。"
            f"请在 --convert {into} 之外指明 {offered.zh}",
        )
    )


def _shortened(named: str) -> str:
    targets = named.split(", ")
    return named if len(targets) <= 4 else f"{', '.join(targets[:3])} … ({len(targets)})"


def _no_concordance(contents: Contents, editions: list[str], into: str) -> MissingData:
    names = ", ".join(f"{one or '?'} → {into}" for one in editions)
    pairs = contents.column(
        "SELECT DISTINCT concat(from_nomenclature, ' → ', to_nomenclature) FROM concordances ORDER BY 1"
    )
    held = ", ".join(pairs) or str(T("none", "无"))
    return MissingData(
        T(
            f"the lake holds no concordance {names} (it holds: {held}). Take it in with `entrepot ingest FILE`; "
            "`entrepot source show concordances` says where it is published",
            f"数据湖中没有 {names} 的对照表（现有：{held}）。请用 `entrepot ingest 文件` 收入；"
            "`entrepot source show concordances` 说明何处公布",
        )
    )


def _said(ways: list[str], codes: list[_Code], into: str, split: Split | None) -> T:
    names = ", ".join(ways)
    how = SPLITS[split] if split else T("every code has one target", "每个编码仅有一个目标")
    lost = [code for code in codes if code.targets == 0]
    if not lost:
        return T(f"{names} converted to {into}: {how.en}", f"{names} 已转换为 {into}：{how.zh}")
    share = _share_of(lost, codes)
    return T(
        f"{names} converted to {into}: {how.en}; {len(lost)} codes with {share} of the trade are not in the concordance "
        f"and stand under {UNCONVERTED}",
        f"{names} 已转换为 {into}：{how.zh}；{len(lost)}个编码（占贸易额{share}）不在对照表中，列于 {UNCONVERTED}",
    )
