"""Tariffs of UNCTAD TRAINS through WITS: bulk CSV, and SDMX messages of its interface."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

from entrepot.sources.cells import number, printed, remark, whole, with_id
from entrepot.sources.lookups import lookup_table, two_columns
from entrepot.sources.sdmx_message import sdmx_table
from entrepot.sources.sdmx_source import is_wits_tariff
from entrepot.sources.source import About, Licence, Sheet, Source
from entrepot.vocabulary.areas import code_table
from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.products import NOMENCLATURE_OF_COMTRADE
from entrepot.vocabulary.tables import TARIFFS
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

# What the layouts call their columns, without regard to case and underscores.
NAMES = {
    "nomenclature": ("nomencode",),
    "importer": ("reporterison", "reporter"),
    "year": ("year", "timeperiod"),
    "product": ("productcode", "hs6"),
    "partner": ("partner",),
    "rate": ("simpleaverage", "obsvalue"),
    "lowest": ("minrate",),
    "highest": ("maxrate",),
    "lines": ("totalnooflines",),
    "lines_without_rate": ("nbrnalines",),
    "kind": ("tarifftype",),
}
_SUCH_AS = {"importer": "CHN", "year": "2021"}
NEEDED = ("nomenclature", "product", "rate", "lowest", "highest")
KINDS = {"MFN": "mfn", "PREF": "preferential", "BND": "bound", "AHS": "applied"}
ALL_PARTNERS = ("000", "0", "WLD")
REMARKS = {
    "lost_zero": T("the leading zero of the product code was lost and is put back", "商品编码丢失的前导零已补回"),
    "no_rate_in_per_cent": T(
        "no tariff line has a rate in per cent, so the 0 printed is kept as missing",
        "没有以百分比表示的税目，所印的0按缺失处理",
    ),
}
# TRAINS counts the European Union among the reporters.
EUROPEAN_UNION = ("918", "EU")


@lookup_table("wits_area")
def _areas() -> pa.Table:
    known = {code.zfill(3): area for code, area in code_table("comtrade")} | dict(code_table("iso_numeric"))
    return two_columns((*known.items(), *code_table("iso3"), EUROPEAN_UNION))


@lookup_table("wits_kind")
def _kinds() -> pa.Table:
    return two_columns(tuple(KINDS.items()), second="kind")


@lookup_table("wits_nomenclature")
def _nomenclatures() -> pa.Table:
    return two_columns(tuple(NOMENCLATURE_OF_COMTRADE.items()), second="nomenclature")


class WitsTariffs(Source):
    id = "wits_tariffs"
    title = T("Tariffs of UNCTAD TRAINS through WITS", "联合国贸发会议TRAINS关税（经WITS）")
    publisher = T("UNCTAD TRAINS; World Bank WITS", "联合国贸发会议TRAINS；世界银行WITS")
    address = "https://wits.worldbank.org"
    licence = Licence(
        T("WITS terms of use", "WITS使用条款"),
        may_republish=False,
        reference="https://wits.worldbank.org/termsofuse.html",
    )
    gives = TARIFFS
    how = T(
        "Register at the address; Advanced Query, Tariff and Trade Analysis, Bulk Download (AVEMFN and AVEPref), or ask its "
        "SDMX interface. Keep the names of folders and files: they say which kind of tariff it is.",
        "在上述网址注册后，用“Advanced Query—Tariff and Trade Analysis—Bulk Download”下载AVEMFN和AVEPref，或查询其SDMX接口。"
        "请保留文件夹名和文件名：关税类别由此得知。",
    )
    restates = ("importer", "exporter", "agreement", "product", "year")

    def decode(self, name: str, content: bytes) -> pa.Table | None:
        return sdmx_table(name, content) if is_wits_tariff(content) else None

    def recognises(self, sheet: Sheet) -> bool:
        return set(NEEDED) <= set(_columns(sheet))

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        import ibis

        held = _columns(about.sheet)
        nothing = ibis.null("string")
        cell = {name: printed(raw[held[name]]) if name in held else nothing for name in NAMES}
        for name in ("importer", "year"):
            if name not in held:
                cell[name] = ibis.literal(_said(about, name))
        if "kind" not in held:
            cell["kind"] = ibis.literal(_kind_in_name(about, "partner" in held))
        is_sdmx = about.sheet.has("OBS_VALUE")
        partner = ibis.ifelse(cell["partner"].isin(ALL_PARTNERS), nothing, cell["partner"])
        digits = cell["importer"].re_search(r"^[0-9]{1,3}$")
        rows = raw.select(
            "row",
            importer_printed=ibis.ifelse(digits, ("00" + cell["importer"]).right(3), cell["importer"]),
            # In SDMX the partner may be a country; in the bulk files it is a group of beneficiaries.
            exporter_printed=partner if is_sdmx else nothing,
            agreement=partner,
            year=whole(cell["year"]),
            year_printed=cell["year"],
            kind_printed=cell["kind"].upper(),
            nomenclature_printed=cell["nomenclature"].upper(),
            **_product(cell["product"]),
            **_rates(cell, has_lines=_tells_lines(held)),
        )
        rows = with_id(with_id(rows, "importer", codes="wits_area"), "exporter", codes="wits_area")
        rows = with_id(with_id(rows, "kind", codes="wits_kind"), "nomenclature", codes="wits_nomenclature")
        rows = rows.mutate(agreement=ibis.ifelse(rows.exporter.isnull(), rows.agreement, nothing))
        # A partner that is no country is kept as the agreement, so it is not unknown.
        return rows.drop("exporter_printed")

    def remarks(self, raw: ibis.Table, about: About) -> ibis.Table | None:
        import ibis

        held = _columns(about.sheet)
        cell = {name: printed(raw[column]) for name, column in held.items()}
        lost = cell["product"].length() % 2 == 1
        said = [remark("lost_zero", raw.filter(lost))]
        if _tells_lines(held):
            said.append(remark("no_rate_in_per_cent", raw.filter(~_has_rate(cell))))
        return ibis.union(*said)

    def remark_message(self, rule: str, rows: int) -> T:
        why = REMARKS[rule]
        return T(f"{rows:,} rows: {why.en}", f"{rows:,}行：{why.zh}")


def _columns(sheet: Sheet) -> dict[str, str]:
    plain = {name.replace("_", "").casefold(): name for name in sheet.columns}
    found = {ours: next((plain[name] for name in theirs if name in plain), None) for ours, theirs in NAMES.items()}
    return {ours: name for ours, name in found.items() if name is not None}


def _said(about: About, name: str) -> str:
    if said := about.option(name):
        return said
    raise SchemaMismatch(
        T(
            f"{about.sheet.file}: the table does not say its {name}; add --set {name}={_SUCH_AS[name]}",
            f"{about.sheet.file}：表中没有{name}；请加 --set {name}={_SUCH_AS[name]}",
        )
    )


def _kind_in_name(about: About, has_partner: bool) -> str:
    """The kind that the name of folder, file or member tells (`AVEPref_H5_156_2021_U2/JobID-12.CSV`), or the option."""
    said = {value: code for code, value in KINDS.items()}.get(about.option("kind") or "")
    if said:
        return said
    sheet = about.sheet
    told: set[str] = set()
    # The innermost name that tells a kind counts: one archive often holds the folders of several.
    for name in (sheet.name, sheet.file, *reversed(sheet.within.split("/"))):
        told = {word.removeprefix("AVE") for word in re.split(r"[^A-Z]+", name.upper())} & set(KINDS)
        if len(told) == 1:
            return told.pop()
        if told:
            break
    if has_partner and not told:
        return "PREF"
    raise SchemaMismatch(
        T(
            f"{about.sheet.file}: neither a column nor the name of file, folder or archive tells the kind of tariff; "
            f"add --set kind=mfn ({', '.join(KINDS.values())})",
            f"{about.sheet.file}：列名、文件名、文件夹名和压缩包名都没有说明关税类别；请加 --set kind=mfn（{'、'.join(KINDS.values())}）",
        )
    )


def _product(text: ibis.Value) -> dict[str, ibis.Value]:
    """HS codes have an even number of digits: an odd one has lost its leading zero."""
    import ibis

    code = ibis.ifelse(text.length() % 2 == 1, "0" + text, text)
    return {
        "product": ibis.ifelse(text.re_search(r"^[0-9]{1,10}$"), code, ibis.null("string")),
        "product_printed": text,
    }


def _rates(cell: dict[str, ibis.Value], *, has_lines: bool) -> dict[str, ibis.Value]:
    """Rates in per cent, and how many tariff lines they are of.

    Where no line of a product has a rate in per cent (specific duties), WITS prints 0 for the average: that is no free
    entry, and becomes null.
    """
    import ibis

    has_rate = _has_rate(cell) if has_lines else ibis.literal(True)
    found: dict[str, ibis.Value] = {"tariff_lines": whole(cell["lines"]), "tariff_printed": cell["rate"]}
    named = (("tariff_percent", "rate"), ("tariff_min_percent", "lowest"), ("tariff_max_percent", "highest"))
    for name, printed_as in named:
        text = ibis.ifelse(has_rate, cell[printed_as], ibis.null("string"))
        found |= {name: number(text), f"{name}_printed": text}
    return found


def _tells_lines(held: dict[str, str]) -> bool:
    return {"lines", "lines_without_rate"} <= set(held)


def _has_rate(cell: dict[str, ibis.Value]) -> ibis.Value:
    return ((whole(cell["lines"]) - whole(cell["lines_without_rate"])) > 0).fill_null(False)


WITS_TARIFFS = WitsTariffs()
