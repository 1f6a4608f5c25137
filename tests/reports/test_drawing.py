"""Pictures: the same bytes whatever was drawn before, in whichever process; nothing fetched; every theme its own ground."""

from __future__ import annotations

import re
import struct

import pytest

from entrepot.reports import drawing
from entrepot.reports.charts import Drawing, Subject, chart_named
from entrepot.reports.drawing_many import FEW, draw_ahead
from entrepot.reports.palette import PALETTES, THEMES, Theme
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit


def _bars(*values: float, language: str = "en") -> Drawing:
    rows = [{"name": f"n{i}", "value": value} for i, value in enumerate(values)]
    subject = Subject(T("Bars", "条形"), Unit.INDEX, language)  # type: ignore[arg-type]
    return chart_named("ranked_bars").draw(rows, subject)


def test_bytes_do_not_depend_on_what_was_drawn_before() -> None:
    first = _bars(3, 2).svg()
    _bars(9, 8, 7).svg()
    drawing.svg_of.cache_clear()
    assert _bars(3, 2).svg() == first
    assert "clip-path" in first


def test_clips_of_two_pictures_on_a_page_have_different_names() -> None:
    names = [set(re.findall(r'clipPath id="([^"]+)"', _bars(*values).svg())) for values in ((3, 2), (5, 4))]
    assert all(names)
    assert not names[0] & names[1]


def test_another_process_draws_the_same_bytes() -> None:
    drawings = [_bars(i, i + 1) for i in range(1, FEW + 1)]
    drawing.svg_of.cache_clear()
    draw_ahead(drawings)
    ahead = [one.svg() for one in drawings]
    drawing.svg_of.cache_clear()
    assert [one.svg() for one in drawings] == ahead
    assert not drawing.drawn_elsewhere


@pytest.mark.parametrize("theme", THEMES)
def test_each_theme_has_its_ground_and_ink(theme: Theme) -> None:
    drawn = _bars(3, 2).svg(theme=theme)
    palette = PALETTES[theme]
    assert palette.surface in drawn
    assert palette.ink in drawn
    assert palette.exports in drawn


def test_a_png_is_as_large_as_asked() -> None:
    drawn = _bars(3, 2).png(width=320, scale=2)
    width, _ = struct.unpack(">II", drawn[16:24])
    assert drawn.startswith(b"\x89PNG")
    assert width == 640


def test_height_follows_shape_and_width() -> None:
    spec = {"usermeta": {"size": {"ratio": 0.5, "plus": 40}}}
    assert drawing.sized(spec, 600)["height"] == 340
    assert drawing.sized({"usermeta": {"size": {"height": 300, "narrow": 200}}}, 320)["height"] == 200
    assert drawing.sized({"usermeta": {"size": {"height": 300, "narrow": 200}}}, 600)["height"] == 300
    assert drawing.sized({"usermeta": {"size": {"widest": 312}}}, 600)["width"] == 312


def test_nothing_is_fetched() -> None:
    spec = {
        "mark": "point",
        "data": {"url": "http://127.0.0.1:9/data.json"},
        "encoding": {"x": {"field": "a", "type": "quantitative"}},
        "usermeta": {"size": {}},
    }
    with pytest.raises(ValueError, match=r"not allowed|External data url"):
        drawing.svg(spec, language="en")
