"""Contributions one under the other, each beginning where the last one ended, and their sum."""

from __future__ import annotations

from typing import Any, Final

from entrepot.reports.charts.chart import Chart, Definition, Filled, Subject
from entrepot.reports.charts.rows import KEYS, VALUE, Reading, Role
from entrepot.reports.charts.wording import NO_DATA, legend_columns, pixels, sentence, width_of, wrapped
from entrepot.vocabulary.text import T

_ROW: Final = 30
_TALL_ROW: Final = 38
_NAMES: Final = 140
_PLUS, _MINUS, _SUM = 0, 1, 2
TOTAL: Final = T("Total", "合计")


def definition() -> Definition:
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, E, colour, layered, names_down, swatches

    y = names_down("at", "labels", "positions")
    x = alt.X(
        "begin:Q",
        title=None,
        scale=alt.Scale(domain=[E("low"), E("high")], nice=False),
        axis=alt.Axis(tickCount=5, domain=False, grid=True),
    )
    known = alt.Chart(ROWS).transform_filter("!datum.missing")
    blank = alt.Chart(ROWS).transform_filter("datum.missing")
    return layered(
        known.mark_bar(height=alt.RelativeBandSize(band=0.66), cornerRadius=1).encode(
            y=y, x=x, x2="end:Q", color=colour("kind", "kinds", "colours", 3, **swatches()), tooltip=TIP
        ),
        alt.Chart(alt.NamedData("joints")).mark_rule(stroke=E("ink3"), strokeWidth=1).encode(
            y=names_down("at", "labels", "positions"), y2=alt.Y2("next:O"), x=x
        ),
        known.mark_text(style="label", align=E("datum.falls ? 'right' : 'left'"), dx=E("datum.falls ? -5 : 5")).encode(
            y=y, x=alt.X("end:Q"), text="shown:N", tooltip=TIP
        ),
        blank.mark_text(style="muted", align="left", dx=5).encode(y=y, x=x, text="shown:N", tooltip=TIP),
    )  # fmt: skip


def fill(reading: Reading, subject: Subject) -> Filled:
    reading.cells("name")
    language = subject.language
    total = sum(row.value for row in reading.rows if row.value is not None)
    scale = subject.scale([*(row.value for row in reading.rows), total])
    rows: list[dict[str, Any]] = []
    begin = 0.0
    for at, row in enumerate(reading.rows):
        end = begin + (row.value or 0.0)
        said = subject.say(NO_DATA) if row.value is None else scale.said(row.value, language, sign=True)
        rows.append(
            {"at": at, "begin": scale.scaled(begin), "end": scale.scaled(end), "missing": row.value is None}
            | {"kind": _MINUS if end < begin else _PLUS, "falls": end < begin, "tip": f"{row.names['name']} · {said}"}
            | {"shown": said if row.value is None else scale.shown(row.value, sign=True)}
        )
        begin = end
    last = subject.say(TOTAL)
    rows.append(
        {"at": len(rows), "begin": 0, "end": scale.scaled(total), "missing": False, "shown": scale.shown(total, sign=True)}
        | {"kind": _SUM, "falls": total < 0, "tip": f"{last} · {scale.said(total, language, sign=True)}"}
    )  # fmt: skip
    names = [row.names["name"] for row in reading.rows] + [last]
    edges = [0.0, *(float(row[key] or 0) for row in rows for key in ("begin", "end"))]
    least, most = min(edges), max(edges)
    room = max(pixels(str(row["shown"])) for row in rows) + 10
    labels = width_of(names, _NAMES)
    falls = any(row["falls"] for row in rows)
    left = room if falls and least < 0 else 0.0
    unit = f"(({most} - {least}) / max(60, room - {labels:.0f} - {left + room:.0f}))"
    kinds = [subject.say(text) for text in (T("adds", "拉动"), T("takes away", "下拉"), TOTAL)]
    values = [*(row.value for row in reading.rows), total]
    each = [f"{name} {scale.said(value, language, sign=True)}" for name, value in zip(names, values, strict=True)]
    return Filled(
        rows=rows,
        others={"joints": [{"at": i, "next": i + 1, "begin": row["end"]} for i, row in enumerate(rows[:-1])]},
        alt=sentence(subject.say(subject.title), each, language),
        unit=scale.words,
        heads=(subject.say(T("Contribution", "贡献")), subject.say(T("Value", "数值"))),
        cells=tuple((name, "—" if row["missing"] else str(row["shown"])) for name, row in zip(names, rows, strict=True)),
        values={
            **{"positions": list(range(len(rows))), "labels": [wrapped(name, most=_NAMES) for name in names]},
            **{"kinds": [0, 1, 2], "names": kinds},
        },
        expressions={
            **{"low": f"{least} - {left:.0f} * {unit}", "high": f"{most} + {room:.0f} * {unit}"},
            **{"colours": "[exports, imports, peer]", "legend_columns": legend_columns(kinds, beside=labels)},
        },
        size={"height": (_ROW if max(map(pixels, names)) <= _NAMES else _TALL_ROW) * len(rows) + 66},
    )  # fmt: skip


WATERFALL: Final = Chart(
    "waterfall",
    T("Contributions", "贡献分解"),
    (Role("name", T("name", "名称"), takes=KEYS), VALUE),
    definition,
    fill,
)
