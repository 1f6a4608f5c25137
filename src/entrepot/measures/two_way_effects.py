"""Growth of ties taken apart by weighted least squares: what moves all, products, markets, and each tie alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Places = NDArray[np.int64]


def effects(growth: Numbers, weights: Numbers, products: Places, markets: Places) -> tuple[Numbers, ...]:
    """f, a, b and e of each tie in each period (rows), by weighted least squares with the weights of `growth`'s columns.

    The larger of the two dimensions is eliminated, so that the system solved is only as large as the smaller one.
    """
    import numpy as np

    common = np.broadcast_to((growth @ weights)[:, None], growth.shape)
    left = growth - common
    swapped = products.max() < markets.max()
    many, few = (markets, products) if swapped else (products, markets)
    n, m = int(many.max()) + 1, int(few.max()) + 1
    shared = np.zeros((n, m))
    np.add.at(shared, (many, few), weights)
    many_total, few_total = shared.sum(axis=1), shared.sum(axis=0)
    many_total[many_total == 0] = 1.0  # a number nobody has: its row of zeros stays zero
    by_many, by_few = np.zeros((n, len(left))), np.zeros((m, len(left)))
    np.add.at(by_many, many, (left * weights).T)
    np.add.at(by_few, few, (left * weights).T)
    reduced = np.diag(few_total) - shared.T @ (shared / many_total[:, None])
    few_effect = np.linalg.lstsq(reduced, by_few - shared.T @ (by_many / many_total[:, None]), rcond=1e-10)[0]
    few_effect -= few_total @ few_effect / few_total.sum()
    many_effect = (by_many - shared @ few_effect) / many_total[:, None]
    of_many, of_few = many_effect[many].T, few_effect[few].T
    rest = left - of_many - of_few
    return (common, of_few, of_many, rest) if swapped else (common, of_many, of_few, rest)
