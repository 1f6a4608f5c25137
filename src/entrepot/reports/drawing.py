"""Specifications drawn as SVG and PNG: fonts, colours and width come in here, and nowhere before.

vl_convert runs one engine for each process, and a fork after its first use hangs: draw before forking, or in processes that
were spawned. Nothing is fetched while drawing (`allowed_base_urls=[]`); the same specification gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from entrepot.reports.fonts import font_list, sans
from entrepot.reports.land import land
from entrepot.reports.palette import Theme, coloured, tokens
from entrepot.vocabulary.text import Language

Spec = Mapping[str, Any]
# The width of a paper's text, which is also that of a usual card.
WIDTH: Final = 600
NARROW: Final = 420
HEIGHT: Final = 300
_TITLE: Final = 48
_KEPT: Final = 256
_CLIP: Final = re.compile(r"(?<=url\(#)clip\d+(?=\))|(?<=<clipPath id=\")clip\d+(?=\")")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture to be drawn: the specification as text, at the width that is left for it."""

    text: str
    language: Language
    room: int


def picture(spec: Spec, *, language: Language, width: int = WIDTH) -> Picture:
    return Picture(json.dumps(sized(spec, width), ensure_ascii=False, allow_nan=False), language, _room(spec, width))


def svg(spec: Spec, *, language: Language, theme: Theme = "light", width: int = WIDTH) -> str:
    """Laid out once for all themes: it is drawn with names in place of colours, and a theme puts in its own."""
    drawn = svg_of(picture(spec, language=language, width=width))
    return drawn if theme == "named" else coloured(drawn, tokens(theme))


def png(spec: Spec, *, language: Language, theme: Theme = "light", width: int = WIDTH, scale: float = 2) -> bytes:
    """From the SVG, which a document has drawn already: laying out the text is most of the work."""
    import vl_convert

    drawn: bytes = vl_convert.svg_to_png(svg(spec, language=language, theme=theme, width=width), scale=scale)
    return drawn


@lru_cache(maxsize=_KEPT)
def svg_of(wanted: Picture) -> str:
    import vl_convert

    if wanted in drawn_elsewhere:
        return drawn_elsewhere.pop(wanted)
    look = config("named", wanted.language, wanted.room)
    drawn = vl_convert.vegalite_to_svg(wanted.text, config=look, allowed_base_urls=[])
    return _own_names(drawn, wanted)


def _own_names(drawn: str, wanted: Picture) -> str:
    """Clips are numbered through all that a process draws: named anew, pictures are the same bytes and share a page."""
    mark = hashlib.sha256(repr(wanted).encode()).hexdigest()[:8]
    numbers = {name: f"clip-{mark}-{i}" for i, name in enumerate(dict.fromkeys(_CLIP.findall(drawn)))}
    return _CLIP.sub(lambda found: numbers[found[0]], drawn)


# Pictures that another process has drawn for this one (`drawing_many`), until they are asked for.
drawn_elsewhere: dict[Picture, str] = {}


def whole(spec: Spec, *, language: Language, theme: Theme = "light", width: int = WIDTH) -> dict[str, Any]:
    """The specification with size and configuration, as another program may draw it."""
    return {**sized(spec, width), "config": config(theme, language, _room(spec, width))}


def sized(spec: Spec, width: int) -> dict[str, Any]:
    """With its width, and the height that its shape asks for there: `ratio` of the width `plus` a legend, or a fixed one.

    A map names `land` and leaves it empty: it is the same under all, and a page need not carry it with each.
    """
    size = spec["usermeta"]["size"]
    room = _room(spec, width)
    height = size.get("height", HEIGHT)
    if "ratio" in size:
        height = round(room * size["ratio"] + size["plus"])
    elif width < NARROW and "narrow" in size:
        height = size["narrow"]
    if "title" in spec:
        height += _TITLE
    fitted = {**spec, "width": room, "height": height, "autosize": {"type": "fit", "contains": "padding"}}
    if "land" in (data := spec.get("datasets", {})):
        fitted["datasets"] = {**data, "land": [land()]}
    return fitted


def _room(spec: Spec, width: int) -> int:
    return min(width, int(spec["usermeta"]["size"].get("widest", width)))


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
        "title": {
            **{"anchor": "start", "offset": 12, "limit": room - 8, "fontSize": 15, "fontWeight": 600},
            **{"color": colour["ink"], "subtitleColor": colour["ink2"], "subtitleFontSize": 12},
        },
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
