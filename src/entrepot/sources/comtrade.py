"""UN Comtrade: what countries report of their trade with each other, in every form its sites have given it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from entrepot.sources import comtrade_words  # noqa: F401  (declares the lookups)
from entrepot.sources.comtrade_columns import in_our_words, is_comtrade
from entrepot.sources.comtrade_fetch import fetch
from entrepot.sources.comtrade_json import records
from entrepot.sources.comtrade_rows import (
    MENDED,
    RULES,
    Kind,
    readings,
    rule_of,
    valuation_of,
    with_quantities,
)
from entrepot.sources.lookups import lookup
from entrepot.sources.source import About, Licence, RawFile, Sheet, Source
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.products import nomenclature
from entrepot.vocabulary.tables import FLOWS
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa


class Comtrade(Source):
    id = "comtrade"
    title = T("UN Comtrade", "联合国商品贸易统计数据库")
    publisher = T("United Nations Statistics Division", "联合国统计司")
    address = "https://comtradeplus.un.org"
    licence = Licence(
        T("UN Comtrade's policy on use and re-dissemination", "UN Comtrade使用与再传播政策"),
        may_republish=False,
        reference="https://comtrade.un.org/licenseagreement.html",
    )
    gives = FLOWS
    how = T(
        "Choose the data at comtradeplus.un.org and press Download (CSV).",
        "在 comtradeplus.un.org 选择数据后点击 Download（CSV）。",
    )
    # A download is whatever its person chose: rows of partners that it leaves out are not withdrawn.
    restates = ("period", "flow", "reporter", "partner", "product")
    selective = True
    fetchable = True

    def recognises(self, sheet: Sheet) -> bool:
        return is_comtrade(sheet.columns)

    def decode(self, name: str, content: bytes) -> pa.Table | None:
        return records(name, content)

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        import ibis

        kind = kind_of(about)
        rows = in_our_words(raw)
        rows = rows.mutate(rule=rule_of(rows, kind))
        rows = rows.filter(rows.rule.isnull() | rows.rule.isin(MENDED))
        rows = with_quantities(_with_codes(readings(rows, kind)))
        null = ibis.null("string")
        return rows.select(
            "row", "reporter", "partner", "partner_level", "flow", "flag",
            reporter_printed=rows.reporter_iso.coalesce(rows.reporter_code),
            partner_printed=rows.partner_iso.coalesce(rows.partner_code),
            flow_printed=rows.flow_code.coalesce(rows.flow_name),
            period=rows.period_read,
            period_printed=rows.period.coalesce(rows.year),
            frequency=ibis.ifelse(rows.period_read.length() == 7, "month", "year"),
            product=rows.product_read,
            product_digits=ibis.ifelse(rows.product_read == "TOTAL", 0, rows.product_read.length()).cast("int64"),
            regime=ibis.literal("ALL"),
            regime_level=ibis.literal("all"),
            basis=ibis.literal("national"),
            value_usd=rows.value_read,
            value_usd_printed=rows.value,
            quantity=rows.amount,
            quantity_printed=rows.amount_printed,
            quantity_unit=rows.unit,
            quantity_unit_printed=rows.unit_printed,
            net_kg=rows.weight,
            net_kg_printed=rows.weight_printed,
            nomenclature=_nomenclature(rows, about, kind),
            nomenclature_printed=rows.nomenclature,
            valuation=valuation_of(rows) if kind == "goods" else null,
        )  # fmt: skip

    def remarks(self, raw: ibis.Table, about: About) -> ibis.Table:
        import ibis

        rows = in_our_words(raw)
        ruled = rows.select(rule=rule_of(rows, kind_of(about)))
        counted = ruled.filter(ruled.rule.notnull()).group_by("rule").agg(rows=ibis._.count().cast("int64"))
        return counted.mutate(level=ibis.literal("note")).select("rule", "level", "rows")

    def remark_message(self, rule: str, rows: int) -> T:
        why = RULES[rule]
        if rule in MENDED:
            return T(f"{rows:,} rows mended: {why.en}", f"已修正 {rows:,} 行：{why.zh}")
        return T(f"{rows:,} rows left out: {why.en}", f"未收 {rows:,} 行：{why.zh}")

    def fetch(self, **wanted: str) -> Iterator[RawFile]:
        return fetch(wanted, how=self.how)


def kind_of(about: About) -> Kind:
    """Goods or services, as the first row of the file has it."""
    names = [name.lower().replace("_", "") for name in about.sheet.columns]
    if "typecode" not in names or not about.sheet.first_rows:
        return "goods"
    first = about.sheet.first_rows[0][names.index("typecode")]
    return "services" if first is not None and first.strip() == "S" else "goods"


def _with_codes(rows: ibis.Table) -> ibis.Table:
    """Reporter and partner by their letters, else by their number; flow, nomenclature, unit of quantity."""
    # Keys of different names, so that the joins stay one flat chain.
    areas = lookup("comtrade_area")
    for who in ("reporter", "partner"):
        for by in ("letters", "number"):
            key = f"{who}_{by}_key"
            known = areas.select(**{key: "code", f"{who}_by_{by}": "area", f"{who}_level_by_{by}": "level"})
            rows = rows.left_join(known, [(f"{who}_{by}", key)])
    flows = lookup("comtrade_flow").select(flow_key="code", flow="flow")
    nomenclatures = lookup("comtrade_nomenclature").select(nomenclature_key="code", known_nomenclature="nomenclature")
    units = lookup("comtrade_unit").select(unit_key="code", unit_base="base", unit_factor="factor")
    rows = rows.left_join(flows, [("flow_word", "flow_key")])
    rows = rows.left_join(nomenclatures, [("nomenclature_word", "nomenclature_key")])
    rows = rows.left_join(units, [("unit_number", "unit_key")])
    return rows.mutate(
        reporter=rows.reporter_by_letters.coalesce(rows.reporter_by_number),
        partner=rows.partner_by_letters.coalesce(rows.partner_by_number),
        partner_level=rows.partner_level_by_letters.coalesce(rows.partner_level_by_number),
    )


def _nomenclature(rows: ibis.Table, about: About, kind: Kind) -> ibis.Value:
    import ibis

    if kind == "services":
        return rows.nomenclature
    said = about.option("nomenclature")
    if said is not None:
        return rows.known_nomenclature.coalesce(ibis.literal(nomenclature(said)))
    if not any("classification" in name.lower() for name in about.sheet.columns):
        raise WrongCall(
            T(
                f"{about.sheet.file} does not say by which nomenclature its products are coded: "
                "add --set nomenclature=HS2017 (HS2022, ... or HS_COMBINED)",
                f"{about.sheet.file} 没有说明商品分类版本：请加 --set nomenclature=HS2017（HS2022……或 HS_COMBINED）",
            )
        )
    return rows.known_nomenclature


COMTRADE = Comtrade()
