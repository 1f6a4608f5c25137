"""China Customs (海关统计数据在线查询平台): query results and printed tables, as people have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.sources.china_customs_columns import money, parts, plain_name
from entrepot.sources.china_customs_head import head_row
from entrepot.sources.china_customs_monthly import is_monthly, tidy_monthly
from entrepot.sources.china_customs_query import tidy_query
from entrepot.sources.china_customs_remarks import printed_remarks, query_remarks, remark_message
from entrepot.sources.source import About, Licence, Sheet, Source
from entrepot.vocabulary.tables import FLOWS
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis


class ChinaCustoms(Source):
    id = "china_customs"
    title = T("China Customs statistics", "中国海关统计")
    publisher = T("General Administration of Customs of China", "中华人民共和国海关总署")
    address = "http://stats.customs.gov.cn/"
    licence = Licence(
        T(
            "public statistics, no licence stated: name China Customs as the source",
            "公开统计数据，未载明许可：请注明来源为中国海关",
        ),
        may_republish=True,
        reference="http://stats.customs.gov.cn/",
    )
    gives = FLOWS
    how = T(
        "Query on the site with a browser (programs are not let in), press 下载 and keep the CSV as it is; "
        "say --flow export or --flow import when you ingest it, and --set reporter=CN-LN (--set partner=JPN) where the query was "
        "narrowed to a place or a partner without showing it. The printed monthly tables are read as they are.",
        "在网站上用浏览器查询（不允许程序访问），点“下载”，保留原CSV；导入时用 --flow export 或 --flow import 说明进出口；"
        "查询限定了地区或伙伴而未分列时，用 --set reporter=辽宁（--set partner=日本）指明。月度报表可直接导入。",
    )
    restates = ("period", "flow", "reporter", "product")
    selective = True

    def recognises(self, sheet: Sheet) -> bool:
        """A column of yuan or dollars beside a month, a code or a name of the query page, or a printed table."""
        if is_monthly(sheet):
            return True
        # English names alone (`period`, `value_usd`) could be anybody's; those of the known collection are not.
        printed = [name for name in sheet.columns if not name.isascii()]
        if sheet.has("freq", "hs_code", "partner_code", "usd"):
            return True
        played = parts(printed).keys()
        codes = {
            "product",
            "partner_code",
            "registered_code",
            "located_code",
            "district_code",
            "regime_code",
            "firm_code",
        }
        names = bool({"贸易伙伴名称", "注册地名称", "贸易方式名称", "企业性质名称"} & set(map(plain_name, printed)))
        return bool(money(printed)) and ("month" in played or names or bool(codes & played))

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        if is_monthly(about.sheet):
            return tidy_monthly(raw, about)
        return tidy_query(raw, about)

    def remarks(self, raw: ibis.Table, about: About) -> ibis.Table | None:
        return printed_remarks(raw, about) if is_monthly(about.sheet) else query_remarks(raw, about)

    def header_row(self, rows: tuple[tuple[str | None, ...], ...]) -> int | None:
        return head_row(rows)

    def remark_message(self, rule: str, rows: int) -> T:
        return remark_message(rule, rows)


CHINA_CUSTOMS = ChinaCustoms()
