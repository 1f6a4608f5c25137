"""A few series over time, each labelled at its end."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import fmean
from typing import Final

from entrepot.reports.charts.chart import Chart, Definition, Filled, Subject
from entrepot.reports.charts.rows import KEYS, PERIOD, VALUE, Reading, Role
from entrepot.reports.charts.wording import NO_DATA, course, pixels, sentence, wrapped
from entrepot.reports.drawing import NARROW
from entrepot.reports.naming import name_of
from entrepot.reports.numbers import Scale
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T

_LABELLED: Final = 6
_TICKS: Final = 8
# Of the plot's height: what a label of one line takes.
_LABEL: Final = 0.075
_AXIS: Final = 60
# Of a name at the end of its line, where there is room and where there is little.
_ROOMS: Final = (170, 90)
# More points than these would hide their own line.
_DOTTED: Final = 16


def definition() -> Definition:
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, E, colour, layered

    x = alt.X(
        "at:Q",
        title=None,
        scale=alt.Scale(domain=[E("first"), E("last")], nice=False, zero=False),
        axis=alt.Axis(values=E("ticks"), labelExpr="periods[indexof(ticks, datum.value)]"),
    )
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[E("low"), E("high")], nice=True))
    series = colour("series", "[0, 1, 2, 3, 4, 5, 6]", "colours")
    known = alt.Chart(ROWS).transform_filter("isValid(datum.value)")
    narrow = f"room < {NARROW}"
    ends = alt.Chart(alt.NamedData("ends")).transform_calculate(said=f"{narrow} ? datum.short : datum.label")
    zero = alt.Chart(alt.NamedData("ends")).transform_filter("low < 0")
    return layered(
        alt.Chart(ROWS).mark_line().encode(x=x, y=y, color=series, detail="key:N"),
        zero.mark_rule(stroke=E("ink3"), strokeWidth=1).encode(y=alt.YDatum(0)),
        known.mark_point(size=E("point_size")).encode(x=x, y=y, color=series, tooltip=TIP),
        ends.mark_text(align="left", dx=9, style="strong").encode(x=x, y=alt.Y("label_at:Q"), text="said:N", color=series),
    )  # fmt: skip


def fill(reading: Reading, subject: Subject) -> Filled:
    cells = reading.cells("period", "series") if "series" in reading.columns else reading.cells("period")
    periods, language = reading.ids("period"), subject.language
    scale = subject.scale([row.value for row in reading.rows])
    names = reading.names("series") if "series" in reading.columns else {"": subject.say(subject.title)}
    columns = {
        key: [
            (row.value if (row := cells.get((p, key) if "series" in reading.columns else (p,))) else None)
            for p in periods
        ]
        for key in names
    }
    order = _order(columns, _in_focus(names, subject))
    at = [parse_period(period).begin / 12 for period in periods]
    low, high = domain_of(
        [value for column in columns.values() for value in map(scale.scaled, column) if value is not None]
    )
    ends = _ends(order, columns, names, at, scale, (low, high), language_label=len(order) > 1)
    span = max(at[-1] - at[0], 1.0)
    wide, narrow = (max((pixels(str(end[name])) for end in ends), default=0) + 18 for name in ("label", "short"))
    taken = f"(room < {NARROW} ? {narrow:.0f} : {wide:.0f})"
    ticks = ticks_of(len(periods))
    return Filled(
        rows=[
            {"at": at[i], "series": min(k, _LABELLED), "key": k, "value": scale.scaled(value)}
            | {"tip": f"{periods[i]} · {names[key]} · " + (subject.say(NO_DATA) if value is None else scale.said(value, language))}
            for k, key in enumerate(order)
            for i, value in enumerate(columns[key])
        ],
        others={"ends": ends},
        alt=sentence(
            subject.say(subject.title),
            [
                course(names[key], [(p, v, scale.said(v, language)) for p, v in zip(periods, columns[key], strict=True) if v is not None], language)
                for key in order[:_LABELLED]
            ],
            language,
        ),
        unit=scale.words,
        heads=(subject.say(T("Period", "时期")), *(names[key] for key in order)),
        cells=tuple((p, *(scale.shown(columns[key][i]) for key in order)) for i, p in enumerate(periods)),
        values={
            "point_size": 30 if len(periods) <= _DOTTED else 0,
            **{"low": low, "high": high, "first": at[0] - span * 0.02},
            **{"ticks": [at[i] for i in ticks], "periods": [periods[i] for i in ticks]},
        },
        expressions={
            "colours": "[focus, peer, cat1, cat2, cat3, cat4, cat6]" if subject.focus and len(order) <= 2 else "[focus, cat1, cat2, cat3, cat4, cat5, cat6]",
            "last": f"{at[-1]} + {span} * min(0.9, {taken} / max(60, room - {_AXIS} - {taken}))",
        },
    )  # fmt: skip


def _in_focus(names: Mapping[str, str], subject: Subject) -> str | None:
    """The series of the region in focus: by its id, or where series are columns of a table by the region's name."""
    if subject.focus is None or subject.focus in names:
        return subject.focus
    called = name_of("area", subject.focus, subject.language)
    return next((key for key, name in names.items() if name == called), subject.focus)


