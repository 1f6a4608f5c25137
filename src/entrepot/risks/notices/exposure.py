"""How much of a region's trade meets measures in force: with bounds, and by notice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from entrepot.risks.finding import Span
from entrepot.vocabulary.notices import FAMILIES, NoticeKind
from entrepot.vocabulary.text import T


@dataclass(frozen=True, slots=True)
class NoticeMet:
    """A notice and the trade that meets it; the low end is what certainly does, the high end what may.

    `part` divides each row of trade evenly among the notices that it meets: parts of all notices add up to the exposure. `alone`
    is what no other notice touches: by so much the exposure would fall were this notice lifted.
    """

    source: str
    notice: str
    kind: NoticeKind
    title: T
    imposed_by: tuple[str, ...]
    products: tuple[str, ...]
    in_force_from: str | None
    in_force_until: str | None
    rate: str | None
    url: str | None
    reference: str | None
    money: Span
    part: Span
    alone: Span
    rows: int
    batches: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.source}:{self.notice}"


@dataclass(frozen=True, slots=True)
class ProductMet:
    """A product of the list handed in: what of it the region trades, how much meets measures, which and where."""

    product: str
    traded: float
    money: Span
    notices: tuple[str, ...]
    partners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Notices that name no product codes, and the trade with those who impose them: any part of it may meet them."""

    notices: int
    trade: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """The exposure of a region's trade in `period` to what was in force `on` a day; rows met by several notices count once.

    `total` is the stated whole where there is one; `listed` what is told by partner and product. `share` is of the total: of
    what is not listed nothing is known, so it widens the upper end.
    """

    region: str
    period: str
    flow: str
    on: str
    currency: str | None
    total: float
    listed: float
    money: Span
    share: Span
    notices: tuple[NoticeMet, ...]
    families: tuple[tuple[str, Span], ...]
    partners: tuple[tuple[str, Span], ...]
    products: tuple[ProductMet, ...]
    unplaced: Unplaced
    rows: int
    says: tuple[T, ...] = ()
    source: str = ""
    batches: tuple[str, ...] = ()
    synthetic: bool = False
    looked_at: int = field(default=0)
    """How many notices of the kinds asked for the lake holds, in force or not, met or not."""

    @property
    def coverage(self) -> float | None:
        """The part of the total that is told by partner and product."""
        return min(self.listed / self.total, 1.0) if self.total else None

    def as_json(self) -> dict[str, Any]:
        """The contract of `entrepot notice exposure --json`."""
        return {
            "region": self.region, "period": self.period, "flow": self.flow, "in_force_on": self.on, "currency": self.currency,
            "total": self.total, "listed": self.listed, "money": _span(self.money), "share": _span(self.share),
            "families": [{"family": name, "title": FAMILIES[name].as_json(), "money": _span(span)} for name, span in self.families],
            "partners": [{"partner": name, "money": _span(span)} for name, span in self.partners],
            "notices": [_notice(met) for met in self.notices],
            "products": [
                {"product": one.product, "traded": one.traded, "money": _span(one.money), "notices": list(one.notices), "partners": list(one.partners)}
                for one in self.products
            ],
            "unplaced": {"notices": self.unplaced.notices, "trade": self.unplaced.trade},
            "coverage": self.coverage, "rows": self.rows, "notices_held": self.looked_at, "source": self.source,
            "batches": list(self.batches), "synthetic": self.synthetic, "says": [one.as_json() for one in self.says],
        }  # fmt: skip


def _notice(met: NoticeMet) -> dict[str, Any]:
    return {
        "id": met.id, "kind": met.kind.id, "kind_title": met.kind.name.as_json(), "title": met.title.as_json(),
        "imposed_by": list(met.imposed_by), "products": list(met.products), "in_force_from": met.in_force_from,
        "in_force_until": met.in_force_until, "rate": met.rate, "url": met.url, "reference": met.reference,
        "money": _span(met.money), "part": _span(met.part), "alone": _span(met.alone), "rows": met.rows,
        "batches": list(met.batches),
    }  # fmt: skip


def _span(span: Span) -> dict[str, float | None]:
    return {"low": span.low, "high": span.high}
