"""What a page says first where its data list a few goods only: none of its numbers is about all trade."""

from __future__ import annotations

from django import template
from django.utils.html import format_html

from entrepot.sources import ALL_SOURCES
from entrepot.web.front.bench import bench, kept
from entrepot.workbench.listed_goods import few_goods

register = template.Library()
_IDS = frozenset(one.id for one in ALL_SOURCES)


@register.simple_tag
def only_few_goods(region: str, source: str | None) -> str:
    """Empty where the source tells all trade, or none."""
    if source not in _IDS:
        return ""
    note = kept(("few goods", region, source), lambda: few_goods(bench(), region, source), in_every_language=True)
    return format_html('<p class="lack">{}</p>', note) if note else ""
