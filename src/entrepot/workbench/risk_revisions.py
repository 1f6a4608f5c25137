"""Whether a revision turned growth into fall, or fall into growth: then the direction hangs on it, and that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.risks.finding import Finding
from entrepot.vocabulary.amounts import format_share
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench
    from entrepot.workbench.risk_trade import RiskTrade


def turned_by_revision(workbench: Workbench, trade: RiskTrade, year: str, growth: dict[str, float]) -> dict[str, T]:
    """By region: what was said of the growth of its exports before the newest batch of the source that replaced rows."""
    if trade.contents is None or trade.contents.as_of is not None:
        return {}
    history = [
        one
        for one in workbench.history()
        if one.table in ("flows", "series") and one.record.get("source") == trade.source
    ]
    place = max((i for i, one in enumerate(history) if one.record.get("rows_replaced") and i), default=0)
    if not place:
        return {}
    revising, before = history[place], history[place - 1]
    try:
        answer = workbench.measure(
            "growth", region=tuple(growth), period=f"{int(year) - 1}..{year}", frequency="year", source=trade.source,
            currency=trade.currency, as_of=before.id,
        )  # fmt: skip
    except EntrepotError:
        return {}
    then = {
        row["reporter"]: row["value"] for row in answer.records() if row["period"] == year and row["value"] is not None
    }
    return {
        region: _said(then[region], now, str(revising.record["at"])[:10])
        for region, now in growth.items()
        if region in then and then[region] * now < 0
    }


def growth_of(findings: list[Finding]) -> dict[str, float]:
    """The growth that volatility findings of regions read."""
    return {
        one.region: point
        for one in findings
        if one.part.kind == "region"
        and one.risk.id == "scale_volatility"
        and (point := one.reading("swing").value.point) is not None
    }


def _said(then: float, now: float, day: str) -> T:
    return T(
        f"a revision of {day} turned the sign: exports were told to move by {format_share(then, sign=True)} before it, and by {format_share(now, sign=True)} since; the direction hangs on it",
        f"{day} 的修订使方向反转：修订前出口变动 {format_share(then, sign=True)}，修订后为 {format_share(now, sign=True)}；方向取决于该修订",
    )
