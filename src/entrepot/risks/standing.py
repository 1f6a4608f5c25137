"""Where a score stands: the percentile among peers, and how far the rank moves under other weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from entrepot.measures.peers import FEWEST_PEERS
from entrepot.risks.finding import RankInterval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]

REFERENCE: Final = "ISO/IEC 9075-2:2016, PERCENT_RANK: the part of the other peers with a smaller score"


def percentile(own: float, others: Scores) -> float | None:
    """The part of the other peers whose score is smaller; none among fewer than five."""
    if len(others) + 1 < FEWEST_PEERS:
        return None
    # Scores that differ in their last bit alone are equal.
    return float((others < own - 1e-9).sum() / len(others))


def ranks(scores: Scores) -> Scores:
    """1 for the highest; equals share the better rank."""
    above: Scores = (scores[None, :] > scores[:, None] + 1e-9).sum(axis=1).astype(float)
    return above + 1


def rank_intervals(
    scores: Scores, weights: Scores, *, draws: int, seed: int, interval: float
) -> tuple[RankInterval, ...]:
    """For each row of `scores` (regions by readings) its rank by the weights, by equal ones, and from drawn ones.

    The draws are even over all weights that sum to one (Dirichlet with ones); the same seed draws the same.
    """
    import numpy as np

    number = scores.shape[1]
    drawn = np.random.default_rng(seed).dirichlet(np.ones(number), size=draws)
    declared = ranks(scores @ (weights / weights.sum())) if weights.sum() else ranks(scores.mean(axis=1))
    equal = ranks(scores.mean(axis=1))
    mixed = scores @ drawn.T
    places = (mixed[None, :, :] > mixed[:, None, :] + 1e-9).sum(axis=1) + 1
    tail = (1 - interval) / 2
    low = np.quantile(places, tail, axis=1, method="lower")
    high = np.quantile(places, 1 - tail, axis=1, method="higher")
    return tuple(
        RankInterval(int(declared[i]), int(equal[i]), int(low[i]), int(high[i]), len(scores), draws, seed)
        for i in range(len(scores))
    )
