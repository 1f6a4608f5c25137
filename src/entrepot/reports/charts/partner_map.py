"""Partners as bubbles over the outline of land, joined to home by great circles; a ranked list goes beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from entrepot.reports.charts.chart import Chart, Definition, Filled, Subject
from entrepot.reports.charts.globe import CUT, RATIO, TURN, projected, whole
from entrepot.reports.charts.labels import Dot, sides
from entrepot.reports.charts.rows import VALUE, Reading, Role, Row, number
from entrepot.reports.charts.wording import legend_columns, ranking, sentence
from entrepot.reports.numbers import Scale
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.errors import MissingData, WrongCall
from entrepot.vocabulary.text import T

_LEGENDS: Final = 88
# The widths for which room is found beforehand, and the most names at each.
_WIDTHS: Final = {"wide": (600, 14), "narrow": (320, 6)}
_BUBBLE: Final = 1100
_SIZE: Final = f"{_BUBBLE} * clamp(width / 760, 0.45, 1.2)"


def definition() -> Definition:
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, E, beside, colour, layered

    spots = alt.Chart(ROWS)
    at = {"longitude": "longitude:Q", "latitude": "latitude:Q"}
    size = alt.Size(
        "value:Q",
        scale=alt.Scale(domain=[0, E("largest")], range=[0, E(_SIZE)]),
        legend=alt.Legend(
            values=E("sizes"),
            labelExpr="sizes_said[indexof(sizes, datum.value)]",
            orient="bottom",
            symbolType="circle",
            symbolFillColor=E("peer"),
            offset=8,
        ),
    )
    bubbles = spots.mark_circle(opacity=0.85, stroke=E("surface"), strokeWidth=1).encode(
        **at,
        size=size,
        color=colour("sign", "signs", "colours", 2, labelExpr="names[datum.value]", symbolType="circle"),
        order=alt.Order("value:Q", sort="descending"),
        tooltip=TIP,
    )
    side = "(width > 420 ? datum.wide : datum.narrow)"
    radius = f"sqrt(datum.value / largest * {_SIZE} / PI)"
    label = spots.transform_calculate(label=f"{side} === '' ? '' : datum.name")
    place = beside(side, radius) | {"fontWeight": 600}
    found = layered(
        alt.Chart(alt.NamedData("land")).mark_geoshape(fill=E("rule"), fillOpacity=0.8, clip=True),
        alt.Chart(alt.NamedData("circles")).mark_geoshape(
            filled=False, stroke=E("ink3"), strokeWidth=0.9, opacity=0.4, clip=True
        ),
        bubbles,
        alt.Chart(alt.NamedData("home"))
        .mark_point(shape="diamond", size=80, filled=True, fill=E("ink"), stroke=E("surface"), strokeWidth=1.5)
        .encode(**at),
        label.mark_text(style="halo", **place).encode(**at, text="label:N"),
        label.mark_text(style="label", **place).encode(**at, text="label:N", tooltip=TIP),
    )
    projection = {
        "type": "naturalEarth1",
        "rotate": [-TURN, 0, 0],
        "scale": {"expr": "width / 5.5"},
        "translate": {"expr": "[width / 2, height * 0.6]"},
    }
    return found | {"projection": projection, "view": {"fill": {"expr": "sunken"}, "cornerRadius": 6}}


def fill(reading: Reading, subject: Subject) -> Filled:
    reading.cells("partner")
    language = subject.language
    ranked = sorted(_known(reading), key=lambda row: -(row.value or 0.0))
    located = [row for row in ranked if _place(row.ids["partner"])]
    if not located:
        raise MissingData(
            T(
                "no partner of these rows has a place on the map: give countries by their ids, or draw ranked_bars",
                "这些行中没有可在地图上定位的伙伴：请用国家或地区代码，或改用 ranked_bars",
            )
        )
    scale = subject.scale([row.value for row in located])
    largest = float(scale.scaled(located[0].value) or 0)
    balanced = any(row.numbers["balance"] is not None for row in located)
    home = _place(subject.focus or "")
    parts = [float(scale.scaled(row.value) or 0) / largest for row in located]
    room = {
        name: sides(_dots(located, parts, width), width, width * RATIO, most=most, taken=_diamond(home, width))
        for name, (width, most) in _WIDTHS.items()
    }
    sizes = [_round(largest * part) for part in (0.1, 0.4, 1)]
    names = (
        [subject.say(T("Surplus", "顺差")), subject.say(T("Deficit", "逆差"))]
        if balanced
        else [subject.say(T("Area: amount", "圆面积表示金额"))]
    )
    rest = [row.names["partner"] for row in ranked if row not in located]
    return Filled(
        rows=[
            dict(zip(("longitude", "latitude"), _place(row.ids["partner"]) or (), strict=True))
            | {"value": part * largest, "name": row.names["partner"], **{name: side[i] for name, side in room.items()}}
            | {"sign": 1 if (row.numbers["balance"] or 0.0) < 0 else 0, "tip": " · ".join(_said(row, scale, subject))}
            for i, (row, part) in enumerate(zip(located, parts, strict=True))
        ],
        others={"land": [], "circles": _circles(located, home), "home": [{"longitude": home[0], "latitude": home[1]}] if home else []},
        alt=sentence(
            subject.say(subject.title),
            [ranking([(row.names["partner"], scale.said(row.value, language)) for row in ranked], language)],
            language,
        ),
        unit=scale.words,
        heads=(subject.say(T("Partner", "伙伴")), subject.say(T("Value", "数值")), *([subject.say(T("Balance", "差额"))] if balanced else [])),
        cells=tuple(
            (row.names["partner"], scale.shown(row.value), *([scale.shown(row.numbers["balance"], sign=True)] if balanced else []))
            for row in ranked
        ),
        values={
            **{"largest": largest, "sizes": sizes, "sizes_said": [_of_size(size, scale, subject) for size in sizes]},
            **{"signs": list(range(len(names))), "names": names},
        },
        expressions={"colours": "[exports, imports]", "legend_columns": legend_columns(names)},
        size={"ratio": RATIO, "plus": _LEGENDS},
        notes=(subject.say(T(f"without a place on the map: {', '.join(rest)}", f"图上未标位置：{'、'.join(rest)}")),) if rest else (),
    )  # fmt: skip


def _known(reading: Reading) -> Sequence[Row]:
    below = next((row for row in reading.rows if row.value is not None and row.value < 0), None)
    if below is not None:
        raise WrongCall(
            T(
                f"a bubble cannot have a negative area: {below.names['partner']} is {below.value:g}; "
                "give trade as the value, and its balance beside it",
                f"气泡面积不能为负：{below.names['partner']}为{below.value:g}；数值请给贸易额，差额另列",
            )
        )
    known = [row for row in reading.rows if row.value is not None and row.value > 0]
    if not known:
        raise MissingData(T("all values of the map are zero", "地图的数值全为零"))
    return known


def _place(id_: str) -> tuple[float, float] | None:
    found = all_by_id().get(id_)
    if found is None or found.longitude is None or found.latitude is None:
        return None
    return found.longitude, found.latitude


def _dots(rows: Sequence[Row], parts: Sequence[float], width: int) -> list[Dot]:
    """The bubbles in pixels, at a width."""
    places = [projected(*(_place(row.ids["partner"]) or (0.0, 0.0)), width) for row in rows]
    radii = [math.sqrt(part * _bubble(width) / math.pi) for part in parts]
    return [Dot(row.names["partner"], *place, radius) for row, place, radius in zip(rows, places, radii, strict=True)]


def _diamond(home: tuple[float, float] | None, width: int) -> list[Dot]:
    return [Dot("", *projected(*home, width), 6)] if home else []


def _bubble(width: int) -> float:
    """The area of the largest bubble at a width, as the definition has it."""
    return _BUBBLE * min(max(width / 760, 0.45), 1.2)


def _circles(rows: Sequence[Row], home: tuple[float, float] | None) -> list[Mapping[str, Any]]:
    """Great circles to home; those that cross the map's edge would run over all of it and are left out."""
    if home is None:
        return []
    places = [place for row in rows if (place := _place(row.ids["partner"]))]
    return [
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [list(home), list(place)]}}
        for place in places
        if whole(home, place, CUT)
    ]


def _round(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return max(1, round(value / power)) * power


def _of_size(size: float, scale: Scale, subject: Subject) -> str:
    """A round size said without needless decimals."""
    decimals = max(0, -math.floor(math.log10(size)))
    return Scale(0, scale.words, decimals).said(size, subject.language)


def _said(row: Row, scale: Scale, subject: Subject) -> tuple[str, ...]:
    balance = row.numbers["balance"]
    said = (row.names["partner"], scale.said(row.value, subject.language))
    return said if balance is None else (*said, scale.said(balance, subject.language, sign=True))


PARTNER_MAP: Final = Chart(
    "partner_map",
    T("Map of partners", "贸易伙伴地图"),
    (
        Role("partner", T("partner", "伙伴"), takes=("reporter", "area")),
        VALUE,
        number("balance", T("balance", "差额"), optional=True),
    ),
    definition,
    fill,
)
