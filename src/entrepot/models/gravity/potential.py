"""What a pair would trade if its costs counted as everybody's do, beside what it trades.

Poisson's effects make estimated trade add up to the actual, for each exporter and importer (Fally 2015,
doi:10.1016/j.jinteco.2015.05.005). So of each draw of the coefficients the effects follow by scaling to these sums, and no
exporter's potential is more trade in all: it is the same trade, otherwise directed.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from entrepot.models.gravity.estimates import Estimates
from entrepot.models.gravity.panel import Codes, column, ready
from entrepot.vocabulary.errors import MissingData, NotConverged, WrongCall
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
SAME: Final = 1e-9
MOST: Final = 2000
# Draws go together as long as they stay in the processor's cache, roughly.
_TOGETHER: Final = 50


def potential(
    panel: pa.Table, estimates: Estimates, year: int, *, level: float = 0.9, draws: int = 500, seed: int = 1
) -> pa.Table:
    """exporter, importer, year, actual, expected, expected_low, expected_high, ratio (actual over expected), unrealised.

    `panel` is the one that was estimated on. The interval is that of the expectation, by the coefficients' clustered errors; what
    single pairs differ for other reasons is not in it. `unrealised` is what the expectation exceeds the actual by, zero or more.
    """
    if not estimates.specification.tells_potential or estimates.specification.estimator != "poisson":
        raise WrongCall(
            T(
                f"{estimates.specification.id} tells no potential: effects of pairs take what a pair trades for what it should, and "
                "logarithms do not add up; take theory or domestic",
                f"{estimates.specification.id} 不能用于潜力：国家对效应把实际当作应有，对数不能加总；请用 theory 或 domestic",
            )
        )
    made = ready(panel, estimates.specification)
    places = np.flatnonzero(np.isin(made.rows, estimates.rows) & (column(panel, "year")[made.rows] == year))
    if not len(places):
        raise MissingData(T(f"the estimation used no row of {year}", f"估计未使用 {year} 年的数据"))
    kept = [made.terms.index(term) for term in estimates.terms]
    design, actual = made.design[places][:, kept], made.trade[places]
    expected = np.asarray(estimates.fitted["fitted"].to_numpy())[np.searchsorted(estimates.rows, made.rows[places])]
    named = zip(estimates.specification.effects, made.effects, strict=True)
    effects = tuple(np.unique(codes[places], return_inverse=True)[1] for effect, codes in named if "year" in effect)
    if len(effects) < len(made.effects):
        # A country's own effect takes up what the terms say of its domestic trade, whatever they are drawn to be.
        design = design * column(panel, "international")[made.rows[places]][:, None]
    drawn = np.random.default_rng(seed).multivariate_normal(np.zeros(len(kept)), estimates.covariance, draws)
    several = np.concatenate(
        [
            _scaled(expected[:, None] * np.exp(design @ part.T), expected, effects)
            for part in np.split(drawn, range(_TOGETHER, draws, _TOGETHER))
        ],
        axis=1,
    )
    low, high = np.quantile(several, [(1 - level) / 2, (1 + level) / 2], axis=1)
    pairs = panel.select(["exporter", "importer", "year"]).take(made.rows[places])
    numbers = {
        "actual": actual, "expected": expected, "expected_low": low, "expected_high": high, "ratio": actual / expected,
        "unrealised": np.maximum(expected - actual, 0),
    }  # fmt: skip
    for name, values in numbers.items():
        pairs = pairs.append_column(name, pa.array(values))
    return pairs


def _scaled(trade: Array, like: Array, effects: tuple[Codes, ...]) -> Array:
    """Columns of trade brought to the sums of another one over every effect in turn, until they all hold."""
    from scipy.sparse import csr_array

    sums = [csr_array((np.ones(len(codes)), (codes, np.arange(len(codes))))) for codes in effects]
    wanted = [np.asarray(one @ like) for one in sums]
    scaled = trade
    for _ in range(MOST):
        off = 0.0
        for codes, one, want in zip(effects, sums, wanted, strict=True):
            with np.errstate(divide="ignore", invalid="ignore"):
                factor = np.where(want[:, None] > 0, want[:, None] / np.asarray(one @ scaled), 0.0)
            off = max(off, float(np.abs(factor[want > 0] - 1).max(initial=0)))
            scaled = scaled * factor[codes]
        if off <= SAME:
            return np.asarray(scaled)
    raise NotConverged(
        T(
            f"expected trade does not add up after {MOST} rounds: {off:.1e}",
            f"{MOST} 轮后预期贸易额仍不平：{off:.1e}",
        )
    )
