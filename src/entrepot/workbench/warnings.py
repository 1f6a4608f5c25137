"""Warnings of a region or of many, out of the lake's monthly trade."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entrepot.parameters.warning_settings import WarningSettings, warning_settings
from entrepot.risks.warnings.series import NAMES, MonthlySeries, monthly_series, period_of
from entrepot.risks.warnings.warning import Watch
from entrepot.risks.warnings.watching import watched
from entrepot.vocabulary.errors import MissingData, WrongCall
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T
from entrepot.workbench.data_doubts import doubts_of
from entrepot.workbench.leading_signals import leading_signals
from entrepot.workbench.monthly_rows import MonthlyRows, monthly_rows, own_monthly_rows
from entrepot.workbench.selection import Several, select, several

if TYPE_CHECKING:
    import pyarrow as pa

    from entrepot.workbench.bench import Workbench


def watch(
    workbench: Workbench,
    *,
    region: Several = None,
    period: str | None = None,
    flow: str = "export",
    by: Several = None,
    digits: int | None = None,
    settings: WarningSettings | None = None,
    flows: pa.Table | None = None,
    **narrowing: Any,
) -> Watch:
    """All series of the regions in one month, the last one that is told unless `period` names another."""
    settings = settings or warning_settings()
    monthly, series = read_series(
        workbench, region=region, period=period, flow=flow, by=by, digits=digits, flows=flows, **narrowing
    )
    window = series.until(series.last, settings.window)
    return watched(
        window, settings, flow=flow, source=monthly.source, currency=monthly.currency, synthetic=monthly.synthetic,
        suspicions=doubts_of(workbench.lake, monthly, period_of(window.first), period_of(window.last), as_of=narrowing.get("as_of")), outside=leading_signals(workbench.lake, monthly, as_of=narrowing.get("as_of")), notes=monthly.notes,
    )  # fmt: skip


def read_series(
    workbench: Workbench,
    *,
    region: Several = None,
    period: str | None = None,
    flow: str = "export",
    by: Several = None,
    digits: int | None = None,
    flows: pa.Table | None = None,
    currency: str | None = None,
    **narrowing: Any,
) -> tuple[MonthlyRows, MonthlySeries]:
    """Every month up to `period`, as it is told today (or on `as_of`)."""
    last = _month(period)
    selection = select(
        region=region,
        period=f"..{last}" if last else None,
        frequency="month",
        flow=flow,
        currency=currency,
        **narrowing,
    )
    if flows is None:
        monthly = monthly_rows(workbench.lake, selection, flow)
    else:
        monthly = own_monthly_rows(flows, selection, flow)
    if not monthly.table.num_rows:
        raise MissingData(T("there is no monthly trade to look at", "没有可供查看的月度贸易"))
    return monthly, monthly_series(monthly.table, monthly.told, digits=digits, by=_by(by))


def _month(period: str | None) -> str | None:
    if period is None:
        return None
    found = parse_period(period)
    if found.frequency != "month":
        raise WrongCall(T(f"warnings are of a month such as 2023-08, not {period}", f"预警按月给出，如2023-08，而不是{period}"))  # fmt: skip
    return found.text


def _by(by: Several) -> tuple[str, ...]:
    names = several(by) or NAMES
    for name in names:
        if name not in NAMES:
            raise WrongCall(
                T(f"series are by {', '.join(NAMES)}, not {name}", f"序列可按 {'、'.join(NAMES)} 划分，而不是 {name}")
            )
    return names
