"""CEPII BACI: bilateral trade at six digits, both countries' reports reconciled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

import pyarrow as pa

from entrepot.parameters.settings import BACI_ADDRESS
from entrepot.sources.comtrade_words import areas_with_level
from entrepot.sources.download import download
from entrepot.sources.lookups import lookup, lookup_table
from entrepot.sources.source import About, ByCell, Licence, RawFile, Sheet, Source
from entrepot.vocabulary.areas import code_table
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.findings import Level
from entrepot.vocabulary.products import NOMENCLATURE_OF_BACI, nomenclature
from entrepot.vocabulary.tables import FLOWS
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

ADDRESS: Final = "https://www.cepii.fr/DATA_DOWNLOAD/baci/data"
COLUMNS: Final = ("t", "i", "j", "k", "v", "q")
MISSING: Final = ("", "NA")
_NAME = re.compile(r"BACI_(HS\d\d)(?:_Y(\d{4}))?_V(\d{6}[a-z]?)", re.IGNORECASE)

RULES: Final[dict[str, tuple[Level, T]]] = {
    "lost_zero": (
        "note",
        T("the leading zero that the product code has lost is put back", "已补回商品编码丢失的前导零"),
    ),
    "another_year": (
        "warn",
        T("the year in the row is not the year in the name of the file", "行内年份与文件名中的年份不同"),
    ),
}


@dataclass(frozen=True, slots=True)
class Edition:
    """What the name of a BACI file tells."""

    nomenclature: str
    year: str | None
    vintage: str


@lookup_table("baci_area")
def _areas() -> pa.Table:
    return areas_with_level({str(int(code)): area for code, area in code_table("baci")})


class Baci(Source):
    id = "baci"
    title = T("BACI, bilateral trade by product", "BACI双边产品贸易数据库")
    publisher = T("CEPII", "法国国际经济研究中心（CEPII）")
    address = "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37"
    licence = Licence(
        T("Etalab Open Licence 2.0", "Etalab开放许可2.0"),
        may_republish=True,
        reference="https://www.etalab.gouv.fr/wp-content/uploads/2018/11/open-licence.pdf",
    )
    gives = FLOWS
    how = T(
        "Download the zip of an HS edition from the BACI page of cepii.fr.",
        "在 cepii.fr 的BACI页面下载某一HS版本的zip文件。",
    )
    restates = ("year",)
    fetchable = True
    by_cell = ByCell(
        numbers={"t": ("period",), "i": ("reporter",), "j": ("partner", "partner_level")},
        texts={"k": ("product",)},
        amounts={"v": ("value_usd", 1000), "q": ("net_kg", 1000)},
        missing=MISSING,
    )
    companions: ClassVar[tuple[str, ...]] = ("country_codes_V*.csv", "product_codes_HS*_V*.csv", "Readme*")
    """Files of the same archive that hold no flows."""

    def recognises(self, sheet: Sheet) -> bool:
        return sheet.has(*COLUMNS)

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        import ibis

        rows = _with_areas(_numbers(raw, _year_of(about)))
        null = ibis.null("string")
        no_weight = ibis.ifelse(rows.q.strip().isin(MISSING), null, rows.q)
        return rows.select(
            "row", "reporter", "partner", "partner_level",
            reporter_printed=ibis.ifelse(rows.reporter.notnull(), null, rows.i),
            partner_printed=ibis.ifelse(rows.partner.notnull(), null, rows.j),
            period=rows.period,
            period_printed=ibis.ifelse(rows.period.notnull(), null, rows.t),
            frequency=ibis.literal("year"),
            flow=ibis.literal("export"),
            product=rows.product,
            product_printed=ibis.ifelse(rows.product.notnull(), null, rows.k),
            product_digits=ibis.literal(6, type="int64"),
            regime=ibis.literal("ALL"),
            regime_level=ibis.literal("all"),
            basis=ibis.literal("national"),
            nomenclature=ibis.literal(nomenclature_of(about)),
            valuation=ibis.literal("FOB"),
            value_usd=rows.value,
            value_usd_printed=ibis.ifelse(rows.value.notnull(), null, rows.v),
            net_kg=rows.weight,
            net_kg_printed=ibis.ifelse(rows.weight.notnull(), null, no_weight),
        )  # fmt: skip

    def plain(self, raw: ibis.Table, about: About) -> ibis.BooleanValue:
        year = _year_of(about)
        whole_code = raw.k.length() == 6
        return whole_code if year is None else whole_code & (raw.t == year)

    def remarks(self, raw: ibis.Table, about: About) -> ibis.Table:
        import ibis

        year = _year_of(about)
        conditions = {"lost_zero": raw.k.length() == 5}
        if year is not None:
            conditions["another_year"] = raw.t.try_cast("int32") != int(year)
        counted = raw.aggregate(**{rule: condition.sum().cast("int64") for rule, condition in conditions.items()})
        level = {rule: ibis.literal(RULES[rule][0]) for rule in conditions}
        return ibis.union(
            *(counted.select(rule=ibis.literal(rule), level=level[rule], rows=counted[rule]) for rule in conditions)
        )

    def remark_message(self, rule: str, rows: int) -> T:
        why = RULES[rule][1]
        return T(f"{rows:,} rows: {why.en}", f"{rows:,} 行：{why.zh}")

    def fetch(self, **wanted: str) -> Iterator[RawFile]:
        """The zip of one HS edition: `nomenclature="HS22" vintage="202501" into="folder"`."""
        for name in wanted:
            if name not in ("nomenclature", "vintage", "into"):
                raise UnknownName(
                    T("choice for a fetch of BACI", "BACI下载选项"), name, ("nomenclature", "vintage", "into")
                )
        edition, vintage = wanted.get("nomenclature", "").upper(), wanted.get("vintage", "")
        if edition not in NOMENCLATURE_OF_BACI or not re.fullmatch(r"\d{6}[a-z]?", vintage):
            known = ", ".join(NOMENCLATURE_OF_BACI)
            raise WrongCall(
                T(
                    f"say which BACI: nomenclature={known} and vintage=YYYYMM as on its page, e.g. 202501",
                    f"请指明BACI版本：nomenclature={known}，vintage=发布年月（见其网页），如 202501",
                )
            )
        name = f"BACI_{edition}_V{vintage}.zip"
        base = BACI_ADDRESS.read().rstrip("/") or ADDRESS
        path = download(f"{base}/{name}", into=Path(wanted.get("into", ".")), name=name, how=self.how)
        yield RawFile(name, f"{base}/{name}", _bytes_of(path), size=path.stat().st_size)


def edition_of(sheet: Sheet) -> Edition | None:
    """HS edition, year and vintage from the name of the member or of the file."""
    for name in (sheet.name, sheet.file):
        if found := _NAME.search(name):
            known = NOMENCLATURE_OF_BACI.get(found[1].upper())
            if known is not None:
                return Edition(known, found[2], found[3])
    return None


def _year_of(about: About) -> str | None:
    edition = edition_of(about.sheet)
    return None if edition is None else edition.year


def nomenclature_of(about: About) -> str:
    """The HS edition: as said, or as the file is named; never guessed from the codes."""
    said = about.option("nomenclature")
    if said is not None:
        return nomenclature(said)
    edition = edition_of(about.sheet)
    if edition is None:
        raise WrongCall(
            T(
                f"{about.sheet.file} does not tell its HS edition (CEPII names it BACI_HS22_Y2021_V202301.csv): "
                "add --set nomenclature=HS22 (HS92 ... HS22)",
                f"从 {about.sheet.file} 看不出HS版本（CEPII的命名为 BACI_HS22_Y2021_V202301.csv）："
                "请加 --set nomenclature=HS22（HS92……HS22）",
            )
        )
    return edition.nomenclature


# Ten million rows a year pass through here: texts become numbers once and are joined and mended as such, and no text is
# trimmed or matched row by row but where it could not be read.
def _numbers(raw: ibis.Table, year: str | None) -> ibis.Table:
    import ibis

    null = ibis.null("string")
    # Five digits have lost a zero to a spreadsheet; the length keeps out what the cast would round (10121.6).
    readable = raw.k.try_cast("int32").between(10_000, 999_999) & raw.k.length().between(5, 6)
    number = raw.t.try_cast("int32")
    period = ibis.ifelse(number.between(1900, 2199), number.cast("string"), null)
    return raw.mutate(
        period=period if year is None else ibis.ifelse(raw.t == year, ibis.literal(year), period),
        exporter=raw.i.try_cast("int32"),
        importer=raw.j.try_cast("int32"),
        product=ibis.ifelse(readable, ibis.ifelse(raw.k.length() == 5, "0" + raw.k, raw.k), null),
        value=_thousands(raw.v),
        weight=_thousands(raw.q),
    )


def _thousands(cell: ibis.Value) -> ibis.Value:
    # The power joined to the text gives the nearest double in one rounding, which a product would not; a re-saved
    # file may have powers of its own (1e-05).
    read = (cell + "e3").try_cast("float64")
    return read.coalesce((cell.strip() + "e3").try_cast("float64"), cell.try_cast("float64") * 1000)


def _with_areas(rows: ibis.Table) -> ibis.Table:
    areas = lookup("baci_area")
    areas = areas.mutate(code=areas.code.cast("int32"))
    exporters = areas.select(exporter_code="code", reporter="area")
    importers = areas.select(importer_code="code", partner="area", partner_level="level")
    rows = rows.left_join(exporters, rows.exporter == exporters.exporter_code)
    return rows.left_join(importers, rows.importer == importers.importer_code)


def _bytes_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece


BACI = Baci()
