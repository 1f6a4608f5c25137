"""A series as observed, and a forecast that widens: the central course dashed, the intervals shaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from entrepot.reports.charts.chart import Chart, Definition, Filled, Subject
from entrepot.reports.charts.lines import domain_of, ticks_of
from entrepot.reports.charts.rows import PERIOD, VALUE, Reading, number
from entrepot.reports.charts.wording import NO_DATA, course, legend_columns, pixels, sentence
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T

_EDGES: Final = ("low", "high", "low_inner", "high_inner")
_AXIS: Final = 60


def definition() -> Definition:
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, E, colour, layered, strokes

    x = alt.X(
        "at:Q",
        title=None,
        scale=alt.Scale(domain=[E("first"), E("last")], nice=False, zero=False),
        axis=alt.Axis(values=E("ticks"), labelExpr="periods[indexof(ticks, datum.value)]"),
    )
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[E("low"), E("high")], nice=True))
    bands = alt.Chart(alt.NamedData("bands"))
    known = alt.Chart(ROWS).transform_filter("isValid(datum.value)")
    seen, ahead = (alt.Chart(ROWS).transform_filter(test) for test in ("datum.seen", "datum.ahead"))
    return layered(
        bands.mark_area(strokeWidth=0).encode(
            x=x, y=alt.Y("low:Q", title=None), y2="high:Q",
            color=colour("kind", "intervals", "shades", 2, labelExpr="interval_names[datum.value]"),
        ),
        seen.mark_line().encode(x=x, y=y, color=colour("kind", "[0]", "observed", 1, **strokes() | {"labelExpr": "names[0]"})),
        ahead.mark_line(strokeDash=[5, 4]).encode(
            x=x, y=y, color=colour("next", "[1]", "forecast", 1, **strokes() | {"labelExpr": "names[1]", "symbolDash": [5, 4]})
        ),
        known.mark_point(size=28, fill=E("focus")).encode(x=x, y=y, tooltip=TIP),
        alt.Chart(alt.NamedData("end")).mark_text(align="left", dx=9, style="strong", fill=E("focus")).encode(x=x, y=y, text="label:N"),
    )  # fmt: skip


def fill(reading: Reading, subject: Subject) -> Filled:
    cells, language = reading.cells("period"), subject.language
    periods = reading.ids("period")
    rows_by = [cells[(period,)] for period in periods]
    scale = subject.scale([row.numbers[name] for row in rows_by for name in ("value", *_EDGES)])
    ahead = [any(row.numbers[name] is not None for name in _EDGES) for row in rows_by]
    at = [parse_period(period).begin / 12 for period in periods]
    last_seen = max((i for i, row in enumerate(rows_by) if not ahead[i] and row.value is not None), default=None)
    rows: list[dict[str, Any]] = []
    bands: list[dict[str, Any]] = []
    for i, row in enumerate(rows_by):
        value = scale.scaled(row.value)
        said = subject.say(NO_DATA) if row.value is None else scale.said(row.value, language)
        spread = _spread(row.numbers["low"], row.numbers["high"], scale.shown)
        # The forecast sets out from the last observation, or a gap would stand between them.
        joint = last_seen is not None and i == last_seen and any(ahead)
        rows.append(
            {"at": at[i], "value": value, "seen": not ahead[i], "ahead": ahead[i] or joint, "kind": 0, "next": 1}
            | {"tip": f"{periods[i]} · {said}{spread}"}
        )
        for kind, names_of_edges in enumerate((_EDGES[:2], _EDGES[2:])):
            edges = tuple(scale.scaled(row.numbers[name]) for name in names_of_edges)
            if None not in edges or joint:
                low_at, high_at = (value, value) if joint else edges
                bands.append({"at": at[i], "kind": kind, "low": low_at, "high": high_at})
    inner = any(row.numbers["low_inner"] is not None for row in rows_by)
    bands = [band for band in bands if inner or band["kind"] == 0]
    shown = [v for row in rows_by for name in ("value", *_EDGES) if (v := scale.scaled(row.numbers[name])) is not None]
    low, high = domain_of(shown)
    ticks = ticks_of(len(periods))
    end = max((i for i, row in enumerate(rows_by) if row.value is not None), default=0)
    label = scale.shown(rows_by[end].value)
    label_room, span = pixels(label) + 18, max(at[-1] - at[0], 1.0)
    names = [subject.say(T("Observed", "实际")), subject.say(T("Forecast", "预测"))]
    intervals = [subject.say(T("Interval", "区间")), subject.say(T("Inner interval", "内区间"))][: 2 if inner else 1]
    points = [
        (p, row.value, scale.said(row.value, language))
        for p, row in zip(periods, rows_by, strict=True)
        if row.value is not None
    ]
    final = rows_by[end]
    spread = _spread(final.numbers["low"], final.numbers["high"], scale.shown)
    return Filled(
        rows=rows,
        others={"bands": bands, "end": [{"at": at[end], "value": scale.scaled(rows_by[end].value), "label": label}]},
        alt=sentence(subject.say(subject.title), [course(names[0] + ("、" if language == "zh" else ", ") + names[1], points, language) + spread], language),
        unit=scale.words,
        heads=tuple(subject.say(text) for text in (T("Period", "时期"), T("Value", "数值"), T("Low", "下限"), T("High", "上限"))),
        cells=tuple((p, *(scale.shown(row.numbers[name]) for name in ("value", "low", "high"))) for p, row in zip(periods, rows_by, strict=True)),
        values={
            **{"low": low, "high": high, "first": at[0] - span * 0.02, "names": names, "interval_names": intervals},
            **{"ticks": [at[i] for i in ticks], "periods": [periods[i] for i in ticks], "intervals": list(range(len(intervals)))},
        },
        expressions={
            "last": f"{at[-1]} + {span} * min(0.9, {label_room:.0f} / max(60, room - {_AXIS} - {label_room:.0f}))",
            **{"observed": "[focus]", "forecast": "[focus]", "shades": "[ramp1, ramp2]"},
            "legend_columns": legend_columns(names),
        },
    )  # fmt: skip


def _spread(low: float | None, high: float | None, shown: Callable[[float], str]) -> str:
    if low is None or high is None:
        return ""
    return f" ({shown(low)} … {shown(high)})"


FAN: Final = Chart(
    "fan",
    T("Forecast", "预测"),
    (
        PERIOD,
        VALUE,
        number("low", T("lower bound", "下限"), "value_low", optional=True),
        number("high", T("upper bound", "上限"), "value_high", optional=True),
        number("low_inner", T("lower bound of the inner interval", "内区间下限"), optional=True),
        number("high_inner", T("upper bound of the inner interval", "内区间上限"), optional=True),
    ),
    definition,
    fill,
)
