"""A scenario's TOML file, read into its declaration; SchemaMismatch names file, line and key of all that is wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, cast

from entrepot.models.scenario import checking
from entrepot.models.scenario.declaration import (
    ALONG,
    TARIFF_RULES,
    Agreement,
    Along,
    Amount,
    By,
    Capacity,
    Change,
    Demand,
    ExchangeRate,
    FlowOf,
    MarketClosed,
    Scenario,
    Scope,
    Shift,
    ShiftOf,
    TariffChange,
    TariffRule,
    TradeCost,
    When,
)
from entrepot.parameters.assumption import Assumption, problem_of
from entrepot.parameters.keys import Keys
from entrepot.parameters.own_file import file_text, toml_keys
from entrepot.vocabulary.text import T

_KIND: Final = T("a scenario", "情景")
_LARGEST_FILE: Final = 1_000_000
_SCENARIO_KEYS: Final = ("id", "title", "about", "year", "assumptions", "changes")
_SCOPE_KEYS: Final = ("flow", "partners", "products", "regimes", "except_partners", "except_products")
_COMMON: Final = ("kind", *_SCOPE_KEYS, "since", "until", "phases", "reference")


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file."""
    return scenario_of_toml(file_text(path, _KIND, most=_LARGEST_FILE), file=path.name)


def scenario_of_toml(text: str, *, file: str = "") -> Scenario:
    """The scenario that the text declares."""
    keys = toml_keys(text, file=file)
    scenario = _scenario(keys)
    problems = keys.problems
    found = checking.checked(scenario, problems) if scenario.changes or not problems.found else scenario
    problems.raise_any()
    return found


def _scenario(keys: Keys) -> Scenario:
    keys.only(_SCENARIO_KEYS)
    assumptions = [_assumption(one) for one in keys.each("assumptions")]
    changes = [_change(one) for one in keys.each("changes")]
    return Scenario(
        id=keys.word("id", needed=True),
        title=keys.text("title", needed=True) or T("?", "?"),
        about=keys.text("about", needed=True) or T("?", "?"),
        year=keys.number("year", least=checking.FIRST_YEAR, most=checking.LAST_YEAR),
        assumptions=tuple(one for one in assumptions if one is not None),
        changes=tuple(one for one in changes if one is not None),
        at=keys.at,
    )


def _assumption(keys: Keys) -> Assumption | None:
    keys.only(("id", "what", "value", "low", "high", "unit", "reference"))
    name, what = keys.word("id", needed=True), keys.text("what", needed=True)
    value = keys.amount("value", needed=True)
    low, high = keys.amount("low"), keys.amount("high")
    unit, reference = keys.word("unit", needed=True), keys.word("reference", needed=True)
    problem = None if value is None else problem_of(value, low, high)
    if problem is not None:
        keys.wrong("value", problem)
    if not name:
        return None
    if value is None or what is None or not reference or problem is not None:
        # Its problem has been noted: the changes that name it are not wrong for that as well.
        return Assumption(name, what or T("?", "?"), 0.0, unit, "?")
    return Assumption(name, what, value, unit, reference, low, high)


def _change(keys: Keys) -> Change | None:
    kind = keys.one_of("kind", tuple(_KINDS), needed=True)
    if not kind:
        return None
    own, build = _KINDS[kind]
    keys.only((*_COMMON, *own))
    common = {"scope": _scope(keys), "when": _when(keys), "reference": keys.word("reference"), "at": keys.at}
    return build(keys, common)


def _scope(keys: Keys) -> Scope:
    for name in ("partners", "products", "regimes"):
        if keys.table.get(name) in ([], ""):
            keys.wrong(name, T("an empty list is neither all nor none: leave the key out for all of them", "空列表既非全部，也非没有：指全部时请去掉这个键"))  # fmt: skip
    return Scope(
        cast(FlowOf, keys.one_of("flow", ("export", "import"), otherwise="export")),
        *(keys.words(name) for name in _SCOPE_KEYS[1:]),
    )


def _when(keys: Keys) -> When:
    phases = []
    if (table := keys.inner("phases")) is not None:
        for year in table.table:
            if not (year.isascii() and year.isdecimal()):
                table.wrong(year, T("phases are years: phases = {2026 = 0.025}", "phases 的键应为年份：phases = {2026 = 0.025}"))  # fmt: skip
                continue
            part = table.amount(year, least=0, most=1)
            phases.append((int(year), math.nan if part is None else part))
    return When(keys.word("since"), keys.word("until"), tuple(sorted(one for one in phases if not math.isnan(one[1]))))


def _amount(keys: Keys, key: str, *, otherwise: Amount | None = None) -> Amount:
    """A number or the id of an assumption; nothing where a problem has been noted."""
    value = keys.table.get(key, otherwise)
    if value is None:
        keys.needs(key)
    elif isinstance(value, str) and value.strip():
        return value.strip()
    elif isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    else:
        keys.wrong(key, T("a number, or the id of an assumption, is wanted", "应为数字，或某项假设的编号"))
    return 0.0


_Common = Mapping[str, Any]


def _tariff(keys: Keys, common: _Common) -> Change:
    rule = cast(TariffRule, keys.one_of("rule", TARIFF_RULES, otherwise="add", needed=True))
    base = _amount(keys, "base") if keys.has("base") else None
    return TariffChange(rule=rule, amount=_amount(keys, "amount"), base=base, **common)


def _agreement(keys: Keys, common: _Common) -> Change:
    return Agreement(
        name=keys.word("name", needed=True),
        margin=_amount(keys, "margin"),
        utilisation=_amount(keys, "utilisation"),
        on=keys.flag("on") if keys.has("on") else True,
        **common,
    )


def _shift(keys: Keys, common: _Common) -> Change:
    return Shift(
        along=cast(Along, keys.one_of("along", ALONG, otherwise="partner", needed=True)),
        to=keys.words("to"),
        part=_amount(keys, "part", otherwise=1.0),
        of=cast(ShiftOf, keys.one_of("of", ("lost", "sold"), otherwise="lost")),
        most_growth=_amount(keys, "most_growth") if keys.has("most_growth") else None,
        by=cast(By, keys.one_of("by", ("size", "potential"), otherwise="size")),
        price=_amount(keys, "price", otherwise=1.0),
        **common,
    )


_KINDS: Final[Mapping[str, tuple[tuple[str, ...], Callable[[Keys, _Common], Change]]]] = {
    "tariff": (("rule", "amount", "base"), _tariff),
    "agreement": (("name", "margin", "utilisation", "on"), _agreement),
    "trade_cost": (("amount",), lambda keys, common: TradeCost(amount=_amount(keys, "amount"), **common)),
    "demand": (("amount",), lambda keys, common: Demand(amount=_amount(keys, "amount"), **common)),
    "capacity": (("amount",), lambda keys, common: Capacity(amount=_amount(keys, "amount"), **common)),
    "exchange": (("amount",), lambda keys, common: ExchangeRate(amount=_amount(keys, "amount"), **common)),
    "closed": (("part",), lambda keys, common: MarketClosed(part=_amount(keys, "part", otherwise=1.0), **common)),
    "shift": (("along", "to", "part", "of", "most_growth", "by", "price"), _shift),
}
