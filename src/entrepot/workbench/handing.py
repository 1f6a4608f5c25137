"""What a measure is handed from the lake: for each of its inputs a lazy table, and what there is to say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from entrepot.lake.engine import compile_sql
from entrepot.measures.inputs import WORLD_ROW, Input, as_reference
from entrepot.measures.measure import Measure
from entrepot.vocabulary.areas import all_areas
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.tables import FLOWS, RATES, SERIES, TableSpec
from entrepot.vocabulary.text import T
from entrepot.workbench.contents import Contents
from entrepot.workbench.flow_rows import currency_of, own_rows
from entrepot.workbench.levels import Level, choose
from entrepot.workbench.published import published_composition, published_value
from entrepot.workbench.selection import Currency, Selection

if TYPE_CHECKING:
    from ibis import Table

DIMENSIONS = frozenset({"partner", "product", "regime", "firm_type", "customs_district"})
_IBIS_TYPE = {"text": "string", "number": "float64", "whole": "int64", "yes_no": "boolean"}
WHOLE = {"partner": WORLD_ROW, "product": "TOTAL", "regime": "ALL"}


@dataclass(slots=True)
class Handed:
    """Lazy inputs by name; `rows_of` are the narrowed rows behind each, for evidence; `extra` are tables to bind."""

    tables: dict[str, Table] = field(default_factory=dict)
    rows_of: dict[str, Table] = field(default_factory=dict)
    levels: dict[str, Level] = field(default_factory=dict)
    notes: list[T] = field(default_factory=list)
    extra: dict[str, pa.Table] = field(default_factory=dict)
    currency: str | None = None


def lake_table(spec: TableSpec) -> Table:
    """The lake's table, unbound: every engine binds it under its name; flows also tell where a figure is printed."""
    printed = {"locator": "string"} if spec is FLOWS else {}
    return ibis.table({**{column.name: _IBIS_TYPE[column.type] for column in spec.columns}, **printed}, name=spec.name)


def hand(measure: Measure, contents: Contents, selection: Selection, options: Mapping[str, object]) -> Handed:
    """Every input of `measure` from the lake, or MissingData saying what to load."""
    handed = Handed()
    over = str(options.get("over") or "")
    for wanted in measure.reads:
        _hand_one(measure, wanted, contents, selection, over, handed)
    return handed


def _hand_one(
    measure: Measure, wanted: Input, contents: Contents, selection: Selection, over: str, handed: Handed
) -> None:
    if wanted.name == "composition":
        _hand_composition(measure, wanted, contents, selection, over or wanted.over, handed)
    elif wanted.table == "flows":
        _hand_flows(measure, wanted, contents, selection, handed)
    elif wanted.table == "series":
        rows = published_value(lake_table(SERIES), wanted, contents, selection, handed.currency, handed.notes)
        if rows is not None:
            handed.rows_of[wanted.name] = rows
            handed.tables[wanted.name] = rows.select("period", "reporter", "value")
        elif not wanted.optional:
            raise _nothing(wanted, contents, selection)
    elif wanted.table == "rates" and handed.currency:
        _hand_rates(measure, contents, handed)
    elif wanted.table == "areas":
        _hand_areas(wanted, handed)


def _needed(measure: Measure, wanted: Input, selection: Selection, extra: str = "") -> frozenset[str]:
    by = selection.by if wanted.grouped else ()
    return DIMENSIONS & {*wanted.columns, *by, extra}


def _hand_flows(measure: Measure, wanted: Input, contents: Contents, selection: Selection, handed: Handed) -> None:
    flow = dict(wanted.where).get("flow") or selection.flow or ("export" if "flow" not in selection.by else None)
    regions = selection.reference if wanted.role == "reference" else selection.regions
    reference = wanted.role == "reference"
    needed = _needed(measure, wanted, selection)
    try:
        levels = contents.levels(selection, regions=regions, flow=flow)
        level = choose(levels, _reference_selection(selection, handed) if reference else selection, needed)
    except MissingData:
        if wanted.optional:
            return
        raise
    rows = own_rows(lake_table(FLOWS), level, selection, flow=flow, regions=regions)
    if reference and not regions:
        _refuse_itself_as_reference(rows, contents, selection, wanted)
        rows = as_reference(rows)
    handed.levels[wanted.name] = level
    handed.currency = handed.currency or currency_of(level, selection)
    handed.rows_of[wanted.name] = rows
    handed.tables[wanted.name] = rows


def _refuse_itself_as_reference(rows: Table, contents: Contents, selection: Selection, wanted: Input) -> None:
    """Compared with itself every region is average: that is no answer."""
    if not selection.regions:
        return
    others = rows.filter(~rows.reporter.isin(selection.regions)).select("reporter").limit(1)
    if not contents.column(compile_sql(others)):
        raise MissingData(
            T(
                f"there is nothing to compare {', '.join(selection.regions)} with: the lake holds no {wanted.title.en.lower()}. "
                "Ingest a world table (BACI, Comtrade) or other regions of the same source, or name --reference",
                f"{'、'.join(selection.regions)} 没有可比的参照：数据湖中没有{wanted.title.zh}。"
                "请导入世界数据（BACI、Comtrade）或同一来源的其他地区，或用 --reference 指明",
            )
        )


