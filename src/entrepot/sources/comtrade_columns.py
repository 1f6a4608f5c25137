"""Comtrade's column names through the years, as one set of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from entrepot.sources.cells import printed

if TYPE_CHECKING:
    import ibis

# Our word -> names as folded by `folded`: v1 and its bulk files, then the site before 2022 in its two layouts.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "type": ("typecode",),
    "period": ("period",),
    "year": ("refyear", "year"),
    "reporter_iso": ("reporteriso",),
    "reporter_code": ("reportercode",),
    "partner_iso": ("partneriso",),
    "partner_code": ("partnercode",),
    "second_partner": ("partner2code", "2ndpartnercode"),
    "customs_procedure": ("customscode", "customsproccode"),
    "mode_of_transport": ("motcode", "modeoftransportcode"),
    "mode_of_supply": ("moscode",),
    "flow_code": ("flowcode", "tradeflowcode"),
    "flow_name": ("flowdesc", "tradeflow"),
    "nomenclature": ("classificationcode", "classification"),
    "product": ("cmdcode", "commoditycode"),
    "unit_code": ("qtyunitcode",),
    "unit_name": ("qtyunitabbr", "qtyunit"),
    "quantity": ("qty",),
    "net_kg": ("netwgt", "netweightkg"),
    "value": ("primaryvalue", "tradevalueus"),
    "cif": ("cifvalue", "ciftradevalueus", "ciftradevalue"),
    "fob": ("fobvalue", "fobtradevalueus", "fobtradevalue"),
    "estimation": ("legacyestimationflag", "flag"),
    "quantity_estimated": ("isqtyestimated",),
    "net_estimated": ("isnetwgtestimated",),
    "reported": ("isreported",),
    "added_up": ("isaggregate",),
}
WHO_AND_WHAT: Final = (
    ("reporter_iso", "reporter_code"), ("partner_iso", "partner_code"), ("flow_code", "flow_name"),
    ("period", "year"), ("product",), ("value",),
)  # fmt: skip
"""Of each of these a Comtrade file has at least one."""

NOT_GIVEN: Final = ("", "N/A", "NA", "nan", "NaN", "NULL", "null")
"""Comtrade's own mark, and those of the programs that files were saved again with."""
PADDED: Final = ("reporter_iso", "partner_iso", "mode_of_supply", "product")
"""Where Comtrade has been seen to print blanks (`X1 `, `0 `): taken off everywhere, they would cost more than all else."""

_WORD_OF: Final = {name: word for word, names in COLUMNS.items() for name in names}


def folded(name: str) -> str:
    """`partner2Code`, `partner2_code` and `Partner2 Code` are one name."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def found(columns: Iterable[str]) -> dict[str, str]:
    """Our word -> the column as printed, for those that are there."""
    words: dict[str, str] = {}
    for column in columns:
        word = _WORD_OF.get(folded(column))
        if word is not None:
            words.setdefault(word, column)
    return words


def is_comtrade(columns: Iterable[str]) -> bool:
    words = found(columns)
    return all(any(word in words for word in choice) for choice in WHO_AND_WHAT)


def in_our_words(raw: ibis.Table) -> ibis.Table:
    """The raw table under our words, marks for missing taken off; columns that are not there are null."""
    here = found(raw.columns)
    return raw.select(row=raw.row, **{word: _cell(raw, word, here.get(word)) for word in COLUMNS})


def _cell(raw: ibis.Table, word: str, column: str | None) -> ibis.Value:
    import ibis

    if column is None:
        return ibis.null("string")
    cell = raw[column]
    return printed(cell) if word in PADDED else ibis.ifelse(cell.isin(NOT_GIVEN), ibis.null("string"), cell)
