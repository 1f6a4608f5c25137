"""Figures as pictures, each drawn once and shared by the formats: SVG for PDF and pages, PNG for Word made from that SVG."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from entrepot.reports.charts import Drawing
from entrepot.reports.palette import Theme

PNG_SCALE: Final = 3
WIDTH: Final = 600
_SIZE: Final = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
_KEPT: Final = 128


def svg(drawing: Drawing, theme: Theme = "print") -> str:
    # Drawings keep what they drew by what they show.
    return drawing.svg(theme=theme, width=WIDTH)


def png(drawing: Drawing) -> bytes:
    return _png(svg(drawing))


@lru_cache(maxsize=_KEPT)
def _png(drawn: str) -> bytes:
    """Laying out again would cost twice as much and give the same picture."""
    import vl_convert

    found: bytes = vl_convert.svg_to_png(drawn, scale=PNG_SCALE)
    return found


def size(drawn: str) -> tuple[float, float]:
    """Width and height in px."""
    found = _SIZE.search(drawn)
    return (float(found[1]), float(found[2])) if found else (float(WIDTH), WIDTH / 2)


def inline(drawn: str, label: str, *, prefix: str, theme: str) -> str:
    """As it stands within a page: one image with a label, silent inside, with ids that are its own."""
    own = re.sub(r'\b(id="|url\(#|href="#)', rf"\g<1>{prefix}-", drawn)
    silent = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", own)
    return silent.replace("<svg ", f'<svg role="img" aria-label="{label}" data-theme="{theme}" ', 1)