def _reference_selection(selection: Selection, handed: Handed) -> Selection:
    """A reference must come from the same source and in the same currency as what it is compared with."""
    own = next(iter(handed.levels.values()), None)
    if own is None:
        return selection
    currency: Currency = "CNY" if handed.currency == "CNY" else "USD"
    return replace(
        selection,
        source=selection.source or own.source,
        currency=currency,
        frequency=selection.frequency or own.frequency,
    )


def _hand_composition(
    measure: Measure, wanted: Input, contents: Contents, selection: Selection, over: str, handed: Handed
) -> None:
    """Real flows with their stated whole; published shares where they are asked for or there are no real flows."""
    flow = selection.flow or "export"
    levels = contents.levels(selection, regions=selection.regions, flow=flow)
    level = _level_or_none(levels, selection, _needed(measure, wanted, selection, over))
    if selection.share is None and level is not None and not level.synthetic:
        _hand_parts(level, levels, selection, flow, over, handed)
        return
    sources_asked = selection.source not in (None, "figures")
    shares = None if sources_asked else published_composition(lake_table(SERIES), contents, selection, over)
    if shares is not None:
        handed.rows_of[wanted.name] = shares
        handed.tables[wanted.name] = shares
    elif level is not None and selection.share is None:
        _hand_parts(level, levels, selection, flow, over, handed)
    else:
        raise _nothing(wanted, contents, selection)


def _level_or_none(levels: tuple[Level, ...], selection: Selection, needed: frozenset[str]) -> Level | None:
    try:
        return choose(levels, selection, needed)
    except MissingData:
        return None


def _hand_parts(
    level: Level, levels: tuple[Level, ...], selection: Selection, flow: str, over: str, handed: Handed
) -> None:
    rows = own_rows(lake_table(FLOWS), level, selection, flow=flow, regions=selection.regions)
    handed.levels["flows"] = level
    handed.currency = handed.currency or currency_of(level, selection)
    handed.rows_of["flows"] = rows
    narrowed = {"partner": selection.partners, "product": selection.products, "regime": selection.regimes}.get(over)
    whole = None if narrowed else _whole_level(level, levels, over, selection)
    if whole is not None:
        stated = own_rows(lake_table(FLOWS), whole, selection, flow=flow, regions=selection.regions)
        rows = rows.union(stated.mutate(**{over: ibis.literal(WHOLE[over])}).select(rows.columns))
        handed.levels["whole"] = whole
    handed.tables["flows"] = rows


def _whole_level(level: Level, levels: tuple[Level, ...], over: str, selection: Selection) -> Level | None:
    """The level at which the publisher states the whole that the parts belong to."""
    is_whole = {
        "partner": lambda one: one.partner_level == "world",
        "product": lambda one: one.product_digits == 0,
        "regime": lambda one: one.regime_level == "all",
    }.get(over)
    if is_whole is None or is_whole(level):
        return None
    same = [
        one
        for one in levels
        if is_whole(one)
        and (one.source, one.frequency, one.basis) == (level.source, level.frequency, level.basis)
        and (one.by_firm, one.by_district) == (level.by_firm, level.by_district)
        and (
            over == "product"
            or not (selection.products or "product" in selection.by)
            or one.product_digits == level.product_digits
        )
        and (
            over == "partner"
            or not (selection.partners or "partner" in selection.by)
            or one.partner_level == level.partner_level
        )
        and (
            over == "regime"
            or not (selection.regimes or "regime" in selection.by)
            or one.regime_level == level.regime_level
        )
        and (one.has_usd >= level.has_usd if selection.currency != "CNY" else one.has_cny)
    ]
    return min(
        same,
        key=lambda one: (one.product_digits, one.partner_level != "world", one.regime_level != "all"),
        default=None,
    )


def _hand_rates(measure: Measure, contents: Contents, handed: Handed) -> None:
    """A rate is handed over only where GDP stands in the other currency; the rate is a term of the answer."""
    gdp = handed.rows_of.get("gdp")
    if gdp is None or contents.gdp_currency == handed.currency or contents.gdp_currency is None:
        return
    rates = lake_table(RATES)
    yuan = rates.filter(rates.currency == "CNY", rates.frequency == "year")
    per_gdp = 1 / yuan.per_usd if handed.currency == "USD" else yuan.per_usd
    handed.tables["rates"] = yuan.select(period=yuan.period, value=per_gdp)
    handed.notes.append(T(f"GDP is published in {contents.gdp_currency}; converted at the year's average rate", f"GDP以{contents.gdp_currency}公布，按年平均汇率折算"))  # fmt: skip


def _hand_areas(wanted: Input, handed: Handed) -> None:
    if wanted.name == "homes":
        areas = [(one.id, one.parent or one.id) for one in all_areas() if one.kind != "bloc"]
        table = pa.table({"reporter": [a for a, _ in areas], "country": [b for _, b in areas]})
        handed.extra["homes"] = table
        handed.tables["homes"] = ibis.table({"reporter": "string", "country": "string"}, name="homes")


def _nothing(wanted: Input, contents: Contents, selection: Selection) -> MissingData:
    where = ", ".join(selection.regions) or "any region"
    return MissingData(
        T(
            f"the lake holds no {wanted.title.en.lower()} for {where}; "
            "type it into the template of `figures` and ingest that, or name another source or period",
            f"数据湖中没有{where}的{wanted.title.zh}；请填写 figures 模板并导入，或改换来源、时期",
        )
    )
