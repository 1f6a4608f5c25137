"""Words, numbers and small drawings of templates."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.template import Context, Engine
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from entrepot.vocabulary.text import T
from entrepot.web.front.about import About
from entrepot.web.papers.page import Card

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


_OF_A_TABLE: Final = ("csv", "xlsx")
_OF_A_CHART: Final = ("png", "svg", *_OF_A_TABLE)


@register.simple_block_tag(takes_context=True)
def framed(context: Context, content: str, about: About, css: str = "card", level: str = "h3") -> SafeString:
    """`{% framed about %}<table id="{{ about.table }}">…</table>{% endframed %}`: a table with all that belongs to it."""
    files = list(about.files)
    request = context["request"]
    words = request.GET.copy()
    for table, title in () if files else about.tables:
        for form in _OF_A_TABLE:
            words["table"], words["form"] = table, form
            files.append((f"{title} {form.upper()}".strip(), f"{request.path}?{words.urlencode()}"))
    told = {"about": about, "inside": content, "css": css, "level": level, "files": files}
    with context.push(**told):
        return Engine.get_default().get_template("front/framed.html").render(context)


@register.filter
def as_json(spec: Mapping[str, object]) -> str:
    """What a chart is drawn from, where it comes after the page: htmx takes every script out, also those that are data."""
    return json.dumps(spec, ensure_ascii=False, cls=DjangoJSONEncoder)


@register.simple_tag
def files_of(card: Card, base: str) -> list[tuple[str, str]]:
    """The files of a card of a paper: their names and addresses."""
    forms = _OF_A_CHART if card.kind == "picture" else _OF_A_TABLE
    return [(form.upper(), f"{base}figures/{card.part.id}.{form}") for form in forms]
