"""What of each region's exports meets measures in force, from the notices that the lake holds."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from entrepot.lake.engine import rows_of
from entrepot.risks.finding import Evidence, Span
from entrepot.risks.notices import Asked, Exposure, exposures
from entrepot.risks.risk import Reading
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import T
from entrepot.workbench.narrowing import among, quoted
from entrepot.workbench.notices import notices_held

if TYPE_CHECKING:
    from entrepot.workbench.risk_readings import Asking, ReadingsOfAll

_NEEDS = frozenset({"partner", "product"})


def under_measures(asking: Asking, reading: Reading) -> ReadingsOfAll:
    """The share of exports under measures on the last day of each year, with bounds."""
    from entrepot.workbench.risk_readings import ReadingsOfAll, not_told

    trade = asking.wholes.trade
    told = trade.told("export", _NEEDS)
    as_of = trade.contents.as_of if trade.contents is not None else None
    held = notices_held(asking.workbench, as_of=as_of)
    if not held.num_rows:
        return ReadingsOfAll(
            said=T(
                "no notices are in the lake, so what meets measures in force cannot be told: take them in (docs/notices.md)",
                "数据湖中没有贸易措施通报，无法判断受影响的出口：请先收入（见 docs/notices.md）",
            )
        )
    if told is None:
        return not_told(asking, reading)
    found = ReadingsOfAll()
    lines = Counter(f"{row['source']}:{row['notice']}" for row in held.select(["source", "notice"]).to_pylist())
    parts: list[tuple[str, str, float | None, float | None]] = []
    met = _exposures(asking, told, held, found)
    without = _lifted(asking, told, held, met) if asking.lifted is not None else {}
    for (region, year), one in met.items():
        _keep(found, region, year, one, asking.wholes.period, lines)
    found.values |= without
    for region in trade.regions:
        parts += _by_notice(asking, region, {year: met[region, year] for year in asking.years if (region, year) in met})
    if parts:
        columns = list(zip(*parts, strict=True))
        found.by_product = pa.table(
            {
                "whole": pa.array(columns[0], pa.string()), "name": pa.array(columns[1], pa.string()),
                "before": pa.array(columns[2], pa.float64()), "now": pa.array(columns[3], pa.float64()),
            }
        )  # fmt: skip
    return found


def _exposures(asking: Asking, told: str, held: pa.Table, found: ReadingsOfAll) -> dict[tuple[str, str], Exposure]:
    """Of every region and year at once: those who ask alike are matched in one pass."""
    trade = asking.wholes.trade
    years = ", ".join(quoted(year) for year in asking.years)
    key = "concat_ws('|', reporter, period)"
    rows = rows_of(
        trade.connection,
        f"SELECT {key} AS who, partner, product, sum(value) AS value FROM {told} WHERE period IN ({years}) GROUP BY ALL",
    )
    whole = trade.told("export", frozenset())
    totals = _by_key(asking, f"SELECT {key}, sum(value) FROM {whole} GROUP BY 1") if whole else {}
    editions = _by_key(
        asking,
        f"SELECT {key}, CASE WHEN count(DISTINCT nomenclature) = 1 THEN min(nomenclature) END FROM {told} GROUP BY 1",
    )
    asked = {
        f"{region}|{year}": Asked(
            region, _country(trade.home(region)), year, "export", date(int(year), 12, 31), trade.currency,
            totals.get(f"{region}|{year}"), editions.get(f"{region}|{year}"),
        )
        for region in trade.regions
        for year in asking.years
    }  # fmt: skip
    try:
        each = exposures(rows, held, asked)
    except EntrepotError as problem:
        found.said_of |= dict.fromkeys(trade.regions, problem.message)
        return {}
    return {(one.region, one.period): one for one in each.values()}


def _lifted(
    asking: Asking, told: str, held: pa.Table, met: dict[tuple[str, str], Exposure]
) -> dict[tuple[str, str], Span]:
    """The shares of the year without what the recognised rows meet of these kinds, for the part that is recognised."""
    lifted, now = asking.lifted, asking.wholes.period
    if lifted is None:
        return {}
    goods = " OR ".join(f"starts_with(product, {quoted(code)})" for code in lifted.products) or "true"
    rows = rows_of(
        asking.wholes.trade.connection,
        f"SELECT reporter AS who, partner, product, sum(value) AS value FROM {told} WHERE period = {quoted(now)} "
        f"AND {among('partner', lifted.countries)} AND ({goods}) GROUP BY ALL",
    )
    asked = {
        region: Asked(
            region,
            _country(asking.wholes.trade.home(region)),
            now,
            "export",
            date(int(now), 12, 31),
            asking.wholes.trade.currency,
        )
        for region, year in met
        if year == now
    }
    rest = held.filter(pc.invert(pc.is_in(held["kind"], pa.array(lifted.kinds, pa.string()))))
    try:
        every, others = exposures(rows, held, asked), exposures(rows, rest, asked) if rest.num_rows else {}
    except EntrepotError:
        return {}
    found = {}
    for region, one in every.items():
        whole, left = met[region, now], others.get(region)
        gone = [_gone(getattr(one.money, end), getattr(left.money, end) if left else 0.0) for end in ("low", "high")]
        low, high = whole.share.low, whole.share.high
        if low is not None and high is not None and whole.total:
            ends = [
                max(0.0, end - lifted.part * less / whole.total) for end, less in zip((low, high), gone, strict=True)
            ]
            found[region, now] = Span(ends[0], max(ends))
    return found


def _gone(all_kinds: float | None, others: float | None) -> float:
    return max(0.0, (all_kinds or 0.0) - (others or 0.0))


def _by_key(asking: Asking, sql: str) -> dict[str, Any]:
    return dict(asking.wholes.trade.connection.execute(sql).fetchall())


def _country(region: str) -> str:
    place = area(region)
    while place.kind in ("province", "prefecture", "zone") and place.parent:
        place = area(place.parent)
    return place.id


def _keep(found: ReadingsOfAll, region: str, year: str, one: Exposure, now: str, held_lines: dict[str, int]) -> None:
    found.values[region, year] = one.share
    found.titles |= {met.id: met.title for met in one.notices}
    if year == now and one.notices:
        names = ",".join(dict.fromkeys(met.notice for met in one.notices))
        batches = tuple(sorted({batch for met in one.notices for batch in met.batches}))
        rows = sum(held_lines.get(met.id, 0) for met in one.notices)
        found.evidence[region] = (
            Evidence("notices", one.notices[0].source, (("notice", names),), rows, None, batches),
        )
    if one.share.point is None and one.says:
        found.said_of[region] = one.says[0]


def _by_notice(
    asking: Asking, region: str, met: dict[str, Exposure]
) -> list[tuple[str, str, float | None, float | None]]:
    """Each notice's part of the exposure in both years, where both are known to a point."""
    before, now = (met.get(year) for year in asking.years)
    if before is None or now is None or before.share.point is None or now.share.point is None:
        return []
    shares = [{one.id: (one.part.low or 0.0) / each.total for one in each.notices} for each in (before, now)]
    return [(region, name, shares[0].get(name), shares[1].get(name)) for name in {**shares[0], **shares[1]}]
