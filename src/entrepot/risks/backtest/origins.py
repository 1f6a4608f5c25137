"""One origin of a back-test: what the warnings and the naive rules say from what was known in that month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from entrepot.parameters.warning_settings import KINDS, WarningSettings
from entrepot.risks.warnings.baseline import smoothed, usual
from entrepot.risks.warnings.doubting import Suspicions, like_a_slip, places
from entrepot.risks.warnings.judging import AMBER, Judged, judged
from entrepot.risks.warnings.leading import Outside, composite_warning
from entrepot.risks.warnings.series import MonthlySeries
from entrepot.risks.warnings.warning import KindOfWarning

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

TESTED: Final[tuple[KindOfWarning, ...]] = (*KINDS, "composite")
STANDARD_DEVIATIONS: Final = 3.0


@dataclass(frozen=True, slots=True)
class Said:
    """Of each series that could be judged (`lines`): the warning's alarm, how unusual (of the composite warning: how strong)
    and how large the move is; the last change and how many standard deviations the last month is off, both without the
    season; and how far it usually moves."""

    lines: NDArray[np.int64]
    alarm: NDArray[np.bool_]
    unusual: Numbers
    move: Numbers
    last_change: Numbers
    deviations: Numbers
    usual_move: Numbers


def known_until(origin: int, settings: WarningSettings) -> int:
    """The last month whose details are out by the end of month `origin`."""
    last = origin - settings.lag_months
    year, month = divmod(last, 12)
    together = settings.together
    if year >= settings.together_since and month + 1 in together and month + 1 < max(together):
        # It comes out with the last month of its group, and not by itself.
        last = year * 12 + min(together) - 2
    return last


def said_at(known: MonthlySeries, outside: Sequence[Outside], settings: WarningSettings) -> dict[KindOfWarning, Said]:
    """What each warning said, from the months of `known` alone, whose last one is the newest."""
    import numpy as np

    price = known.price(settings.trim)
    by_kind = {kind: judged(known, kind, settings, price) for kind in KINDS}
    said: dict[KindOfWarning, Said] = {kind: _of_kind(found, settings) for kind, found in by_kind.items()}
    leading = composite_warning(known, by_kind, outside, settings)
    lines = said["price"].lines
    said["composite"] = replace(
        said["price"], alarm=leading.alarm[lines], unusual=np.nan_to_num(leading.strength[lines])
    )
    errors = np.flatnonzero(np.logical_or.reduce([found.error for found in by_kind.values()]))
    return {kind: _silent(one, errors) for kind, one in said.items()}


def nothing_said() -> dict[KindOfWarning, Said]:
    """Of a month by which nothing was known."""
    import numpy as np

    none = np.zeros(0)
    nothing = Said(none.astype(np.int64), none.astype(bool), none, none, none, none, none)
    return dict.fromkeys(TESTED, nothing)


def held_back(
    said: Mapping[KindOfWarning, Said], known: MonthlySeries, settings: WarningSettings, suspicions: Suspicions
) -> dict[KindOfWarning, Said]:
    """The same without the alarms that the checks of the data would have held back; what they doubt has no strength."""
    import numpy as np

    alarmed = np.concatenate([one.lines[one.alarm] for one in said.values()])
    value = known.value[:, -1]
    far = np.concatenate([one.lines[like_a_slip(one.move, value[one.lines], settings)] for one in said.values()])
    lines = np.intersect1d(alarmed, far)
    doubts = suspicions(places(known, lines))
    return {kind: _silent(one, lines[sorted(doubts)]) for kind, one in said.items()}


def _silent(said: Said, doubtful: NDArray[np.int64]) -> Said:
    import numpy as np

    there = np.isin(said.lines, doubtful)
    return replace(
        said, alarm=said.alarm & ~there, unusual=np.where(there, np.nan, said.unusual), move=np.where(there, np.nan, said.move)
    )  # fmt: skip


def _of_kind(found: Judged, settings: WarningSettings) -> Said:
    import numpy as np

    lines = np.flatnonzero(np.isfinite(found.unusual))
    adjusted = found.adjusted[lines]
    earlier = adjusted[:, :-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        there = np.isfinite(earlier)
        count = there.sum(axis=1)
        mean = np.where(there, earlier, 0.0).sum(axis=1) / count
        spread = np.sqrt(np.where(there, (earlier - mean[:, None]) ** 2, 0.0).sum(axis=1) / (count - 1))
        deviations = np.abs(adjusted[:, -1] - mean) / spread
    return Said(
        lines=lines,
        alarm=found.signal[lines] >= AMBER,
        unusual=np.abs(found.unusual[lines]),
        move=np.abs(found.move[lines]),
        last_change=np.abs(adjusted[:, -1] - adjusted[:, -2]),
        deviations=deviations,
        usual_move=usual(_moves(adjusted, settings), settings.least_scale),
    )


def _moves(adjusted: Numbers, settings: WarningSettings) -> Numbers:
    """Of each month how far the smoothed series has come since it was as old as what is known when an event ends."""
    reach = settings.within_months + settings.lag_months
    level = smoothed(adjusted, settings.smoothed_months)
    return level[:, reach:] - level[:, :-reach]
