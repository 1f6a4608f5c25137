"""The sentence that stands for a chart where it cannot be seen, and texts cut to the room they have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from entrepot.vocabulary.text import Language, T

NO_DATA: Final = T("no data", "无数据")
OTHER: Final = T("Other", "其他")
_PIXELS: Final = 7
_LISTED: Final = 3


def pixels(text: str, *, size: float = 13) -> float:
    """About how wide a text is drawn: a full-width character counts two."""
    return (
        max((sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in text.split("\n")), default=0)
        * _PIXELS
        * size
        / 13
    )


def wrapped(text: str, *, most: float = 130, lines: int = 2) -> str:
    """The text on at most `lines` lines of `most` pixels; what does not fit ends in an ellipsis."""
    done: list[str] = []
    rest = text
    while rest and len(done) < lines:
        cut = _cut(rest, most, last=len(done) + 1 == lines)
        done.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    if rest:
        last = done[-1]
        while last and pixels(last + "…") > most:
            last = last[:-1]
        done[-1] = last.rstrip() + "…"
    return "\n".join(done)


def _cut(text: str, most: float, *, last: bool) -> int:
    """Where a line ends: at the last space that fits; between any two characters where there is none, or no next line."""
    if pixels(text) <= most:
        return len(text)
    fits = next(i for i in range(len(text), 0, -1) if i == 1 or pixels(text[:i]) <= most)
    space = text.rfind(" ", 0, fits + 1)
    return space if space > 0 and not last else fits


def legend_columns(names: Sequence[str], *, beside: float = 50) -> str:
    """How many columns a legend has in the room there is, as an expression; `beside` is what stands left of the plot."""
    wide = [36 + pixels(name) for name in names] or [1.0]
    room = f"room - {beside + 20:.0f}"
    return f"{room} >= {sum(wide):.0f} ? {len(wide)} : max(1, floor(({room}) / {max(wide):.0f}))"


def width_of(names: Iterable[str], most: float) -> float:
    """What names down the left side take, wrapped at `most` pixels."""
    return min(max(map(pixels, names), default=0), most) + 20


def in_period(period: str, language: Language) -> str:
    """`in 2015`, `2015年`, `2015年第1季度`, `2015年3月`; other periods as they are written."""
    if language == "en":
        return f"in {period}"
    found = re.fullmatch(r"(\d{4})(?:-(?:Q(\d)|(\d\d)))?", period)
    if not found:
        return f"{period} "
    year, quarter, month = found.groups()
    return f"{year}年" + (f"第{quarter}季度" if quarter else f"{int(month)}月" if month else "")


def course(name: str, points: Sequence[tuple[str, float, str]], language: Language) -> str:
    """First, peak and last of a series: (period, value, as said) in time, without the missing."""
    if not points:
        return f"{name}: {NO_DATA.en}" if language == "en" else f"{name}：{NO_DATA.zh}"
    (first, _, first_said), (last, last_value, last_said) = points[0], points[-1]
    peak, peak_value, peak_said = max(points, key=lambda point: point[1])
    inner = peak not in (first, last) and peak_value > last_value
    if language == "en":
        middle = f", highest {peak_said} {in_period(peak, 'en')}" if inner else ""
        end = f", {last_said} {in_period(last, 'en')}" if last != first else ""
        return f"{name}: {first_said} {in_period(first, 'en')}{middle}{end}"
    middle = f"，{in_period(peak, 'zh')}最高，为{peak_said}" if inner else ""
    end = f"，{in_period(last, 'zh')}{last_said}" if last != first else ""
    return f"{name}：{in_period(first, 'zh')}{first_said}{middle}{end}"


def ranking(points: Sequence[tuple[str, str]], language: Language) -> str:
    """The first three and the last of (name, as said), best first."""
    shown = [f"{name} {said}" for name, said in points[:_LISTED]]
    joined = ("、" if language == "zh" else ", ").join(shown)
    if len(points) <= _LISTED:
        return joined
    name, said = points[-1]
    last = T(f"; last of {len(points)}: {name} {said}", f"；{len(points)}项中最末为{name} {said}")
    return joined + last.in_language(language)


def sentence(title: str, parts: Sequence[str], language: Language) -> str:
    """`Title. Part; part.` in the language's own punctuation."""
    if language == "zh":
        return f"{title}。" + "；".join(parts) + "。"
    return f"{title}. " + "; ".join(parts) + "."
