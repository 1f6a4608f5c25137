"""Ranks in the first and the last period, joined: who moved up, and who down."""

from __future__ import annotations

from typing import Final, Literal

from entrepot.reports.charts.chart import Chart, Definition, Filled, Subject
from entrepot.reports.charts.rows import KEYS, PERIOD, VALUE, Reading, Role
from entrepot.reports.charts.wording import in_period, pixels, sentence, wrapped
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

_ROW: Final = 24
_MOST: Final = 15
_NAMES: Final = 110
_SIDES: Final[tuple[tuple[int, Literal["right", "left"], int], ...]] = ((0, "right", -9), (1, "left", 9))


def definition() -> Definition:
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, E, layered

    x = alt.X(
        "side:Q",
        title=None,
        scale=alt.Scale(domain=[E("-margin"), E("1 + margin")], nice=False),
        axis=alt.Axis(values=[0, 1], labelExpr="periods[datum.value]", orient="top", domain=False, labelOverlap=False),
    )
    y = alt.Y("place:Q", axis=None, scale=alt.Scale(domain=[E("last + 0.6"), 0.4], nice=False, zero=False))
    shade = alt.condition("datum.focus", alt.value(E("focus")), alt.value(E("others")))
    width = alt.condition("datum.focus", alt.value(2.75), alt.value(1.5))
    every = alt.Chart(ROWS)
    return layered(
        every.mark_line().encode(x=x, y=y, detail="key:N", color=shade, strokeWidth=width),
        every.mark_point(size=46).encode(x=x, y=y, color=shade, tooltip=TIP),
        *(
            every.transform_filter(f"datum.side == {side}")
            .mark_text(align=align, dx=dx, style="label")
            .encode(x=x, y=y, text="label:N", tooltip=TIP)
            for side, align, dx in _SIDES
        ),
    )


def fill(reading: Reading, subject: Subject) -> Filled:
    cells, names, language = reading.cells("period", "name"), reading.names("name"), subject.language
    periods = reading.ids("period")
    if len(periods) < 2:
        raise WrongCall(
            T(
                f"a slope chart joins two periods, and these rows have one, {periods[0]}: widen the selection",
                f"斜率图连接两个时期，而这些行只有 {periods[0]} 一期：请放宽选择范围",
            )
        )
    ends = (periods[0], periods[-1])
    known = {
        p: {n: row.value for n in names if (row := cells.get((p, n))) is not None and row.value is not None}
        for p in ends
    }
    ranks = {p: _ranks(values, given=subject.unit is Unit.RANK) for p, values in known.items()}
    shown = {n for p in ends for n in sorted(ranks[p], key=lambda n: ranks[p][n])[:_MOST]}
    if len(shown) > _MOST:
        shown = set(sorted(shown, key=lambda n: min(ranks[p].get(n, len(names)) for p in ends))[:_MOST])
    order = [n for n in names if n in shown]
    # Places leave no gaps where ranks have some: only who is drawn takes a line.
    places = {p: {n: i + 1 for i, n in enumerate(sorted((n for n in order if n in ranks[p]), key=lambda n: ranks[p][n]))} for p in ends}  # fmt: skip
    rows = []
    for key, n in enumerate(order):
        for side, p in enumerate(ends):
            if n not in ranks[p]:
                continue
            name, rank = wrapped(names[n], most=_NAMES, lines=1), f"{ranks[p][n]:g}"
            label = f"{name} {rank}" if side == 0 else f"{rank} {name}"
            rows.append(
                {"side": side, "place": places[p][n], "key": key, "label": label, "focus": n == subject.focus}
                | {"tip": f"{p} · {names[n]} · {rank}"}
            )
    room = max(pixels(str(row["label"])) for row in rows) + 14
    movers = [
        f"{names[n]} {ranks[ends[0]][n]:g} → {ranks[ends[1]][n]:g}"
        for n in sorted(order, key=lambda n: ranks[ends[1]].get(n, len(names)))
        if all(n in ranks[p] for p in ends)
    ]
    span = T(
        f"rank {in_period(ends[0], 'en')} → {in_period(ends[1], 'en')}",
        f"位次：{in_period(ends[0], 'zh')}→{in_period(ends[1], 'zh')}",
    )
    return Filled(
        rows=rows,
        alt=sentence(subject.say(subject.title), [subject.say(span), *movers], language),
        unit=subject.say(Unit.RANK.title),
        heads=(subject.say(T("Name", "名称")), *ends),
        cells=tuple((names[n], *(f"{ranks[p][n]:g}" if n in ranks[p] else "—" for p in ends)) for n in order),
        values={"periods": list(ends), "last": max(len(places[p]) for p in ends)},
        expressions={
            "margin": f"{room:.0f} / max(40, room - {2 * room + 10:.0f})",
            "others": "peer" if subject.focus in order else "focus",
        },
        size={"height": _ROW * max(len(places[p]) for p in ends) + 40},
    )


def _ranks(values: dict[str, float], *, given: bool) -> dict[str, float]:
    """The ranks themselves, or those of the values: the largest is first, equals share a rank."""
    if given:
        return dict(values)
    ordered = sorted(values.values(), reverse=True)
    return {name: float(ordered.index(value) + 1) for name, value in values.items()}


SLOPE: Final = Chart(
    "slope",
    T("Change of ranks", "位次变化"),
    (PERIOD, Role("name", T("name", "名称"), takes=KEYS), VALUE),
    definition,
    fill,
)
