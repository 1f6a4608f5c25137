"""What a reallocation refuses before it begins, and its numbers brought to shares of all exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.models.equilibrium.checks import refuse
from entrepot.models.potential.checks import money, numbers
from entrepot.vocabulary.errors import InvalidScenario
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
_FRACTION = T("give a fraction, 0.25 for a quarter", "请用小数，四分之一写作 0.25")


@dataclass(frozen=True, slots=True)
class Asked:
    """All money in units of what is sold now (`unit`), so that the solver meets numbers around one."""

    actual: Array
    floor: Array
    ceiling: Array
    worth: Array
    total: float | None
    capacity: Array | None
    market_share: Array | None
    product_share: Array | None
    market_hhi: float | None
    unit: float
    market_names: tuple[T, ...]
    product_names: tuple[T, ...]


def asked_for(
    actual: ArrayLike,
    potential: ArrayLike,
    worth: ArrayLike,
    kept: ArrayLike,
    total: float | None,
    capacity: ArrayLike | None,
    market_share: ArrayLike | None,
    product_share: ArrayLike | None,
    market_hhi: float | None,
    market_names: Sequence[str | T] | None,
    product_names: Sequence[str | T] | None,
) -> Asked:
    sold = money(actual, "actual", None, ("markets", "products"))
    reach = money(potential, "potential", sold.shape, ("markets", "products"))
    markets, products = sold.shape
    unit = float(sold.sum())
    if unit <= 0:
        raise InvalidScenario(T("nothing is sold: there is nothing to move", "没有出口，无可调整"))
    stays = numbers(kept, "kept", sold.shape)
    refuse(~((stays >= 0) & (stays <= 1))[None], T("kept is not between 0 and 1", "kept 不在 0 与 1 之间"), _FRACTION)
    value = numbers(worth, "worth", sold.shape)
    refuse(
        (value < 0)[None],
        T("the worth of a unit sold is negative", "单位出口的价值为负"),
        T("0 for nothing", "无价值写作 0"),
    )
    if total is not None and not total > 0:
        raise InvalidScenario(T(f"total is {total}; it is money above zero", f"total 为 {total}，应为大于零的金额"))
    if market_hhi is not None and not 0 < market_hhi <= 1:
        raise InvalidScenario(
            T(
                f"market_hhi is {market_hhi}; it lies between 0 and 1, 0.18 and not 1800",
                f"market_hhi 为 {market_hhi}，应在 0 与 1 之间：写作 0.18，而非 1800",
            )
        )
    most = None
    if capacity is not None:
        most = np.broadcast_to(np.asarray(capacity, dtype=np.float64), products) / unit
        refuse(
            ~(most >= 0)[None],
            T("capacity is negative or missing", "产能为负或缺失"),
            T("infinite for no limit", "不设限写作无穷大"),
        )
    return Asked(
        sold / unit,
        stays * sold / unit,
        np.maximum(sold, reach) / unit,
        np.ascontiguousarray(value),
        None if total is None else total / unit,
        most,
        _share(market_share, "market_share", markets),
        _share(product_share, "product_share", products),
        market_hhi,
        unit,
        _names(market_names, markets),
        _names(product_names, products),
    )


def _share(values: ArrayLike | None, name: str, length: int) -> Array | None:
    if values is None:
        return None
    given = numbers(values, name, (length,))
    refuse(
        ~((given >= 0) & (given <= 1))[None], T(f"{name} is not between 0 and 1", f"{name} 不在 0 与 1 之间"), _FRACTION
    )
    return given


def _names(given: Sequence[str | T] | None, length: int) -> tuple[T, ...]:
    names = [f"[{place}]" for place in range(length)] if given is None else given
    return tuple(one if isinstance(one, T) else T(one, one) for one in names)
