"""What a message says for the command line, as something to click: a source by its link, a method by its name."""

from __future__ import annotations

import re
from typing import Final

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from entrepot.models.scenario.outcome import METHODS
from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.text import T, current_language

register = template.Library()
_TITLES: Final = {one.id: one.title for one in ALL_SOURCES}
# Texts are escaped before they are looked through: what is put in is ours alone.
_SOURCE: Final = re.compile(r"(?P<before>[:：] ?)?\bentrepot source show (?P<id>[a-z0-9_]+)")
_TEMPLATE: Final = re.compile(r"\bentrepot source template (?P<id>[a-z0-9_]+)")
_NOTICES: Final = re.compile(r"(?:见 ?)?docs/notices\.md")
_INGEST: Final = re.compile(r" with entrepot ingest FILE|用 entrepot ingest 文件 ")
_CURRENCY: Final = re.compile(
    r"told in (?P<en>[A-Z]{3}) too: --currency [A-Z]{3}|另有(?P<zh>[A-Z]{3})数据：--currency [A-Z]{3}"
)
_CURRENCIES: Final = {"CNY": "人民币", "USD": "美元", "EUR": "欧元"}
_FORM: Final = T("a form to fill in", "录入模板")
_METHODS: Final = (
    (re.compile(r"method pass_through or split| ?pass_through 或 split 方法"), ("pass_through", "split")),
    (re.compile(r"method pass_through| ?pass_through 方法"), ("pass_through",)),
    (re.compile(r"method stress| ?stress 方法"), ("stress",)),
)


_LIST: Final = re.compile(r"`?entrepot source list`?")
# Beside a message that asks for such a word stands the form in which it is said (data/said.html).
_FLOWS: Final = re.compile(r"add --flow export or --flow import|请加 --flow export 或 --flow import")
_SET: Final = re.compile(r"--set (?P<name>reporter|partner|period|nomenclature|unit)=(?P<value>[^\s（）()；;,，。]+)")
_FIELDS: Final[dict[str, T]] = {
    "reporter": T("Whose trade", "哪个地区的贸易"), "partner": T("With whom", "贸易伙伴"), "period": T("Period", "时期"),
    "nomenclature": T("Edition of the product codes", "商品编码版本"), "unit": T("Unit", "单位"),
}  # fmt: skip


@register.filter
def clicked(text: object) -> SafeString:
    """Safe to print: all that comes in is escaped."""
    said = str(escape(str(text)))
    said = _SOURCE.sub(_source, said)
    said = _LIST.sub(_link("data/#sources", T("The page of the data", "数据页")), said)
    said = _FLOWS.sub(str(T("choose exports or imports below", "请在下方选择出口或进口")), said)
    said = _SET.sub(lambda found: f"“{_FIELDS[found['name']]}”: {found['value']}", said)
    said = _TEMPLATE.sub(lambda found: _link(f"data/#source-{found['id']}", _FORM), said)
    said = _NOTICES.sub(
        _link("data/#source-notices", T("how such a list looks", "查看清单格式")), _INGEST.sub("", said)
    )
    said = _CURRENCY.sub(_currency, said)
    for pattern, methods in _METHODS:
        said = pattern.sub(_named(methods), said)
    return mark_safe(said)  # noqa: S308 - escaped above


def _link(address: str, words: T) -> str:
    return f'<a href="/{current_language()}/{address}">{escape(str(words))}</a>'


def _source(found: re.Match[str]) -> str:
    """After a colon it is what to do; otherwise it stands beside the source's own name."""
    if found["id"] not in _TITLES:
        return found[0]
    words = _TITLES[found["id"]] if found["before"] else T("where to get it", "如何获取")
    return (found["before"] or "") + _link(f"data/#source-{found['id']}", words)


def _currency(found: re.Match[str]) -> str:
    code = found["en"] or found["zh"]
    return str(T(f"told in {code} too", f"另有以{_CURRENCIES.get(code, code)}计价的数据"))


def _named(methods: tuple[str, ...]) -> str:
    titles = [METHODS[one] for one in methods]
    return str(T(" or ".join(f"“{one.en}”" for one in titles), "或".join(f"“{one.zh}”" for one in titles)))
