"""The notices of the lake, and the exposure of a region's trade to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from entrepot.lake.engine import rows_of
from entrepot.risks.notices import Asked, Exposure, exposure
from entrepot.risks.notices.matching import AT_THE_BORDER
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import MissingData, UnknownName, WrongCall
from entrepot.vocabulary.notices import notice_kind
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.products import normalised_code
from entrepot.vocabulary.text import T
from entrepot.workbench.reading import open_lake
from entrepot.workbench.selection import Several, several

if TYPE_CHECKING:
    from entrepot.lake.lake import AsOf
    from entrepot.workbench.answer import Answer
    from entrepot.workbench.bench import Workbench


def notices_exposure(
    workbench: Workbench,
    region: str,
    period: str | None = None,
    *,
    products: Several = None,
    of: Several = None,
    partner: Several = None,
    flows: Any = None,
    flow: str = "export",
    on: date | str | None = None,
    kinds: Several = None,
    without: Several = None,
    source: str | None = None,
    currency: str | None = None,
    as_of: AsOf = None,
) -> Exposure:
    """The trade of `period` (the last year told) against what is in force `on` a day: today's, or the period's last."""
    if flow not in ("export", "import"):
        raise UnknownName(T("flow", "进出口方向"), flow, ("export", "import"))
    place = area(region)
    asked_kinds = tuple(notice_kind(one).id for one in several(kinds)) or AT_THE_BORDER
    held = notices_held(workbench, as_of=as_of)
    _refuse_without(held, asked_kinds)
    narrowed = {"product": several(of) or None, "partner": tuple(area(one).id for one in several(partner)) or None}
    trade = _trade(
        workbench, place.id, period, flow=flow, flows=flows, source=source, currency=currency, as_of=as_of, **narrowed
    )
    last = max(_words(trade.told.table, "period"))
    day = _day(on, period or last)
    asked = Asked(
        region=place.id, home=_home(place.id), period=period or last, flow=flow, on=day, currency=trade.told.currency,
        total=trade.total, edition=trade.edition,
        kinds=asked_kinds,
        products=tuple(normalised_code(code) for code in several(products)),
    )  # fmt: skip
    rows = _without(held, several(without))
    links = _links(workbench, trade.edition, _editions_of(rows), as_of=as_of)
    found = exposure(trade.rows, rows, asked, links=links)
    said = (*trade.told.notes, *found.says)
    levels = {str(level["source"]) for level in trade.told.levels.values()}
    return replace(
        found, says=said, source=", ".join(sorted(levels)) or "given", synthetic=trade.told.synthetic,
        batches=tuple(sorted({*found.batches, *trade.told.batches})),
    )  # fmt: skip


def notices_held(workbench: Workbench, *, as_of: AsOf = None) -> pa.Table:
    """Every line of every notice in the lake."""
    with open_lake(workbench.lake, as_of=as_of) as connection:
        return rows_of(connection, "SELECT * FROM notices ORDER BY source, notice, products")


def notice_lines(workbench: Workbench, name: str, *, as_of: AsOf = None) -> list[dict[str, Any]]:
    """The lines of one notice, by its number or `source:number`."""
    held = notices_held(workbench, as_of=as_of)
    lines = held.filter(_named(held, name)).to_pylist()
    if not lines:
        raise UnknownName(T("notice", "措施"), name, _words(held, "notice"))
    sources = sorted({line["source"] for line in lines})
    if len(sources) > 1:
        names = ", ".join(f"{one}:{lines[0]['notice']}" for one in sources)
        raise WrongCall(
            T(f"{name} is a notice of several sources: say which of {names}", f"{name} 见于多个来源，请指明：{names}")
        )
    return lines


class _Trade:
    """What is traded by partner and product, the stated whole, and the edition of the codes."""

    def __init__(self, told: Answer, total: float | None) -> None:
        self.told = told
        self.total = total
        self.rows = told.table.select(["partner", "product", "value"])

    @property
    def edition(self) -> str | None:
        editions = {level["nomenclature"] for level in self.told.levels.values()}
        only = editions.pop() if len(editions) == 1 else None
        return str(only) if only else None


def _trade(
    workbench: Workbench, region: str, period: str | None, *, flow: str, flows: Any, **asked: Any
) -> _Trade:  # fmt: skip
    measure = f"{flow}s"
    if flows is not None:
        told = workbench.measure(
            measure, region=region, period=period, by=("partner", "product"), data=flows, **{**asked, "source": None}
        )
        told = _last_year_of(told) if period is None else told
        return _Given(told, flows)
    if period is None:
        years = workbench.measure(measure, region=region, frequency="year", by=("partner", "product"), **asked)
        told = _last_year_of(years)
    else:
        told = workbench.measure(measure, region=region, period=period, by=("partner", "product"), **asked)
    pinned = {**asked, "source": _source_of(told), "currency": told.currency}
    periods = _words(told.table, "period")
    first, last = min(periods), max(periods)
    try:
        whole = workbench.measure(measure, region=region, period=period or f"{first}..{last}", **pinned)
    except MissingData:
        return _Trade(told, None)
    return _Trade(told, pc.sum(whole.table["value"]).as_py())


class _Given(_Trade):
    """Flows handed in say the edition of their codes themselves."""

    def __init__(self, told: Answer, flows: Any) -> None:
        super().__init__(told, None)
        self._flows = flows

    @property
    def edition(self) -> str | None:
        if not isinstance(self._flows, pa.Table) or "nomenclature" not in self._flows.column_names:
            return None
        editions = _words(self._flows, "nomenclature")
        return editions[0] if len(editions) == 1 else None


def _source_of(told: Answer) -> str | None:
    return next((str(level["source"]) for level in told.levels.values()), None)


def _last_year_of(told: Answer) -> Answer:
    last = max(_words(told.table, "period"))
    return replace(told, rows=told.table.filter(pc.equal(told.table["period"], pa.scalar(last))))


def _home(region: str) -> str:
    """The country whose goods the region's are; Hong Kong, Macao and Taiwan are trade areas of their own."""
    place = area(region)
    while place.kind in ("province", "prefecture", "zone") and place.parent:
        place = area(place.parent)
    return place.id


