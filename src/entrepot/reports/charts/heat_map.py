"""A table in colour: names down, periods across, each cell with its number."""

from __future__ import annotations

from typing import Any, Final

from entrepot.reports.charts.chart import Chart, Definition, Filled, Subject
from entrepot.reports.charts.classes import classes
from entrepot.reports.charts.rows import KEYS, PERIOD, VALUE, Reading, Role
from entrepot.reports.charts.wording import NO_DATA, course, legend_columns, pixels, sentence, width_of, wrapped
from entrepot.reports.numbers import Scale
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

_ROW: Final = 34
_NAMES: Final = 120


def definition() -> Definition:
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, E, band, colour, layered, names_down, swatches

    x = alt.X(**band("across", "periods", "positions", inner=0.03, orient="top", domain=False))
    y = names_down("down", "labels", "places", inner=0.05)
    known = alt.Chart(ROWS).transform_filter("isValid(datum.class)")
    blank = alt.Chart(ROWS).transform_filter("!isValid(datum.class)")
    room = "width / length(positions)"
    label = known.transform_calculate(
        label=f"{room} >= room_of_all ? datum.shown : {room} >= room_of_short ? datum.short : ''"
    )
    return layered(
        known.mark_rect().encode(x=x, y=y, color=colour("class", "kinds", "colours", **swatches()), tooltip=TIP),
        blank.mark_rect(fill="transparent", stroke=E("rule"), strokeDash=[3, 2]).encode(x=x, y=y, tooltip=TIP),
        label.mark_text(style="label").encode(
            x=x, y=y, text="label:N", color=colour("class", "kinds", "inks"), tooltip=TIP
        ),
        blank.mark_text(style="muted", text="—").encode(x=x, y=y, tooltip=TIP),
    )


def fill(reading: Reading, subject: Subject) -> Filled:
    cells, language = reading.cells("name", "period"), subject.language
    periods, names = reading.ids("period"), reading.names("name")
    scale = subject.scale([row.value for row in reading.rows])
    whole = Scale(scale.power, scale.words, 0)
    known = [value for value in (scale.scaled(row.value) for row in reading.rows) if value is not None]
    signed = subject.unit is Unit.GROWTH or min(known) < 0
    kinds = classes(known, language, signed=signed, words=scale.words)
    rows: list[dict[str, Any]] = []
    for down, id_ in enumerate(names):
        for across, period in enumerate(periods):
            value = row.value if (row := cells.get((id_, period))) else None
            said = subject.say(NO_DATA) if value is None else scale.said(value, language, sign=signed)
            shown, short = scale.shown(value, sign=signed), whole.shown(value, sign=signed)
            rows.append(
                {"down": down, "across": across, "class": kinds.of(scale.scaled(value)), "shown": shown, "short": short}
                | {"tip": f"{names[id_]} · {period} · {said}"}
            )
    courses = [
        course(names[id_], [(p, row.value, scale.said(row.value, language, sign=signed)) for p in periods if (row := cells.get((id_, p))) and row.value is not None], language)
        for id_ in names
    ]  # fmt: skip
    return Filled(
        rows=rows,
        alt=sentence(subject.say(subject.title), courses, language),
        unit=scale.words,
        heads=("", *periods),
        cells=tuple(
            (
                names[id_],
                *(scale.shown(row.value if (row := cells.get((id_, p))) else None, sign=signed) for p in periods),
            )
            for id_ in names
        ),
        values={
            "room_of_all": max(pixels(row["shown"], size=12) for row in rows) + 6,
            "room_of_short": max(pixels(row["short"], size=12) for row in rows) + 2,
            **{"periods": list(periods), "positions": list(range(len(periods))), "places": list(range(len(names)))},
            "labels": [wrapped(name, most=_NAMES) for name in names.values()],
            **{"kinds": list(range(len(kinds.names))), "names": list(kinds.names)},
        },
        expressions={
            "colours": kinds.colours,
            "inks": kinds.inks,
            "legend_columns": legend_columns(kinds.names, beside=width_of(names.values(), _NAMES)),
        },
        size={"height": _ROW * len(names) + 90},
    )


HEAT_MAP: Final = Chart(
    "heat_map",
    T("Heat map", "热力图"),
    (PERIOD, Role("name", T("name", "名称"), takes=KEYS), VALUE),
    definition,
    fill,
)
