"""An exposure as pages show it: in the language in use, the worst first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from entrepot.risks.finding import Span
from entrepot.risks.notices import Exposure
from entrepot.vocabulary.amounts import format_money, format_share
from entrepot.vocabulary.notices import FAMILIES, KINDS
from entrepot.vocabulary.short_names import short_name
from entrepot.vocabulary.text import T
from entrepot.web.front.about import About, read_from
from entrepot.workbench.notices_listed import between, shares

MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """`low` and `high` are parts of the largest of its kind; `query` is where its rows are, below the language."""

    title: str
    money: str
    low: float
    high: float
    query: str


@dataclass(frozen=True, slots=True)
class NoticeShown:
    id: str
    kind: T
    title: T
    imposed_by: str
    since: str
    money: str
    alone: str
    url: str
    reference: str
    rows: str


@dataclass(frozen=True, slots=True)
class ProductShown:
    """One of a firm's own products: what the region sells of it, how much of that meets measures, which and where."""

    code: str
    traded: str
    money: str
    notices: str
    partners: str


@dataclass(frozen=True, slots=True)
class ExposureShown:
    exposure: Exposure
    share: str
    money: str
    total: str
    families: tuple[Bar, ...]
    partners: tuple[Bar, ...]
    notices: tuple[NoticeShown, ...]
    more: int
    products: tuple[ProductShown, ...]
    abouts: Mapping[str, About]


def exposure_shown(found: Exposure) -> ExposureShown:
    def money(span: Span) -> str:
        return between(span, lambda value: format_money(value, found.currency or ""))

    notices = tuple(
        NoticeShown(
            one.id, one.kind.name, one.title, ", ".join(_place(each) for each in one.imposed_by), one.in_force_from or "",
            money(one.money), money(one.alone), (one.url or "") if (one.url or "").startswith(("https://", "http://")) else "", one.reference or "",
            f"data/rows/notices/?{urlencode({'source': one.source, 'notice': one.notice})}",
        )
        for one in found.notices[:MOST]
    )  # fmt: skip
    products = tuple(
        ProductShown(
            one.product, money(Span(one.traded, one.traded)), money(one.money), ", ".join(one.notices), ", ".join(map(_place, one.partners))
        )
        for one in found.products
    )  # fmt: skip
    kinds = {family: ",".join(sorted(one.id for one in KINDS if one.family == family)) for family in FAMILIES}
    families = [
        (str(FAMILIES[name]), span, f"data/rows/notices/?{urlencode({'kind': kinds[name]})}")
        for name, span in found.families
    ]
    partners = [(_place(name), span, _rows(found, name)) for name, span in found.partners]
    return ExposureShown(
        found, shares(found.share), money(found.money), money(Span(found.total, found.total)),
        _bars(families, money), _bars(partners[:MOST], money), notices, max(len(found.notices) - MOST, 0), products,
        _abouts(found),
    )  # fmt: skip


def _rows(found: Exposure, partner: str) -> str:
    words = {
        "reporter": found.region,
        "partner": partner,
        "flow": found.flow,
        "period": f"{found.period}*",
        "source": found.source,
    }
    return f"data/rows/flows/?{urlencode(words)}" if partner else ""


_HOW: Final = T(
    "A row of trade certainly meets a notice that was in force, affects the region's country and covers the whole of the row's product and partner. "
    "What it may meet and is not certain to makes the upper end; a row met by several counts once.",
    "措施已生效、涉及本国且覆盖该行的全部商品与伙伴，即确定涉及；可能而不确定者计入上限；多项措施涉及同一行只计一次。",
)
_METHOD: Final = (("method/#notices", T("How notices are matched", "措施如何匹配")),)


def _abouts(found: Exposure) -> dict[str, About]:
    """Of each table: of kinds, of partners, of notices, of a firm's own products."""
    listed = format_share(found.coverage, decimals=0)
    coverage = T(f"{listed} of the trade told by partner and product", f"分伙伴、分商品的贸易占{listed}")
    source = read_from(
        (found.source, *sorted({one.source for one in found.notices})), coverage, synthetic=found.synthetic
    )
    overlap = T("Kinds overlap: they do not add up.", "类别相互重叠，不可相加。")
    alone = T(
        "Met by it alone: by so much the exposure falls where it is lifted.",
        "仅受其影响：该措施取消后受影响贸易减少的金额。",
    )
    told = {
        "kinds": (T("Under measures, by kind", "受措施影响：按类别"), (_HOW, overlap)),
        "partners": (T("Under measures, by partner", "受措施影响：按伙伴"), (_HOW,)),
        "notices": (T("Measures that weigh most", "影响最大的措施"), (_HOW, alone)),
        "own": (T("Own products under measures", "自有产品受影响情况"), (_HOW,)),
    }
    return {name: About(name, title, source, how, found.period, _METHOD) for name, (title, how) in told.items()}


def _bars(parts: list[tuple[str, Span, str]], money: Callable[[Span], str]) -> tuple[Bar, ...]:
    most = max((span.high or 0.0 for _, span, _ in parts), default=0.0) or 1.0
    return tuple(
        Bar(title, money(span), (span.low or 0.0) / most, (span.high or 0.0) / most, query)
        for title, span, query in parts
    )


def _place(area_id: str) -> str:
    return str(short_name(area_id)) if area_id else str(T("not told", "未说明"))
