"""The page of scenarios: those that ship, the levers, and how trade is taken to react."""

from __future__ import annotations

from entrepot.models.scenario.declaration import kind_of
from entrepot.models.scenario.shelf import scenario_named, shipped
from entrepot.models.scenario.words import KINDS
from entrepot.parameters.assumption import Assumption
from entrepot.parameters.reactions import reactions, reviewed_on
from entrepot.risks.levers import LEVERS
from entrepot.risks.levers.lever import COSTS, OWNERS
from entrepot.vocabulary.text import T
from pages.markdown import both, code, codes, joined, table

INTRODUCTION = """\
# Scenarios and levers · 情景与对策

The scenarios that come with the package, with every number they assume; the levers; and how trade is taken to react where a scenario
does not say otherwise. [scenarios.md](../scenarios.md) tells how one is declared and tried.
随附情景及其全部假设、各项对策，以及情景未另行说明时所用的反应参数；声明与计算方法见 [scenarios.md](../scenarios.md)。"""
ASSUMED = ("assumption · 假设", "value · 取值", "range · 区间", "reference · 出处")


def scenarios() -> str:
    return joined(
        INTRODUCTION,
        *(_scenario(name) for name in shipped()),
        "## Levers · 对策",
        table(
            ("lever · 对策", "owner · 实施方", "cost · 成本", "risks · 风险", "scenario · 情景"),
            [
                (
                    f"{code(one.id)} {both(one.title)}", both(OWNERS[one.owner]), both(COSTS[one.cost]), codes(one.risks),
                    code(one.scenario) if one.scenario else both(T("made out of the region's own table", "由地区自身的流量表生成")),
                )
                for one in LEVERS
            ],
        ),
        f"## Reactions · 反应参数\n\nLooked over on {reviewed_on()}.",
        table(ASSUMED, [_assumed(one) for one in reactions().values()]),
    )  # fmt: skip


def _scenario(name: str) -> str:
    one = scenario_named(name)
    kinds = ", ".join(dict.fromkeys(both(KINDS[kind_of(change)]) for change in one.changes))
    head = f"## {code(name)} {both(one.title)}\n\n{one.about.en}\n{one.about.zh}\n\nChanges · 变化: {kinds}"
    return joined(head, table(ASSUMED, [_assumed(each) for each in one.assumptions])) if one.assumptions else head


def _assumed(one: Assumption) -> tuple[str, ...]:
    low, high = one.range
    return (
        f"{code(one.id)} {both(one.what)}",
        f"{one.value:g}",
        "—" if one.certain else f"{low:g} … {high:g}",
        one.reference,
    )
