"""What stands around the tables of a what-if."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from entrepot.models.scenario.outcome import METHODS, Outcome
from entrepot.vocabulary.text import T
from entrepot.web.front.about import About, read_from
from entrepot.workbench.what_if_paper import coverage_of

_TITLES: Final = {
    "totals": T("Trade, output, welfare", "贸易、产出、福利"),
    "measures": T("Measures before and after", "指标前后对比"),
    "risks": T("Risk scores, of 100", "风险评分（满分100）"),
}
REST: Final = T("Measures that change less", "变化较小的指标")
_CHANGE: Final = T("change against the table as it stands", "与现状相比的变化")
_INTERVAL: Final = T(
    "change against the table as it stands; below it, where nine draws in ten lie",
    "与现状相比的变化；其下为十次抽样中九次所在的区间",
)
_CERTAIN: Final = T(
    "Nothing assumed was given a range, so that the numbers have no interval: give the least and the most in the form.",
    "假设均未给出范围，故结果没有区间；可在表单中填写下限与上限。",
)
_MOST_FIRST: Final = T(
    "What changes most beside what it was stands first; the others are folded.",
    "相对变化大的在前，其余收起。",
)
_RISKS: Final = T(
    "Scores from 0 to 100; a range means that not all of a risk is known, and what is not known is the same before and after.",
    "评分为0至100；区间表示该风险尚有未知部分，未知部分在前后保持不变。",
)


def of_table(name: str, found: Sequence[Outcome], *, intervals: bool = True) -> About:
    """`name` is totals, measures or risks; `intervals` whether any number of it has one."""
    first = found[0]
    draws = max(one.draws for one in found)
    drawn = T(
        f"Worked out {draws} times with what is assumed drawn anew each time; what is assumed, and what is not modelled, stands below.",
        f"按假设逐次抽样计算{draws}次；假设与未计入的内容列于下方。",
    )
    methods = tuple(dict.fromkeys(METHODS[one.method] for one in found))
    return About(
        f"{name}-table",
        _TITLES[name],
        read_from((one.source for one in found), coverage_of(first), synthetic=any(one.synthetic for one in found)),
        (
            *methods,
            *((drawn,) if intervals else (_CERTAIN,)),
            *((_MOST_FIRST,) if name == "measures" else ()),
            *((_RISKS,) if name == "risks" else ()),
        ),
        _INTERVAL if intervals else _CHANGE,
        (("method/#models", T("Formulas and references", "公式与出处")),),
        parts=(("rest", REST),) if name == "measures" else (),
    )
