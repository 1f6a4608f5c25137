"""Whether each series' last month is a warning: unusual, a large move, and of weight."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entrepot.parameters.warning_settings import Kind, WarningSettings
from entrepot.risks.warnings.baseline import IN_A_YEAR, SPANS, baseline, median
from entrepot.risks.warnings.series import MonthlySeries

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

GREEN, AMBER, RED, UNSAID = 0, 1, 2, -1


@dataclass(frozen=True, slots=True)
class Judged:
    """Of each series its last month: `light` is UNSAID where `records` are too few or the month has no number.

    `move` is the logarithm of what is over what was expected, `unusual` the same in standard deviations: of the last
    `span` months, whichever span makes the brighter light or else stands out more. `weight` is the money between the two,
    as a part of an average month of the region's trade. `adjusted` are the series without their seasons.
    """

    kind: Kind
    light: NDArray[np.int8]
    move: Numbers
    unusual: Numbers
    span: NDArray[np.int64]
    weight: Numbers
    records: NDArray[np.int64]
    scale: Numbers
    adjusted: Numbers
    signal: NDArray[np.int8]
    """The light that it would be whatever it weighs."""
    past: Numbers
    """Of each month how unusual it was, by the span that stood out more."""
    error: NDArray[np.bool_]
    """Where the month is so many times what was expected that the unit is to be looked at first."""


def judged(window: MonthlySeries, kind: Kind, settings: WarningSettings, price: Numbers | None = None) -> Judged:
    """`price` is the window's price index, where it is there already."""
    import numpy as np

    logs, records = logarithms(window, kind, settings, price)
    able = (records >= settings.fewest_records) & (window.months > 0)
    found = baseline(logs[able], least_scale=settings.least_scale)
    unusual = found.move / found.scale
    colour = _colours(unusual, found.move, settings, kind)
    size = np.nan_to_num(np.abs(unusual), nan=-1.0)
    chosen = (colour * 1e6 + size).argmax(axis=0)
    lines = np.arange(colour.shape[1])
    move, weight = _spread(found.move[chosen, lines], able), np.full(len(logs), np.nan)
    if window.months:
        weight = np.abs(np.expm1(-move)) * part_of_month(window, settings)
    signal = _spread(colour[chosen, lines].astype(np.float64), able, UNSAID).astype(np.int8)
    light = np.where((signal == RED) & (weight < settings.weight[1]), AMBER, signal)
    light = np.where((light == AMBER) & (weight < settings.weight[0]), GREEN, light).astype(np.int8)
    adjusted, past = np.full(logs.shape, np.nan), np.full(logs.shape, np.nan)
    adjusted[able] = found.adjusted
    error = np.zeros(len(logs), bool)
    error[able] = _like_an_error(found.off[0], settings)
    past[able] = np.fmax.reduce(np.abs(found.off) / found.scale[:, :, None], axis=0)
    return Judged(
        kind=kind, light=light, move=move, unusual=_spread(unusual[chosen, lines], able),
        span=_spread(np.array(SPANS, np.float64)[chosen], able, 0).astype(np.int64), weight=weight, records=records,
        scale=_spread(found.scale[chosen, lines], able), adjusted=adjusted, signal=signal, past=past, error=error,
    )  # fmt: skip


def _colours(unusual: Numbers, move: Numbers, settings: WarningSettings, kind: Kind) -> NDArray[np.int8]:
    """What each span would show, whatever it weighs."""
    import numpy as np

    large = np.abs(move) >= np.log1p(settings.move[kind])
    colour = np.full(unusual.shape, GREEN, np.int8)
    for light, least in zip((AMBER, RED), settings.unusual, strict=True):
        colour[(np.abs(unusual) >= least) & large] = light
    colour[~np.isfinite(unusual)] = UNSAID
    return colour


def _like_an_error(off: Numbers, settings: WarningSettings) -> NDArray[np.bool_]:
    """By series: hugely more than expected, where the months before the last few never were nearly as far off."""
    import numpy as np

    most = math.log(settings.error_times)
    earlier = np.nan_to_num(np.abs(off[:, : -max(SPANS)]))
    with np.errstate(invalid="ignore"):
        found: NDArray[np.bool_] = (off[:, -1] >= most) & (earlier < most / 2).all(axis=1)
    return found


def _spread(numbers: Numbers, able: NDArray[np.bool_], otherwise: float = math.nan) -> Numbers:
    """To all series, of which only those that are `able` have numbers."""
    import numpy as np

    found = np.full(len(able), otherwise)
    found[able] = numbers
    return found


def logarithms(
    window: MonthlySeries, kind: Kind, settings: WarningSettings, price: Numbers | None = None
) -> tuple[Numbers, NDArray[np.int64]]:
    """The series' logarithms, and how many of their months are records: priced, or traded.

    No trade in a month counts as a small part of the usual month, for nothing has no logarithm.
    """
    import numpy as np

    if kind != "value" and price is None:
        price = window.price(settings.trim)
    if kind == "price":
        assert price is not None  # noqa: S101 - made above
        return np.log(price), np.isfinite(price).sum(axis=1)
    amounts = (
        window.value if price is None or kind == "value" else np.where(window.value == 0, 0.0, window.value / price)
    )
    records = (amounts > 0).sum(axis=1)
    usual = median(np.where(amounts > 0, amounts, np.nan))[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(np.where(np.isfinite(amounts), np.maximum(amounts, settings.floor * usual), np.nan)), records


def part_of_month(window: MonthlySeries, settings: WarningSettings) -> Numbers:
    """Each series' last month, as a part of an average month of its region's trade in the year before; nothing counts as in `logarithms`."""
    import numpy as np

    month = np.exp(logarithms(window, "value", settings)[0][:, -1]) if window.months else np.zeros(window.series)
    year = window.value[:, -IN_A_YEAR - 1 : -1]
    _, region = np.unique(window.names["reporter"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    # A month of which nothing is told of the region is no month of nothing.
    told = sum(np.bincount(region, weights=column) > 0 for column in np.isfinite(year).T)
    whole = np.bincount(region, weights=np.nansum(year, axis=1))
    average = np.divide(whole, told, out=np.zeros(len(whole)), where=whole > 0)[region]
    part: Numbers = np.divide(month, average, out=np.zeros(len(month)), where=average > 0)
    return part
