"""Two or three series compared over the same few subjects: a radar, and the dumbbell beside it that reads better."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final, Literal

from entrepot.reports.charts.chart import Chart, Definition, Filled, Subject
from entrepot.reports.charts.rows import KEYS, VALUE, Reading, Role, Row
from entrepot.reports.charts.wording import NO_DATA, legend_columns, pixels, sentence, width_of, wrapped
from entrepot.reports.numbers import Scale
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T

_SERIES: Final = 3
_RINGS: Final = 4
_FEWEST: Final = 3
_PLACES: Final = "[0, 1, 2]"
_ROW: Final = 36
_NAMES: Final = 120
Align = Literal["right", "center", "left"]
_SIDES: Final[tuple[tuple[str, Align], ...]] = (("left", "right"), ("middle", "center"), ("right", "left"))
# Ends of labels lie this much outside the outermost ring.
_OUT: Final = 1.1


def radar() -> Definition:
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, E, colour, layered, strokes, told_apart

    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[E("-across"), E("across")], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-1.25, 1.25], nice=False))
    net, labels = alt.Chart(alt.NamedData("net")), alt.Chart(alt.NamedData("labels"))
    known = alt.Chart(ROWS).transform_filter("isValid(datum.x)")
    series = colour("series", "shown", "colours", _SERIES, **strokes())
    return layered(
        net.mark_line(strokeWidth=0.8, stroke=E("rule")).encode(x=x, y=y, order="order:Q", detail="line:N"),
        alt.Chart(ROWS)
        .transform_filter("datum.series == 0")
        .mark_line(filled=True, fill=E("focus"), fillOpacity=0.14, strokeWidth=0, stroke="transparent")
        .encode(x=x, y=y, order="order:Q"),
        alt.Chart(ROWS)
        .mark_line(invalid="break-paths-filter-domains")
        .encode(
            x=x,
            y=y,
            order="order:Q",
            color=series,
            strokeDash=told_apart(alt.StrokeDash, [[1, 0], [5, 3], [1, 3]], **strokes()),
        ),
        known.mark_point(size=44).encode(x=x, y=y, color=series, tooltip=TIP),
        *(
            labels.transform_filter(f"datum.side == '{side}'")
            .mark_text(align=align, style="label", baseline="middle", lineBreak="\n", lineHeight=14)
            .encode(x=x, y=y, text="name:N")
            for side, align in _SIDES
        ),
        one_meaning=True,
    )


def dumbbell() -> Definition:
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, E, colour, layered, names_down, swatches, told_apart

    y = names_down("at", "labels", "positions")
    x = alt.X(
        "value:Q",
        title=None,
        scale=alt.Scale(domain=[E("low"), E("high")], nice=True),
        axis=alt.Axis(grid=True, tickCount=5, domain=False),
    )
    known = alt.Chart(ROWS).transform_filter("isValid(datum.value)")
    none = alt.Chart(alt.NamedData("spans")).transform_filter("!isValid(datum.value)")
    return layered(
        alt.Chart(alt.NamedData("spans"))
        .mark_rule(stroke=E("ink3"), strokeWidth=2.5)
        .encode(y=y, x=x, x2="end:Q"),
        known.mark_point(size=130, stroke=E("surface"), strokeWidth=1).encode(
            y=y, x=x, color=colour("series", "shown", "colours", _SERIES, **swatches()),
            shape=told_apart(alt.Shape, ["circle", "diamond", "square"], **swatches()), tooltip=TIP
        ),
        none.mark_text(style="muted", text="—").encode(y=y, x=alt.XDatum(0)),
        one_meaning=True,
    )  # fmt: skip


def fill_radar(reading: Reading, subject: Subject) -> Filled:
    cells, names, series = _read(reading, subject)
    if len(names) < _FEWEST:
        raise WrongCall(
            T(
                f"a radar needs at least {_FEWEST} subjects, not {len(names)}: draw dumbbell instead",
                f"雷达图至少需要{_FEWEST}个项目，现有{len(names)}个：请改用 dumbbell",
            )
        )
    below = next((row for row in reading.rows if row.value is not None and row.value < 0), None)
    if below is not None:
        raise WrongCall(
            T(
                f"a radar cannot show a negative value ({below.names['name']}: {below.value:g}): draw dumbbell instead",
                f"雷达图不能显示负值（{below.names['name']}：{below.value:g}）：请改用 dumbbell",
            )
        )
    scale = subject.scale([row.value for row in reading.rows])
    top = _top(max(float(scale.scaled(row.value) or 0) for row in reading.rows))
    angles = [2 * math.pi * i / len(names) for i in range(len(names))]
    rows = []
    for k, id_ in enumerate(series):
        for order in range(len(names) + 1):
            i = order % len(names)
            value = _value(cells, list(names)[i], id_)
            radius = None if value is None else float(scale.scaled(value) or 0) / top
            rows.append(
                {"series": k, "order": order, "tip": _tip(series[id_], list(names.values())[i], value, scale, subject)}
                | {"x": None if radius is None else radius * math.sin(angles[i])}
                | {"y": None if radius is None else radius * math.cos(angles[i])}
            )
    labels = [wrapped(name, most=84) for name in names.values()]
    return Filled(
        rows=rows,
        others={
            "net": _net(angles),
            "labels": [
                {"x": _OUT * math.sin(a), "y": _OUT * math.cos(a) * 1.03, "name": name, "side": _side(a)}
                for a, name in zip(angles, labels, strict=True)
            ],
        },
        values={
            **{"shown": list(range(len(series))), "names": [wrapped(name, most=220, lines=1) for name in series.values()]},
            "across": _across(angles, labels),
        },
        expressions={"colours": "[focus, peer, cat1]", "legend_columns": legend_columns(list(series.values()))},
        size={"widest": 340, "height": 312},
        notes=(subject.say(T(f"outer ring: {top:g}{scale.words}", f"最外圈：{top:g}{scale.words}")),),
        **_told(cells, names, series, scale, subject),
    )  # fmt: skip


def fill_dumbbell(reading: Reading, subject: Subject) -> Filled:
    cells, names, series = _read(reading, subject)
    scale = subject.scale([row.value for row in reading.rows])
    spans, rows = [], []
    for at, (id_, name) in enumerate(names.items()):
        values = {one: _value(cells, id_, one) for one in series}
        known = [float(scale.scaled(value) or 0) for value in values.values() if value is not None]
        spans.append({"at": at, "value": min(known, default=None), "end": max(known, default=None)})
        rows += [
            {"at": at, "series": k, "value": scale.scaled(values[one]), "tip": _tip(series[one], name, values[one], scale, subject)}
            for k, one in enumerate(series)
        ]  # fmt: skip
    all_known = [row["value"] for row in rows if row["value"] is not None]
    return Filled(
        rows=rows,
        others={"spans": spans},
        values={
            **{"shown": list(range(len(series))), "names": [wrapped(name, most=220, lines=1) for name in series.values()]},
            **{"positions": list(range(len(names))), "labels": [wrapped(name, most=_NAMES) for name in names.values()]},
            **{"low": min(0.0, *all_known), "high": max(0.0, *all_known)},
        },
        expressions={"colours": "[focus, peer, cat1]", "legend_columns": legend_columns(list(series.values()), beside=width_of(names.values(), _NAMES))},
        size={"height": _ROW * len(names) + 60},
        **_told(cells, names, series, scale, subject),
    )  # fmt: skip


Cells = Mapping[tuple[str, ...], Row]


def _read(reading: Reading, subject: Subject) -> tuple[Cells, dict[str, str], dict[str, str]]:
    """Cells, the names of the subjects, and of the series with the one in focus first."""
    series = reading.names("series")
    if len(series) > _SERIES:
        raise WrongCall(
            T(
                f"at most {_SERIES} series can be compared in one chart, not {len(series)}: narrow the selection",
                f"一张图最多比较{_SERIES}个序列，现有{len(series)}个：请缩小选择范围",
            )
        )
    order = sorted(series, key=lambda id_: id_ != subject.focus)
    return reading.cells("name", "series"), reading.names("name"), {id_: series[id_] for id_ in order}


def _value(cells: Cells, name: str, series: str) -> float | None:
    row = cells.get((name, series))
    return row.value if row else None


def _tip(series: str, name: str, value: float | None, scale: Scale, subject: Subject) -> str:
    said = subject.say(NO_DATA) if value is None else scale.said(value, subject.language)
    return f"{series} · {name} · {said}"


def _told(
    cells: Cells, names: Mapping[str, str], series: Mapping[str, str], scale: Scale, subject: Subject
) -> dict[str, Any]:
    """The sentence and the table, which both charts share."""
    comma, colon = (", ", ": ") if subject.language == "en" else ("、", "：")
    parts = [
        f"{one}{colon}"
        + comma.join(f"{name} {scale.said(_value(cells, n, s), subject.language)}" for n, name in names.items())
        for s, one in series.items()
    ]
    return {
        "alt": sentence(subject.say(subject.title), parts, subject.language),
        "unit": scale.words,
        "heads": ("", *series.values()),
        "cells": tuple((name, *(scale.shown(_value(cells, n, s)) for s in series)) for n, name in names.items()),
    }


def _top(largest: float) -> float:
    """The value of the outermost ring: 1 for scores up to one, else the next of 1, 2, 2.5, 5 times a power of ten."""
    if largest <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(largest))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if largest <= step * power * (1 + 1e-12))


def _net(angles: list[float]) -> list[dict[str, Any]]:
    closed = [*angles, angles[0]]
    rings = [
        {"x": ring / _RINGS * math.sin(a), "y": ring / _RINGS * math.cos(a), "line": f"ring {ring}", "order": i}
        for ring in range(1, _RINGS + 1)
        for i, a in enumerate(closed)
    ]
    spokes = [
        {"x": end * math.sin(a), "y": end * math.cos(a), "line": f"spoke {i}", "order": end}
        for i, a in enumerate(angles)
        for end in (0, 1)
    ]
    return rings + spokes


def _side(angle: float) -> str:
    if abs(math.sin(angle)) < 0.2:
        return "middle"
    return "right" if math.sin(angle) > 0 else "left"


def _across(angles: list[float], labels: list[str]) -> float:
    """How far the plot reaches to either side, in radii, so that every label has room in its 330 pixels."""
    room, reach = 165.0, 1.2
    for _ in range(20):
        reach = max(
            [1.15]
            + [_OUT * abs(math.sin(a)) + (pixels(label) + 4) * reach / room for a, label in zip(angles, labels, strict=True) if _side(a) != "middle"]
        )  # fmt: skip
    return min(reach, 2.4)


_NAME: Final = Role(
    "name", T("subject", "项目"), takes=("part", "measure", *(key for key in KEYS if key not in ("part", "series")))
)
_SERIES_ROLE: Final = Role(
    "series", T("series", "序列"), takes=("reporter", "area", "region", "peer", "period", "year", "partner")
)
RADAR: Final = Chart("radar", T("Radar", "雷达图"), (_NAME, _SERIES_ROLE, VALUE), radar, fill_radar)
DUMBBELL: Final = Chart("dumbbell", T("Comparison", "对比"), (_NAME, _SERIES_ROLE, VALUE), dumbbell, fill_dumbbell)
