"""Figures as pictures, each laid out once and shared by the formats: with print's colours, or a page's own; PNG for Word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, Final

from entrepot.reports.charts import Drawing
from entrepot.reports.drawing_many import draw_ahead
from entrepot.reports.fonts import machine_fonts
from entrepot.reports.palette import coloured, tokens

WIDTH: Final = 600
# Three to one: 1800 px across the page.
_INCH: Final = 288
_WIDE: Final = 450
_PNG: Final = (
    b"#set page(width: auto, height: auto, margin: 0pt)\n"
    b'#image(bytes(sys.inputs.drawn), format: "svg", width: int(sys.inputs.wide) * 1pt)'
)
_SIZE: Final = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
_KEPT: Final = 128


def draw(drawings: Sequence[Drawing]) -> None:
    """Draw them all now, on two cores where they are many; each is found drawn afterwards."""
    draw_ahead(drawings, width=WIDTH)


def svg(drawing: Drawing) -> str:
    """In the colours of print."""
    return coloured(drawing.svg(theme="named", width=WIDTH), tokens("print"))


def png(drawing: Drawing) -> bytes:
    return _png(svg(drawing))


@lru_cache(maxsize=_KEPT)
def _png(drawn: str) -> bytes:
    """By typst, which draws the same picture three times as fast as the engine of charts, and smaller."""
    wide = str(round(_WIDE * size(drawn)[0] / WIDTH))
    found: bytes = compiler().compile(input=_PNG, format="png", ppi=_INCH, sys_inputs={"drawn": drawn, "wide": wide})
    return found


@cache
def compiler() -> Any:
    """Typst with the fonts of this machine, looked for once."""
    import typst

    return typst.Compiler(font_paths=machine_fonts())


def size(drawn: str) -> tuple[float, float]:
    """Width and height in px."""
    found = _SIZE.search(drawn)
    return (float(found[1]), float(found[2])) if found else (float(WIDTH), WIDTH / 2)


def inline(drawing: Drawing, label: str, *, prefix: str) -> str:
    """As it stands within a page: one image with a label, silent inside, ids its own, colours those of the page."""
    drawn = coloured(drawing.svg(theme="named", width=WIDTH), {name: f"var(--{name})" for name in tokens("named")})
    own = re.sub(r'\b(id="|url\(#|href="#)', rf"\g<1>{prefix}-", drawn)
    silent = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", own)
    return silent.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
