"""Interventions of Global Trade Alert: the table of its data centre, or the answer of its data endpoint (JSON).

Written from the layout that it documents (github.com/global-trade-alert/docs: `.api/gta-data.md`, `.api/gta-value-mappings.md`) and
from the heads by which public programs read its table; no file of theirs comes with the package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from entrepot.sources.cells import printed, remark
from entrepot.sources.lookups import lookup, lookup_table, two_columns
from entrepot.sources.notice_cells import day, with_areas, with_products
from entrepot.sources.notices_json import interventions
from entrepot.sources.source import About, Licence, Sheet, Source
from entrepot.vocabulary.notices import ANNOUNCED
from entrepot.vocabulary.products import nomenclature
from entrepot.vocabulary.tables import NOTICES
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

NEEDED: Final = (
    "Intervention ID", "GTA Evaluation", "Implementing Jurisdictions", "Affected Jurisdictions", "Intervention Type",
    "Affected Products", "Date Announced", "Date Implemented", "Date Removed",
)  # fmt: skip
TITLE, ADDRESS, HORIZONTAL = "State Act Title", "Intervention URL", "Is Horizontal"
HEADS: Final = {
    "intervention_id": "Intervention ID", "state_act_title": TITLE, "intervention_url": ADDRESS,
    "gta_evaluation": "GTA Evaluation", "implementing_jurisdictions": "Implementing Jurisdictions",
    "affected_jurisdictions": "Affected Jurisdictions", "intervention_type": "Intervention Type",
    "affected_products": "Affected Products", "date_announced": "Date Announced",
    "date_implemented": "Date Implemented", "date_removed": "Date Removed", "is_horizontal": HORIZONTAL,
}  # fmt: skip
"""Key of the data endpoint -> head of the table."""
EDITION: Final = "HS2012"
"""Products are coded in six digits of this edition throughout (GTA handbook)."""
# Names of jurisdictions hold no comma.
BETWEEN: Final = r"\s*[;,]\s*"

_KIND_OF_TYPE: Final = {
    "tbt": ("Technical barrier to trade",),
    "sps": ("Sanitary and phytosanitary measure",),
    "anti_dumping": ("Anti-dumping", "Anti-circumvention"),
    "countervailing": ("Anti-subsidy",),
    "safeguard": ("Safeguard", "Special safeguard"),
    "tariff": ("Import tariff", "Import tariff quota", "Internal taxation of imports"),
    "import_limit": (
        "Import quota", "Import licensing requirement", "Import monitoring", "Import-related non-tariff measure, nes",
        "Trade balancing measure", "Trade payment measure",
    ),
    "import_ban": ("Import ban",),
    "export_control": (
        "Export ban", "Export quota", "Export tariff quota", "Export licensing requirement",
        "Export-related non-tariff measure, nes", "Foreign customer limit", "Local supply requirement for exports",
    ),
    "export_tax": ("Export tax",),
    "subsidy": (
        "Capital injection and equity stakes (including bailouts)", "State loan", "Financial grant", "In-kind grant",
        "Production subsidy", "Interest payment subsidy", "Loan guarantee", "Tax or social insurance relief",
        "Consumption subsidy", "Tax-based export incentive", "Export subsidy", "Other export incentive",
        "Import incentive", "Trade finance", "Financial assistance in foreign market", "State aid, nes",
        "State aid, unspecified", "Price stabilisation",
    ),
    "local_content": (
        "Local content requirement", "Local operations requirement", "Local labour requirement", "Localisation, nes",
        "Local content incentive", "Local value added requirement", "Local value added incentive",
        "Local operations incentive", "Local labour incentive", "Public procurement preference margin",
        "Public procurement localisation", "Public procurement access", "Public procurement, nes",
    ),
    "other": (
        "Competitive devaluation", "Repatriation & surrender requirements",
        "Controls on commercial transactions and investment instruments", "Controls on credit operations",
        "Control on personal transactions", "Intellectual property protection", "FDI: Entry and ownership rule",
        "FDI: Treatment and operations, nes", "FDI: Financial incentive", "Labour market access",
        "Post-migration treatment", "Instrument unclear",
    ),
}  # fmt: skip


@lookup_table("gta_kind")
def _kinds() -> pa.Table:
    return two_columns(tuple((word.lower(), kind) for kind, words in _KIND_OF_TYPE.items() for word in words))


class GlobalTradeAlert(Source):
    id = "global_trade_alert"
    title = T("Global Trade Alert: interventions", "全球贸易预警（GTA）：政策干预")
    publisher = T("St.Gallen Endowment for Prosperity Through Trade", "圣加仑贸易促进繁荣基金会")
    address = "https://globaltradealert.org/data-center"
    licence = Licence(
        T("free for research with the publisher named; see the site", "研究使用免费，须注明出处，见网站说明"),
        may_republish=False,
        reference="https://globaltradealert.org",
    )
    gives = NOTICES
    how = T(
        "Filter at the address and take the table as CSV or XLSX, or save the answer of the data endpoint as JSON. Products are "
        f"taken as {EDITION}; say otherwise with --set nomenclature=HS2022.",
        f"在上述网址筛选后下载 CSV 或 XLSX，或将数据接口的返回保存为 JSON。商品按 {EDITION} 处理；否则用 --set nomenclature=HS2022 指明。",
    )
    restates = ("notice",)

    def recognises(self, sheet: Sheet) -> bool:
        return sheet.has(*NEEDED)

    def decode(self, name: str, content: bytes) -> pa.Table | None:
        return interventions(name, content, HEADS)

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        import ibis

        rows = with_areas(_cells(raw, about.sheet), "imposed_by", between=BETWEEN)
        rows = with_areas(rows, "affected", between=BETWEEN)
        rows = with_products(rows, digits=6)
        known = lookup("gta_kind").rename(_type="code", _kind="id")
        rows = rows.left_join(known, rows.type_printed.lower() == known._type)
        evaluation = rows.evaluation.lower()
        return rows.mutate(
            # Types that came after this list was made are no more than listed.
            kind=rows._kind.fill_null("other"),
            effect=ibis.cases(
                (evaluation.isin(("red", "amber")), "restricts"),
                (evaluation == "green", "liberalises"),
                else_=ibis.null("string"),
            ),
            effect_printed=rows.evaluation,
            nomenclature=ibis.literal(nomenclature(about.option("nomenclature") or EDITION)),
            announced_on=day(rows.announced_on_printed),
            in_force_from=day(rows.in_force_from_printed),
            in_force_until=day(rows.in_force_until_printed, last=True),
            flag=ibis.ifelse(rows.in_force_from_printed.isnull(), ANNOUNCED, ibis.null("string")),
        ).drop("_type", "_kind", "type_printed", "evaluation")

    def remarks(self, raw: ibis.Table, about: About) -> ibis.Table | None:
        """How many interventions are not in force yet, and how many are of a type that came later than this list."""
        cells = _cells(raw, about.sheet)
        listed = tuple(word.lower() for words in _KIND_OF_TYPE.values() for word in words)
        announced = remark(ANNOUNCED, cells.filter(cells.in_force_from_printed.isnull()))
        return announced.union(remark("new_type", cells.filter(~cells.type_printed.lower().isin(listed))))

    def remark_message(self, rule: str, rows: int) -> T:
        if rule == ANNOUNCED:
            return T(
                f"{rows} interventions have no day of implementation: they are kept as announced and count as no exposure",
                f"{rows} 项干预没有实施日期：按已宣布保存，不计入暴露",
            )
        return T(
            f"{rows} interventions are of a type that this version does not know: they are listed as `other`",
            f"{rows} 项干预的类型为本版本所不识：列为“其他”",
        )


def _cells(raw: ibis.Table, sheet: Sheet) -> ibis.Table:
    import ibis

    def cell(name: str) -> ibis.Value:
        return printed(raw[name]) if sheet.has(name) else ibis.null("string")

    horizontal = cell(HORIZONTAL).lower().isin(("1", "true", "yes"))
    return raw.select(
        "row",
        notice=cell("Intervention ID").re_replace(r"\.0$", ""),
        type_printed=cell("Intervention Type").fill_null(""),
        evaluation=cell("GTA Evaluation"),
        imposed_by_printed=cell("Implementing Jurisdictions"),
        affected_printed=cell("Affected Jurisdictions"),
        products_printed=cell("Affected Products").coalesce(ibis.ifelse(horizontal, "TOTAL", ibis.null("string"))),
        announced_on_printed=cell("Date Announced"),
        in_force_from_printed=cell("Date Implemented"),
        in_force_until_printed=cell("Date Removed"),
        title_en=cell(TITLE),
        url=cell(ADDRESS),
        reference=ibis.literal("Global Trade Alert"),
    )


GLOBAL_TRADE_ALERT = GlobalTradeAlert()
