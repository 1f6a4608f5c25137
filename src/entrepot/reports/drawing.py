"""Specifications drawn as SVG and PNG: fonts, colours and width come in here, and nowhere before.

vl_convert runs one engine for each process, and a fork after its first use hangs: draw before forking, or in processes that
were spawned. Nothing is fetched while drawing (`allowed_base_urls=[]`); the same specification gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Final

from entrepot.reports.fonts import font_list, sans
from entrepot.reports.palette import Theme, tokens
from entrepot.vocabulary.text import Language

Spec = Mapping[str, Any]
# The width of a paper's text, which is also that of a usual card.
WIDTH: Final = 600
NARROW: Final = 420
HEIGHT: Final = 300
_KEPT: Final = 256


def svg(spec: Spec, *, language: Language, theme: Theme = "light", width: int = WIDTH) -> str:
    return _svg(_text(sized(spec, width)), language, theme, _room(spec, width))


def png(spec: Spec, *, language: Language, theme: Theme = "light", width: int = WIDTH, scale: float = 2) -> bytes:
    return _png(_text(sized(spec, width)), language, theme, _room(spec, width), scale)


def whole(spec: Spec, *, language: Language, theme: Theme = "light", width: int = WIDTH) -> dict[str, Any]:
    """The specification with size and configuration, as another program may draw it."""
    return {**sized(spec, width), "config": config(theme, language, _room(spec, width))}


def sized(spec: Spec, width: int) -> dict[str, Any]:
    """With its width, and the height that its shape asks for there: `ratio` of the width `plus` a legend, or a fixed one."""
    size = spec["usermeta"]["size"]
    room = _room(spec, width)
    height = size.get("height", HEIGHT)
    if "ratio" in size:
        height = round(room * size["ratio"] + size["plus"])
    elif width < NARROW and "narrow" in size:
        height = size["narrow"]
    return {**spec, "width": room, "height": height, "autosize": {"type": "fit", "contains": "padding"}}


def _room(spec: Spec, width: int) -> int:
    return min(width, int(spec["usermeta"]["size"].get("widest", width)))


@lru_cache(maxsize=_KEPT)
def _svg(text: str, language: Language, theme: Theme, room: int) -> str:
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(text, config=config(theme, language, room), allowed_base_urls=[])
    return drawn


@lru_cache(maxsize=_KEPT)
def _png(text: str, language: Language, theme: Theme, room: int, scale: float) -> bytes:
    import vl_convert

    drawn: bytes = vl_convert.vegalite_to_png(
        text, config=config(theme, language, room), scale=scale, allowed_base_urls=[]
    )
    return drawn


def _text(spec: Spec) -> str:
    return json.dumps(spec, ensure_ascii=False, allow_nan=False)


@cache
def config(theme: Theme, language: Language, room: int, font: str = "") -> dict[str, Any]:
    """How every chart looks: one for each of themes and languages; `room` is the width that legends may fill.

    `font` is the list of families that a page uses; without it those that are installed here.
    """
    colour = tokens(theme)
    font = font or font_list(sans(language))
    text = {"font": font, "fontSize": 12, "fill": colour["ink"]}
    return {
        "background": colour["surface"],
        "font": font,
        "padding": 4,
        "aria": False,
        "params": [{"name": name, "value": value} for name, value in (colour | {"room": room}).items()],
        "view": {"stroke": None},
        "mark": {"aria": False},
        "axis": {
            **{"labelFontSize": 12, "labelColor": colour["ink2"], "labelPadding": 6, "labelLimit": 0, "ticks": False},
            **{"gridColor": colour["grid"], "domainColor": colour["ink3"], "titleFontSize": 12, "titleColor": colour["ink2"]},
        },
        "axisX": {"grid": False, "labelAngle": 0, "labelOverlap": "parity", "labelSeparation": 6},
        "axisY": {"domain": False, "labelOverlap": "parity"},
        "legend": {
            **{"title": None, "orient": "top", "direction": "horizontal", "symbolType": "square", "symbolSize": 110},
            **{"symbolStrokeWidth": 0, "labelFontSize": 13, "labelColor": colour["ink2"], "labelLimit": 0},
            **{"columnPadding": 14, "rowPadding": 3, "offset": 10},
        },
        "bar": {"cornerRadiusEnd": 1.5},
        "rect": {"stroke": colour["surface"]},
        "line": {"strokeWidth": 2.25, "strokeJoin": "round", "strokeCap": "round"},
        "rule": {"stroke": colour["rule"]},
        # Their own default is 0.7, and colours would mix.
        "point": {"opacity": 1, "filled": True},
        "circle": {"opacity": 1},
        "tick": {"opacity": 1},
        "text": {"font": font, "fontSize": 12, "fill": colour["ink"]},
        "style": {
            "label": text,
            "strong": {**text, "fontSize": 13, "fontWeight": 600},
            "muted": {**text, "fill": colour["ink3"]},
            "halo": {**text, "fill": colour["surface"], "stroke": colour["surface"], "strokeWidth": 3.5, "strokeJoin": "round"},
        },
    }  # fmt: skip
