"""What exports bring in beside what imports cost, and how rich the sellers of such goods are: readings of product return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from entrepot.measures.inputs import INCOMES
from entrepot.measures.peers import FEWEST_PEERS
from entrepot.risks.finding import Evidence, Span
from entrepot.risks.prices.indices import Indices, chained
from entrepot.risks.risk import Reading
from entrepot.risks.standing import percentile
from entrepot.vocabulary.amounts import format_number, format_share
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import T
from entrepot.workbench.narrowing import among, quoted
from entrepot.workbench.risk_evidence import evidence_of
from entrepot.workbench.risk_output import once
from entrepot.workbench.risk_readings import Asking, ReadingsOfAll, not_told
from entrepot.workbench.risk_wholes import Whole, is_part

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BOTH: Final = frozenset({"partner", "product"})
_GOODS: Final = frozenset({"product"})
LEAST_FOLLOWED: Final = 0.5
"""A price index that follows less than half of the money says too little of it."""
_WAYS: Final = {"export": T("export prices", "出口价格"), "import": T("import prices", "进口价格")}
_OF_REGIONS: Final = T("read of the whole region, and not of its parts", "只对整个地区判断，不对其组成部分判断")


def terms_of_trade(asking: Asking, reading: Reading) -> ReadingsOfAll:
    """How far export prices moved away from import prices in a year: Fisher indices of each product and partner's unit value."""
    indices = {flow: _indices(asking, flow) for flow in _WAYS}
    found = ReadingsOfAll(otherwise=_OF_REGIONS)
    if None in indices.values():
        return not_told(asking, reading)
    before, now = asking.years
    for region in asking.asked:
        told = {flow: index.get(region) for flow, index in indices.items() if index is not None}
        for place, year in ((1, before), (2, now)):
            moves = {flow: _move(one, place) for flow, one in told.items()}
            if None not in moves.values():
                (out, _), (into, _) = (moves[flow] or (1.0, 0.0) for flow in ("export", "import"))
                found.values[region, year] = Span(out / into - 1, out / into - 1)
                if year == now:
                    found.remarks[region] = _moves_said(moves, now)
                    found.evidence[region] = _of_imports(asking, region)
            elif year == now:
                found.said_of[region] = _not_followed(told, now)
    return found


def _of_imports(asking: Asking, region: str) -> tuple[Evidence, ...]:
    """The rows of imports, since the risk's own evidence is of exports."""
    trade, now = asking.wholes.trade, asking.wholes.period
    rows = asking.wholes.evidence("import", frozenset()).get(region)
    if rows is None or trade.contents is None:
        return ()
    whole = Whole(region, region, "region", region, None)
    return (evidence_of(whole, (trade.source, trade.currency), "import", now, *rows),)


def _indices(asking: Asking, flow: str) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] | None:
    """By region the level of prices in three years, and the share of each year's money whose price is followed."""
    import numpy as np

    years = [str(int(asking.wholes.period) - back) for back in (2, 1, 0)]
    table = asking.wholes.table(flow, _BOTH) or asking.wholes.table(flow, _GOODS)
    if table is None or not asking.asked:
        return None
    sums = ", ".join(
        f"sum(value) FILTER (period = '{year}') AS v{place}, sum(net_kg) FILTER (period = '{year}' AND weighed) AS k{place}"
        for place, year in enumerate(years)
    )
    cells = asking.table(
        f"SELECT reporter, {sums} FROM {table} WHERE {among('reporter', asking.asked)} AND {among('period', tuple(years))} AND product IS NOT NULL "
        "GROUP BY reporter, partner, product, nomenclature, weighed ORDER BY reporter"
    )
    if not cells.num_rows:
        return {}
    names = np.asarray(cells["reporter"].to_pylist(), dtype="U20")
    value, weight = (
        np.stack([cells[f"{kind}{place}"].to_numpy(zero_copy_only=False).astype(float) for place in range(3)], axis=1)
        for kind in "vk"
    )
    regions, whole = np.unique(names, return_inverse=True)
    found: Indices = chained(value, weight, whole.astype(np.int64), len(regions))
    return {str(region): (found.level[place], found.covered[place]) for place, region in enumerate(regions)}


def _move(index: tuple[NDArray[np.float64], NDArray[np.float64]] | None, place: int) -> tuple[float, float] | None:
    """The level over that of the year before, and how much of the money it follows; None where that is too little."""
    if index is None:
        return None
    level, covered = index
    move, share = float(level[place] / level[place - 1]), float(covered[place])
    return (move, share) if move > 0 and share >= LEAST_FOLLOWED else None


