"""One tile for each province, where it about lies; or tiles on a grid that the rows give, for cities."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from entrepot.reports.charts.chart import Chart, Definition, Filled, Subject
from entrepot.reports.charts.classes import classes
from entrepot.reports.charts.rows import VALUE, Reading, Role, Row, number
from entrepot.reports.charts.wording import NO_DATA, legend_columns, ranking, sentence, wrapped
from entrepot.reports.naming import name_of
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T

# Column and row of each province, by the last letters of its id.
GRID: Final[dict[str, tuple[int, int]]] = {
    **{"HL": (6, 0), "NM": (3, 1), "BJ": (4, 1), "LN": (5, 1), "JL": (6, 1)},
    **{"XJ": (0, 2), "GS": (1, 2), "NX": (2, 2), "SX": (3, 2), "HE": (4, 2), "TJ": (5, 2)},
    **{"QH": (1, 3), "SN": (2, 3), "HA": (3, 3), "SD": (4, 3)},
    **{"XZ": (0, 4), "SC": (1, 4), "CQ": (2, 4), "HB": (3, 4), "AH": (4, 4), "JS": (5, 4), "SH": (6, 4)},
    **{"YN": (1, 5), "GZ": (2, 5), "HN": (3, 5), "JX": (4, 5), "ZJ": (5, 5)},
    **{"GX": (3, 6), "GD": (4, 6), "FJ": (5, 6), "TW": (6, 6), "HI": (3, 7), "MO": (4, 7), "HK": (5, 7)},
}
_SAME: Final = {"HKG": "CN-HK", "MAC": "CN-MO", "TWN": "CN-TW"}
# A tile has no room for the decimals of such numbers.
_LARGE: Final = 1_000
_TALL: Final = 1.14


def definition() -> Definition:
    import altair as alt

    from entrepot.reports.charts.marks import ROWS, TIP, E, colour, layered, swatches

    x = alt.X("column:O", axis=None, scale=alt.Scale(domain=E("columns"), paddingInner=0.06))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(domain=E("lines"), paddingInner=0.06))
    known = alt.Chart(ROWS).transform_filter("isValid(datum.class)")
    blank = alt.Chart(ROWS).transform_filter("!isValid(datum.class)")
    focus = alt.Chart(ROWS).transform_filter("datum.focus")
    inks = colour("class", "kinds", "inks")
    small = E("width < 380 ? 11 : 13")
    return layered(
        known.mark_rect(cornerRadius=3).encode(
            x=x, y=y, color=colour("class", "kinds", "colours", **swatches()), tooltip=TIP
        ),
        blank.mark_rect(cornerRadius=3, fill="transparent", stroke=E("ink3"), strokeDash=[3, 2]).encode(
            x=x, y=y, tooltip=TIP
        ),
        focus.mark_rect(cornerRadius=3, fill="transparent", stroke=E("imports"), strokeWidth=2.5).encode(
            x=x, y=y, tooltip=TIP
        ),
        known.mark_text(style="label", dy=-8, fontWeight=600, fontSize=small).encode(
            x=x, y=y, text="name:N", color=inks, tooltip=TIP
        ),
        known.mark_text(style="label", dy=8, fontSize=11).encode(x=x, y=y, text="shown:N", color=inks, tooltip=TIP),
        blank.mark_text(style="muted", dy=-8, fontWeight=600, fontSize=small).encode(
            x=x, y=y, text="name:N", tooltip=TIP
        ),
        blank.mark_text(style="muted", dy=8, text="—").encode(x=x, y=y, tooltip=TIP),
    )


def fill(reading: Reading, subject: Subject) -> Filled:
    language = subject.language
    tiles = _tiles({_SAME.get(key[0], key[0]): row for key, row in reading.cells("area").items()})
    scale = subject.scale([row.value for row in reading.rows])
    if max(abs(row.value or 0.0) for row in reading.rows) / 10**scale.power >= _LARGE:
        scale = replace(scale, decimals=0)
    known = [value for value in (scale.scaled(row.value) for row in reading.rows) if value is not None]
    kinds = classes(known, language, signed=min(known) < 0, words=scale.words)
    rows = []
    for id_, ((column, line), row) in tiles.items():
        name = row.names["area"] if row else name_of("area", id_, language)
        value = row.value if row else None
        said = subject.say(NO_DATA) if value is None else scale.said(value, language)
        rows.append(
            {"column": column, "row": line, "class": kinds.of(scale.scaled(value)), "focus": id_ == subject.focus}
            | {"name": _short(id_, name, subject), "shown": scale.shown(value), "tip": f"{name} · {said}"}
        )
    ranked = sorted((row for row in reading.rows if row.value is not None), key=lambda row: -(row.value or 0.0))
    columns, lines = (_span([place[i] for place, _ in tiles.values()]) for i in (0, 1))
    return Filled(
        rows=rows,
        alt=sentence(
            subject.say(subject.title),
            [ranking([(row.names["area"], scale.said(row.value, language)) for row in ranked], language)],
            language,
        ),
        unit=scale.words,
        heads=(subject.say(T("Area", "地区")), subject.say(T("Value", "数值"))),
        cells=tuple(
            (row.names["area"], scale.shown(row.value))
            for row in [*ranked, *(row for row in reading.rows if row.value is None)]
        ),
        values={
            **{"columns": list(columns), "lines": list(lines)},
            **{"kinds": list(range(len(kinds.names))), "names": list(kinds.names)},
        },
        expressions={"colours": kinds.colours, "inks": kinds.inks, "legend_columns": legend_columns(kinds.names)},
        # Tiles are about as tall as wide; on a wide card they stay as small as on a usual one.
        size={"ratio": _TALL / len(columns) * len(lines) * 0.82, "plus": 50, "widest": 62 * len(columns)},
    )


def _tiles(rows: dict[str, Row]) -> dict[str, tuple[tuple[int, int], Row | None]]:
    """Every tile with its place and its row; provinces without a row are drawn too, as missing."""
    if all(row.numbers["column"] is not None and row.numbers["row"] is not None for row in rows.values()):
        return {
            id_: ((int(row.numbers["column"] or 0), int(row.numbers["row"] or 0)), row) for id_, row in rows.items()
        }
    unknown = [id_ for id_ in rows if id_.removeprefix("CN-") not in GRID]
    if unknown:
        raise WrongCall(
            T(
                f"the tile map knows where provinces lie, not {', '.join(unknown[:5])}: give every row a column and a row",
                f"方格图只知道各省的位置，不知道 {'、'.join(unknown[:5])}：请为每行给出 column 和 row 两列",
            )
        )
    return {f"CN-{key}": (place, rows.get(f"CN-{key}")) for key, place in GRID.items()}


def _span(places: list[int]) -> range:
    return range(min(places), max(places) + 1)


def _short(id_: str, name: str, subject: Subject) -> str:
    """Provinces by their letters in English, where no name would fit."""
    if subject.language == "en" and id_.removeprefix("CN-") in GRID:
        return id_.removeprefix("CN-")
    return wrapped(name, most=56, lines=1)


TILE_MAP: Final = Chart(
    "tile_map",
    T("Map of tiles", "方格地图"),
    (
        Role("area", T("area", "地区"), takes=("reporter", "region", "partner", "name")),
        VALUE,
        number("column", T("column of the tile", "方格所在列"), optional=True),
        number("row", T("row of the tile", "方格所在行"), optional=True),
    ),
    definition,
    fill,
)
