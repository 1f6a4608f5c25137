"""A relief fund: it pays a part of each year's fall in exports, so what exporters take in swings less than what they sell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from entrepot.lake.engine import rows_of
from entrepot.models.scenario.declaration import Scenario
from entrepot.models.scenario.outcome import Estimate, Outcome, Part
from entrepot.parameters.assumption import Assumption
from entrepot.risks.levers import Lever
from entrepot.vocabulary.amounts import format_money, format_number
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.workbench.hypothetical import AFTER, BEFORE, risks_between
from entrepot.workbench.lever_scenarios import STATED
from entrepot.workbench.sitting import a_duckdb

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench
    from entrepot.workbench.own_flows import OwnFlows

COVER: Final = Assumption(
    "cover", T("The part of each year's fall that the fund pays", "基金补偿当年降幅的比例"), 0.5, "1", STATED, 0.3, 0.7
)
_NO_TRADE: Final = T("the fund pays after the loss and moves no trade", "基金在损失之后赔付，不改变贸易")
_READ: Final = (
    T("volatility is read of exports and payments together: of what exporters take in, and not of what is sold", "波动按出口与赔付之和计算，即出口方的收入，而非销售额"),
    T("what the fund is paid from, and whether firms take more risk because of it, is left out", "未计入资金来源，也未计入企业因此承担更多风险的可能"),
)  # fmt: skip


def relief(workbench: Workbench, lever: Lever, own: OwnFlows) -> Outcome:
    """The volatility of exports with the payments, and what the fund would have paid: expected loss times cover."""
    falls = _falls(own)
    if not falls:
        raise MissingData(T(
            f"{own.region}: two whole years in a row up to {own.period[:4]} are needed to tell a fall, and are not held",
            f"{own.region}：判断降幅需要截至 {own.period[:4]} 年连续两个整年的数据",
        ))  # fmt: skip
    low, high = COVER.range
    covers = {BEFORE: 0.0, AFTER: COVER.value, "low": low, "high": high}
    paid = {name: _with_payments(own, falls, cover) for name, cover in covers.items()}
    # Payments are made in earlier years too: all of them are told of each case.
    read = risks_between(
        workbench, replace(own, earlier=own.earlier.slice(0, 0)), paid, own.currency, risks=lever.risks
    )
    now = own.period[:4]
    loss = falls.get(now, (0.0, 0.0))[0]
    mean = sum(fall for fall, _ in falls.values()) / len(falls)
    scenario = Scenario(lever.id.replace("_", "-"), lever.title, lever.about, (), (COVER,))
    return Outcome(
        scenario=scenario, region=own.region, period=own.period, method="stress", currency=own.currency,
        **{name: Estimate.absent(own.currency, "stress", _NO_TRADE) for name in ("exports", "imports", "output", "welfare")},
        parts=(Part("relief", T(f"paid for {now}", f"{now} 年赔付"), "export", COVER.value * loss),), by_place=(),
        measures=(), risks=read, assumptions=(COVER,), not_modelled=_READ,
        notes=(*own.notes, _paid(own, mean, len(falls))), changed=None, among_all=None, source=own.source, synthetic=own.synthetic, draws=0, seed=0,
    )  # fmt: skip


def _paid(own: OwnFlows, mean: float, years: int) -> T:
    low, high = COVER.range

    def said(part: float) -> tuple[str, str]:
        return (format_money(part * mean, own.currency, "en"), format_money(part * mean, own.currency, "zh"))

    (one_en, one_zh), (low_en, low_zh), (high_en, high_zh) = (said(part) for part in (COVER.value, low, high))
    number = format_number(years)
    return T(
        f"expected loss times cover: {one_en} a year ({low_en} to {high_en}), over {number} years held against the year before",
        f"预期损失×补偿比例：每年 {one_zh}（{low_zh}至{high_zh}），按所载 {number} 年与上年相比计",
    )


def _falls(own: OwnFlows) -> dict[str, tuple[float, float]]:
    """By year that follows another whole year: by how much exports fell below it (0 where they rose), and what they were."""
    money = f"value_{own.currency.lower()}"
    with a_duckdb() as connection:
        connection.register("own_rows", own.told)
        rows = rows_of(
            connection,
            f"WITH years AS (SELECT left(period, 4) AS year, sum({money}) AS value FROM own_rows WHERE flow = 'export' GROUP BY ALL "
            "HAVING bool_or(frequency = 'year') OR count(DISTINCT period) = 12) "
            "SELECT n.year, greatest(b.value - n.value, 0) AS fall, n.value FROM years n "
            f"JOIN years b ON CAST(b.year AS INT) = CAST(n.year AS INT) - 1 WHERE n.year <= '{own.period[:4]}' AND n.value > 0 ORDER BY 1",
        )
    return {str(row["year"]): (float(row["fall"]), float(row["value"])) for row in rows.to_pylist()}


def _with_payments(own: OwnFlows, falls: dict[str, tuple[float, float]], cover: float) -> pa.Table:
    """Exports of a year that fell, each row with its part of what the fund pays."""
    factors = {year: 1 + cover * fall / value for year, (fall, value) in falls.items() if fall}
    if not cover or not factors:
        return own.told
    cases = " ".join(f"WHEN left(period, 4) = '{year}' THEN {factor!r}" for year, factor in factors.items())
    columns = ", ".join(
        f"{name} * (CASE WHEN flow <> 'export' THEN 1 {cases} ELSE 1 END) AS {name}"
        for name in ("value_usd", "value_cny")
    )
    with a_duckdb() as connection:
        connection.register("own_rows", own.told)
        return rows_of(connection, f"SELECT * REPLACE ({columns}) FROM own_rows")
