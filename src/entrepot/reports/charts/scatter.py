"""Density against complexity: each dot a product, its area the trade; names only where they have room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from entrepot.reports.charts.chart import Chart, Definition, Filled, Subject
from entrepot.reports.charts.labels import Dot, sides
from entrepot.reports.charts.rows import KEYS, Reading, Role, Row, number
from entrepot.reports.charts.wording import pixels, sentence, wrapped
from entrepot.reports.numbers import scale_for
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.products import product
from entrepot.vocabulary.short_goods import short_chapter
from entrepot.vocabulary.text import Language, T
from entrepot.vocabulary.units import Unit

_WIDTHS: Final = {"wide": (600, 12), "narrow": (320, 5)}
_PLOT: Final = 270
# The area of a dot: the least, and what the largest has beyond it.
_LEAST: Final = 24
_AREA: Final = 496
_AXES: Final = 60
_LABEL: Final = 126
X: Final = T("density", "密度")
Y: Final = T("complexity", "复杂度")


def definition() -> Definition:
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, E, beside, layered

    x = alt.X(
        "x:Q",
        title=None,
        scale=alt.Scale(domain=[E("left"), E("right")], nice=False),
        axis=alt.Axis(grid=True, tickCount=6),
    )
    y = alt.Y("y:Q", title=None, scale=alt.Scale(domain=[E("low"), E("high")], nice=False), axis=alt.Axis(tickCount=6))
    size = alt.Size("size:Q", scale=alt.Scale(domain=[0, 1], range=[_LEAST, _LEAST + _AREA]), legend=None)
    shade = alt.condition("datum.focus", alt.value(E("imports")), alt.value(E("focus")))
    side = "(width > 360 ? datum.wide : datum.narrow)"
    label = alt.Chart(ROWS).transform_calculate(label=f"{side} === '' ? '' : datum.name")
    place = beside(side, f"(sqrt(datum.size * {_AREA} + {_LEAST}) / 2)")
    frame = alt.Chart(alt.NamedData("frame"))
    return layered(
        alt.Chart(ROWS).mark_circle(opacity=0.75, stroke=E("surface"), strokeWidth=0.75).encode(x=x, y=y, size=size, color=shade, tooltip=TIP),
        label.mark_text(style="halo", **place).encode(x=x, y=y, text="label:N"),
        label.mark_text(style="label", **place).encode(x=x, y=y, text="label:N"),
        frame.mark_text(style="muted", align="right", baseline="bottom", dx=-2, dy=-3).encode(x=alt.X("right:Q"), y=alt.Y("low:Q"), text="x_title:N"),
        frame.mark_text(style="muted", align="left", baseline="top", dx=5, dy=2).encode(x=alt.X("left:Q"), y=alt.Y("high:Q"), text="y_title:N"),
    )  # fmt: skip


def fill(reading: Reading, subject: Subject) -> Filled:
    known = [row for row in reading.rows if row.numbers["x"] is not None and row.numbers["y"] is not None]
    ordered = sorted(known, key=lambda row: -(row.numbers["size"] or 0.0))
    xs, ys = ([row.numbers[name] or 0.0 for row in ordered] for name in ("x", "y"))
    language = subject.language
    x_scale, y_scale = (scale_for(values, Unit.INDEX, language) for values in (xs, ys))
    sizes = subject.scale([row.numbers["size"] for row in ordered])
    largest = max((row.numbers["size"] or 0.0 for row in ordered), default=0.0)
    (left, right), (low, high) = _around(xs), _around(ys)
    parts = [math.sqrt(max(0.0, row.numbers["size"] or 0.0) / largest) ** 2 if largest else 0.1 for row in ordered]
    spots = [((x - left) / (right - left), (high - y) / (high - low)) for x, y in zip(xs, ys, strict=True)]
    names = [_label(row, language) for row in ordered]
    room = {name: _room(spots, parts, names, *of) for name, of in _WIDTHS.items()}
    missing = len(reading.rows) - len(known)
    x_title, y_title = subject.say(X), subject.say(Y)
    first = ordered[0]
    said = T(
        f"dots: {len(known)}, {X.en} {x_scale.shown(min(xs))} to {x_scale.shown(max(xs))}, {Y.en} {y_scale.shown(min(ys))} to {y_scale.shown(max(ys))}",
        f"共{len(known)}点，{X.zh}{x_scale.shown(min(xs))}至{x_scale.shown(max(xs))}，{Y.zh}{y_scale.shown(min(ys))}至{y_scale.shown(max(ys))}",
    )
    largest_said = T(
        f"largest: {first.names['name']}, {sizes.said(first.numbers['size'], 'en')}",
        f"最大：{first.names['name']}，{sizes.said(first.numbers['size'], 'zh')}",
    )
    return Filled(
        rows=[
            {"x": x, "y": y, "size": parts[i], "name": names[i], "focus": row.ids["name"] == subject.focus}
            | {name: flags[i] for name, flags in room.items()}
            | {"tip": f"{row.names['name']} · {x_title} {x_scale.shown(x)} · {y_title} {y_scale.shown(y)}" + _size(row, sizes.said(row.numbers['size'], language))}
            for i, (row, x, y) in enumerate(zip(ordered, xs, ys, strict=True))
        ],
        others={"frame": [{"left": left, "right": right, "low": low, "high": high, "x_title": f"{x_title} →", "y_title": f"↑ {y_title}"}]},
        alt=sentence(subject.say(subject.title), [subject.say(said), *([subject.say(largest_said)] if largest else [])], language),
        unit=sizes.words if largest else "",
        heads=(subject.say(T("Name", "名称")), x_title, y_title, *([subject.say(T("Size", "规模"))] if largest else [])),
        cells=tuple(
            (row.names["name"], x_scale.shown(x), y_scale.shown(y), *([sizes.shown(row.numbers["size"])] if largest else []))
            for row, x, y in zip(ordered, xs, ys, strict=True)
        ),
        values={"left": left, "right": right, "low": low, "high": high},
        notes=(subject.say(T(f"without both values, and not drawn: {missing}", f"缺少其中一个数值而未画出：{missing}项")),) if missing else (),
        size={"height": 320},
    )  # fmt: skip


def _label(row: Row, language: Language) -> str:
    """A code of goods with its chapter where that has room, else alone; the tooltip has the name in full."""
    code = row.ids["name"]
    if not (code.isdigit() and _known(code)):
        return wrapped(row.names["name"], most=_LABEL, lines=1)
    whole = f"{code} {short_chapter(code).in_language(language)}"
    return whole if pixels(whole) <= _LABEL else code


def _known(code: str) -> bool:
    try:
        return product(code).nomenclature.startswith("HS")
    except EntrepotError:
        return False


def _size(row: Row, said: str) -> str:
    return f" · {said}" if row.numbers["size"] is not None else ""


def _around(values: Sequence[float]) -> tuple[float, float]:
    least, most = min(values), max(values)
    margin = (most - least or abs(most) or 1.0) * 0.09
    return least - margin, most + margin


def _room(
    spots: Sequence[tuple[float, float]], parts: Sequence[float], names: Sequence[str], width: int, most: int
) -> list[str]:
    inner = width - _AXES
    dots = [
        Dot(name, x * inner, y * _PLOT, math.sqrt(part * _AREA + _LEAST) / 2)
        for (x, y), part, name in zip(spots, parts, names, strict=True)
    ]
    # The titles of the axes stand in two corners.
    return sides(dots, inner, _PLOT, most=most, taken=[Dot("", 20, 6, 26), Dot("", inner - 20, _PLOT - 6, 26)])


SCATTER: Final = Chart(
    "scatter",
    T("Density and complexity", "密度与复杂度"),
    (
        Role("name", T("name", "名称"), takes=("product", *(key for key in KEYS if key != "product"))),
        number("x", X, "density"),
        number("y", Y, "complexity", "pci"),
        number("size", T("size", "规模"), "value", "exports", optional=True),
    ),
    definition,
    fill,
)
