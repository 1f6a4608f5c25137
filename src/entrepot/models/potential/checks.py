"""What the potential refuses before it begins: each with the place, and what to do about it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.models.equilibrium.checks import refuse
from entrepot.models.smart.checks import AS_FRACTIONS, IN_PER_CENT
from entrepot.vocabulary.errors import InvalidScenario
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
# A ratio of 1.05 is growth of five per cent; whoever writes 0.05 or 5 means something else.
LEAST_RATIO, MOST_RATIO = 0.2, 5.0


def numbers(values: ArrayLike | None, name: str, shape: tuple[int, ...] | None) -> Array:
    """Known numbers of this shape (or that broadcast to it)."""
    if values is None:
        raise InvalidScenario(
            T(
                f"{name} is missing: the region's and the market's are given together",
                f"缺少 {name}：地区的与市场的须同时给出",
            )
        )
    given = np.asarray(values, dtype=np.float64)
    if shape is not None:
        try:
            given = np.broadcast_to(given, shape)
        except ValueError:
            raise InvalidScenario(
                T(f"{name} is of shape {given.shape}; give {shape}", f"{name} 的形状为 {given.shape}，应为 {shape}")
            ) from None
    refuse(~np.isfinite(given)[None], T(f"{name} is missing or not finite", f"{name} 缺失或非有限值"), _LEAVE_OUT)
    return given


def money(values: ArrayLike, name: str, shape: tuple[int, ...] | None, axes: tuple[str, ...]) -> Array:
    """Zero or more, of this very shape."""
    given = np.asarray(values, dtype=np.float64)
    if given.ndim != len(axes) or (shape is not None and given.shape != shape):
        wanted = " x ".join(axes) + ("" if shape is None else f" = {shape}")
        raise InvalidScenario(
            T(f"{name} is of shape {given.shape}; give {wanted}", f"{name} 的形状为 {given.shape}，应为 {wanted}")
        )
    refuse(
        ~(np.isfinite(given) & (given >= 0))[None],
        T(f"{name} is negative or missing", f"{name} 为负或缺失"),
        _LEAVE_OUT,
    )
    return given


def above_zero(values: ArrayLike, name: str, shape: tuple[int, ...]) -> Array:
    """Ratios of expected to current values."""
    given = numbers(values, name, shape)
    refuse(
        ~((given >= LEAST_RATIO) & (given <= MOST_RATIO))[None],
        T(f"{name} is not a ratio of expected to current values", f"{name} 不是预期值与当前值之比"),
        T("growth of 5 per cent is 1.05", "增长 5% 写作 1.05"),
    )
    return given


def fractions(values: ArrayLike | None, name: str, shape: tuple[int, ...]) -> Array:
    given = numbers(values, name, shape)
    refuse((given < 0)[None], T(f"{name} is negative", f"{name} 为负"), T("a tariff is zero or more", "关税不得小于零"))
    refuse((given >= IN_PER_CENT)[None], T(f"{name} seems to be in per cent", f"{name} 似为百分数"), AS_FRACTIONS)
    return given


_LEAVE_OUT = T("fill it, or leave its row out", "请补全，或去掉该行")
