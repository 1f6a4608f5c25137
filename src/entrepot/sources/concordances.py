"""Published concordances of nomenclatures: UNSD's workbooks and BEC tables, WITS's combined HS, HS 1996 to SITC 2, Lall's classes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from entrepot.sources.cells import printed, remark
from entrepot.sources.source import About, Licence, Sheet, Source
from entrepot.vocabulary.products import NOMENCLATURES, lall_classes
from entrepot.vocabulary.tables import CONCORDANCES
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

HS_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which columns hold the codes, and how many digits a whole code has where that is fixed."""

    from_nomenclature: str
    to_nomenclature: str
    from_column: str
    to_column: str
    from_digits: int | None = None
    to_digits: int | None = None


class Concordances(Source):
    id = "concordances"
    title = T("Concordances of product nomenclatures (UNSD, WITS)", "商品分类对照表（联合国统计司、WITS）")
    publisher = T("United Nations Statistics Division; World Bank (WITS)", "联合国统计司；世界银行（WITS）")
    address = "https://unstats.un.org/unsd/classifications/Econ"
    licence = Licence(
        T("free to use with the publisher named (UN)", "注明出处可使用（联合国）"),
        may_republish=False,
        reference="https://www.un.org/en/about-us/terms-of-use",
    )
    gives = CONCORDANCES
    how = T(
        "Take the workbook from one edition to the other at the address, under Correspondence tables "
        "(HS2022 to HS2017, HS2022 to SITC4 ...); WITS's product concordances do as well.",
        "在上述网址的“Correspondence tables”中下载两版之间的工作簿（如HS2022至HS2017、HS2022至SITC4）；WITS的商品对照表也可。",
    )
    restates = ("from_nomenclature", "to_nomenclature", "kind")

    def recognises(self, sheet: Sheet) -> bool:
        return _layout(sheet.columns) is not None

    def header_row(self, rows: tuple[tuple[str | None, ...], ...]) -> int | None:
        """UNSD writes `Between` above the names of its correlations."""
        return next((at for at, row in enumerate(rows[:3]) if _layout([cell or "" for cell in row])), None)

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        """Each pair of codes once; a code printed without a target is left out, and `remarks` says so."""
        import ibis

        layout = _known(about.sheet)
        cells = raw.mutate(
            from_code_printed=_cell(raw[layout.from_column]), to_code_printed=_cell(raw[layout.to_column])
        )
        cells = cells.filter(cells.to_code_printed.notnull())
        target = (
            _lall_class(cells.to_code_printed)
            if layout.to_nomenclature == "Lall"
            else _whole_code(cells.to_code_printed, layout.to_digits)
        )
        cells = cells.mutate(
            from_code=_whole_code(cells.from_code_printed, layout.from_digits),
            to_code=target,
        )
        pairs = cells.group_by("from_code", "to_code", "from_code_printed", "to_code_printed").agg(row=cells.row.min())
        first = pairs.row == pairs.row.min().over(group_by=["from_code", "to_code"])
        pairs = pairs.filter(first | pairs.from_code.isnull() | pairs.to_code.isnull())
        return pairs.mutate(
            from_nomenclature=ibis.literal(layout.from_nomenclature),
            to_nomenclature=ibis.literal(layout.to_nomenclature),
            kind=ibis.literal(_kind(about.sheet)),
        )

    def remarks(self, raw: ibis.Table, about: About) -> ibis.Table | None:
        layout = _known(about.sheet)
        source, target = _cell(raw[layout.from_column]), _cell(raw[layout.to_column])
        no_target = remark("no_target", raw.filter(source.notnull() & target.isnull()))
        if layout.from_digits is None:
            return no_target
        short = source.re_search("^[0-9]+$") & (source.length() < layout.from_digits) & target.notnull()
        return no_target.union(remark("zeros_put_back", raw.filter(short)))

    def remark_message(self, rule: str, rows: int) -> T:
        if rule == "no_target":
            return T(
                f"{rows} codes are printed without a target and were left out", f"{rows}个编码没有对应目标，未收入"
            )
        return T(f"{rows} codes had lost their leading zeros; these were put back", f"{rows}个编码缺失前导零，已补回")


def _known(sheet: Sheet) -> _Layout:
    layout = _layout(sheet.columns)
    if layout is None:
        raise ValueError(f"{sheet.file} is no concordance that is known")
    return layout


def _layout(header: Sequence[str]) -> _Layout | None:
    plain = [" ".join(re.sub(r"[^a-z0-9]+", " ", name.casefold()).split()) for name in header]
    if plain[:4:2] == ["hs combined product code", "sitc revision 3 product code"]:
        return _Layout("HS_COMBINED", "SITC3", header[0], header[2], HS_DIGITS)
    if plain[:4:2] == ["hs combined product code", "isic revision 3 product code"]:
        return _Layout("HS_COMBINED", "ISIC3", header[0], header[2], HS_DIGITS, 4)
    if "hs6 string" in plain and "sitc2 string" in plain:
        columns = header[plain.index("hs6 string")], header[plain.index("sitc2 string")]
        return _Layout("HS1996", "SITC2", *columns, HS_DIGITS)
    if plain[:2] == ["product", "lall"]:
        return _Layout("SITC2", "Lall", header[0], header[1], 4)
    named = [(name, found) for name, words in zip(header, plain, strict=True) if (found := _nomenclature_in(words))]
    if len(named) != 2:
        return None
    (from_column, source), (to_column, target) = named
    return _Layout(source, target, from_column, to_column, _digits(source), _digits(target))


def _nomenclature_in(header: str) -> str | None:
    """`From HS 2022`, `HS2022`, `To SITC Rev. 3`, `BEC 4`; UNSD's `BEC` alone is revision 4, as its codes show."""
    found = re.fullmatch(r"(?:(?:from|to) )?(hs|sitc|bec)(?: rev)? ?([0-9]{1,4})?", header)
    if not found:
        return None
    name = found[1].upper() + (found[2] or ("4" if found[1] == "bec" else ""))
    return name if name in NOMENCLATURES else None


def _digits(nomenclature: str) -> int | None:
    return HS_DIGITS if nomenclature.startswith("HS") else None


def _kind(sheet: Sheet) -> str:
    """A conversion gives every code one target, by the publisher's choice; a correlation shows all of them."""
    return "conversion" if "conversion" in sheet.name.casefold() else "correlation"


def _cell(cell: ibis.Value) -> ibis.Value:
    """The code as text; Excel keeps some as numbers (999999.0)."""
    return printed(cell).re_replace(r"\.0+$", "")


def _whole_code(code: ibis.Value, digits: int | None) -> ibis.Value:
    """The code with its lost leading zeros; null where it is none."""
    import ibis

    if digits is None:
        return ibis.ifelse(code.re_search("^[0-9]+$"), code, ibis.null("string"))
    fits = code.re_search(f"^[0-9]{{1,{digits}}}$")
    return ibis.ifelse(fits, code.lpad(digits, "0"), ibis.null("string"))


def _lall_class(text: ibis.Value) -> ibis.Value:
    import ibis

    return ibis.ifelse(text.isin(tuple(lall_classes())), text, ibis.null("string"))


CONCORDANCES_OF_CODES = Concordances()
