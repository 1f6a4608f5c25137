"""Products as boxes: the area is the amount, the colour the change where one is given; fine codes are added up to sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from entrepot.reports.charts.chart import Chart, Definition, Filled, Subject
from entrepot.reports.charts.classes import Classes, classes
from entrepot.reports.charts.rows import KEYS, VALUE, Reading, Role, number
from entrepot.reports.charts.squares import squarified
from entrepot.reports.charts.wording import NO_DATA, OTHER, legend_columns, pixels, ranking, sentence
from entrepot.reports.naming import name_of
from entrepot.reports.numbers import scale_for
from entrepot.vocabulary.errors import EntrepotError, MissingData, WrongCall
from entrepot.vocabulary.products import section_of
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

_ASPECT: Final = 1.75
_MOST: Final = 20
# Bold text of 12 pixels is about as wide as plain text of this size.
_BOLD: Final = 12.8
# Seven classes of change, and grey where it is not known.
_COLOURS: Final = 8
# Codes finer than this many are added up to the sections of the HS.
_FINE: Final = 15


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    value: float
    before: float | None

    @property
    def change(self) -> float | None:
        return self.value / self.before - 1 if self.before else None


def definition() -> Definition:
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, colour, layered, swatches

    across = alt.Scale(domain=[0, _ASPECT], nice=False, zero=False)
    x = alt.X("x:Q", axis=None, scale=across)
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[1, 0], nice=False, zero=False))
    boxes = alt.Chart(ROWS)
    wide, high = f"datum.w / {_ASPECT} * width", "datum.h * height"
    inks = colour("class", "kinds", "inks", _COLOURS)
    text: dict[str, Any] = {"align": "left", "baseline": "top", "dx": 7}
    # Not the mark's own limit: it measures a text some ten times to find where to cut, and that costs more than all else.
    fitting = f"floor(length(datum.name) * ({wide} - 12) / datum.long)"
    name = f"datum.long <= {wide} - 12 ? datum.name : slice(datum.name, 0, max(1, {fitting} - ({fitting} < 7 ? 2 : 1))) + '…'"
    return layered(
        boxes.mark_rect(strokeWidth=2, cornerRadius=2).encode(
            x=x,
            y=y,
            x2="x2:Q",
            y2="y2:Q",
            color=colour("class", "kinds", "colours", _COLOURS, **swatches()),
            tooltip=TIP,
        ),
        boxes.transform_calculate(label=f"{wide} > 44 && {high} > 24 ? ({name}) : ''")
        .mark_text(style="label", dy=7, fontWeight=600, **text)
        .encode(x=x, y=y, text="label:N", color=inks, tooltip=TIP),
        boxes.transform_calculate(label=f"{wide} > 44 && {high} > 40 ? datum.shown : ''")
        .mark_text(style="label", dy=23, **text)
        .encode(x=x, y=y, text="label:N", color=inks, tooltip=TIP),
    )


def fill(reading: Reading, subject: Subject) -> Filled:
    language = subject.language
    parts = _largest(_parts(reading, subject), subject)
    total = sum(part.value for part in parts)
    scale = subject.scale([part.value for part in parts])
    share = scale_for([part.value / total for part in parts], Unit.SHARE, language)
    growth = scale_for([part.change for part in parts], Unit.GROWTH, language)
    changes = [growth.scaled(part.change) for part in parts]
    kinds = _kinds(changes, subject)
    boxes = squarified([part.value for part in parts], _ASPECT, 1.0)
    rows = [
        {"x": box.x, "x2": box.x + box.width, "y": box.y, "y2": box.y + box.height, "w": box.width, "h": box.height}
        | {"name": part.name, "long": pixels(part.name, size=_BOLD), "shown": share.said(part.value / total, language)}
        | {"class": kinds.of(change) if change is not None else len(kinds.names) - 1}
        | {"tip": " · ".join(_said(part, total, scale.said(part.value, language), subject))}
        for part, box, change in zip(parts, boxes, changes, strict=True)
    ]  # fmt: skip
    said = [(part.name, scale.said(part.value, language)) for part in parts]
    heads = [T("Name", "名称"), T("Value", "数值"), T("Share, %", "占比，%")]
    given = any(change is not None for change in changes)
    return Filled(
        rows=rows,
        alt=sentence(subject.say(subject.title), [ranking(said, language)], language),
        unit=scale.words,
        heads=tuple(subject.say(head) for head in [*heads, *([T("Change, %", "变化，%")] if given else [])]),
        cells=tuple(
            (part.name, scale.shown(part.value), share.shown(part.value / total))
            + ((growth.shown(part.change, sign=True),) if given else ())
            for part in parts
        ),
        values={
            "kinds": list(range(len(kinds.names))),
            "names": list(kinds.names),
            "named": list(range(len(kinds.names))) if given else [],
        },
        expressions={
            "colours": kinds.colours,
            "inks": kinds.inks,
            "legend_columns": legend_columns(kinds.names, beside=0),
        },
        # The classes of change take three lines of legend, four on a phone.
        size={"ratio": 1 / _ASPECT, "plus": 84 if given else 44},
    )


def _parts(reading: Reading, subject: Subject) -> list[_Part]:
    """The rows, added up to sections where they are many codes of the HS."""
    known = [row for row in reading.rows if row.value is not None and row.value > 0]
    negative = next((row for row in reading.rows if row.value is not None and row.value < 0), None)
    if negative is not None:
        raise WrongCall(
            T(
                f"a box cannot have a negative area: {negative.names['name']} is {negative.value:g}; draw ranked_bars instead",
                f"方块面积不能为负：{negative.names['name']}为{negative.value:g}；请改用 ranked_bars",
            )
        )
    if not known:
        raise MissingData(T("all values of the treemap are zero", "矩形树图的数值全为零"))
    found: dict[str, _Part] = {}
    sections = [_section(row.ids["name"]) for row in known]
    adding = reading.columns["name"] == "product" and len(known) > _FINE and all(sections)
    for row, section in zip(known, sections, strict=True):
        value, change = row.value or 0.0, row.numbers["change"]
        before = None if change is None or change <= -1 else value / (1 + change)
        key = str(section) if adding else row.ids["name"]
        name = name_of("product", section, subject.language) if adding else row.names["name"]
        old = found.get(key)
        if old is not None:
            both = old.before is not None and before is not None
            before = (old.before or 0.0) + (before or 0.0) if both else None
        found[key] = _Part(name, value + (old.value if old else 0.0), before)
    return list(found.values())


def _section(code: str) -> str | None:
    try:
        return section_of(code)
    except EntrepotError:
        return None


def _largest(parts: Sequence[_Part], subject: Subject) -> list[_Part]:
    ordered = sorted(parts, key=lambda part: -part.value)
    rest = ordered[_MOST:]
    if not rest:
        return ordered
    known = [part.before for part in rest if part.before is not None]
    before = sum(known) if len(known) == len(rest) else None
    return [*ordered[:_MOST], _Part(subject.say(OTHER), sum(part.value for part in rest), before)]


def _kinds(changes: Sequence[float | None], subject: Subject) -> Classes:
    """The classes of change in per cent, a grey one for unknown changes at the end; one alone where none is given."""
    known = [change for change in changes if change is not None]
    if not known:
        one, ink = ("[" + ", ".join([name] * _COLOURS) + "]" for name in ("cat0", "on0"))
        return Classes((), (subject.say(T("area: amount", "面积表示数值")),), one, ink)
    found = classes(known, subject.language, signed=True, words="%")
    names = (*found.names, *([subject.say(NO_DATA)] if len(known) < len(changes) else []))
    colours, inks = (
        text.removesuffix("]") + f", {grey}]" for text, grey in ((found.colours, "cat6"), (found.inks, "on6"))
    )
    return Classes(found.bounds, names, colours, inks)


def _said(part: _Part, total: float, value: str, subject: Subject) -> tuple[str, ...]:
    share = scale_for([part.value / total], Unit.SHARE, subject.language).said(part.value / total, subject.language)
    growth = scale_for([part.change], Unit.GROWTH, subject.language)
    change = () if part.change is None else (growth.said(part.change, subject.language, sign=True),)
    return (part.name, value, share, *change)


TREEMAP: Final = Chart(
    "treemap",
    T("Products by size", "商品构成"),
    (
        Role("name", T("name", "名称"), takes=("product", *(key for key in KEYS if key != "product"))),
        VALUE,
        number("change", T("change", "变化"), "growth", optional=True),
    ),
    definition,
    fill,
)