def _moves_said(moves: dict[str, tuple[float, float] | None], now: str) -> T:
    parts = [
        (_WAYS[flow], format_share(one[0] - 1, sign=True), format_share(one[1], decimals=0))
        for flow, one in moves.items()
        if one is not None
    ]
    return T(
        f"in {now} "
        + ", ".join(f"{way.en} moved by {move} ({share} of the money is followed)" for way, move, share in parts),
        f"{now} 年" + "，".join(f"{way.zh}变动 {move}（覆盖金额的 {share}）" for way, move, share in parts),
    )


def _not_followed(told: dict[str, Any], now: str) -> T:
    least = format_share(LEAST_FOLLOWED, decimals=0)
    shares = [
        (_WAYS[flow], format_share(float(one[1][2]), decimals=0) if one is not None and one[1][2] >= 0 else "0%")
        for flow, one in told.items()
    ]
    en, zh = (
        ", ".join(f"{way.en} {share}" for way, share in shares),
        "，".join(f"{way.zh} {share}" for way, share in shares),
    )
    return T(
        f"prices of exports and of imports are each to be followed from the year before to {now} for {least} of the money, by goods with weights; followed are {en}",
        f"出口与进口价格须各有 {least} 以上金额的商品自上年延续至 {now} 年且有重量；目前覆盖：{zh}",
    )


def sophistication(asking: Asking, reading: Reading) -> ReadingsOfAll:
    """The share of the other regions whose exports are of lesser income level (EXPY); a low one is a risk."""
    trade, now = asking.wholes.trade, asking.wholes.period
    if trade.contents is None:
        return ReadingsOfAll(said=T("flows that were handed in are not compared with other regions' sophistication", "所给流量不与其他地区的出口复杂度比较"))  # fmt: skip
    held = _incomes(asking)
    if held is None:
        return ReadingsOfAll(said=_no_incomes(now))
    asked: dict[str, Any] = {
        "period": now, "frequency": "year", "source": trade.source, "as_of": trade.contents.as_of,
    }  # fmt: skip
    try:
        answer = once(asking, "expy", asked, lambda: asking.workbench.measure("expy", **asked))
    except EntrepotError as problem:
        return ReadingsOfAll(said=problem.message)
    values = {
        row["reporter"]: row["value"]
        for row in answer.records()
        if row["value"] is not None and not is_part(row["reporter"])
    }
    return _among(asking, values, held)


def _among(asking: Asking, values: dict[str, float], held: Evidence) -> ReadingsOfAll:
    import numpy as np

    now, found = asking.wholes.period, ReadingsOfAll(otherwise=_OF_REGIONS)
    for region in asking.asked:
        others = np.array([value for name, value in values.items() if name != region])
        place = percentile(values[region], others) if region in values else None
        if place is None:
            found.said_of[region] = T(
                f"incomes per head do not cover the goods of {region} and of {FEWEST_PEERS - 1} others in {now}",
                f"{now} 年的人均收入未能覆盖 {region} 及另外 {FEWEST_PEERS - 1} 地的出口商品",
            )
            continue
        found.values[region, now] = Span(place, place)
        found.evidence[region] = (held,)
        found.remarks[region] = T(
            f"EXPY of {format_number(values[region])} in the money of the incomes, among {len(others)} other regions",
            f"出口复杂度（EXPY）{format_number(values[region])}（以人均收入的货币计），与其他 {len(others)} 地比较",
        )
    return found


def _incomes(asking: Asking) -> Evidence | None:
    """The first series of incomes per head that is held of the year, as the measure prefers them."""
    now = asking.wholes.period
    for _, name in INCOMES.where:
        sql = (
            "SELECT any_value(source), count(*), list(DISTINCT batch ORDER BY batch) FROM series "
            f"WHERE measure = {quoted(name)} AND period = {quoted(now)} AND value IS NOT NULL"
        )
        source, rows, batches = asking.wholes.trade.connection.execute(sql).fetchall()[0]
        if rows:
            return Evidence("series", source, (("measure", name), ("period", now)), rows, None, tuple(batches))
    return None


def _no_incomes(now: str) -> T:
    return T(
        f"no output per head of {now} is held: take in gdp_per_head of the regions compared (entrepot source template figures) or the World Bank's NY.GDP.PCAP.PP.KD",
        f"数据湖中没有 {now} 年的人均地区生产总值：请录入各可比地区的 gdp_per_head（entrepot source template figures），或世界银行 NY.GDP.PCAP.PP.KD",
    )
