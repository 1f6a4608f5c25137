"""A look over all series in one month: which of them are alarms, and what may be an error of the data instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from entrepot.parameters.warning_settings import KINDS, WarningSettings
from entrepot.risks.warnings.baseline import IN_A_YEAR
from entrepot.risks.warnings.change_points import last_change
from entrepot.risks.warnings.judging import AMBER, UNSAID, Judged, judged, part_of_month
from entrepot.risks.warnings.leading import SIGNAL_TITLES, Composite, Outside, composite_warning
from entrepot.risks.warnings.series import NAMES, MonthlySeries
from entrepot.risks.warnings.warning import KIND_TITLES, LIGHTS, EarlyWarning, Watch
from entrepot.vocabulary.text import T

Place = tuple[str, str, str]
"""A series' reporter, partner and product."""
# More are read in a list of series, not in a sentence.
MOST_NAMED: Final = 5
Suspicions = Callable[[Sequence[Place]], Mapping[int, tuple[T, ...]]]
"""About which of these series the checks of the data doubt the month (by place in the list), and why."""


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

    price = window.price(settings.trim)
    by_kind = {kind: judged(window, kind, settings, price) for kind in KINDS}
    alarms: list[EarlyWarning] = []
    for found in by_kind.values():
        alarms += _alarms(window, found, flow=flow, synthetic=synthetic)
    leading = composite_warning(window, by_kind, outside, settings)
    alarms += _composite_alarms(window, leading, by_kind["price"], settings, flow=flow, synthetic=synthetic)
    places = [(one.reporter, one.partner, one.product) for one in alarms]
    doubts = dict(suspicions(places))
    errors = _errors(window, by_kind.values())
    doubts |= {
        number: (*doubts.get(number, ()), errors[place]) for number, place in enumerate(places) if place in errors
    }
    held_back = [replace(alarms[place], light=None, says=why) for place, why in sorted(doubts.items())]
    alarms = [one for place, one in enumerate(alarms) if place not in doubts]
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


def _errors(window: MonthlySeries, judged: Iterable[Judged]) -> dict[Place, T]:
    """The series whose month is so many times what was expected that it is first taken for an error, and why."""
    import numpy as np

    found: dict[Place, T] = {}
    for one in judged:
        lines = np.flatnonzero(one.error)
        for line, named in zip(lines, window.names.take(lines).to_pylist(), strict=True):
            times, title = f"{np.exp(one.move[line]):,.0f}", KIND_TITLES[one.kind]
            found[named["reporter"], named["partner"], named["product"]] = T(
                f"{title.en} of {times} times what was expected, in a series that was never nearly as far off: look at the unit and the decimal point",
                f"{title.zh}为预期的{times}倍，而该序列此前从未有近似偏离：请核对单位和小数点",
            )
    return found


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
