"""The composite warning of prices: what else stood out, weighed by how well it foretold events in the window itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from entrepot.measures.arrays import in_words
from entrepot.parameters.warning_settings import Kind, WarningSettings
from entrepot.risks.warnings.baseline import baseline, smoothed, usual
from entrepot.risks.warnings.judging import Judged
from entrepot.risks.warnings.moves import ahead
from entrepot.risks.warnings.series import MonthlySeries
from entrepot.risks.warnings.signals import Threshold, composite, noise_to_signal, trained
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

GROWTH_MONTHS: Final = 3
SIGNAL_TITLES: Final = {
    "price": T("unusual price", "价格异常"),
    "volume": T("unusual volume", "数量异常"),
    "value": T("unusual value", "金额异常"),
    "partner_demand": T("unusual demand of the partner", "伙伴需求异常"),
    "product_demand": T("unusual demand for the product", "商品需求异常"),
    "exchange_rate": T("the partner's exchange rate", "伙伴汇率变动"),
    "input_price": T("price of inputs", "投入品价格变动"),
    "notices": T("notices of the partner", "伙伴新发通报"),
}


@dataclass(frozen=True, slots=True)
class Outside:
    """Monthly numbers from beside the series: `rows` has the key, month and value; a series reads that of its `column`.

    `stands_out` tells what about them is the signal: how unusual the month is, how much it changed in three months, or the
    number itself.
    """

    name: str
    column: Literal["reporter", "partner", "product"]
    rows: pa.Table
    stands_out: Literal["unusual", "change", "itself"]
    digits: int | None = None
    """So many digits of a product's code are the key; None means all."""


@dataclass(frozen=True, slots=True)
class Composite:
    """`strength` is from 0 (nothing stands out) to 1 (all that foretell do), NaN where no signal is known."""

    strength: Numbers
    alarm: NDArray[np.bool_]
    thresholds: tuple[Threshold, ...]
    raised: Mapping[str, NDArray[np.bool_]]


def composite_warning(
    window: MonthlySeries, judged: Mapping[Kind, Judged], outside: Sequence[Outside], settings: WarningSettings
) -> Composite:
    """Thresholds are trained on the months of the window whose outcome lies in it; the last month is judged by them."""
    import numpy as np

    signals: dict[str, Numbers] = {kind: judged[kind].past for kind in judged}
    signals |= {one.name: _signal(one, window, settings) for one in outside}
    event, known = _events(judged["price"].adjusted, settings)
    found = [trained(name, signal[known], event[known], settings.percentiles) for name, signal in signals.items()]
    thresholds = tuple(one for one in found if one is not None and one.weight > 0)
    nothing = np.full(window.series, np.nan)
    if not thresholds or not window.months:
        return Composite(nothing, np.zeros(window.series, bool), (), {})
    of_all = composite(signals, thresholds)
    least = trained("composite", of_all[known], event[known], settings.percentiles)
    strength = np.where(np.isfinite(judged["price"].unusual), of_all[:, -1], np.nan)
    alarm = (
        np.nan_to_num(strength) > least.value
        if least is not None and _held(of_all > least.value, event, known, settings.most_noise)
        else np.zeros(window.series, bool)
    )
    raised = {one.name: np.nan_to_num(signals[one.name][:, -1]) > one.value for one in thresholds}
    return Composite(strength, alarm, thresholds, raised)


def _held(alarm: NDArray[np.bool_], event: NDArray[np.bool_], known: NDArray[np.bool_], most_noise: float) -> bool:
    """Whether noise was low enough in either half of the months: what chance alone put together seldom is."""
    import numpy as np

    months = np.flatnonzero(known.any(axis=0))
    halves = (half for half in np.array_split(months, 2) if len(half))
    ratios = [noise_to_signal(alarm[:, half][known[:, half]], event[:, half][known[:, half]]) for half in halves]
    return len(ratios) == 2 and max(ratios) <= most_noise


def _events(adjusted: Numbers, settings: WarningSettings) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of each month whether the price moved far enough beyond what it showed itself, and whether that is known yet."""
    import numpy as np

    reach = settings.within_months + settings.lag_months
    level = smoothed(adjusted, settings.smoothed_months)
    event, known = np.zeros(level.shape, bool), np.zeros(level.shape, bool)
    if level.shape[1] <= reach:
        return event, known
    move = level[:, reach:] - level[:, :-reach]
    least = np.maximum(np.log1p(settings.move["price"]), settings.event_unusual * usual(move, settings.least_scale))
    beyond = ahead(level[:, reach:], level[:, :-reach], adjusted[:, :-reach])
    known[:, :-reach] = np.isfinite(beyond) & np.isfinite(least)[:, None]
    with np.errstate(invalid="ignore"):
        event[:, :-reach] = beyond >= least[:, None]
    return event, known


def _signal(outside: Outside, window: MonthlySeries, settings: WarningSettings) -> Numbers:
    """By series and month of the window."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = in_words(outside.rows[outside.rows.column_names[0]])
    words = pa.array([str(word) for word in keys.dictionary.to_pylist()])
    column = outside.rows["month"].to_numpy().astype(np.int64) - window.first
    within = (column >= 0) & (column < window.months)
    numbers = np.full((len(words), window.months), np.nan)
    values = outside.rows["value"].to_numpy(zero_copy_only=False)
    numbers[keys.indices.to_numpy(zero_copy_only=False)[within], column[within]] = values[within]
    of_key = _standing_out(numbers, outside, settings)
    wanted = window.names[outside.column].cast(pa.string())
    if outside.digits is not None:
        wanted = pc.utf8_slice_codeunits(wanted, 0, outside.digits)
    place = pc.index_in(wanted, words).to_numpy(zero_copy_only=False).astype(np.float64)
    rows = np.concatenate((of_key, np.full((1, window.months), np.nan)))
    return rows[np.nan_to_num(place, nan=len(words)).astype(np.int64)]


def _standing_out(numbers: Numbers, outside: Outside, settings: WarningSettings) -> Numbers:
    import numpy as np

    if outside.stands_out == "itself":
        return np.nan_to_num(numbers)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(numbers > 0, np.log(numbers), np.nan)
    if outside.stands_out == "unusual":
        found = baseline(logs, least_scale=settings.least_scale)
        unusual: Numbers = np.fmax.reduce(np.abs(found.off) / found.scale[:, :, None], axis=0)
        return unusual
    change = np.full(logs.shape, np.nan)
    change[:, GROWTH_MONTHS:] = np.abs(logs[:, GROWTH_MONTHS:] - logs[:, :-GROWTH_MONTHS])
    return change
