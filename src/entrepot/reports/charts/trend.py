"""Exports and imports as bars, the balance as a line."""

from __future__ import annotations

from typing import Any, Final

from entrepot.reports.charts.chart import Chart, Definition, Filled, Subject
from entrepot.reports.charts.rows import PERIOD, VALUE, Reading, Role
from entrepot.reports.charts.wording import NO_DATA, course, legend_columns, sentence
from entrepot.reports.numbers import Scale
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.flows import Flow
from entrepot.vocabulary.text import T

_FLOWS: Final[tuple[str, ...]] = (Flow.EXPORT.value, Flow.IMPORT.value)
# More points than these would hide their own line.
_DOTTED: Final = 24
BALANCE: Final = T("Balance", "差额")


def definition() -> Definition:
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, E, band, colour, layered, strokes, swatches

    x = alt.X(**band("at", "periods", "positions", inner=0.28))
    # Told, not found among the rows: where one direction is missing, so is every balance.
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[E("low"), E("high")], nice=True))
    offset = alt.XOffset("series:O", scale=alt.Scale(domain=[0, 1], paddingInner=0.08))
    bars = alt.Chart(ROWS).transform_filter("datum.series < 2 && isValid(datum.value)")
    blank = alt.Chart(ROWS).transform_filter("datum.series < 2 && !isValid(datum.value)")
    line = alt.Chart(ROWS).transform_filter("datum.series == 2")
    return layered(
            bars.mark_bar().encode(x=x, xOffset=offset, y=y, color=colour("series", "[0, 1]", "colours", 2, **swatches()), tooltip=TIP),
            blank.mark_text(style="muted", text="—", dy=-7).encode(x=x, xOffset=offset, y=alt.datum(0), tooltip=TIP),
            line.mark_line(stroke=E("balance")).encode(x=x, y=y, color=colour("series", "[2]", "colours_of_lines", 1, **strokes())),
            line.transform_filter("isValid(datum.value)")
            .mark_point(size=E("point_size"), fill=E("surface"), stroke=E("balance"), strokeWidth=1.75)
            .encode(x=x, y=y, tooltip=TIP),
    )  # fmt: skip


def fill(reading: Reading, subject: Subject) -> Filled:
    cells = reading.cells("period", "flow")
    periods, language = reading.ids("period"), subject.language
    if set(reading.ids("flow")) != set(_FLOWS):
        raise WrongCall(
            T(
                f"the chart trend draws exports and imports together, and these rows have {', '.join(reading.ids('flow'))}: "
                "give both, or draw lines",
                f"图表 trend 同时画出口和进口，而这些行为 {'、'.join(reading.ids('flow'))}：请给出两者，或改用 lines",
            )
        )
    values = {flow: [_value(cells, period, flow) for period in periods] for flow in _FLOWS}
    lines: dict[str, list[float | None]] = dict(values)
    lines["balance"] = [
        None if sold is None or bought is None else sold - bought for sold, bought in zip(*values.values(), strict=True)
    ]
    scale = subject.scale([value for series in lines.values() for value in series])
    names = {**reading.names("flow"), "balance": subject.say(BALANCE)}
    drawn = [scaled for series in lines.values() for value in series if (scaled := scale.scaled(value)) is not None]
    rows = [
        {"at": at, "series": ("export", "import", "balance").index(series), "value": scale.scaled(value)}
        | {"tip": _tip(period, names[series], value, scale, subject)}
        for series, column in lines.items()
        for at, (period, value) in enumerate(zip(periods, column, strict=True))
    ]
    courses = [
        course(names[series], [(p, v, scale.said(v, language)) for p, v in zip(periods, column, strict=True) if v is not None], language)
        for series, column in lines.items()
    ]  # fmt: skip
    return Filled(
        rows=rows,
        alt=sentence(subject.say(subject.title), courses, language),
        unit=scale.words,
        heads=(subject.say(T("Period", "时期")), *(names[series] for series in lines)),
        cells=tuple((p, *(scale.shown(column[i]) for column in lines.values())) for i, p in enumerate(periods)),
        values={
            **{"positions": list(range(len(periods))), "periods": list(periods)},
            "names": [names[series] for series in lines],
            "low": min([0.0, *drawn]),
            "high": max([0.0, *drawn]),
            "point_size": 40 if len(periods) <= _DOTTED else 0,
        },
        expressions={
            "colours": "[exports, imports]",
            "colours_of_lines": "[balance]",
            "legend_columns": legend_columns([names[flow] for flow in _FLOWS]),
        },
    )


def _value(cells: dict[tuple[str, ...], Any], period: str, flow: str) -> float | None:
    row = cells.get((period, flow))
    return row.value if row else None


def _tip(period: str, name: str, value: float | None, scale: Scale, subject: Subject) -> str:
    said = scale.said(value, subject.language) if value is not None else subject.say(NO_DATA)
    return f"{period} · {name} · {said}"


TREND: Final = Chart(
    "trend",
    T("Exports, imports and balance", "出口、进口与差额"),
    (PERIOD, Role("flow", T("flow", "进出口")), VALUE),
    definition,
    fill,
)