def _day(on: date | str | None, period: str) -> date:
    if on is not None:
        return day_given(on)
    return parse_period(period.split("..")[-1]).last_day


def day_given(on: date | str) -> date:
    if isinstance(on, date):
        return on
    try:
        return date.fromisoformat(on)
    except ValueError as problem:
        raise WrongCall(T(f"{on!r} is no day: write 2024-12-31", f"“{on}”不是日期：请写成 2024-12-31")) from problem


def _named(held: pa.Table, name: str) -> Any:
    """Which lines are of the notice called `number`, or `source:number`."""
    source, _, number = name.partition(":")
    of_source = pc.and_(pc.equal(held["source"], pa.scalar(source)), pc.equal(held["notice"], pa.scalar(number)))
    return pc.or_(pc.equal(held["notice"], pa.scalar(name)), of_source)


def _without(held: pa.Table, names: tuple[str, ...]) -> pa.Table:
    for name in names:
        meant = _named(held, name)
        if not pc.any(meant).as_py():
            raise UnknownName(T("notice", "措施"), name, _words(held, "notice"))
        held = held.filter(pc.invert(meant))
    return held


def _editions_of(rows: pa.Table) -> tuple[str, ...]:
    return tuple(sorted(_words(rows, "nomenclature")))


def _words(table: pa.Table, column: str) -> list[str]:
    """The different texts of a column."""
    return [str(word) for word in pc.unique(table[column]).drop_null().to_pylist()]


def _links(workbench: Workbench, own: str | None, others: tuple[str, ...], *, as_of: AsOf) -> dict[str, pa.Table]:
    """Concordances between the edition of the trade and those of the notices, whichever way they were published."""
    wanted = [one for one in others if one != own]
    if own is None or not wanted:
        return {}
    # A correlation tells of all targets; a conversion is read where there is no other.
    sql = (
        "WITH pairs AS (SELECT to_nomenclature AS edition, kind, from_code AS own, to_code AS code FROM concordances WHERE from_nomenclature = $own "
        "UNION ALL SELECT from_nomenclature, kind, to_code, from_code FROM concordances WHERE to_nomenclature = $own AND kind = 'correlation') "
        "SELECT DISTINCT edition, own, code FROM pairs WHERE list_contains($others, edition) "
        "QUALIFY kind = max(kind) OVER (PARTITION BY edition)"
    )
    with open_lake(workbench.lake, as_of=as_of) as connection:
        found: pa.Table = connection.sql(sql, params={"own": own, "others": wanted}).to_arrow_table()
    return {
        one: table for one in wanted if (table := found.filter(pc.equal(found["edition"], pa.scalar(one)))).num_rows
    }


def _refuse_without(held: pa.Table, kinds: tuple[str, ...]) -> None:
    """No notice in the lake is no proof that none is in force."""
    if pc.any(pc.is_in(held["kind"], pa.array(kinds, pa.string()))).as_py():
        return
    raise MissingData(
        T(
            "the lake holds no notices of these kinds, so no exposure can be told; take them in with entrepot ingest FILE (docs/notices.md)",
            "数据湖中没有这些类别的贸易措施，无法判断暴露程度；请用 entrepot ingest 文件 收入（见 docs/notices.md）",
        )
    )
