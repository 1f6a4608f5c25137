"""An exposure as pages show it: in the language in use, the worst first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from entrepot.risks.finding import Span
from entrepot.risks.notices import Exposure
from entrepot.vocabulary.amounts import format_money
from entrepot.vocabulary.notices import FAMILIES
from entrepot.vocabulary.short_names import short_name
from entrepot.vocabulary.text import T
from entrepot.workbench.notices_listed import between, shares

MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """`low` and `high` are parts of the largest of its kind."""

    title: str
    money: str
    low: float
    high: float


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


def exposure_shown(found: Exposure) -> ExposureShown:
    def money(span: Span) -> str:
        return between(span, lambda value: format_money(value, found.currency or ""))

    notices = tuple(
        NoticeShown(
            one.id, one.kind.name, one.title, ", ".join(_place(each) for each in one.imposed_by), one.in_force_from or "",
            money(one.money), money(one.alone), (one.url or "") if (one.url or "").startswith(("https://", "http://")) else "", one.reference or "",
        )
        for one in found.notices[:MOST]
    )  # fmt: skip
    products = tuple(
        ProductShown(
            one.product, money(Span(one.traded, one.traded)), money(one.money), ", ".join(one.notices), ", ".join(map(_place, one.partners))
        )
        for one in found.products
    )  # fmt: skip
    families = [(str(FAMILIES[name]), span) for name, span in found.families]
    partners = [(_place(name), span) for name, span in found.partners]
    return ExposureShown(
        found, shares(found.share), money(found.money), money(Span(found.total, found.total)),
        _bars(families, money), _bars(partners[:MOST], money), notices, max(len(found.notices) - MOST, 0), products,
    )  # fmt: skip


def _bars(parts: list[tuple[str, Span]], money: Callable[[Span], str]) -> tuple[Bar, ...]:
    most = max((span.high or 0.0 for _, span in parts), default=0.0) or 1.0
    return tuple(Bar(title, money(span), (span.low or 0.0) / most, (span.high or 0.0) / most) for title, span in parts)


def _place(area_id: str) -> str:
    return str(short_name(area_id)) if area_id else str(T("not told", "未说明"))
