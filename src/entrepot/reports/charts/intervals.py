"""Changes of up to four series side by side, each with the interval in which it may lie.

What changed is a bar from nought with its number; what is so, and would be, is a dot on its range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from entrepot.reports.charts.chart import Chart, Definition, Filled, Subject
from entrepot.reports.charts.rows import KEYS, VALUE, Reading, Role, Row, number
from entrepot.reports.charts.wording import NO_DATA, legend_columns, pixels, sentence, width_of, wrapped
from entrepot.reports.numbers import Scale
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T

_SERIES: Final = 4
_ROW: Final = 15
_ONE_LINE: Final = 26
_TWO_LINES: Final = 36
_NAMES: Final = 150
_GAP: Final = 8
_LISTED: Final = 5
_ONE: Final = "-"
_CHANGE: Final = T("Change", "变化")
_SPREAD: Final = T("Change, with its interval", "变化及区间")
_LINE: Final = T("the thin line on a bar: the interval in which the change may lie", "条上细线：变化可能所在的区间")


def definition(*, alone: bool = False) -> Definition:
    """One series alone has no legend."""
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, E, colour, layered, names_down, swatches, told_apart

    y = names_down("at", "labels", "positions", inner=0.25)
    beside = alt.YOffset("lane:O", scale=alt.Scale(domain=E("lanes"), paddingInner=0.1))
    x = alt.X(
        "low:Q",
        title=None,
        scale=alt.Scale(domain=[E("least"), E("most")], nice=False),
        axis=alt.Axis(grid=True, tickCount=5, domain=False),
    )
    place = {"y": y, "yOffset": beside, "tooltip": TIP}
    focus = alt.value(E("focus"))
    series = focus if alone else colour("series", "shown", "colours", _SERIES, **swatches())
    shape = told_apart(alt.Shape, ["circle", "diamond", "square", "triangle-up"], **swatches())
    apart = {} if alone else {"shape": shape}
    known = alt.Chart(ROWS).transform_filter("isValid(datum.value)")
    bars, dots = known.transform_filter("datum.bar"), known.transform_filter("!datum.bar")
    spread = bars.transform_filter("datum.low !== datum.high")
    none = alt.Chart(ROWS).transform_filter("!isValid(datum.value)")
    beyond, side = E("datum.right ? 5 : -5"), E("datum.right ? 'left' : 'right'")
    return layered(
        bars.mark_bar().encode(x=alt.X("value:Q", title=None), x2="nought:Q", color=series, **place),
        spread.mark_rule(stroke=E("ink"), strokeWidth=1.5, opacity=0.75).encode(x=x, x2="high:Q", **place),
        bars.mark_text(style="label", dx=beyond, align=side).encode(x=alt.X("end:Q", title=None), text="said:N", **place),
        alt.Chart(alt.NamedData("nought")).mark_rule(stroke=E("ink3"), strokeWidth=1).encode(x=alt.X("value:Q", title=None)),
        dots.mark_rule(strokeWidth=2, strokeCap="round").encode(x=x, x2="high:Q", color=series, **place),
        dots.mark_point(size=70, stroke=E("surface"), strokeWidth=1).encode(
            x=alt.X("value:Q", title=None), color=series, **apart, **place
        ),
        none.mark_text(style="muted", text="—").encode(x=alt.XDatum(0), **place),
        one_meaning=True,
    )  # fmt: skip


def fill(reading: Reading, subject: Subject) -> Filled:
    alone = "series" not in reading.columns
    cells = {(row.ids["name"], row.ids.get("series", _ONE)): row for row in reading.rows}
    reading.cells(*(("name",) if alone else ("name", "series")))
    names, series = reading.names("name"), {_ONE: ""} if alone else reading.names("series")
    spread = any(row.numbers["low"] != row.numbers["high"] for row in reading.rows)
    if len(series) > _SERIES:
        raise WrongCall(
            T(
                f"at most {_SERIES} series can be compared in one chart, not {len(series)}: narrow the selection",
                f"一张图最多比较{_SERIES}个序列，现有{len(series)}个：请缩小选择范围",
            )
        )
    scale = subject.scale([row.numbers[name] for row in reading.rows for name in ("value", "low", "high")])
    rows = [
        {"at": at, "lane": k, "series": k, "value": scale.scaled(row.value), "low": low, "high": high}
        | _drawn(row, scale, low, high)
        | {"tip": " · ".join(filter(None, (series[one], name, _said(row, scale, subject))))}
        for at, (id_, name) in enumerate(names.items())
        for k, one in enumerate(series)
        if (row := cells.get((id_, one))) is not None
        for low, high in [_ends(row, scale)]
    ]
    shown = list(series.values())
    titles = [subject.say(_SPREAD if spread else _CHANGE)] if alone else shown
    legend = [wrapped(one, most=220, lines=1) for one in titles]
    labels = [wrapped(name, most=_NAMES) for name in names.values()]
    least = _ONE_LINE if not any("\n" in one for one in labels) else _TWO_LINES
    beside = width_of(names.values(), _NAMES)
    return Filled(
        rows=rows,
        others={"nought": [{"value": 0}]},
        alt=sentence(subject.say(subject.title), _parts(cells, names, series, scale, subject), subject.language),
        unit=scale.words,
        heads=(subject.say(T("Name", "名称")), *(head for one in shown for head in _heads(one, subject, spread))),
        cells=tuple(
            (name, *(text for one in series for text in _texts(cells.get((id_, one)), scale, spread))) for id_, name in names.items()
        ),
        values={
            **{"lanes": list(range(len(series))), "shown": list(range(len(legend))), "names": legend},
            **{"positions": list(range(len(names))), "labels": labels},
        },
        expressions={"colours": _colours(reading, series), "legend_columns": legend_columns(legend, beside=beside), **_axis(rows, beside)},
        notes=(subject.say(_LINE),) if spread and any(row["bar"] for row in rows) else (),
        size={"height": max(_ROW * len(series) + 4, least) * len(names) + (30 if alone else 70)},
    )  # fmt: skip


def _drawn(row: Row, scale: Scale, low: float | None, high: float | None) -> dict[str, object]:
    """A change is a bar with its number beyond both its ends; what is so now, or would be, a dot."""
    value = scale.scaled(row.value)
    right = (value or 0.0) >= 0
    ends = [one for one in (value, low, high) if one is not None]
    beyond = (max if right else min)(ends, default=0.0)
    said = "" if value is None else scale.shown(row.value, sign=True)
    return {"bar": row.numbers["now"] is None, "nought": 0, "right": right, "end": beyond, "said": said}


def _axis(rows: Sequence[Mapping[str, object]], beside: float) -> dict[str, str]:
    """From the least to the most, with room for the numbers beyond the bars, as expressions."""
    ends = [end for row in rows for name in ("low", "value", "high") if isinstance(end := row[name], float)]
    least, most = min(0.0, *ends), max(0.0, *ends)
    if least == most:
        most = 1.0
    room = {False: 4.0, True: 4.0}
    for row in rows:
        if row["bar"]:
            room[bool(row["right"])] = max(room[bool(row["right"])], pixels(str(row["said"])) + _GAP)
    left, right = room[False], room[True]
    unit = f"(({most} - {least}) / max(60, room - {beside:.0f} - {left + right:.0f}))"
    return {"least": f"{least} - {left:.0f} * {unit}", "most": f"{most} + {right:.0f} * {unit}"}


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


def _heads(series: str, subject: Subject, spread: bool) -> tuple[str, ...]:
    """The two ends only where any number has an interval."""
    words = (T("change", "变化"), T("at least", "下端"), T("at most", "上端"))
    between = ": " if subject.language == "en" else "："
    first, low, high = (subject.say(one) for one in words)
    if not spread:
        return (series or first,)
    return (
        series or first,
        f"{series}{between}{low}" if series else low,
        f"{series}{between}{high}" if series else high,
    )


def _texts(row: Row | None, scale: Scale, spread: bool) -> tuple[str, ...]:
    if row is None:
        return (scale.shown(None),) * (3 if spread else 1)
    value = scale.shown(row.value)
    return (value, scale.shown(row.numbers["low"]), scale.shown(row.numbers["high"])) if spread else (value,)


_READS: Final = (
    Role("name", T("name", "名称"), takes=KEYS),
    Role("series", T("series", "序列"), optional=True),
    VALUE,
    number("low", T("lower bound", "下限"), "value_low", optional=True),
    number("high", T("upper bound", "上限"), "value_high", optional=True),
    number("now", T("whether it is so now", "是否为现状"), optional=True),
)
INTERVALS: Final = Chart("intervals", T("Changes with intervals", "变化及区间"), _READS, definition, fill)
CHANGES: Final = Chart(
    "changes",
    T("Changes of one series", "单一序列的变化"),
    tuple(one for one in _READS if one.name != "series"),
    partial(definition, alone=True),
    fill,
)
