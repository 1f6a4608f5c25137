"""What an address asks: shipped scenarios and levers by their ids, and one scenario of its own made of the form's fields, in per cent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, cast

from django.http import QueryDict

from entrepot.models.scenario.checking import LARGEST, checked
from entrepot.models.scenario.declaration import (
    Amount,
    Change,
    Demand,
    ExchangeRate,
    FlowOf,
    MarketClosed,
    Scenario,
    Scope,
    Shift,
    TariffChange,
    TradeCost,
)
from entrepot.models.scenario.outcome import METHODS
from entrepot.models.scenario.scenario_file import read_scenario
from entrepot.models.scenario.shelf import path_of
from entrepot.models.scenario.words import title_of
from entrepot.parameters.assumption import Assumption
from entrepot.risks.levers import lever_named
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.text import T

MOST: Final = 3
OWN_ID: Final = "my-scenario"
LONGEST: Final = 200
_HUNDRED: Final = 100.0
_STATED: Final = "Stated on the what-if page / 在情景页面中设定"

KINDS: Final[Mapping[str, T]] = {
    "closed": T("part of a market lost", "失去部分市场"),
    "tariff": T("tariff added", "加征关税"),
    "trade_cost": T("trade cost added", "贸易成本上升"),
    "demand": T("change of demand", "需求变化"),
    "exchange": T("the yuan up", "人民币升值"),
}
FLOWS: Final[Mapping[str, T]] = {"export": T("exports", "出口"), "import": T("imports", "进口")}
_MAKE: Final[Mapping[str, Callable[[Scope, Amount], Change]]] = {
    "closed": lambda scope, amount: MarketClosed(scope=scope, part=amount),
    "tariff": lambda scope, amount: TariffChange(scope=scope, rule="add", amount=amount),
    "trade_cost": lambda scope, amount: TradeCost(scope=scope, amount=amount),
    "demand": lambda scope, amount: Demand(scope=scope, amount=amount),
    "exchange": lambda scope, amount: ExchangeRate(scope=scope, amount=amount),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form; `choices` where only some words go, `hint` what may be written and what an empty one means."""

    name: str
    title: T
    example: str = ""
    hint: T | None = None
    choices: tuple[tuple[str, T], ...] = ()


_WHAT: Final = (
    Field("kind", T("What happens", "发生什么"), choices=tuple(KINDS.items())),
    Field("flow", T("In which direction", "方向"), choices=tuple(FLOWS.items())),
    Field(
        "partner",
        T("With whom", "贸易伙伴"),
        "USA, EU",
        T("empty: all of them; LARGEST: the largest one", "留空即全部；LARGEST 表示最大的一个"),
    ),
    Field("product", T("In what goods", "商品"), "84, 85", T("HS codes; empty: all", "HS 编码；留空即全部")),
    Field("amount", T("By how much, %", "幅度（%）"), "30"),
)
_RANGE: Final = (
    Field("low", T("At least, %", "下限（%）"), "20"),
    Field("high", T("At most, %", "上限（%）"), "40", T("the result then has an interval", "填写后结果附区间")),
)
_ELSEWHERE: Final = (
    Field(
        "redirect",
        T("Sold elsewhere, % of the loss", "转售其他市场（占损失的%）"),
        "30",
        T("empty: nothing", "留空即不转售"),
    ),
    Field(
        "room",
        T("Others take at most so much more, %", "其他市场最多增加（%）"),
        "10",
        T("empty: without a limit", "留空即不设上限"),
    ),
)
GROUPS: Final = (
    (T("Or one of your own", "或自拟一个"), _WHAT),
    (T("If the amount is not certain", "幅度不确定时"), _RANGE),
    (T("Where the lost trade goes", "失去的贸易转向何处"), _ELSEWHERE),
)
FIELDS: Final = tuple(field for _, fields in GROUPS for field in fields)


@dataclass(frozen=True, slots=True)
class Asked:
    """`scenarios` are what is compared, one's own last; `own` are the form's words; hashable, so that answers are kept."""

    scenarios: tuple[Scenario, ...]
    names: tuple[str, ...]
    levers: tuple[str, ...]
    own: tuple[tuple[str, str], ...]
    method: str
    period: str


