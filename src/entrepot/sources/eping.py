"""WTO ePing: the workbook of all TBT and SPS notifications (Notification_EN.xlsx), or a table downloaded from its search.

Written from the heads by which public programs read that workbook; no file of the WTO's comes with the package. Blanks in
its heads are doubled here and there, so heads are compared without regard to them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from entrepot.sources.cells import printed, remark
from entrepot.sources.notice_cells import day, with_areas, with_products
from entrepot.sources.source import About, Licence, Sheet, Source
from entrepot.vocabulary.notices import UNREAD_PRODUCTS
from entrepot.vocabulary.tables import NOTICES
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

SYMBOL, MEMBER, TITLE, DISTRIBUTED = "document symbol", "notifying member", "title", "distribution date"
CODES, FROM, TYPE = "hs code(s)", "proposed entry into force date", "notification type"
LINKS: Final = ("link to notification(en)", "link to notification")
# Corrections and supplements carry the symbol of what they belong to: the notification itself is the one notice.
_BELONGS: Final = r"(?i)/(add|corr|suppl)\.[0-9]+"


class Eping(Source):
    id = "eping"
    title = T("WTO ePing: TBT and SPS notifications", "世贸组织 ePing：TBT 与 SPS 通报")
    publisher = T("World Trade Organization, ITC and UN DESA", "世界贸易组织、国际贸易中心、联合国经社部")
    address = "https://eping.wto.org"
    licence = Licence(
        T("free to use with the WTO named", "注明世贸组织可使用"),
        may_republish=False,
        reference="https://www.wto.org/english/tratop_e/tbt_e/tbt_e.htm",
    )
    gives = NOTICES
    how = T(
        "Take the workbook of all notifications (Notification_EN.xlsx) or export a search as a table. A notification is of a draft: "
        "without a day of entry into force it counts as possible, not as certain.",
        "下载全部通报的工作簿（Notification_EN.xlsx）或导出检索结果。通报多为草案：没有生效日期的只计为“可能”，不计为“确定”。",
    )
    restates = ("notice",)

    def recognises(self, sheet: Sheet) -> bool:
        return {SYMBOL, MEMBER, TITLE, DISTRIBUTED, CODES} <= set(_heads(sheet))

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        import ibis

        rows = with_areas(_cells(raw, about.sheet), "imposed_by")
        rows = with_products(rows)
        # Codes printed as ranges or in words are not guessed at: the notice is kept without them.
        unread = rows.products_printed.notnull() & rows.products.isnull()
        return rows.mutate(
            kind=ibis.cases(
                (rows.notice.re_search("(?i)^G/TBT/"), "tbt"), (rows.notice.re_search("(?i)^G/SPS/"), "sps"), else_=ibis.null("string")
            ),
            kind_printed=rows.notice,
            effect=ibis.literal("restricts"),
            affected=ibis.literal("WLD"),
            products_printed=ibis.ifelse(unread, ibis.null("string"), rows.products_printed),
            announced_on=day(rows.announced_on_printed, day_first=True),
            in_force_from=day(rows.from_text, day_first=True),
            flag=ibis.ifelse(unread, UNREAD_PRODUCTS, ibis.null("string")),
        ).drop("from_text")  # fmt: skip

    def remarks(self, raw: ibis.Table, about: About) -> ibis.Table | None:
        """How many lines only add to a notification, and how many notifications name no product codes."""
        cells = _cells(raw, about.sheet)
        every = printed(raw[_heads(about.sheet)[SYMBOL]])
        added = remark("added", raw.filter(every.re_search(_BELONGS)))
        return added.union(remark("no_codes", cells.filter(cells.products_printed.isnull())))

    def remark_message(self, rule: str, rows: int) -> T:
        if rule == "added":
            return T(
                f"{rows} addenda and corrections were left out: they belong to notifications with a line of their own",
                f"{rows} 条补遗和更正未收入：其所属通报另有一行",
            )
        return T(
            f"{rows} notifications name their products in words alone: no exposure can be worked out from them",
            f"{rows} 条通报仅以文字说明商品，无法据以计算暴露",
        )


def _heads(sheet: Sheet) -> dict[str, str]:
    """Heads in small letters with single blanks -> heads as printed."""
    return {" ".join(re.sub(r"\s+", " ", name).lower().split()): name for name in reversed(sheet.columns)}


def _cells(raw: ibis.Table, sheet: Sheet) -> ibis.Table:
    import ibis

    heads = _heads(sheet)

    def cell(*names: str) -> ibis.Value:
        found = next((heads[name] for name in names if name in heads), None)
        return printed(raw[found]) if found is not None else ibis.null("string")

    symbol = cell(SYMBOL)
    rows = raw.filter(~symbol.re_search(_BELONGS).fill_null(False))
    # A cell may list several symbols of one text; the first is the notice.
    return rows.select(
        "row",
        notice=symbol.re_replace(r"[\s;,].*$", ""),
        imposed_by_printed=cell(MEMBER),
        products_printed=cell(CODES),
        announced_on_printed=cell(DISTRIBUTED),
        from_text=cell(FROM),
        title_en=cell(TITLE),
        url=cell(*LINKS),
        reference=symbol,
    )


EPING = Eping()
