"""What of each region's exports meets measures in force, from the notices that the lake holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from entrepot.lake.engine import rows_of
from entrepot.risks.notices import Asked, Exposure, exposure
from entrepot.risks.risk import Reading
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import T
from entrepot.workbench.narrowing import quoted
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
    parts: list[tuple[str, str, float | None, float | None]] = []
    for region in trade.regions:
        met = {
            year: one
            for year in asking.years
            if (one := _exposure(asking, told, held, region, year, found)) is not None
        }
        for year, one in met.items():
            _keep(found, region, year, one)
        parts += _by_notice(asking, region, met)
    if parts:
        columns = list(zip(*parts, strict=True))
        found.by_product = pa.table(
            {
                "whole": pa.array(columns[0], pa.string()), "name": pa.array(columns[1], pa.string()),
                "before": pa.array(columns[2], pa.float64()), "now": pa.array(columns[3], pa.float64()),
            }
        )  # fmt: skip
    return found


def _exposure(
    asking: Asking, told: str, held: pa.Table, region: str, year: str, found: ReadingsOfAll
) -> Exposure | None:
    trade = asking.wholes.trade
    where = f"reporter = {quoted(region)} AND period = {quoted(year)}"
    rows = rows_of(
        trade.connection, f"SELECT partner, product, sum(value) AS value FROM {told} WHERE {where} GROUP BY ALL"
    )
    if not rows.num_rows:
        return None
    whole = trade.told("export", frozenset())
    total = (
        trade.connection.execute(f"SELECT sum(value) FROM {whole} WHERE {where}").fetchall()[0][0] if whole else None
    )
    editions = [
        row[0] for row in trade.connection.execute(f"SELECT DISTINCT nomenclature FROM {told} WHERE {where}").fetchall()
    ]
    edition = editions[0] if len(editions) == 1 else None
    try:
        asked = Asked(region, _country(region), year, "export", date(int(year), 12, 31), trade.currency, total, edition)
        return exposure(rows, held, asked)
    except EntrepotError as problem:
        found.said_of[region] = problem.message
        return None


def _country(region: str) -> str:
    place = area(region)
    while place.kind in ("province", "prefecture", "zone") and place.parent:
        place = area(place.parent)
    return place.id


def _keep(found: ReadingsOfAll, region: str, year: str, one: Exposure) -> None:
    found.values[region, year] = one.share
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
