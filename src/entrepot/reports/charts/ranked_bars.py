"""Bars from zero, largest first, each with its number."""

from __future__ import annotations

from typing import Final

from entrepot.reports.charts.chart import Chart, Definition, Filled, Subject
from entrepot.reports.charts.rows import KEYS, VALUE, Reading, Role
from entrepot.reports.charts.wording import NO_DATA, pixels, ranking, sentence, width_of, wrapped
from entrepot.vocabulary.text import T

_BAR: Final = 28
_TALL_BAR: Final = 38
_MOST: Final = 25
_NAMES: Final = 150


def definition() -> Definition:
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, E, layered, names_down

    y = names_down("at", "names", "positions")
    x = alt.X(
        "value:Q",
        title=None,
        scale=alt.Scale(domain=[E("low"), E("high")], nice=False),
        axis=alt.Axis(labels=False, grid=False, domain=False),
    )
    bars = alt.Chart(ROWS).transform_filter("isValid(datum.value)")
    blank = alt.Chart(ROWS).transform_filter("!isValid(datum.value)")
    return layered(
        bars.mark_bar(
            height=alt.RelativeBandSize(band=0.62),
            fill=E("datum.focus ? focus : others"),
        ).encode(y=y, x=x, tooltip=TIP),
        bars.mark_text(
            style="label", align=E("datum.value < 0 ? 'right' : 'left'"), dx=E("datum.value < 0 ? -5 : 5")
        ).encode(y=y, x=x, text="shown:N"),
        blank.mark_text(style="muted", align="left", dx=5).encode(y=y, x=alt.datum(0), text="shown:N", tooltip=TIP),
    )


def fill(reading: Reading, subject: Subject) -> Filled:
    reading.cells("name")
    language = subject.language
    ranked = sorted(reading.rows, key=lambda row: (row.value is None, -(row.value or 0.0)))
    rows = ranked[:_MOST]
    # Of all rows: the table has them all, and a map beside it the same unit.
    scale = subject.scale([row.value for row in ranked])
    names = [row.names["name"] for row in rows]
    shown = [subject.say(NO_DATA) if row.value is None else scale.shown(row.value) for row in rows]
    known = [value for value in (scale.scaled(row.value) for row in rows) if value is not None]
    least, most = min(0.0, *known), max(0.0, *known)
    room = max(map(pixels, shown)) + 10
    left, right = (room if least < 0 else 0), (room if most > 0 else 0)
    # The names take their part of the room first; the labels beyond the bars take theirs of what is left.
    labels = width_of(names, _NAMES)
    unit = f"(({most} - {least}) / max(60, room - {labels:.0f} - {left + right:.0f}))"
    return Filled(
        rows=[
            {"at": i, "value": scale.scaled(row.value), "shown": shown[i], "focus": row.ids["name"] == subject.focus}
            | {"tip": f"{names[i]} · " + (shown[i] if row.value is None else scale.said(row.value, language))}
            for i, row in enumerate(rows)
        ],
        alt=sentence(
            subject.say(subject.title),
            [ranking([(row.names["name"], scale.said(row.value, language)) for row in rows if row.value is not None], language)],
            language,
        ),
        unit=scale.words,
        heads=(subject.say(T("Name", "名称")), subject.say(T("Value", "数值"))),
        cells=tuple((row.names["name"], scale.shown(row.value)) for row in ranked),
        values={"positions": list(range(len(rows))), "names": [wrapped(name, most=_NAMES) for name in names]},
        expressions={
            **{"low": f"{least} - {left:.0f} * {unit}", "high": f"{most} + {right:.0f} * {unit}"},
            "others": "peer" if subject.focus in reading.ids("name") else "focus",
        },
        size={"height": (_BAR if max(map(pixels, names)) <= _NAMES else _TALL_BAR) * len(rows) + 16},
        notes=(_rest(len(ranked), subject),) if len(ranked) > _MOST else (),
    )  # fmt: skip


def _rest(count: int, subject: Subject) -> str:
    return subject.say(
        T(f"the first {_MOST} of {count} are drawn; the table has all", f"图中为前{_MOST}项，共{count}项；全部见表")
    )


RANKED_BARS: Final = Chart(
    "ranked_bars",
    T("Ranking", "排序"),
    (Role("name", T("name", "名称"), takes=KEYS), VALUE),
    definition,
    fill,
)
