"""What people call the things that rows name by an id: regions, partners, products, regimes, flows, periods."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from entrepot.vocabulary import flows, products, regimes
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.short_names import short_name
from entrepot.vocabulary.text import Language, T

# Control characters, and marks that turn writing around: a name never drives what stands beside it. Noncharacters have no
# place in XML, and the drawing engine aborts on them.
_UNSEEN: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def plain(text: object) -> str:
    """One line of visible text: no control characters, no marks that turn writing around, no ends of line."""
    return " ".join(_UNSEEN.sub(" ", str(text)).split())


def name_of(column: str, value: object, language: Language) -> str:
    """The name of a column's value; a value that the vocabulary does not know is shown as it is."""
    text = plain("" if value is None else value.in_language(language) if isinstance(value, T) else value)
    named = _NAMED.get(column)
    return plain(_known(named, text).in_language(language)) if named and text else text


@cache
def _known(named: Callable[[str], T], text: str) -> T:
    try:
        return named(text)
    except EntrepotError:
        return T(text, text)


def _product(code: str) -> T:
    return products.product(code).name


def _regime(code: str) -> T:
    title = regimes.GROUP_TITLES.get(code) or regimes.regime(code).name
    return T(title.en[:1].upper() + title.en[1:], title.zh)


def _flow(text: str) -> T:
    title = flows.FLOW_TITLES[flows.flow(text)] if text != flows.TOTAL_TRADE else flows.TOTAL_TRADE_TITLE
    return T(title.en.capitalize(), title.zh)


_NAMED: Final[dict[str, Callable[[str], T]]] = {
    "reporter": short_name,
    "area": short_name,
    "region": short_name,
    "partner": short_name,
    "peer": short_name,
    "product": _product,
    "regime": _regime,
    "flow": _flow,
}
