"""Changes with the interval in which each may lie, of up to four series side by side, from a line at nought."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from entrepot.reports.charts.chart import Chart, Definition, Filled, Subject
from entrepot.reports.charts.rows import KEYS, VALUE, Reading, Role, Row, number
from entrepot.reports.charts.wording import NO_DATA, legend_columns, sentence, width_of, wrapped
from entrepot.reports.numbers import Scale
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T

_SERIES: Final = 4
_ROW: Final = 15
_NAMES: Final = 150
_LISTED: Final = 5
_ONE: Final = "-"


def definition() -> Definition:
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, E, colour, layered, names_down, swatches, told_apart

    y = names_down("at", "labels", "positions", inner=0.25)
    beside = alt.YOffset("series:O", scale=alt.Scale(domain=E("shown")))
    x = alt.X(
        "low:Q",
        title=None,
        scale=alt.Scale(domain=[E("least"), E("most")], nice=True),
        axis=alt.Axis(grid=True, tickCount=5, domain=False),
    )
    series = colour("series", "shown", "colours", _SERIES, **swatches())
    known = alt.Chart(ROWS).transform_filter("isValid(datum.value)")
    none = alt.Chart(ROWS).transform_filter("!isValid(datum.value)")
    return layered(
        alt.Chart(alt.NamedData("nought")).mark_rule(stroke=E("ink3"), strokeWidth=1).encode(x=alt.X("value:Q", title=None)),
        known.mark_rule(strokeWidth=3, strokeCap="round", opacity=0.55).encode(
            y=y, yOffset=beside, x=x, x2="high:Q", color=series, tooltip=TIP
        ),
        known.mark_point(size=70, stroke=E("surface"), strokeWidth=1).encode(
            y=y, yOffset=beside, x=alt.X("value:Q", title=None), color=series,
            shape=told_apart(alt.Shape, ["circle", "diamond", "square", "triangle-up"], **swatches()), tooltip=TIP
        ),
        none.mark_text(style="muted", text="—").encode(y=y, yOffset=beside, x=alt.XDatum(0), tooltip=TIP),
        one_meaning=True,
    )  # fmt: skip


def fill(reading: Reading, subject: Subject) -> Filled:
    alone = "series" not in reading.columns
    cells = {(row.ids["name"], row.ids.get("series", _ONE)): row for row in reading.rows}
    reading.cells(*(("name",) if alone else ("name", "series")))
    names, series = reading.names("name"), {_ONE: ""} if alone else reading.names("series")
    if len(series) > _SERIES:
        raise WrongCall(
            T(
                f"at most {_SERIES} series can be compared in one chart, not {len(series)}: narrow the selection",
                f"一张图最多比较{_SERIES}个序列，现有{len(series)}个：请缩小选择范围",
            )
        )
    scale = subject.scale([row.numbers[name] for row in reading.rows for name in ("value", "low", "high")])
    rows = [
        {"at": at, "series": k, "value": scale.scaled(row.value), "low": low, "high": high}
        | {"tip": " · ".join(filter(None, (series[one], name, _said(row, scale, subject))))}
        for at, (id_, name) in enumerate(names.items())
        for k, one in enumerate(series)
        if (row := cells.get((id_, one))) is not None
        for low, high in [_ends(row, scale)]
    ]
    ends = [end for row in rows for end in (row["low"], row["value"], row["high"]) if isinstance(end, float)]
    shown = list(series.values())
    # One series needs no legend, and its colours no list of names.
    legend = shown if not alone else [subject.say(T("Change, with its interval", "变化及区间"))]
    return Filled(
        rows=rows,
        others={"nought": [{"value": 0}]},
        alt=sentence(subject.say(subject.title), _parts(cells, names, series, scale, subject), subject.language),
        unit=scale.words,
        heads=(subject.say(T("Name", "名称")), *(head for one in shown for head in _heads(one, subject))),
        cells=tuple(
            (name, *(text for one in series for text in _texts(cells.get((id_, one)), scale))) for id_, name in names.items()
        ),
        values={
            **{"shown": list(range(len(series))), "names": [wrapped(one, most=220, lines=1) for one in legend]},
            **{"positions": list(range(len(names))), "labels": [wrapped(name, most=_NAMES) for name in names.values()]},
            **{"least": min(0.0, *ends), "most": max(0.0, *ends)},
        },
        expressions={"colours": _colours(reading, series), "legend_columns": legend_columns(legend, beside=width_of(names.values(), _NAMES))},
        size={"height": (_ROW * max(len(series), 2)) * len(names) + 70},
    )  # fmt: skip


def _colours(reading: Reading, series: Mapping[str, str]) -> str:
    """Grey for what is so now, or for the second of several; the first of the others is in focus."""
    now = {row.ids.get("series", _ONE) for row in reading.rows if row.numbers["now"]}
    others = iter(("focus", "cat1", "cat2", "cat3") if now else ("focus", "peer", "cat1", "cat2"))
    return f"[{', '.join('peer' if one in now else next(others) for one in series)}]"


def _parts(
    cells: Mapping[tuple[str, str], Row],
    names: Mapping[str, str],
    series: Mapping[str, str],
    scale: Scale,
    subject: Subject,
) -> list[str]:
    """The first few of each series, as said."""
    colon, comma = (": ", ", ") if subject.language == "en" else ("：", "、")
    found = []
    for one, title in series.items():
        rows = [(names[id_], row) for id_ in names if (row := cells.get((id_, one))) is not None][:_LISTED]
        said = comma.join(f"{name} {_said(row, scale, subject)}" for name, row in rows)
        found.append(f"{title}{colon}{said}" if title else said)
    return found


def _ends(row: Row, scale: Scale) -> tuple[float | None, float | None]:
    """Both ends; of a number without an interval itself."""
    return tuple(  # type: ignore[return-value]
        scale.scaled(row.value if row.numbers[name] is None else row.numbers[name]) for name in ("low", "high")
    )


def _said(row: Row, scale: Scale, subject: Subject) -> str:
    if row.value is None:
        return subject.say(NO_DATA)
    low, high = row.numbers["low"], row.numbers["high"]
    spread = "" if low is None or high is None or low == high else f" ({scale.shown(low)} … {scale.shown(high)})"
    return scale.said(row.value, subject.language) + spread


def _heads(series: str, subject: Subject) -> tuple[str, str, str]:
    words = (T("change", "变化"), T("at least", "下端"), T("at most", "上端"))
    between = ": " if subject.language == "en" else "："
    first, low, high = (subject.say(one) for one in words)
    return (
        series or first,
        f"{series}{between}{low}" if series else low,
        f"{series}{between}{high}" if series else high,
    )


def _texts(row: Row | None, scale: Scale) -> tuple[str, str, str]:
    if row is None:
        return (scale.shown(None),) * 3
    return scale.shown(row.value), scale.shown(row.numbers["low"]), scale.shown(row.numbers["high"])


INTERVALS: Final = Chart(
    "intervals",
    T("Changes with intervals", "变化及区间"),
    (
        Role("name", T("name", "名称"), takes=KEYS),
        Role("series", T("series", "序列"), optional=True),
        VALUE,
        number("low", T("lower bound", "下限"), "value_low", optional=True),
        number("high", T("upper bound", "上限"), "value_high", optional=True),
        number("now", T("whether it is so now", "是否为现状"), optional=True),
    ),
    definition,
    fill,
)
