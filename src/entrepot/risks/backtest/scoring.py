"""How good alarms were: precision, recall, skill, lead, and the area under the ROC curve."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Score:
    """Rates are None where there is nothing to divide by. `skill` is recall less `false_alarm_rate`, `lead` the mean number
    of months from a right alarm to its event, `auroc` the chance that an event had the stronger signal than a quiet month."""

    cases: int
    events: int
    alarms: int
    hits: int
    precision: float | None
    recall: float | None
    false_alarm_rate: float | None
    skill: float | None
    lead: float | None
    auroc: float | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def scored(alarm: NDArray[np.bool_], strength: Numbers, first: Numbers) -> Score:
    """`first` is the month of each case's event, 0 where there was none; cases that nobody knows the end of are not among them."""
    event = first > 0
    hits, alarms, events, cases = (int((alarm & event).sum()), int(alarm.sum()), int(event.sum()), len(event))
    recall = hits / events if events else None
    false = (alarms - hits) / (cases - events) if cases > events else None
    return Score(
        cases=cases,
        events=events,
        alarms=alarms,
        hits=hits,
        precision=hits / alarms if alarms else None,
        recall=recall,
        false_alarm_rate=false,
        skill=None if recall is None or false is None else recall - false,
        lead=float(first[alarm & event].mean()) if hits else None,
        auroc=area_under_curve(strength, event),
    )


def area_under_curve(strength: Numbers, event: NDArray[np.bool_]) -> float | None:
    """Of all pairs of an event and a quiet month, in how many the event is the stronger; ties count half (Mann and Whitney)."""
    import numpy as np
    from scipy.stats import rankdata

    # What has no strength is the weakest.
    strength = np.nan_to_num(strength, nan=-np.inf)
    events, quiet = int(event.sum()), int((~event).sum())
    if not events or not quiet:
        return None
    ranks = rankdata(strength)
    return float((ranks[event].sum() - events * (events + 1) / 2) / (events * quiet))
