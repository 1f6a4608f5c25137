"""Notices and exposures as lines for people and records for pipes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from entrepot.risks.finding import Span
from entrepot.risks.notices.exposure import Exposure
from entrepot.studies.titles import area_title
from entrepot.vocabulary.amounts import format_money, format_share
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.notices import ANNOUNCED, FAMILIES, notice_kind
from entrepot.vocabulary.products import TOTAL, normalised_code
from entrepot.vocabulary.text import T
from entrepot.workbench.notices import day_given, notices_held

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

COLUMNS: Final = {
    "notice": T("notice", "编号"), "source": T("source", "来源"), "kind": T("kind", "类别"),
    "imposed_by": T("imposed by", "实施方"), "affected": T("affected", "受影响方"), "products": T("products", "商品"),
    "in_force_from": T("from", "生效"), "in_force_until": T("until", "失效"), "title": T("title", "标题"),
}  # fmt: skip
SHOWN: Final = 15
_LONG: Final = 60


def listed(
    workbench: Workbench, *, kinds: str | None = None, imposed_by: str | None = None, product: str | None = None,
    on: str | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """The lines of notices that fit, a list of products or areas shortened for reading."""
    wanted = {notice_kind(one).id for one in (kinds or "").split(",") if one.strip()}
    who = area(imposed_by).id if imposed_by else None
    code = normalised_code(product) if product else None
    day = day_given(on).isoformat() if on else None
    return [
        _record(line)
        for line in notices_held(workbench).to_pylist()
        if (not wanted or line["kind"] in wanted)
        and (who is None or who in line["imposed_by"].split())
        and (code is None or _names(line["products"], code))
        and (day is None or _may_stand(line, day))
    ]


def _names(products: str | None, code: str) -> bool:
    listed = (products or "").split()
    return TOTAL in listed or any(code.startswith(one) or one.startswith(code) for one in listed)


def _may_stand(line: dict[str, Any], day: str) -> bool:
    begun = (line["in_force_from"] or line["announced_on"] or "0") <= day
    return begun and line["flag"] != ANNOUNCED and (line["in_force_until"] or "9") >= day


def _record(line: dict[str, Any]) -> dict[str, Any]:
    title = T(
        line["title_en"] or line["title_zh"] or line["notice"], line["title_zh"] or line["title_en"] or line["notice"]
    )
    short = {name: _shortened(line[name]) for name in ("imposed_by", "affected", "products")}
    return {
        **{name: line.get(name) for name in COLUMNS},
        **short,
        "kind": str(notice_kind(line["kind"]).name),
        "title": str(title),
    }


def _shortened(text: str | None) -> str | None:
    return text if text is None or len(text) <= _LONG else f"{text[: _LONG - 2].rsplit(' ', 1)[0]} …"


def exposure_lines(found: Exposure) -> Iterator[str]:
    """The exposure in words: the whole, by family, the notices that weigh most, a firm's products, and what is not known."""
    name, total = area_title(found.region), _money(found, Span(found.total, found.total))
    marked = found.synthetic
    of = T("exports", "出口") if found.flow == "export" else T("imports", "进口")
    yield str(
        T(
            f"{'[synthetic] ' * marked}{name.en}, {of.en} of {found.period} ({total}): {shares(found.share)} under measures in force on {found.on} ({_money(found, found.money)})",
            f"{'［合成数据］' * marked}{name.zh}{found.period}年{of.zh}（{total}）：{shares(found.share)}受{found.on}有效的措施影响（{_money(found, found.money)}）",
        )
    )
    for family, span in found.families:
        yield f"  {FAMILIES[family]}: {_money(found, span)}"
    for met in found.notices[:SHOWN]:
        alone = T("alone", "独有")
        yield f"  {met.id}  {met.kind.name}  {met.title}: {_money(found, met.money)} ({alone} {_money(found, met.alone)})"
    if len(found.notices) > SHOWN:
        rest = len(found.notices) - SHOWN
        yield str(T(f"  and {rest:,} more notices (--json, --csv)", f"  另有 {rest:,} 项措施（--json、--csv）"))
    for product in found.products:
        touched = ", ".join(product.notices) or str(T("no measure", "无措施"))
        yield f"  {product.product}: {_money(found, product.money)} / {_money(found, Span(product.traded, product.traded))}  {touched}"
    yield from (str(one) for one in found.says)


def exposure_records(found: Exposure) -> tuple[list[str], list[list[object]]]:
    """A line for each notice that the trade meets."""
    names = [
        "source", "notice", "kind", "title_en", "title_zh", "imposed_by", "money_low", "money_high", "part_low", "part_high",
        "alone_low", "alone_high", "rows", "in_force_from", "in_force_until", "reference",
    ]  # fmt: skip
    rows: list[list[object]] = [
        [
            met.source, met.notice, met.kind.id, met.title.en, met.title.zh, " ".join(met.imposed_by), met.money.low, met.money.high,
            met.part.low, met.part.high, met.alone.low, met.alone.high, met.rows, met.in_force_from, met.in_force_until, met.reference,
        ]
        for met in found.notices
    ]  # fmt: skip
    return names, rows


def shares(span: Span) -> str:
    return between(span, format_share)


def _money(found: Exposure, span: Span) -> str:
    return between(span, lambda value: format_money(value, found.currency or ""))


def between(span: Span, show: Any) -> str:
    low, high = str(show(span.low)), str(show(span.high))
    return low if low == high else str(T(f"{low} to {high}", f"{low}至{high}"))
