"""A limit and its shadow price in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import floor, log10
from typing import Final

from entrepot.models.diversification.limits import Limit, LimitKind
from entrepot.vocabulary.text import T

KINDS: Final[Mapping[LimitKind, T]] = {
    "total": T("the limit on all exports", "出口总额上限"),
    "product_capacity": T("the capacity for", "产能上限"),
    "market_share": T("the highest share of the market", "单一市场份额上限"),
    "product_share": T("the highest share of the product", "单一商品份额上限"),
    "market_hhi": T("the highest concentration of markets (HHI)", "市场集中度（HHI）上限"),
    "potential": T("the potential", "潜力上限"),
    "kept": T("the part of the present flow that stays", "现有流量的保留部分"),
}


def said_of(limit: Limit, *, name: T, money: Callable[[float], T]) -> T:
    """What the limit is, and what one step more of it would bring; `name` is what it is about, `money` writes amounts."""
    worth = money(limit.price)
    if limit.kind in ("market_share", "product_share"):
        level = f"{limit.limit:.1%}"
        if not limit.binds:
            return T(
                f"{name.en} takes {limit.used:.1%} of exports and may take {level}: the limit costs nothing.",
                f"{name.zh}占出口的{limit.used:.1%}，上限为{level}：此限制不造成损失。",
            )
        return T(
            f"{name.en} stands at its limit of {level} of exports: one percentage point more would add {worth.en}.",
            f"{name.zh}已达出口份额上限{level}：上限每放宽1个百分点，可增加{worth.zh}。",
        )
    if limit.kind == "market_hhi":
        if not limit.binds:
            return T(
                f"Concentration of markets is {limit.used:.3f}, within its limit of {limit.limit:.3f}: the limit costs nothing.",
                f"市场集中度为{limit.used:.3f}，未超过上限{limit.limit:.3f}：此限制不造成损失。",
            )
        return T(
            f"Concentration of markets stands at its limit of {limit.limit:.3f}: 0.01 more would add {worth.en}.",
            f"市场集中度已达上限{limit.limit:.3f}：上限每放宽0.01，可增加{worth.zh}。",
        )
    return _of_money(limit, name, money)


def _of_money(limit: Limit, name: T, money: Callable[[float], T]) -> T:
    level, used = money(limit.limit), money(limit.used)
    step = 10.0 ** floor(log10(limit.limit)) if limit.limit > 0 else 1.0
    more, gain = money(step), money(step * limit.price)
    if limit.kind == "kept":
        return T(
            f"{name.en}: {level.en} has to stay; with {more.en} less to stay, exports elsewhere would add {gain.en}.",
            f"{name.zh}：须保留{level.zh}；每少保留{more.zh}，在别处可增加{gain.zh}。",
        )
    if limit.kind == "potential":
        return T(
            f"{name.en}: all of its potential, {level.en}, is used; {more.en} more of it would add {gain.en}.",
            f"{name.zh}：潜力{level.zh}已全部用尽；潜力每多{more.zh}，可增加{gain.zh}。",
        )
    whole = limit.kind == "total"
    en, zh = ("All exports", "出口总额") if whole else (f"Capacity for {name.en}", f"{name.zh}产能")
    if not limit.binds:
        return T(
            f"{en} of {level.en}: {used.en} is used, the limit costs nothing.",
            f"{zh}{level.zh}：已用{used.zh}，此限制不造成损失。",
        )
    return T(
        f"{en} of {level.en} is used up: {more.en} more of it would add {gain.en}.",
        f"{zh}{level.zh}已用尽：每多{more.zh}，可增加{gain.zh}。",
    )
