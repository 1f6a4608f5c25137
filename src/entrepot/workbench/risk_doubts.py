"""Numbers that the lake's checks doubt: what is read of them is withheld, so that no data error becomes an alarm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from entrepot.lake.checks.impossible import IMPOSSIBLE
from entrepot.lake.checks.jumps import JUMPS
from entrepot.lake.checks.looking import look_over_rows, told
from entrepot.vocabulary.findings import Finding as CheckFinding
from entrepot.vocabulary.tables import FLOWS, SERIES
from entrepot.vocabulary.text import T
from entrepot.workbench.narrowing import among, quoted
from entrepot.workbench.risk_trade import RiskTrade

WORLD: Final = "WLD"
_ERRORS: Final = frozenset({"magnitude_jump", "impossible"})
_LOOKED_AT: Final = 0.02
"""Partners with less of the trade have no finding of their own, and are not looked at."""
_MATERIAL: Final = 0.05
"""A partner with less of the trade moves no reading of the region enough to withhold it."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A number that should first be looked at in the original; `of` is a flow, or the name of a published figure."""

    region: str
    of: str
    partner: str
    period: str
    says: T
    weighty: bool = True
    """Whether it moves what is read of the whole region."""


Doubts = dict[str, list[Doubt]]
"""By region."""


def doubts_about(trade: RiskTrade) -> Doubts:
    """What the checks doubt of the yearly trade that is read, and of the figures that papers print of these regions."""
    found: Doubts = defaultdict(list)
    for doubt in (*_of_flows(trade), *_of_series(trade), *_negative(trade), *_unfinished(trade)):
        found[doubt.region].append(doubt)
    return found


def doubting(doubts: Iterable[Doubt], of: Iterable[str], partner: str, periods: Iterable[str]) -> Doubt | None:
    """The first doubt about one of these flows or figures in these years: of this partner, or of any that moves the whole."""
    wanted, years = set(of), set(periods)
    for one in doubts:
        # What another partner's number is worth says nothing of this partner's.
        about = one.partner in ("", WORLD, partner) or (not partner and one.weighty)
        if about and one.of in wanted and one.period in years:
            return one
    return None


def _yearly(trade: RiskTrade) -> str:
    """Totals and amounts by partner of both flows, as rows of the table of flows."""
    money = "value_cny" if trade.currency == "CNY" else "value_usd"
    said = {
        "source": f"'{trade.source}'",
        "frequency": "'year'",
        "product": "'TOTAL'",
        "regime": "'ALL'",
        "synthetic": "false",
    }
    said |= {
        "product_digits": "0",
        "regime_level": "'all'",
        money: "value",
        "period": "period",
        "reporter": "reporter",
        "partner": "partner",
    }
    parts = []
    for flow in ("export", "import"):
        whole, by_partner = trade.told(flow, frozenset()), trade.told(flow, frozenset({"partner"}))
        if whole is None:
            continue
        rows = f"SELECT period, reporter, '{WORLD}' AS partner, sum(value) AS value FROM {whole} GROUP BY ALL"
        if by_partner is not None:
            # Of partners only those that matter: the rest moves nothing that is read.
            rows += (
                f" UNION ALL SELECT period, reporter, partner, value FROM (SELECT *, max(value / total) OVER (PARTITION BY reporter, partner) AS most "
                "FROM (SELECT *, sum(value) OVER (PARTITION BY period, reporter) AS total FROM "
                f"(SELECT period, reporter, partner, sum(value) AS value FROM {by_partner} GROUP BY ALL))) WHERE most >= {_LOOKED_AT}"
            )
        columns = ", ".join(
            f"{said.get(column.name, 'NULL')} AS {column.name}" if column.name != "flow" else f"'{flow}' AS flow"
            for column in FLOWS.columns
            if column.name != "batch"
        )
        parts.append(f"SELECT {columns}, NULL AS batch FROM ({rows})")
    return " UNION ALL ".join(parts)


def _of_flows(trade: RiskTrade) -> Iterable[Doubt]:
    rows = _yearly(trade)
    if not rows:
        return
    rules = [rule for rule in JUMPS if rule.name in _ERRORS]
    for one in told(look_over_rows(trade.connection, FLOWS, rows), rules):
        words = one.file.split()
        if one.rule in _ERRORS and len(words) >= 6 and words[1] in trade.regions:
            yield Doubt(words[1], words[2], words[3], words[-1], _said(one), _is_weighty(trade, *words[1:4]))


def _is_weighty(trade: RiskTrade, region: str, flow: str, partner: str) -> bool:
    name = trade.told(flow, frozenset({"partner"}))
    if partner == WORLD or name is None:
        return True
    sql = (
        f"SELECT max(share) FROM (SELECT partner, value / sum(value) OVER (PARTITION BY period) AS share FROM "
        f"(SELECT period, partner, sum(value) AS value FROM {name} WHERE reporter = {quoted(region)} GROUP BY ALL)) WHERE partner = {quoted(partner)}"
    )
    return bool((trade.connection.execute(sql).fetchall()[0][0] or 0.0) >= _MATERIAL)


def _of_series(trade: RiskTrade) -> Iterable[Doubt]:
    if trade.contents is None:
        return
    rows = f"SELECT * FROM series WHERE {among('area', trade.regions)}"
    rules = [rule for rule in (*JUMPS, *IMPOSSIBLE) if rule.name in _ERRORS]
    names = {str(row[0]) for row in trade.connection.execute(f"SELECT DISTINCT measure FROM ({rows})").fetchall()}
    flows = {"exports": "export", "imports": "import"}
    for one in told(look_over_rows(trade.connection, SERIES, rows), rules):
        words = one.file.split()
        region = next((word for word in words if word in trade.regions), None)
        measure = next((word for word in reversed(words) if word in names), None)
        if one.rule in _ERRORS and region is not None and measure is not None:
            yield Doubt(region, flows.get(measure, measure), "", words[-1], _said(one))


def _negative(trade: RiskTrade) -> Iterable[Doubt]:
    for flow in ("export", "import"):
        for needs in (frozenset[str](), frozenset({"partner"})):
            name = trade.told(flow, needs)
            if name is None:
                continue
            partner = "partner" if needs else f"'{WORLD}'"
            sql = f"SELECT reporter, {partner} AS partner, period, sum(value) AS value FROM {name} GROUP BY ALL HAVING sum(value) < 0"
            for region, other, period, value in trade.connection.execute(sql).fetchall():
                yield Doubt(
                    region, flow, other, period,
                    T(
                        f"{flow}s of {region} in {period} with {other} are stated as {value:,.0f}: trade is never below nothing, so a revision or a sign is wrong; nothing is read from it",
                        f"{region} {period} 年对 {other} 的{'出口' if flow == 'export' else '进口'}为 {value:,.0f}：贸易额不可能为负，应为修订或符号有误，不据此判断",
                    ),
                )  # fmt: skip


def _unfinished(trade: RiskTrade) -> Iterable[Doubt]:
    for year in sorted(trade.unfinished()):
        says = T(
            f"{year} is not over in {trade.source}: what is stated of it is of a part of the year, and nothing is read from it",
            f"{trade.source} 的 {year} 年尚未结束：所载为部分月份的数字，不据此判断",
        )
        yield from (Doubt(region, flow, WORLD, year, says) for region in trade.regions for flow in ("export", "import"))


def _said(found: CheckFinding) -> T:
    return T(f"the checks doubt {found.file}: {found.message.en}", f"数据检查存疑 {found.file}：{found.message.zh}")
