"""What the quick model refuses before it begins: each with the row, and what to do about it."""

from __future__ import annotations

from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.models.equilibrium.checks import refuse, with_batch
from entrepot.vocabulary.errors import InvalidScenario, UnknownName
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
WithoutImports = Literal["refuse", "leave"]
# A tariff of 400 per cent and more is a slip of unit far more often than a tariff.
IN_PER_CENT: Final = 4.0
AS_FRACTIONS: Final = T("give fractions, 0.25 for 25 per cent", "请用小数，25% 写作 0.25")


def imports_of(values: ArrayLike, without_imports: str) -> Array:
    """Lines x partners, zero or more; a line without any imports is refused, or left where that was asked for."""
    if without_imports not in get_args(WithoutImports):
        raise UnknownName(T("rule for empty lines", "空税目规则"), without_imports, get_args(WithoutImports))
    flows = np.asarray(values, dtype=np.float64)
    if flows.ndim != 2 or flows.size == 0:
        raise InvalidScenario(
            T(
                f"imports are lines x partners; they are of shape {flows.shape}",
                f"imports 应为税目×伙伴，实为 {flows.shape}",
            )
        )
    what = T("imports (line, partner) are negative or missing", "进口额（税目、伙伴）为负或缺失")
    remedy = T("a flow is zero or more; leave out what is not known", "流量不得小于零；未知者请去掉")
    refuse(~(np.isfinite(flows) & (flows >= 0))[None], what, remedy)
    if without_imports == "refuse":
        refuse(
            (flows.sum(axis=1) == 0)[None],
            T("nothing is imported in the line", "该税目没有进口"),
            T(
                "nothing can be said of it: leave it out, or keep it as nothing with without_imports='leave'",
                "对其无从推算：请去掉，或以 without_imports='leave' 按零保留",
            ),
        )
    return np.ascontiguousarray(flows)


def tariffs_before(values: ArrayLike, shape: tuple[int, ...]) -> Array:
    """Lines x partners as fractions; one partner's column holds of all."""
    rates = np.asarray(values, dtype=np.float64)
    _fits(rates.shape, shape, "tariff_before", batch=None)
    tariffs_are_fractions(rates, "tariff_before")
    # Not every rate of a schedule is above 100 per cent.
    slip = 2 * np.count_nonzero(rates >= 1) > np.count_nonzero(rates)
    refuse(
        ((rates >= 1) & slip)[None],
        T("tariff_before seems to be in per cent", "tariff_before 似为百分数"),
        AS_FRACTIONS,
    )
    return np.ascontiguousarray(np.broadcast_to(rates, shape))


def tariffs_after(values: ArrayLike, shape: tuple[int, ...], batch: int | None) -> NDArray[np.floating]:
    """Batch x lines x partners as given: what is in it is looked at where it is read, since it may be large."""
    rates = np.asarray(values)
    if rates.dtype.kind != "f":
        rates = rates.astype(np.float64)
    _fits(rates.shape, shape, "tariff_after", batch)
    whole = rates if rates.ndim == 3 else rates[None]
    return np.broadcast_to(whole, (len(whole), *shape))


def tariffs_are_fractions(rates: NDArray[np.floating], name: str, first_line: int = 0) -> None:
    """InvalidScenario with the first line and partner that is not; quick where there is none."""
    if rates.size == 0 or (rates.min() >= 0 and rates.max() < IN_PER_CENT):
        return
    place = T(f"{name} (line, partner)", f"{name}（税目、伙伴）")

    def wrong(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return np.pad(cells, ((first_line, 0), (0, 0)))[None]

    refuse(
        wrong(~(np.isfinite(rates) & (rates >= 0))),
        T(f"{place.en} is negative or missing", f"{place.zh} 为负或缺失"),
        T("give the whole rate as a fraction, not its change", "请给出完整税率（小数），而非变化量"),
    )
    refuse(
        wrong(rates >= IN_PER_CENT),
        T(f"{place.en} seems to be in per cent", f"{place.zh} 似为百分数"),
        T(f"{AS_FRACTIONS.en}; a closed market is no tariff", f"{AS_FRACTIONS.zh}；市场关闭不是关税"),
    )


def elasticities(values: ArrayLike, name: str, lines: int, batch: int | None, *, negative: bool) -> Array:
    """Batch x lines, of the sign that the formula wants; one number holds of all lines."""
    given = np.asarray(values, dtype=np.float64)
    by_line = np.broadcast_to(given, lines) if given.ndim == 0 else given
    by_line = with_batch(by_line, 1, batch, name)
    if by_line.shape[1] not in (1, lines):
        raise InvalidScenario(
            T(
                f"{name} has {by_line.shape[1]} lines and imports {lines}",
                f"{name} 有 {by_line.shape[1]} 个税目，而进口有 {lines} 个",
            )
        )
    right = np.isfinite(by_line) & (by_line <= 0) if negative else by_line > 0
    refuse(
        ~right,
        T(f"the elasticity {name} is of the wrong sign or missing", f"弹性 {name} 的符号不对或缺失"),
        T("it is negative here: -1.5", "此处应为负数：-1.5")
        if negative
        else T("it is above zero here: 1.5", "此处应大于零：1.5"),
    )
    return np.broadcast_to(by_line, (len(by_line), lines))


def _fits(given: tuple[int, ...], shape: tuple[int, ...], name: str, batch: int | None) -> None:
    inner = given[-2:] if len(given) >= 2 else given
    fits = len(inner) == 2 and inner[0] == shape[0] and inner[1] in (1, shape[1])
    leading = given[:-2]
    allowed = leading == () or (batch is not None and len(leading) == 1 and leading[0] in (1, batch))
    if not (fits and allowed):
        more = "" if batch is None else f", or {batch} of them"
        raise InvalidScenario(
            T(
                f"{name} is of shape {given}; imports are {shape[0]} lines x {shape[1]} partners, so give {shape} or {(shape[0], 1)}{more}",
                f"{name} 的形状为 {given}；进口为 {shape[0]} 个税目×{shape[1]} 个伙伴，应为 {shape} 或 {(shape[0], 1)}"
                + ("" if batch is None else f"，或再加长度为 {batch} 的首轴"),
            )
        )