def _order(columns: dict[str, list[float | None]], focus: str | None) -> list[str]:
    """The region in focus first, then by the last value known; the seventh and later stay grey and unlabelled."""
    last = {key: next((v for v in reversed(column) if v is not None), float("-inf")) for key, column in columns.items()}
    return sorted(columns, key=lambda key: (key != focus, -last[key]))


def domain_of(values: list[float]) -> tuple[float, float]:
    """From zero, unless the values lie far from it: lines, unlike bars, may leave zero out."""
    least, most = min(values), max(values)
    if least >= 0 and least <= 0.6 * most:
        least = 0.0
    if most <= 0 and most >= 0.6 * least:
        most = 0.0
    # What differs only after the sixth figure stands still: an axis of the noise would say that it moves.
    apart = most - least if most - least > 1e-6 * abs(most) else 0.0
    margin = (apart or abs(most) or 1.0) * 0.06
    return (least - margin if least else 0.0), most + margin


def _ends(
    order: list[str],
    columns: dict[str, list[float | None]],
    names: dict[str, str],
    at: list[float],
    scale: Scale,
    domain: tuple[float, float],
    *,
    language_label: bool,
) -> list[dict[str, object]]:
    """The labels at the ends, moved apart where they would lie on each other."""
    found = []
    for k, key in enumerate(order[:_LABELLED]):
        known = [(at[i], value) for i, value in enumerate(columns[key]) if value is not None]
        if known:
            place, value = known[-1]
            shown = scale.shown(value) + ("%" if scale.words == "%" else "")
            long, short = (
                f"{wrapped(names[key], most=most, lines=1)} {shown}" if language_label else shown for most in _ROOMS
            )
            found.append(
                {"at": place, "series": k, "label": long, "short": short, "label_at": float(scale.scaled(value) or 0)}
            )
    apart = (domain[1] - domain[0]) * _LABEL
    places = _apart([float(str(end["label_at"])) for end in found], apart)
    return [{**end, "label_at": place} for end, place in zip(found, places, strict=True)]


def _apart(places: list[float], gap: float) -> list[float]:
    """The same places in the same order, at least `gap` apart, moved as little as possible (pooled adjacent violators)."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    pools: list[list[float]] = []
    for rank, i in enumerate(order):
        pools.append([places[i] - rank * gap])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    moved = [fmean(pool) for pool in pools for _ in pool]
    by_place = {i: moved[rank] + rank * gap for rank, i in enumerate(order)}
    return [by_place[i] for i in range(len(places))]


def ticks_of(count: int) -> list[int]:
    """Evenly spaced positions, the last among them."""
    step = max(1, -(-count // _TICKS))
    return sorted(range(count - 1, -1, -step))


LINES: Final = Chart(
    "lines",
    T("Course over time", "走势"),
    (PERIOD, Role("series", T("series", "序列"), optional=True, takes=KEYS), VALUE),
    definition,
    fill,
)
