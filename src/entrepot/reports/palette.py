"""The one owner of colour: charts, pages and papers take their tokens from here; no hex stands anywhere else.

Meanings are fixed: exports, the region in focus and a surplus are blue; imports and a deficit ochre; `loss` is for alarms
only, since red means up in China and down elsewhere. At most six categories and grey for "other", always last.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal, get_args

# `named` is no look: each colour stands for its name, for whoever draws once and colours later (`coloured`).
Theme = Literal["light", "dark", "print", "named"]
THEMES: Final[tuple[Theme, ...]] = tuple(theme for theme in get_args(Theme) if theme != "named")
# White is preferred as ink on a colour where it reads well (WCAG 2.2, 1.4.3), else black.
READABLE: Final = 4.5
_WHITE, _BLACK = "#FFFFFF", "#000000"
Colours = tuple[str, ...]
# No colour of ours, so that it is found again in what was drawn.
_PLACE: Final = "#E0A0"
_PLACES: Final = re.compile(rf"{_PLACE}([0-9A-F]{{2}})")


@dataclass(frozen=True, slots=True)
class Palette:
    """`category`: seven, the last is "other"; `ramp`: low to high; `diverging`: minus, zero, plus; `risk`: low to high."""

    page: str
    surface: str
    sunken: str
    rule: str
    grid: str
    ink: str
    ink2: str
    ink3: str
    link: str
    exports: str
    imports: str
    balance: str
    peer: str
    loss: str
    category: Colours
    ramp: Colours
    diverging: Colours
    risk: Colours
    level: Colours


def _colours(text: str) -> Colours:
    return tuple(text.split())


_LIGHT: Final = Palette(
    page="#F7F5F1",
    surface="#FFFFFF",
    sunken="#EFECE5",
    rule="#DDD8CE",
    grid="#ECE8E0",
    ink="#1C2126",
    ink2="#4A525B",
    ink3="#646C75",
    link="#1F5A9E",
    exports="#2569B7",
    imports="#C1751C",
    balance="#1C2126",
    peer="#6E747B",
    loss="#B3332A",
    category=_colours("#2569B7 #C1751C #3EA396 #7D222A #5D357A #6A6400 #6E747B"),
    ramp=_colours("#E9F0F7 #C3D8EC #94BADC #5F96C8 #2569B7 #14427A"),
    diverging=_colours("#8E3B16 #C1751C #E3BC86 #F1EEE8 #9DBFDF #4A86C2 #174A86"),
    risk=_colours("#E7EEE9 #F3ECD9 #F2DDCF #E9C4BD"),
    level=_colours("#2F7A4F #8A5A00 #B3552A #B3332A"),
)
_DARK: Final = Palette(
    page="#12161B",
    surface="#1A1F26",
    sunken="#222932",
    rule="#343C46",
    grid="#2A313A",
    ink="#ECE9E3",
    ink2="#B4BBC4",
    ink3="#939BA5",
    link="#7DB5EA",
    exports="#459CDF",
    imports="#DEA13D",
    balance="#ECE9E3",
    peer="#8D95A0",
    loss="#F08472",
    category=_colours("#459CDF #DEA13D #74C5AC #CE533E #D8B0FD #D5E8A0 #767C86"),
    ramp=_colours("#27394D #274B70 #2A6196 #3B82C0 #67AEE3 #B4DAF6"),
    diverging=_colours("#F2C078 #DEA13D #8A6426 #2A313A #2D5F8E #459CDF #A6D3F7"),
    risk=_colours("#20322B #38321F #43301F #4A2624"),
    level=_colours("#7CCB9C #E6B45E #EE9A6A #F08472"),
)
PALETTES: Final[dict[Theme, Palette]] = {
    "light": _LIGHT,
    "dark": _DARK,
    "print": replace(_LIGHT, page=_WHITE, rule="#BBBBBB", grid="#E5E5E5", ink3="#555555"),
}


@cache
def tokens(theme: Theme) -> dict[str, str]:
    """Every colour by its name: parameters of charts, custom properties of pages (`exports`, `cat0`, `on0`, `ramp3` ...)."""
    if theme == "named":
        return {name: f"{_PLACE}{i:02X}" for i, name in enumerate(tokens("light"))}
    palette = PALETTES[theme]
    names = ("page", "surface", "sunken", "rule", "grid", "ink", "ink2", "ink3", "link")
    single = (*names, "exports", "imports", "balance", "peer", "loss")
    found = {name: str(getattr(palette, name)) for name in single} | {"focus": palette.exports}
    for name, ink_name, colours in (
        ("cat", "on", palette.category),
        ("ramp", "on_ramp", palette.ramp),
        ("div", "on_div", palette.diverging),
        ("risk", "on_risk", palette.risk),
    ):
        found |= {f"{name}{i}": colour for i, colour in enumerate(colours)}
        found |= {f"{ink_name}{i}": ink_on(colour) for i, colour in enumerate(colours)}
    return found | {f"level{i}": colour for i, colour in enumerate(palette.level)}


def coloured(drawn: str, colours: Mapping[str, str]) -> str:
    """What was drawn in the theme `named`, with colours by name: those of a theme, or a style sheet's `var(--exports)`."""
    names = tuple(tokens("named"))
    return _PLACES.sub(lambda found: colours[names[int(found[1], 16)]], drawn)


def ink_on(colour: str) -> str:
    """The ink of a label on that colour: white where it reads, else black (the worst case here is 4.55)."""
    return _WHITE if contrast(_WHITE, colour) >= READABLE else _BLACK


def contrast(one: str, other: str) -> float:
    """The WCAG 2.2 contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2), 0 to 1."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(colour: str) -> tuple[float, float, float]:
    """Red, green and blue as light, without the gamma of sRGB."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue
