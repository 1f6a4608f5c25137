"""Words, numbers and small drawings of templates."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from entrepot.vocabulary.text import T

register = template.Library()


@register.simple_tag
def say(en: str, zh: str) -> str:
    """`{% say "Data" "数据" %}`: a text of the interface, where it stands."""
    return str(T(en, zh))


@register.filter
def other_language(text: T, lang: str) -> str:
    """The same text in the language that the page is not in."""
    return text.en if lang == "zh" else text.zh


@register.filter
def whole(number: int | None) -> str:
    """A count, with its thousands apart."""
    return "—" if number is None else f"{number:,}"


@register.simple_tag
def spark(values: Sequence[float | None]) -> SafeString:
    """A line of the last years, for the eye only: the numbers stand beside it."""
    width, height = 132, 34
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return SafeString("")
    low, span, last = min(known), (max(known) - min(known)) or 1, len(values) - 1
    points = [
        (2 + i * (width - 4) / last, 3 + (height - 6) * (1 - (value - low) / span))
        for i, value in enumerate(values)
        if value is not None
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    (first_x, _), (x, y) = points[0], points[-1]
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<polygon points="{},{} {} {},{}"/><polyline points="{}"/><path d="M{} {}h.01"/></svg>',
        width, height, f"{first_x:.1f}", height, line, f"{x:.1f}", height, line, f"{x:.1f}", f"{y:.1f}",
    )  # fmt: skip


@register.simple_tag
def bar(share: float | None, sign: float = 1) -> SafeString:
    """A ranked bar, as wide as its share of the largest."""
    if share is None:
        return SafeString("")
    return format_html(
        '<svg class="bar" aria-hidden="true" focusable="false" width="100%" height="8"><rect width="{}%" height="8" rx="1"{}/></svg>',
        f"{100 * min(max(share, 0), 1):.1f}",
        SafeString(' class="neg"') if sign < 0 else "",
    )


@register.simple_tag
def listed(names: Sequence[object]) -> SafeString:
    return format_html_join("", "<li>{}</li>", ((name,) for name in names))
