"""A scenario's changes in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from entrepot.models.scenario.checking import LARGEST
from entrepot.models.scenario.declaration import Change, Shift, kind_of
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.products import product
from entrepot.vocabulary.regimes import regime
from entrepot.vocabulary.text import T

KINDS: Final[dict[str, T]] = {
    "tariff": T("tariff", "关税"),
    "agreement": T("agreement", "协定"),
    "trade_cost": T("trade cost", "贸易成本"),
    "demand": T("demand", "需求"),
    "capacity": T("capacity", "供给能力"),
    "exchange": T("exchange rate", "汇率"),
    "closed": T("market lost", "失去市场"),
    "shift": T("shift elsewhere", "转移"),
}
LARGEST_TITLE: Final = T("the largest market", "最大市场")
_SHOWN: Final = 3


def title_of(change: Change) -> T:
    """What kind of change, and of what: `tariff, United States, since 2018-07-06`."""
    kind = KINDS[kind_of(change)]
    scope = change.scope
    named = [*_few(scope.partners, partner_title), *_few(scope.products, _product), *_few(scope.regimes, _regime)]
    if isinstance(change, Shift) and change.to:
        to = _few(change.to, {"partner": partner_title, "product": _product, "regime": _regime}[change.along])
        named.append(T("to " + ", ".join(one.en for one in to), "转向" + "、".join(one.zh for one in to)))
    if change.when.since:
        named.append(T(f"since {change.when.since}", f"自{change.when.since}起"))
    return T(", ".join([kind.en, *(one.en for one in named)]), "，".join([kind.zh, *(one.zh for one in named)]))


def partner_title(name: str) -> T:
    """Of a country, a bloc, a sum of several, or the largest market."""
    if name == LARGEST:
        return LARGEST_TITLE
    parts = [area(part).name for part in name.split("+")]
    return T(" and ".join(one.en for one in parts), "与".join(one.zh for one in parts))


def _few(names: tuple[str, ...], title: Callable[[str], T]) -> list[T]:
    found = [title(name) for name in names[:_SHOWN]]
    more = len(names) - _SHOWN
    return [*found, T(f"{more} more", f"等共{len(names)}项")] if more > 0 else found


def _product(code: str) -> T:
    return T(code, code) if code.isdigit() else product(code).name


def _regime(name: str) -> T:
    return regime(name).name
