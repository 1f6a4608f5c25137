"""Since when a region's exports stand at another level: read off its months, or its years where no months are held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from entrepot.lake.engine import rows_of
from entrepot.risks.finding import Evidence, Span
from entrepot.risks.level_change import FEWEST, LevelChange, Step, long_enough, newest_change
from entrepot.risks.risk import Reading
from entrepot.vocabulary.amounts import format_money, format_share
from entrepot.vocabulary.text import T
from entrepot.workbench.flow_rows import FIGURES
from entrepot.workbench.levels import Wanted, plan
from entrepot.workbench.narrowing import among, quoted
from entrepot.workbench.risk_readings import Asking, ReadingsOfAll, not_told
from entrepot.workbench.risk_trade import pieces_sql
from entrepot.workbench.selection import select

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

_STEPS: Final[dict[Step, T]] = {"month": T("months", "个月"), "year": T("years", "年")}


@dataclass(frozen=True, slots=True)
class _Series:
    """The steps of one region without a gap up to the newest."""

    region: str
    step: Step
    periods: tuple[str, ...]
    values: NDArray[np.float64]
    rows: int


def change_of_level(asking: Asking, reading: Reading) -> ReadingsOfAll:
    """The size of the newest change of level, nothing where there is none; said of regions alone, and of those asked about."""
    told = {one.region: one for one in _told(asking)}
    if not told:
        return not_told(asking, reading)
    now, found = asking.wholes.period, ReadingsOfAll(otherwise=_OF_REGIONS)
    for region in asking.asked:
        series = told.get(region)
        if series is None or series.periods[-1][:4] != now or not long_enough(series.values, series.step):
            found.said_of[region] = _too_short(series)
            continue
        change = newest_change(series.values, series.step)
        size = change.size if change is not None else 0.0
        found.values[region, now] = Span(size, size)
        found.remarks[region] = _said(series, change, asking.wholes.trade.currency)
        evidence = _evidence(asking, series)
        found.evidence[region] = (evidence,) if evidence is not None else ()
    return found


def _told(asking: Asking) -> Iterator[_Series]:
    """Of months before years, whichever the source tells."""
    months = _monthly(asking)
    of_months = list(_series(months, "month")) if months is not None else []
    yield from of_months
    known = {one.region for one in of_months}
    rows = asking.wholes.rows("export", frozenset(), years=None)
    if rows is None:
        return
    years = asking.table(
        "SELECT reporter, period, sum(value) AS value, count(*) AS rows FROM given GROUP BY ALL ORDER BY reporter, period",
        given=rows,
    )
    yield from (one for one in _series(years, "year") if one.region not in known)


def _monthly(asking: Asking) -> pa.Table | None:
    """From the notes of what the files hold, without reading a row; the batches are those of the year."""
    trade = asking.wholes.trade
    if trade.contents is None or trade.source == FIGURES or not asking.asked:
        return None
    asked = select(frequency="month", source=trade.source, currency=trade.currency or None, as_of=trade.contents.as_of)
    found = plan(trade.contents, asked, Wanted("export", asking.asked, frozenset()))
    if found is None:
        return None
    return rows_of(
        trade.connection,
        f"SELECT reporter, period, sum({found.currency.lower()}) AS value, CAST(sum(rows) AS BIGINT) AS rows FROM held WHERE flow = 'export' "
        f"AND {among('reporter', asking.asked)} AND length(period) = 7 AND left(period, 4) <= {quoted(asking.wholes.period)} AND ({pieces_sql(found)}) "
        "GROUP BY ALL ORDER BY reporter, period",
    )


def _series(table: pa.Table, step: Step) -> Iterator[_Series]:
    import numpy as np

    names = np.asarray(table["reporter"].to_pylist(), dtype=object)
    periods = np.asarray(table["period"].to_pylist(), dtype=object)
    values = table["value"].to_numpy(zero_copy_only=False).astype(float)
    counts = table["rows"].to_numpy(zero_copy_only=False)
    order = _counted(periods, step)
    regions, starts = np.unique(names.astype(str), return_index=True)
    for region, own in zip(regions, np.split(np.arange(len(names)), starts[1:]), strict=True):
        gaps = np.flatnonzero(np.diff(order[own]) != 1)
        kept = own[gaps[-1] + 1 :] if len(gaps) else own
        yield _Series(str(region), step, tuple(periods[kept]), values[kept], int(counts[kept].sum()))


def _counted(periods: NDArray[np.object_], step: Step) -> NDArray[np.int64]:
    import numpy as np

    text = periods.astype("U7")
    years = text.astype("U4").astype(np.int64)
    if step == "year":
        return years
    return years * 12 + np.array([one[5:] for one in text], "U2").astype(np.int64)


def _evidence(asking: Asking, series: _Series) -> Evidence | None:
    """The months themselves; of years the rows of each are behind the other readings' evidence."""
    if series.step == "year":
        return None
    where = (
        ("source", asking.wholes.trade.source), ("reporter", series.region), ("flow", "export"), ("frequency", "month"),
        ("period", f"{series.periods[0]}..{series.periods[-1]}"),
    )  # fmt: skip
    batches = asking.wholes.evidence("export").get(series.region, (0, None, ()))[2]
    return Evidence("flows", asking.wholes.trade.source, where, series.rows, float(series.values.sum()), batches)


_OF_REGIONS: Final = T(
    "a change of level is read of the whole region, and not of its parts",
    "水平变动只对整个地区判断，不对其组成部分判断",
)


def _too_short(series: _Series | None) -> T:
    months, years = FEWEST["month"], FEWEST["year"]
    held = T("none", "无") if series is None else T(f"{len(series.values)} {_STEPS[series.step].en}", f"{len(series.values)}{_STEPS[series.step].zh}")  # fmt: skip
    return T(
        f"a change of level needs {months} months or {years} years in a row, all with exports, up to the end of the year; held: {held.en}",
        f"判断水平变动需要截至当年末连续 {months} 个月或 {years} 年且均有出口的数据；现有：{held.zh}",
    )


def _said(series: _Series, change: LevelChange | None, currency: str) -> T:
    span = f"{series.periods[0]} – {series.periods[-1]}"
    if change is None:
        return T(
            f"no change of level by a tenth or more in {span}: exports kept to their season and their drift",
            f"{span} 期间没有一成以上的水平变动：出口未偏离其季节性与趋势",
        )
    before, after = (
        format_money(amount, currency) if currency else f"{amount:,.0f}" for amount in (change.before, change.after)
    )
    since, size, steps = series.periods[change.begins], format_share(change.size, sign=True), _STEPS[series.step]
    earlier = (
        T("in the same months a year earlier", "上年同月")
        if series.step == "month"
        else T("in the years before", "此前各年")
    )
    step = T(f"a {series.step}", "月均" if series.step == "month" else "年均")
    return T(
        f"since {since} exports stand at another level: {after} {step.en} over {change.over} {steps.en}, against {before} {earlier.en} ({size}); "
        f"{change.number} such change{'' if change.number == 1 else 's'} in {span}",
        f"自 {since} 起出口处于另一水平：其后 {change.over}{steps.zh}{step.zh} {after}，{earlier.zh}为 {before}（{size}）；{span} 期间共 {change.number} 次",
    )
