"""Outcomes of scenarios as rows for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from entrepot.models.scenario.outcome import METHODS, ChangeOf, Estimate, Outcome, RiskChange
from entrepot.reports.scenario_words import (
    FLOWS,
    TOTALS,
    assumption_range,
    change_text,
    number_text,
    score_text,
    span_text,
)
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.text import T

Rows = list[list[str | None]]


def heading(found: Outcome) -> str:
    place = area(found.region).name
    synthetic = str(T("; synthetic data", "；合成数据")) if found.synthetic else ""
    return f"{found.scenario.title} · {place} · {found.period} · {METHODS[found.method]}{synthetic}"


def risk_rows(risks: Sequence[RiskChange]) -> tuple[list[str], Rows]:
    """Scores before, their change, and its interval."""
    return _titles(), [_risk(one) for one in risks]


def _titles() -> list[str]:
    return [
        str(one)
        for one in (T("what", "项目"), T("before", "之前"), T("change", "变化"), T("from", "下限"), T("to", "上限"))
    ]


def changes(found: Outcome) -> tuple[list[str], Rows]:
    """What changes: totals, what each change of the scenario adds, measures and risks."""
    rows: Rows = [_total(str(title), getattr(found, name)) for name, title in TOTALS.items()]
    rows += [
        [
            f"  {one.title} ({FLOWS[one.flow]})",
            None,
            number_text(one.amount, found.currency, signed=True),
            None,
            None,
        ]
        for one in found.parts
    ]
    rows += [_change(one) for one in found.measures]
    rows += [_risk(one) for one in found.risks]
    return _titles(), rows


def said(found: Outcome) -> tuple[str, ...]:
    """What was assumed, what could not be told, what was not modelled."""
    absent = [(title, getattr(found, name).why) for name, title in TOTALS.items()]
    return (
        *(f"{title}: {why}" for title, why in absent if why is not None),
        str(T("Assumed:", "假设：")),
        *(f"- {one.what}: {assumption_range(one)} ({one.reference})" for one in found.assumptions),
        str(T("Not modelled:", "未计入：")),
        *(f"- {one}" for one in found.not_modelled),
        *(str(note) for note in found.notes),
    )


def side_by_side(found: Sequence[Outcome]) -> tuple[list[str], Rows]:
    """One column for each scenario; what only some of them tell stays empty in the others."""
    titles = [str(T("change", "变化")), *(str(one.scenario.title) for one in found)]
    rows: Rows = [[str(title), *(change_text(getattr(one, name)) for one in found)] for name, title in TOTALS.items()]
    told: dict[tuple[str, str], dict[int, str | None]] = {}
    for place, outcome in enumerate(found):
        for one in outcome.measures:
            told.setdefault((one.id, str(one.title)), {})[place] = number_text(one.change, one.unit, signed=True)
        for risk in outcome.risks:
            told.setdefault((risk.id, risk_title(risk)), {})[place] = number_text(risk.change, "points", signed=True)
    rows += [[title, *(cells.get(place) for place in range(len(found)))] for (_, title), cells in told.items()]
    return titles, rows


def risk_title(one: RiskChange) -> str:
    return str(T(f"risk score, {one.title.en}", f"风险评分：{one.title.zh}"))


def _risk(one: RiskChange) -> list[str | None]:
    return [
        risk_title(one),
        score_text(one.before),
        number_text(one.change, "points", signed=True),
        *span_text(one.low, one.high, "points"),
    ]


def _total(title: str, one: Estimate) -> list[str | None]:
    if one.value is None:
        return [title, None, None, None, None]
    before = None if one.before is None else number_text(one.before, one.unit)
    return [title, before, change_text(one), *span_text(one.low, one.high, one.unit)]


def _change(one: ChangeOf) -> list[str | None]:
    low, high = (None if end is None or one.before is None else end - one.before for end in (one.low, one.high))
    return [
        str(one.title),
        number_text(one.before, one.unit),
        number_text(one.change, one.unit, signed=True),
        *span_text(low, high, one.unit),
    ]
