"""Notices of one's own: a table or a JSON list, one line for each measure (docs/notices.md)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from entrepot.sources.cells import number, printed
from entrepot.sources.notice_cells import day, with_areas, with_kind, with_products
from entrepot.sources.notices_json import own_notices
from entrepot.sources.source import About, Licence, Sheet, Source
from entrepot.vocabulary.notices import EFFECTS
from entrepot.vocabulary.products import NOMENCLATURES
from entrepot.vocabulary.tables import NOTICES
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

COLUMNS: Final = (
    ("id", "编号"), ("kind", "类别"), ("imposed_by", "实施方"), ("affected", "受影响方"), ("products", "商品"),
    ("nomenclature", "分类版本"), ("announced_on", "公布日期"), ("in_force_from", "生效日期"), ("in_force_until", "失效日期"),
    ("rate", "税率"), ("effect", "作用"), ("title_en", "英文标题"), ("title_zh", "中文标题"), ("url", "网址"), ("reference", "出处"),
)  # fmt: skip
NEEDED: Final = frozenset({"id", "kind", "imposed_by", "products"})
_PER_CENT: Final = r"^[+-]?[0-9.]+ *%$"
_EFFECT_WORDS: Final = {"限制": "restricts", "放宽": "liberalises", **dict(zip(EFFECTS, EFFECTS, strict=True))}


def column_names(header: tuple[str, ...]) -> dict[str, str]:
    """Our name -> the name in the file, which may be `kind`, `类别` or both with a slash; the first taker keeps it."""
    ours = {form: en for en, zh in COLUMNS for form in (en, zh, f"{en}/{zh}", f"{zh}/{en}")}
    found: dict[str, str] = {}
    for name in header:
        known = ours.get(re.sub(r"\s*/\s*", "/", name.strip().casefold()))
        if known is not None:
            found.setdefault(known, name)
    return found


class Notices(Source):
    id = "notices"
    title = T("Notices of one's own", "自录贸易措施")
    publisher = T("Whoever each notice refers to", "各条措施所注明的出处")
    address = "docs/notices.md"
    licence = Licence(
        T("Facts, with their references", "事实数据，注明出处"),
        may_republish=True,
        reference="Single measures are facts; each names where it is published.",
    )
    gives = NOTICES
    how = T(
        "Type them into the template: `entrepot source template notices --out FILE.xlsx`; or hand over JSON (docs/notices.md).",
        "用模板录入：`entrepot source template notices --out FILE.xlsx`；也可提供 JSON（docs/notices.md）。",
    )
    restates = ("notice",)

    def recognises(self, sheet: Sheet) -> bool:
        return set(column_names(sheet.columns)) >= NEEDED

    def decode(self, name: str, content: bytes) -> pa.Table | None:
        return own_notices(name, content, [en for en, _ in COLUMNS])

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        import ibis

        cells = _cells(raw, about.sheet)
        rows = with_products(with_areas(with_areas(with_kind(cells), "imposed_by"), "affected"))
        effect = rows.effect_printed.lower()
        edition = rows.nomenclature_printed.upper()
        plain = rows.rate_printed.re_replace(r"[ %]", "")
        return rows.mutate(
            effect=ibis.cases(
                (effect.isnull(), "restricts"),
                *((effect == word, meant) for word, meant in _EFFECT_WORDS.items()),
                else_=ibis.null("string"),
            ),
            nomenclature=ibis.ifelse(edition.isin(tuple(NOMENCLATURES)), edition, ibis.null("string")),
            announced_on=day(rows.announced_on_printed),
            in_force_from=day(rows.in_force_from_printed),
            in_force_until=day(rows.in_force_until_printed, last=True),
            # A rate per piece or per kilogram is told as printed, and no per cent.
            rate_percent=number(ibis.ifelse(rows.rate_printed.re_search(_PER_CENT), plain, ibis.null("string"))),
        )


def _cells(raw: ibis.Table, sheet: Sheet) -> ibis.Table:
    """The lines in our columns; those that begin with # are examples. What is needed and empty is refused by the checks."""
    import ibis

    names = column_names(sheet.columns)

    def cell(name: str) -> ibis.Value:
        return printed(raw[names[name]]) if name in names else ibis.null("string")

    comment = raw[sheet.columns[0]].strip().startswith("#").fill_null(False)
    return raw.filter(~comment).select(
        "row",
        notice=cell("id"),
        **{
            f"{name}_printed": cell(name)
            for name in (
                "kind", "imposed_by", "affected", "products", "nomenclature", "announced_on", "in_force_from",
                "in_force_until", "effect", "rate",
            )
        },
        **{name: cell(name) for name in ("title_en", "title_zh", "url", "reference")},
    )  # fmt: skip


NOTICES_OF_ONES_OWN = Notices()
