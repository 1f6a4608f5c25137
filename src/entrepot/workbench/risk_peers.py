"""Where findings stand among declared peers: all provinces, the central six, the coast, or whoever the caller names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from entrepot.parameters.risk_thresholds import RiskThresholds
from entrepot.risks.finding import PeerPlace, RankInterval, ReadingFound
from entrepot.risks.risk import Risk
from entrepot.risks.standing import percentile, rank_intervals
from entrepot.vocabulary.text import T
from entrepot.workbench.risk_wholes import Whole
from entrepot.workbench.selection import PEER_SETS, Several, regions_of, several

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
SETS: Final = ("provinces", "CN-CENTRAL6", "CN-COAST")
OWN: Final = "own"
_OWN_TITLE: Final = T("the peers named", "所指定的可比地区")


def peer_sets_of(peers: Several, asked: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The declared sets, or those that the caller names; regions named one by one are a set together with those asked about."""
    names = several(peers)
    if not names:
        return {name: regions_of(name) for name in SETS}
    found = {name: regions_of(name) for name in names if name in PEER_SETS}
    others = [name for name in names if name not in PEER_SETS]
    return {**found, **({OWN: tuple(dict.fromkeys((*asked, *regions_of(others))))} if others else {})}


def places_among(
    risk: Risk,
    wholes: Sequence[Whole],
    found: Mapping[str, tuple[ReadingFound, ...]],
    sets: Mapping[str, tuple[str, ...]],
    thresholds: RiskThresholds,
) -> tuple[dict[str, tuple[PeerPlace, ...]], dict[str, RankInterval]]:
    """Percentiles and rank intervals: a region among regions, a part among the same part of the others."""
    places: dict[str, tuple[PeerPlace, ...]] = {}
    intervals: dict[str, RankInterval] = {}
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, whole in enumerate(wholes):
        alike[whole.kind, "" if whole.kind in ("region", "city") else whole.part].append(place)
    scores = np.array([[_score(one) for one in found[whole.id]] for whole in wholes]).reshape(
        len(wholes), len(risk.readings)
    )
    weights = np.array([one.weight for one in found[wholes[0].id]]) if wholes else np.empty(0)
    members = {name: np.array([whole.reporter in each for whole in wholes], bool) for name, each in sets.items()}
    for group in map(np.array, alike.values()):
        for number, name in enumerate(sets):
            within = group[members[name][group]]
            common = _common(scores[within], weights)
            compared = within[~np.isnan(scores[within][:, common]).any(axis=1)] if common.any() else within[:0]
            # One alone has nobody to stand among.
            if len(compared) < 2:
                continue
            known, shares = scores[compared][:, common], weights[common] / weights[common].sum()
            sums, by = (
                known @ shares,
                tuple(one.id for one, counts in zip(risk.readings, common, strict=True) if counts),
            )
            for place, whole in enumerate(compared):
                others = np.delete(sums, place)
                here = PeerPlace(
                    name, PEER_SETS.get(name, _OWN_TITLE), len(others), percentile(float(sums[place]), others), by
                )
                places[wholes[whole].id] = (*places.get(wholes[whole].id, ()), here)
            if number == 0:
                drawn = rank_intervals(
                    known, shares, draws=thresholds.draws, seed=thresholds.seed, interval=thresholds.interval
                )
                intervals |= {wholes[whole].id: one for whole, one in zip(compared, drawn, strict=True)}
    return places, intervals


def _score(found: ReadingFound) -> float:
    """Not a number where it is not known to a point."""
    point = found.score.point if found.value.known else None
    return float("nan") if point is None else point


def _common(scores: Numbers, weights: Numbers) -> Flags:
    """The scored readings that most of those have which have any: one peer without data takes none from the others."""
    known: Numbers = (~np.isnan(scores)).sum(axis=0)
    most = known.max(initial=0)
    common: Flags = (weights > 0) & (2 * known > most) & (most > 0)
    return common