def asked_in(query: QueryDict) -> Asked:
    """WrongCall or SchemaMismatch, in words, where the fields make no scenario."""
    names = tuple(dict.fromkeys(name for name in query.getlist("scenario") if name))
    levers = tuple(dict.fromkeys(lever_named(name).id for name in query.getlist("lever") if name))
    own = tuple((field.name, query.get(field.name, "").strip()[:LONGEST]) for field in FIELDS)
    words = dict(own)
    made = (own_scenario(words),) if words["amount"] else ()
    if len(names) + len(levers) + len(made) > MOST:
        raise WrongCall(T(f"{MOST} scenarios side by side at most", f"最多并列 {MOST} 个情景"))
    method = query.get("method", "").strip()
    if method and method not in METHODS:
        raise UnknownName(T("method", "方法"), method, METHODS)
    shipped = tuple(shipped_scenario(name) for name in names)
    return Asked(
        (*shipped, *made), names, levers, own if made else (), method, query.get("period", "").strip()[:LONGEST]
    )


def shipped_scenario(name: str) -> Scenario:
    """A shipped scenario; never a file of this machine."""
    return read_scenario(path_of(name))


def own_scenario(words: Mapping[str, str]) -> Scenario:
    """The scenario that the form's words describe."""
    kind = words.get("kind") or "closed"
    if kind not in KINDS:
        raise UnknownName(T("kind of change", "变化类型"), kind, KINDS)
    flow = words.get("flow") or "export"
    if flow not in FLOWS:
        raise UnknownName(T("direction", "方向"), flow, FLOWS)
    scope = Scope(
        cast(FlowOf, flow),
        _listed(words.get("partner", "")),
        _listed(words.get("product", "")),
    )
    assumptions: list[Assumption] = []
    amount = _amount(words, assumptions)
    change = _MAKE[kind](scope, amount)
    changes: tuple[Change, ...] = (change,)
    if words.get("redirect"):
        room = _part(words, "room") if words.get("room") else None
        changes = (change, Shift(scope=scope, along="partner", to=(), part=_part(words, "redirect"), most_growth=room))
    draft = checked(Scenario(OWN_ID, T("?", "?"), T("?", "?"), changes, tuple(assumptions)))
    title, share = title_of(draft.changes[0]), f"{words['amount']}%"
    named = T(f"{title.en[:1].upper()}{title.en[1:]}: {share}", f"{title.zh}：{share}")
    about = T("Built in the form of the what-if page.", "由情景页面的表单生成。")
    return Scenario(OWN_ID, named, about, draft.changes, draft.assumptions)


def _amount(words: Mapping[str, str], assumptions: list[Assumption]) -> Amount:
    value = _part(words, "amount")
    if words.get("kind", "closed") == "closed" and not 0 <= value <= 1:
        raise WrongCall(T("a market can be lost from 0 to 100 per cent", "失去市场的比例应在 0 至 100% 之间"))
    if not (words.get("low") or words.get("high")):
        return value
    low, high = (_part(words, name) if words.get(name) else value for name in ("low", "high"))
    what = T("By how much, as stated", "设定的幅度")
    assumptions.append(Assumption("amount", what, value, "1", _STATED, low, high))
    return "amount"


def _part(words: Mapping[str, str], name: str) -> float:
    text = words[name].removesuffix("%").strip().replace("−", "-").replace("，", ".")
    try:
        value = float(text)
    except ValueError:
        title = next(field.title for field in FIELDS if field.name == name)
        raise WrongCall(
            T(f"{title.en}: {words[name]!r} is no number", f"{title.zh}：“{words[name]}”不是数字")
        ) from None
    return value / _HUNDRED


def _listed(text: str) -> tuple[str, ...]:
    parts = text.replace("，", ",").replace("、", ",").split(",")
    return tuple(LARGEST if part.strip().upper() == LARGEST else part.strip() for part in parts if part.strip())
