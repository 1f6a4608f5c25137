"""Whether a scenario makes sense, all problems at once; its names become ids."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from entrepot.models.scenario.declaration import (
    Agreement,
    Amount,
    Capacity,
    Change,
    Demand,
    ExchangeRate,
    MarketClosed,
    Scenario,
    Scope,
    Shift,
    TariffChange,
    TradeCost,
    When,
)
from entrepot.parameters.assumption import Assumption
from entrepot.parameters.keys import Problems
from entrepot.parameters.reactions import reactions
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import EntrepotError, near_names
from entrepot.vocabulary.products import product
from entrepot.vocabulary.regimes import regime
from entrepot.vocabulary.text import T

# The partner who buys most, whoever that is: told by the region's own table.
LARGEST: Final = "LARGEST"
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
# Nobody levies 300 per cent: what is above was meant in per cent.
_MOST_TARIFF: Final = 3.0


def checked(scenario: Scenario, problems: Problems | None = None) -> Scenario:
    """The same with ids in place of names; SchemaMismatch with every problem, unless they are gathered in `problems`."""
    found = Problems() if problems is None else problems
    looked_through = _Checking(scenario, found).checked()
    if problems is None:
        found.raise_any()
    return looked_through


@dataclass(frozen=True, slots=True)
class _Checking:
    scenario: Scenario
    problems: Problems

    def checked(self) -> Scenario:
        if not _ID.fullmatch(self.scenario.id):
            self._wrong("id", T("an id is of small letters, digits and hyphens", "编号只用小写字母、数字与连字符"))
        if not self.scenario.changes:
            self.problems.add(self.scenario.at, T("nothing changes: write at least one [[changes]]", "没有任何变化：至少写一个 [[changes]]"))  # fmt: skip
        self._assumptions()
        self._shifts_last()
        changes = tuple(self._change(one) for one in self.scenario.changes)
        return replace(self.scenario, changes=changes)

    def _wrong(self, key: str, problem: T) -> None:
        self.problems.add(self.scenario.at / key, problem)

    def _shifts_last(self) -> None:
        shifts = [isinstance(one, Shift) for one in self.scenario.changes]
        first = shifts.index(True) if any(shifts) else len(shifts)
        for change in self.scenario.changes[first:]:
            if not isinstance(change, Shift):
                self.problems.add(change.at / "kind", T("write the shifts after all other changes", "请将 shift 写在其他变化之后"))  # fmt: skip

    def _assumptions(self) -> None:
        used = {amount for change in self.scenario.changes for _, amount in amounts(change) if isinstance(amount, str)}
        seen: set[str] = set()
        for place, one in enumerate(self.scenario.assumptions):
            at = self.scenario.at / "assumptions" / place / "id"
            if one.id in seen:
                self.problems.add(at, T(f"{one.id} is assumed twice", f"假设“{one.id}”重复"))
            seen.add(one.id)
            if one.id not in used and one.id not in reactions():
                known = sorted({*used, *reactions()})
                near = ", ".join(near_names(one.id, known)) or ", ".join(reactions())
                self.problems.add(
                    at,
                    T(
                        f"nothing uses the assumption {one.id!r}: a change names it, or it replaces one of {near}",
                        f"假设“{one.id}”未被使用：应由某项变化引用，或用以替代 {near}",
                    ),
                )

    def _change(self, change: Change) -> Change:
        known = {**reactions(), **{one.id: one for one in self.scenario.assumptions}}
        for key, amount in amounts(change):
            self._amount(change, key, amount, known)
        self._when(change)
        scope = self._scope(change)
        if isinstance(change, Shift):
            return replace(change, scope=scope, to=self._to(change))
        return replace(change, scope=scope)

    def _amount(self, change: Change, key: str, amount: Amount, known: dict[str, Assumption]) -> None:
        at = change.at / key
        if isinstance(amount, str) and amount not in known:
            near = ", ".join(near_names(amount, known))
            self.problems.add(
                at,
                T(
                    f"no assumption is called {amount!r}" + (f"; did you mean {near}?" if near else ""),
                    f"没有名为“{amount}”的假设" + (f"；是否要写：{near}？" if near else ""),
                ),
            )
            return
        least, most = _bounds(change, key)
        ends = known[amount].range if isinstance(amount, str) else (amount, amount)
        if not all(math.isfinite(end) and least <= end <= most for end in ends):
            shown = f"{ends[0]:g}" if ends[0] == ends[1] else f"{ends[0]:g} … {ends[1]:g}"
            self.problems.add(
                at,
                T(
                    f"{shown} does not lie between {least:g} and {most:g}; fractions are meant: 25 per cent is 0.25",
                    f"{shown} 不在 {least:g} 与 {most:g} 之间；此处用小数：25% 写作 0.25",
                ),
            )

    def _when(self, change: Change) -> None:
        days = {}
        for key in ("since", "until"):
            text = getattr(change.when, key)
            try:
                days[key] = day_of(text)
            except ValueError:
                self.problems.add(change.at / key, T(f"{text!r} is neither a day (2018-07-06) nor a year", f"“{text}”既非日期（2018-07-06）也非年份"))  # fmt: skip
        since, until = days.get("since"), days.get("until")
        if since is not None and until is not None and until <= since:
            self.problems.add(change.at / "until", T("it ends before it begins", "结束早于开始"))
        if any(not 0 <= part <= 1 for _, part in change.when.phases):
            self.problems.add(change.at / "phases", T("a phase is a part from 0 to 1", "每一阶段的比例应介于 0 与 1 之间"))  # fmt: skip

    def _scope(self, change: Change) -> Scope:
        scope, at = change.scope, change.at
        named = {
            "partners": (scope.partners, _partner),
            "except_partners": (scope.except_partners, _partner),
            "products": (scope.products, _product),
            "except_products": (scope.except_products, _product),
            "regimes": (scope.regimes, lambda name: regime(name).id),
        }
        found = {key: tuple(self._ids(names, read, change, key)) for key, (names, read) in named.items()}
        if isinstance(change, Agreement) and not scope.partners:
            bloc = list(self._ids((change.name,), _partner, change, "name"))
            if bloc and area(bloc[0]).kind != "bloc":
                self.problems.add(at / "name", T(f"whose agreement {change.name!r} is, is not known: name the partners", f"不知“{change.name}”有哪些成员：请写明 partners"))  # fmt: skip
            found["partners"] = tuple(bloc)
        return Scope(
            scope.flow, found["partners"], found["products"], found["regimes"], found["except_partners"],
            found["except_products"],
        )  # fmt: skip

    def _to(self, change: Shift) -> tuple[str, ...]:
        read = {"partner": _partner, "product": _product, "regime": lambda name: regime(name).id}[change.along]
        if not change.to and change.along != "partner":
            self.problems.add(change.at / "to", T("say where it goes: to = [...]", "请写明去向：to = [...]"))
        return tuple(self._ids(change.to, read, change, "to"))

    def _ids(self, names: Iterable[str], read: Callable[[str], str], change: Change, key: str) -> Iterator[str]:
        for name in names:
            try:
                yield read(name)
            except EntrepotError as problem:
                self.problems.add(change.at / key, problem.message)


def amounts(change: Change) -> tuple[tuple[str, Amount], ...]:
    """The numbers of a change by their keys."""
    match change:
        case TariffChange():
            rest = () if change.base is None else (("base", change.base),)
            return (("amount", change.amount), *rest)
        case Agreement():
            return (("margin", change.margin), ("utilisation", change.utilisation))
        case MarketClosed():
            return (("part", change.part),)
        case Shift():
            limit = () if change.most_growth is None else (("most_growth", change.most_growth),)
            return (("part", change.part), *limit, ("price", change.price))
        case TradeCost() | Demand() | Capacity() | ExchangeRate():
            return (("amount", change.amount),)


def _bounds(change: Change, key: str) -> tuple[float, float]:
    match change:
        case TariffChange(rule="cut") if key == "amount":
            return 0.0, 1.0
        case TariffChange(rule="add") if key == "amount":
            return -1.0, _MOST_TARIFF
        case TariffChange():
            return 0.0, _MOST_TARIFF
        case Agreement() | MarketClosed():
            return 0.0, 1.0
        case Shift():
            return {"part": (0.0, 1.0), "most_growth": (0.0, 100.0), "price": (0.0, 100.0)}[key]
        case TradeCost():
            return -0.9, _MOST_TARIFF
        case ExchangeRate():
            return -0.9, 9.0
        case _:
            return -1.0, 10.0


def day_of(text: str) -> date | None:
    """`2018-07-06`, or the first day of the year `2018`; None for an empty text."""
    if not text:
        return None
    return date(int(text), 1, 1) if re.fullmatch(r"\d{4}", text) else date.fromisoformat(text)


def active_in(when: When, year: int | None) -> float:
    """The part of a change that is in force in a year, by days and phases; without a year, all of what has no end."""
    since, until = day_of(when.since), day_of(when.until)
    if year is None:
        return 0.0 if until is not None else 1.0
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    begins, ends = max(since or first, first), min(until or after, after)
    days = max((ends - begins).days, 0) / (after - first).days
    if not when.phases:
        return days
    reached = [part for phase, part in when.phases if phase <= year]
    return days * (reached[-1] if reached else 0.0)


def _partner(name: str) -> str:
    return LARGEST if name.upper() == LARGEST else "+".join(area(part).id for part in name.split("+"))


def _product(name: str) -> str:
    return name if name.isdigit() else product(name).code
