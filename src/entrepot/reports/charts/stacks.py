"""Parts of a whole: lying bars of shares, and standing bars over time. Places are worked out here, not by the stack transform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from entrepot.reports.charts.chart import Chart, Definition, Filled, Subject
from entrepot.reports.charts.rows import KEYS, PERIOD, VALUE, Reading, Role, Row
from entrepot.reports.charts.wording import NO_DATA, OTHER, legend_columns, pixels, ranking, sentence, width_of, wrapped
from entrepot.reports.numbers import Scale
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T

_NAMED: Final = 6
_BAR: Final = 42
_NAMES: Final = 130
_REST: Final = "\x00other"


def lying() -> Definition:
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, E, colour, layered, names_down, swatches

    y = names_down("at", "names_of_bars", "positions", inner=0.28)
    x = alt.X(
        "begin:Q",
        title=None,
        scale=alt.Scale(domain=[E("low"), E("high")], nice=False),
        axis=alt.Axis(grid=False, domain=False, tickCount=5),
    )
    parts = alt.Chart(ROWS).transform_filter("!datum.missing")
    blank = alt.Chart(ROWS).transform_filter("datum.missing")
    label = parts.transform_calculate(
        label="(datum.end - datum.begin) / (high - low) * width >= datum.room ? datum.shown : ''"
    )
    return layered(
        parts.mark_bar(stroke=E("surface"), strokeWidth=1, cornerRadius=0).encode(
            y=y, x=x, x2="end:Q", color=colour("part", "parts", "colours", **swatches()), tooltip=TIP
        ),
        label.mark_text(style="label", fontWeight=600).encode(
            y=y, x=alt.X("middle:Q"), text="label:N", color=colour("part", "parts", "inks"), tooltip=TIP
        ),
        blank.mark_bar(fill="transparent", stroke=E("rule"), strokeDash=[3, 2]).encode(
            y=y, x=x, x2="end:Q", tooltip=TIP
        ),
        blank.mark_text(style="muted", text="—").encode(y=y, x=alt.X("middle:Q"), tooltip=TIP),
    )


def standing() -> Definition:
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, E, band, colour, layered, swatches

    x = alt.X(**band("at", "names_of_bars", "positions", inner=0.28))
    y = alt.Y("begin:Q", title=None, scale=alt.Scale(domain=[E("low"), E("high")], nice=True))
    parts = alt.Chart(ROWS).transform_filter("!datum.missing")
    blank = alt.Chart(ROWS).transform_filter("datum.missing")
    label = parts.transform_calculate(
        label="(datum.end - datum.begin) / (high - low) * height >= 18 && width / length(positions) * 0.72 >= datum.room ? datum.shown : ''"
    )
    return layered(
        parts.mark_bar(stroke=E("surface"), strokeWidth=1, cornerRadius=0).encode(
            x=x, y=y, y2="end:Q", color=colour("part", "parts", "colours", **swatches()), tooltip=TIP
        ),
        label.mark_text(style="label", fontWeight=600).encode(
            x=x, y=alt.Y("middle:Q"), text="label:N", color=colour("part", "parts", "inks"), tooltip=TIP
        ),
        blank.mark_text(style="muted", text="—", dy=-7).encode(x=x, y=alt.YDatum(0), tooltip=TIP),
    )


def fill_lying(reading: Reading, subject: Subject) -> Filled:
    return _fill(reading, subject, "bar", size={"height": _BAR * len(reading.ids("bar")) + 70})


def fill_standing(reading: Reading, subject: Subject) -> Filled:
    return _fill(reading, subject, "period", size={})


def _fill(reading: Reading, subject: Subject, role: str, *, size: Mapping[str, float]) -> Filled:
    cells, bars, language = reading.cells(role, "part"), reading.ids(role), subject.language
    _refuse_negative(reading, subject)
    scale = subject.scale([row.value for row in reading.rows])
    parts = _parts(reading)
    small = [part for part in reading.ids("part") if part not in parts]
    names = reading.names("part") | {_REST: subject.say(OTHER)}
    shown_parts = [*parts, *([_REST] if small else [])]
    columns = {bar: {part: _amount(cells, bar, [part]) for part in parts} for bar in bars}
    if small:
        for bar, column in columns.items():
            rest = _rest(column) if subject.whole else None
            column[_REST] = _amount(cells, bar, small) if rest is None else rest
    ends = [sum(v for v in column.values() if v is not None) for column in columns.values()]
    most = float(scale.scaled(max(ends)) or 0)
    # Shares run to the whole; printed ones may add up to a little more.
    high = max(100.0, most) if subject.unit.as_percent and most > 60 else most
    named = reading.names(role)
    legend = [wrapped(names[part], most=220, lines=1) for part in shown_parts]
    return Filled(
        rows=[
            row
            for at, bar in enumerate(bars)
            for row in _bar(at, named[bar], columns[bar], names, scale, subject) or _blank(at, named[bar], high, subject)
        ],
        alt=sentence(
            subject.say(subject.title),
            [_said(named[bar], columns[bar], names, scale, subject) for bar in dict.fromkeys((bars[0], bars[-1]))],
            language,
        ),
        unit=scale.words,
        heads=("", *(names[part] for part in shown_parts)),
        cells=tuple((named[bar], *(scale.shown(columns[bar][part]) for part in shown_parts)) for bar in bars),
        values={
            **{"low": 0, "high": high, "positions": list(range(len(bars)))},
            "names_of_bars": [wrapped(named[bar], most=_NAMES) for bar in bars],
            "names": legend, "parts": list(range(len(legend))),
        },
        expressions={
            "colours": _tokens("cat", len(parts)),
            "inks": _tokens("on", len(parts)),
            "legend_columns": legend_columns(legend, beside=width_of(named.values(), _NAMES) if role == "bar" else 50),
        },
        size=size,
    )  # fmt: skip


def _tokens(name: str, count: int) -> str:
    """The colours of `count` parts; all after them are grey, the colour of "other"."""
    return "[" + ", ".join(f"{name}{i if i < count else _NAMED}" for i in range(_NAMED + 1)) + "]"


def _refuse_negative(reading: Reading, subject: Subject) -> None:
    below = next((row for row in reading.rows if row.value is not None and row.value < 0), None)
    if below is not None:
        raise WrongCall(
            T(
                f"parts of a whole cannot be negative: {below.names['part']} is {below.value:g}; draw ranked_bars instead",
                f"整体的组成部分不能为负：{below.names['part']}为{below.value:g}；请改用 ranked_bars",
            )
        )


def _parts(reading: Reading) -> list[str]:
    """The parts that get a colour of their own: the six largest over all bars, in the order in which they were given."""
    total: dict[str, float] = dict.fromkeys(reading.ids("part"), 0.0)
    for row in reading.rows:
        total[row.ids["part"]] += row.value or 0.0
    largest = total if len(total) <= _NAMED else sorted(total, key=lambda part: -total[part])[:_NAMED]
    return sorted(largest, key=lambda part: -total[part])


def _amount(cells: Mapping[tuple[str, ...], Row], bar: str, parts: Sequence[str]) -> float | None:
    known = [row.value for part in parts if (row := cells.get((bar, part))) and row.value is not None]
    return sum(known) if known else None


def _rest(named: Mapping[str, float | None]) -> float | None:
    """What is left of a whole, also beyond the parts that were given; unknown as long as a named part is."""
    known = [value for value in named.values() if value is not None]
    return max(0.0, 1 - sum(known)) if len(known) == len(named) else None


def _bar(
    at: int, name: str, column: Mapping[str, float | None], names: Mapping[str, str], scale: Scale, subject: Subject
) -> list[dict[str, Any]]:
    """The rows of one bar, each with its place."""
    rows, begin = [], 0.0
    for k, (part, value) in enumerate(column.items()):
        if value is None:
            continue
        end, shown = begin + float(scale.scaled(value) or 0), scale.shown(value)
        place = {
            "at": at,
            "part": k,
            "begin": begin,
            "end": end,
            "middle": (begin + end) / 2,
        }
        tip = f"{name} · {names[part]} · {scale.said(value, subject.language)}"
        rows.append(place | {"shown": shown, "room": pixels(shown, size=12) + 4, "tip": tip})
        begin = end
    return rows


def _blank(at: int, name: str, high: float, subject: Subject) -> list[dict[str, Any]]:
    """The dashed outline that stands where nothing is known of a whole bar."""
    place = {"at": at, "part": 0, "begin": 0, "end": high, "middle": high / 2, "missing": True}
    return [place | {"tip": f"{name} · {subject.say(NO_DATA)}"}]


def _said(
    name: str, column: Mapping[str, float | None], names: Mapping[str, str], scale: Scale, subject: Subject
) -> str:
    known = sorted(((v, p) for p, v in column.items() if v is not None), key=lambda pair: (pair[1] == _REST, -pair[0]))
    said = ranking([(names[part], scale.said(value, subject.language)) for value, part in known], subject.language)
    return f"{name}{T(': ', '：').in_language(subject.language)}{said or subject.say(NO_DATA)}"


_PART: Final = Role("part", T("part", "组成部分"), takes=("partner", "product", "regime", "flow", "group", "series"))
SHARE_STACK: Final = Chart(
    "share_stack",
    T("Shares", "构成"),
    # What the bars are made of is found first: the bars are told apart by what then remains.
    (_PART, Role("bar", T("bar", "条形"), takes=("period", "year", *KEYS)), VALUE),
    lying,
    fill_lying,
)
REGIME_STACK: Final = Chart(
    "regime_stack",
    T("Composition over time", "构成的变化"),
    (PERIOD, Role("part", T("part", "组成部分"), takes=("regime", *(key for key in KEYS if key != "regime"))), VALUE),
    standing,
    fill_standing,
)
