"""Where findings stand among declared peers: all provinces, the central six, the coast, or whoever the caller names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from entrepot.parameters.risk_thresholds import RiskThresholds
from entrepot.risks.finding import PeerPlace, RankInterval, ReadingFound
from entrepot.risks.risk import Risk
from entrepot.risks.standing import percentile, rank_intervals
from entrepot.vocabulary.text import T
from entrepot.workbench.risk_wholes import Whole
from entrepot.workbench.selection import PEER_SETS, Several, regions_of, several

SETS: Final = ("provinces", "CN-CENTRAL6", "CN-COAST")
OWN: Final = "own"
_OWN_TITLE: Final = T("the peers named", "所指定的可比地区")


def peer_sets_of(peers: Several) -> dict[str, tuple[str, ...]]:
    """The declared sets, or those that the caller names; regions named one by one are a set together."""
    names = several(peers)
    if not names:
        return {name: regions_of(name) for name in SETS}
    found = {name: regions_of(name) for name in names if name in PEER_SETS}
    others = [name for name in names if name not in PEER_SETS]
    return {**found, **({OWN: regions_of(others)} if others else {})}


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
    alike: dict[tuple[str, str], list[Whole]] = defaultdict(list)
    for whole in wholes:
        alike[whole.kind, "" if whole.kind in ("region", "city") else whole.part].append(whole)
    for group in alike.values():
        for number, (name, members) in enumerate(sets.items()):
            within = [whole for whole in group if whole.reporter in members]
            compared, scores, weights = _comparable(risk, within, found)
            if not compared:
                continue
            sums = scores @ weights
            title = PEER_SETS.get(name, _OWN_TITLE)
            for place, whole in enumerate(compared):
                others = np.delete(sums, place)
                here = PeerPlace(
                    name, title, len(others), percentile(float(sums[place]), others), _names(risk, compared, found)
                )
                places[whole.id] = (*places.get(whole.id, ()), here)
            # One alone has no rank.
            if number == 0 and len(compared) > 1:
                drawn = rank_intervals(
                    scores, weights, draws=thresholds.draws, seed=thresholds.seed, interval=thresholds.interval
                )
                intervals |= {whole.id: one for whole, one in zip(compared, drawn, strict=True)}
    return places, intervals


def _common(risk: Risk, wholes: Sequence[Whole], found: Mapping[str, tuple[ReadingFound, ...]]) -> list[int]:
    """The scored readings that most of those have which have any: one peer without data takes none from the others."""
    if not wholes:
        return []
    counts = [
        sum(found[whole.id][i].score.point is not None and found[whole.id][i].value.known for whole in wholes)
        for i in range(len(risk.readings))
    ]
    most = max(counts, default=0)
    weights = [one.weight for one in found[wholes[0].id]]
    return [i for i, count in enumerate(counts) if weights[i] and 2 * count > most > 0]


def _names(risk: Risk, wholes: Sequence[Whole], found: Mapping[str, tuple[ReadingFound, ...]]) -> tuple[str, ...]:
    return tuple(risk.readings[i].id for i in _common(risk, wholes, found))


def _comparable(
    risk: Risk, wholes: Sequence[Whole], found: Mapping[str, tuple[ReadingFound, ...]]
) -> tuple[list[Whole], np.ndarray, np.ndarray]:
    """Those who have all the readings by which most can be compared, their scores, and the weights."""
    common = _common(risk, wholes, found)
    compared = [
        whole
        for whole in wholes
        if common and all(found[whole.id][i].value.known and found[whole.id][i].score.point is not None for i in common)
    ]
    if not compared:
        return [], np.empty((0, 0)), np.empty(0)
    scores = np.array([[found[whole.id][i].score.point for i in common] for whole in compared], dtype=float)
    weights = np.array([found[compared[0].id][i].weight for i in common], dtype=float)
    return compared, scores, weights / weights.sum()
