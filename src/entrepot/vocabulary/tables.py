"""The tables of the lake: which columns, what makes a row unique, how rows lie on disk."""

from __future__ import annotations

from dataclasses import dataclass

from entrepot.vocabulary import columns as c
from entrepot.vocabulary.columns import Column
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T


@dataclass(frozen=True, slots=True)
class TableSpec:
    """`key` makes a row unique within a source; `partition` names folders on disk; `sort` orders rows within a file."""

    name: str
    title: T
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    partition: tuple[str, ...]
    sort: tuple[str, ...]
    levels: tuple[str, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise UnknownName(T(f"column of {self.name}", f"{self.name} 的列"), name, self.column_names)


FLOWS = TableSpec(
    name="flows",
    title=T("Trade flows", "贸易流量"),
    columns=(
        c.SOURCE, c.PERIOD, c.FREQUENCY, c.FLOW, c.REPORTER, c.PARTNER, c.PRODUCT, c.REGIME,
        c.VALUE_USD, c.VALUE_CNY, c.QUANTITY, c.QUANTITY_UNIT, c.NET_KG,
        c.NOMENCLATURE, c.VALUATION, c.PRODUCT_DIGITS, c.PARTNER_LEVEL, c.REGIME_LEVEL, c.BASIS,
        c.FIRM_TYPE, c.CUSTOMS_DISTRICT, c.FLAG, c.SYNTHETIC, c.BATCH, c.YEAR,
    ),
    key=(
        "period", "frequency", "flow", "reporter", "partner", "product", "regime", "basis",
        "firm_type", "customs_district",
    ),
    partition=("source", "year"),
    sort=("reporter", "period", "flow", "product", "partner"),
    # Two files of one publisher that differ in one of these stand side by side; neither replaces the other.
    levels=("frequency", "nomenclature", "product_digits", "partner_level", "regime_level", "basis", "valuation"),
)  # fmt: skip

SERIES = TableSpec(
    name="series",
    title=T("Published figures", "公布的数据"),
    columns=(
        c.SOURCE, c.LOCATOR, c.AREA, c.COUNTERPART, c.SUBJECT, c.MEASURE, c.UNIT, c.PERIOD, c.FREQUENCY,
        c.VALUE, c.VALUE_PRINTED, c.UNIT_PRINTED, c.NOTE, c.FLAG, c.SYNTHETIC, c.BATCH,
    ),
    key=("locator", "area", "counterpart", "subject", "measure", "unit", "period"),
    partition=("source",),
    sort=("area", "measure", "counterpart", "subject", "period"),
)  # fmt: skip

TARIFFS = TableSpec(
    name="tariffs",
    title=T("Tariffs", "关税"),
    columns=(
        c.SOURCE, c.IMPORTER, c.EXPORTER, c.AGREEMENT, c.PRODUCT, c.YEAR, c.KIND, c.TARIFF_PERCENT,
        c.TARIFF_MIN_PERCENT, c.TARIFF_MAX_PERCENT, c.TARIFF_LINES, c.TARIFF_PRINTED,
        c.NOMENCLATURE, c.SYNTHETIC, c.BATCH,
    ),
    key=("importer", "exporter", "agreement", "product", "year", "kind", "nomenclature"),
    partition=("source", "year"),
    sort=("importer", "product", "exporter"),
    levels=("nomenclature", "kind"),
)  # fmt: skip

PAIRS = TableSpec(
    name="pairs",
    title=T("Pairs of countries", "国家对"),
    columns=(
        c.SOURCE, c.ORIGIN, c.DESTINATION, c.YEAR_IF_ANY, c.DISTANCE_KM, c.DISTANCE_CAPITALS_KM, c.DISTANCE_WEIGHTED_KM,
        c.CONTIGUOUS, c.COMMON_LANGUAGE, c.COMMON_SPOKEN_LANGUAGE, c.COLONY, c.COMMON_COLONISER, c.RTA,
        c.ORIGIN_GDP_USD, c.DESTINATION_GDP_USD, c.ORIGIN_POPULATION, c.DESTINATION_POPULATION,
        c.ORIGIN_WTO, c.DESTINATION_WTO, c.SYNTHETIC, c.BATCH,
    ),
    key=("origin", "destination", "year"),
    partition=("source",),
    sort=("origin", "destination", "year"),
)  # fmt: skip

PRICES = TableSpec(
    name="prices",
    title=T("Commodity prices", "商品价格"),
    columns=(c.SOURCE, c.ITEM, c.ITEM_TITLE, c.PERIOD, c.FREQUENCY, c.VALUE, c.UNIT, c.SYNTHETIC, c.BATCH),
    key=("item", "period", "unit"),
    partition=("source",),
    sort=("item", "period"),
)

RATES = TableSpec(
    name="rates",
    title=T("Exchange rates", "汇率"),
    columns=(c.SOURCE, c.CURRENCY, c.PERIOD, c.FREQUENCY, c.PER_USD, c.SYNTHETIC, c.BATCH),
    key=("currency", "period"),
    partition=("source",),
    sort=("currency", "period"),
)

CONCORDANCES = TableSpec(
    name="concordances",
    title=T("Concordances of nomenclatures", "商品分类对照"),
    columns=(c.SOURCE, c.FROM_NOMENCLATURE, c.TO_NOMENCLATURE, c.KIND, c.FROM_CODE, c.TO_CODE, c.SYNTHETIC, c.BATCH),
    key=("from_nomenclature", "to_nomenclature", "kind", "from_code", "to_code"),
    partition=("source",),
    sort=("from_nomenclature", "to_nomenclature", "from_code"),
    levels=("from_nomenclature", "to_nomenclature", "kind"),
)

NOTICES = TableSpec(
    name="notices",
    title=T("Notices and measures in force", "贸易措施与通报"),
    columns=(
        c.SOURCE, c.NOTICE, c.KIND, c.EFFECT, c.IMPOSED_BY, c.AFFECTED, c.PRODUCTS, c.NOMENCLATURE_IF_ANY,
        c.ANNOUNCED_ON, c.IN_FORCE_FROM, c.IN_FORCE_UNTIL, c.RATE_PERCENT, c.RATE_PRINTED, c.TITLE_EN, c.TITLE_ZH,
        c.URL, c.REFERENCE, c.FLAG, c.SYNTHETIC, c.BATCH,
    ),
    # A notice takes several lines where its rate differs from product to product.
    key=("notice", "imposed_by", "affected", "products"),
    partition=("source",),
    sort=("notice", "products"),
)  # fmt: skip

TABLES: tuple[TableSpec, ...] = (FLOWS, SERIES, TARIFFS, PAIRS, PRICES, RATES, CONCORDANCES, NOTICES)


def table(name: str) -> TableSpec:
    for spec in TABLES:
        if spec.name == name:
            return spec
    raise UnknownName(T("table", "表"), name, [spec.name for spec in TABLES])
