"""A look over all series in one month: which of them are alarms, and what may be an error of the data instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from entrepot.parameters.warning_settings import KINDS, WarningSettings
from entrepot.risks.warnings.baseline import IN_A_YEAR
from entrepot.risks.warnings.change_points import last_change
from entrepot.risks.warnings.doubting import Suspicions, doubted
from entrepot.risks.warnings.judging import AMBER, UNSAID, Judged, judged, part_of_month
from entrepot.risks.warnings.leading import SIGNAL_TITLES, Composite, Outside, composite_warning
from entrepot.risks.warnings.series import NAMES, MonthlySeries
from entrepot.risks.warnings.warning import LIGHTS, EarlyWarning, Watch
from entrepot.vocabulary.text import T

# More are read in a list of series, not in a sentence.
MOST_NAMED: Final = 5


def watched(
    window: MonthlySeries,
    settings: WarningSettings,
    *,
    flow: str,
    source: str,
    currency: str,
    synthetic: bool,
    suspicions: Suspicions,
    outside: Sequence[Outside] = (),
    notes: tuple[T, ...] = (),
) -> Watch:
    """The window's last month; alarms that the checks of the data doubt are held back."""
    import math

    import numpy as np

    price = window.price(settings.trim)
    by_kind = {kind: judged(window, kind, settings, price) for kind in KINDS}
    alarms: list[EarlyWarning] = []
    for found in by_kind.values():
        alarms += _alarms(window, found, flow=flow, synthetic=synthetic)
    leading = composite_warning(window, by_kind, outside, settings)
    alarms += _composite_alarms(window, leading, by_kind["price"], settings, flow=flow, synthetic=synthetic)
    alarmed = np.logical_or.reduce([leading.alarm, *(found.light >= AMBER for found in by_kind.values())])
    doubts = doubted(window, by_kind.values(), alarmed, settings, suspicions)
    held_back = [replace(one, light=None, says=doubts[one.place]) for one in alarms if one.place in doubts]
    alarms = [one for one in alarms if one.place not in doubts]
    alarms.sort(key=lambda one: (-LIGHTS.index(one.light or "green"), -(one.weight or -math.inf)))
    too_few = {kind: int((found.records < settings.fewest_records).sum()) for kind, found in by_kind.items()}
    said = {kind: int((found.light != UNSAID).sum()) for kind, found in by_kind.items()}
    return Watch(
        alarms=tuple(alarms),
        held_back=tuple(held_back),
        period=window.period(window.months - 1),
        series=window.series,
        judged=said,
        too_few=too_few,
        thresholds=leading.thresholds,
        silent={kind: window.series - too_few[kind] - said[kind] for kind in KINDS},
        fewest_records=settings.fewest_records,
        flow=flow,
        source=source,
        currency=currency,
        synthetic=synthetic,
        notes=(*notes, *_negative(window)),
        fallen_silent=_fallen_silent(window, by_kind["value"], settings),
    )


def _fallen_silent(window: MonthlySeries, value: Judged, settings: WarningSettings) -> tuple[str, ...]:
    """The heaviest series of a year before of which the month tells nothing."""
    import numpy as np

    lines = np.flatnonzero((value.records >= settings.fewest_records) & (value.light == UNSAID))
    year = np.nansum(window.value[lines, -IN_A_YEAR - 1 : -1], axis=1)
    heaviest = lines[np.argsort(-year, kind="stable")][: min(MOST_NAMED, int((year > 0).sum()))]
    return tuple(" ".join(named[name] for name in NAMES) for named in window.names.take(heaviest).to_pylist())


def _alarms(window: MonthlySeries, found: Judged, *, flow: str, synthetic: bool) -> list[EarlyWarning]:
    """One by one: there are few of them."""
    import numpy as np

    lines = np.flatnonzero(found.light >= AMBER)
    names = window.names.take(lines).to_pylist()
    period = window.period(window.months - 1)
    return [
        EarlyWarning(
            kind=found.kind, light=LIGHTS[found.light[line]], **{name: named[name] for name in NAMES}, flow=flow,
            period=period, records=int(found.records[line]), change=float(np.expm1(found.move[line])),
            unusual=float(found.unusual[line]), weight=float(found.weight[line]), since=_since(window, found, int(line)),
            months=int(found.span[line]), synthetic=synthetic,
        )
        for line, named in zip(lines, names, strict=True)
    ]  # fmt: skip


def _composite_alarms(
    window: MonthlySeries, found: Composite, price: Judged, settings: WarningSettings, *, flow: str, synthetic: bool
) -> list[EarlyWarning]:
    """Prices about which enough stands out to expect an event; `unusual` and `change` are those of the price itself."""
    import numpy as np

    weighty = part_of_month(window, settings) * settings.move["price"]
    lines = np.flatnonzero(found.alarm & (weighty >= settings.weight[0]))
    names = window.names.take(lines).to_pylist()
    period = window.period(window.months - 1)
    alarms = []
    for line, named in zip(lines, names, strict=True):
        raised = [name for name, there in found.raised.items() if there[line]]
        alarms.append(
            EarlyWarning(
                kind="composite",
                light="red" if price.signal[line] >= AMBER and weighty[line] >= settings.weight[1] else "amber",
                **{name: named[name] for name in NAMES},
                flow=flow,
                period=period,
                records=int(price.records[line]),
                change=float(np.expm1(price.move[line])),
                unusual=float(price.unusual[line]),
                weight=float(weighty[line]),
                months=int(price.span[line]),
                strength=float(found.strength[line]),
                says=(_raised(raised),),
                synthetic=synthetic,
            )
        )
    return alarms


def _raised(names: list[str]) -> T:
    en, zh = (", ".join(SIGNAL_TITLES[name].en for name in names), "、".join(SIGNAL_TITLES[name].zh for name in names))
    return T(f"above their thresholds: {en or '-'}", f"超过阈值的信号：{zh or '-'}")


def _since(window: MonthlySeries, found: Judged, line: int) -> str | None:
    column = last_change(found.adjusted[line], float(found.scale[line]))
    return None if column is None else window.period(column)


def _negative(window: MonthlySeries) -> tuple[T, ...]:
    count = int(window.negative.sum())
    if not count:
        return ()
    return (
        T(
            f"{count:,} months of a series are negative, as revisions may leave them: they are no records and raise no alarm",
            f"有{count:,}个月度值为负（修订所致），不计作记录，也不触发预警",
        ),
    )
