"""The chart that suits an answer: chosen by which of its keys differ between rows, and by its unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from entrepot.measures.measure import Measure
from entrepot.reports.charts import Drawing, Subject, chart_named
from entrepot.reports.charts.tile_map import GRID
from entrepot.reports.naming import name_of
from entrepot.vocabulary.errors import MissingData, WrongCall
from entrepot.vocabulary.text import Language, T, current_language
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from entrepot.workbench.answer import Answer

_PARTS: Final = ("partner", "product", "regime", "part", "group")
_TRADE: Final = frozenset({"export", "import"})
_FEW: Final = 3
_MANY: Final = 6
_STACKED: Final = 8
_PROVINCES: Final = frozenset(f"CN-{key}" for key in GRID)


@dataclass(frozen=True, slots=True)
class Choice:
    """A chart, and the columns that play its roles."""

    chart: str
    columns: Mapping[str, str]


def draw(
    answer: Answer, chart: str | None, *, language: Language | None, focus: str | None, columns: Mapping[str, str]
) -> Drawing:
    """The answer drawn, with its title, unit and, where it is so, that it is synthetic."""
    spoken = language or current_language()
    differing = _differing(answer)
    chosen = Choice(chart, columns) if chart else chosen_for(answer.measure, differing)
    subject = Subject(_title(answer, differing), answer.measure.unit, spoken, currency=answer.currency, focus=focus)
    drawing = chart_named(chosen.chart).draw(answer.table, subject, columns={**chosen.columns, **columns})
    marks = [drawing.unit, *([T("synthetic data", "合成数据").in_language(spoken)] if answer.synthetic else [])]
    return drawing.titled((" · " if spoken == "en" else "；").join(mark for mark in marks if mark))


def chosen_for(measure: Measure, differing: Mapping[str, frozenset[str]]) -> Choice:
    """`differing` are the keys that differ between rows, with their values; three or more make no readable chart."""
    others = [key for key in differing if key != "period"]
    if len(others) > (1 if "period" in differing else 2):
        raise WrongCall(
            T(
                f"{', '.join(differing)} all differ between the rows: narrow the selection to one or two of them, or say "
                "which chart and which columns",
                f"{'、'.join(differing)} 在各行中均不相同：请缩小到其中一两项，或指明图表及其各列",
            )
        )
    if "period" in differing:
        return _over_time(measure, others[0] if others else None, differing)
    if len(others) == 2:
        return _compared(others[0], others[1], differing)
    return _at_once(measure, others[0] if others else measure.per[-1], differing)


def _over_time(measure: Measure, key: str | None, differing: Mapping[str, frozenset[str]]) -> Choice:
    if key is None:
        return Choice("lines", {})
    if key == "flow" and measure.unit is Unit.MONEY and differing["flow"] <= _TRADE:
        return Choice("trend", {})
    if measure.unit is Unit.SHARE and key in _PARTS and len(differing["period"]) <= _STACKED:
        return Choice("share_stack", {"bar": "period", "part": key})
    if measure.unit is Unit.MONEY and key == "regime":
        return Choice("regime_stack", {"part": key})
    if len(differing[key]) > _MANY and measure.unit is Unit.GROWTH:
        return Choice("heat_map", {"name": key})
    return Choice("lines", {"series": key})


def _compared(one: str, other: str, differing: Mapping[str, frozenset[str]]) -> Choice:
    few, many = sorted((one, other), key=lambda key: len(differing[key]))
    if len(differing[few]) > _FEW:
        raise WrongCall(
            T(
                f"{many} and {few} both differ, with {len(differing[many])} and {len(differing[few])} values: narrow one of "
                f"them to {_FEW} at most",
                f"{many} 与 {few} 均不相同，分别有{len(differing[many])}个和{len(differing[few])}个值：请将其一缩小到至多{_FEW}个",
            )
        )
    return Choice("dumbbell", {"name": many, "series": few})


def _at_once(measure: Measure, key: str, differing: Mapping[str, frozenset[str]]) -> Choice:
    values = differing.get(key, frozenset())
    if key == "reporter" and len(values) > _MANY and values <= _PROVINCES:
        return Choice("tile_map", {"area": key})
    if key == "product" and len(values) > 1 and measure.unit is Unit.MONEY and measure.range[0] == 0:
        return Choice("treemap", {"name": key})
    return Choice("ranked_bars", {"name": key})


def _differing(answer: Answer) -> dict[str, frozenset[str]]:
    if not len(answer):
        raise MissingData(
            T(
                "the answer has no rows, so there is nothing to draw: widen the selection",
                "结果没有数据行，无图可画：请放宽选择范围",
            )
        )
    found = {key: frozenset(map(str, answer.table[key].unique().to_pylist())) for key in answer.keys}
    return {key: values for key, values in found.items() if len(values) > 1}


def _title(answer: Answer, differing: Mapping[str, frozenset[str]]) -> T:
    """`Liaoning, 2015: exports`: the measure, and what all rows share."""
    first = answer.table.slice(0, 1).to_pylist()[0]
    shared = [
        key
        for key in ("reporter", "partner", "product", "regime", "flow", "period")
        if key in first and key in answer.keys
    ]
    named = {
        language: [name_of(key, first[key], language) for key in shared if key not in differing]
        for language in ("en", "zh")
    }
    title = answer.measure.title
    if not named["en"]:
        return title
    return T(f"{', '.join(named['en'])}: {title.en}", f"{'，'.join(named['zh'])}：{title.zh}")
