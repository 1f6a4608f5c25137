"""The high-technology reading: how much, in which fields, to whom, on whose inputs, and against which barriers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from entrepot.parameters.product_lists import ProductList
from entrepot.risks.finding import Span
from entrepot.risks.readings.reading import Figure, Reading, Section, Sentence, told
from entrepot.vocabulary.text import T

STUDY: Final = "hightech-exports"
ELECTRONICS: Final = T(
    "The paper on China's exports of high technology counts electronics, which is not among the six fields that it names; its shares of "
    "'information and electronics' are therefore not those of the fields here.",
    "关于中国高新技术产品出口的论文计入了电子类，而其所列六个领域中并无电子；因此其“信息与电子”比重与此处各领域不可直接对照。",
)
_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """One field: its exports, their share of the list, their growth, and where they go; None where nothing is told."""

    title: T
    exports: Figure
    share: Figure
    growth: Figure | None = None
    inputs: Figure | None = None


@dataclass(frozen=True, slots=True)
class HighTechnologyFacts:
    """All that the reading says, worked out by measures. `by_field` is ordered by exports, largest first."""

    region: str
    name: T
    period: str
    products: ProductList
    exports: Figure
    share: Figure | None
    share_before: Figure | None = None
    growth: Figure | None = None
    growth_of_all: Figure | None = None
    by_field: tuple[FieldFacts, ...] = ()
    untold_fields: tuple[T, ...] = ()
    concentration: Figure | None = None
    fields_concentration: Figure | None = None
    top_market: tuple[T, Figure] | None = None
    top_five: Figure | None = None
    inputs: Figure | None = None
    inputs_per_export: Figure | None = None
    top_origin: tuple[T, Figure] | None = None
    barriers: Figure | None = None
    barriers_met: tuple[tuple[T, Figure], ...] = ()
    says: tuple[T, ...] = field(default=())
    source: str = ""
    batches: tuple[str, ...] = ()
    synthetic: bool = False


def high_technology_reading(facts: HighTechnologyFacts) -> Reading:
    name = facts.name
    sections = (
        Section("scale", T("Scale and growth", "规模与增长"), _scale(facts)),
        Section("structure", T("Fields", "领域结构"), _structure(facts)),
        Section("markets", T("Markets", "市场结构"), _markets(facts)),
        Section("inputs", T("Inputs from abroad", "进口投入品"), _inputs(facts)),
        Section("barriers", T("Barriers", "贸易壁垒"), _barriers(facts)),
    )
    return Reading(
        "high-technology",
        T(f"Exports of high technology of {name.en}, {facts.period}", f"{name.zh}高技术产品出口（{facts.period}年）"),
        facts.region, facts.period, tuple(one for one in sections if one.sentences),
        (facts.products.reference,), (*facts.products.notes, *facts.says), facts.source, facts.batches, facts.synthetic, STUDY,
    )  # fmt: skip


def _scale(facts: HighTechnologyFacts) -> tuple[Sentence, ...]:
    name, period = facts.name, facts.period
    found = [
        told(
            f"In {period} {name.en} exported {{exports}} of {facts.products.title.en}.",
            f"{period}年，{name.zh}出口{facts.products.title.zh}{{exports}}。",
            exports=facts.exports,
        )
    ]
    if facts.share is not None:
        found.append(told("That is {share} of its exports.", "占全部出口的{share}。", share=facts.share))
    if facts.share is not None and facts.share_before is not None:
        found.append(_change(facts.share_before, facts.share))
    if facts.growth is not None and facts.growth_of_all is not None:
        found.append(
            told(
                "They moved by {growth} on the year before, all exports by {all}.",
                "较上年变动{growth}，全部出口变动{all}。",
                growth=facts.growth,
                all=facts.growth_of_all,
            )
        )
    return tuple(found)


def _structure(facts: HighTechnologyFacts) -> tuple[Sentence, ...]:
    found = []
    for one in facts.by_field[:_SHOWN]:
        figures = {"exports": one.exports, "share": one.share}
        en, zh = f"{one.title.en}: {{exports}}, {{share}} of the list", f"{one.title.zh}：{{exports}}，占{{share}}"
        if one.growth is not None:
            en, zh, figures = (
                f"{en}, {{growth}} on the year before",
                f"{zh}，较上年{{growth}}",
                {**figures, "growth": one.growth},
            )
        found.append(told(f"{en}.", f"{zh}。", **figures))
    if facts.fields_concentration is not None:
        found.append(
            told("The largest field has {share} of the list.", "最大领域占{share}。", share=facts.fields_concentration)
        )
    if facts.untold_fields:
        en, zh = ", ".join(t.en for t in facts.untold_fields), "、".join(t.zh for t in facts.untold_fields)
        found.append(
            Sentence(
                T(
                    f"Of these fields nothing is told; that is no zero unless all goods are listed: {en}.",
                    f"以下领域没有数据；除非商品已全部列出，否则不等于零：{zh}。",
                )
            )
        )
    found.append(Sentence(ELECTRONICS))
    return tuple(found)


def _markets(facts: HighTechnologyFacts) -> tuple[Sentence, ...]:
    found = []
    if facts.top_market is not None:
        market, share = facts.top_market
        found.append(
            told(
                f"The largest market is {market.en} with {{share}}.",
                f"最大市场为{market.zh}，占{{share}}。",
                share=share,
            )
        )
    if facts.top_five is not None:
        found.append(told("The five largest have {share}.", "前五大市场占{share}。", share=facts.top_five))
    if facts.concentration is not None:
        found.append(
            told("The concentration of markets (HHI) is {hhi}.", "市场集中度（HHI）为{hhi}。", hhi=facts.concentration)
        )
    return tuple(found)


def _inputs(facts: HighTechnologyFacts) -> tuple[Sentence, ...]:
    found = []
    if facts.inputs is not None:
        found.append(
            told(
                "Imports of the fields' declared inputs are {inputs}.",
                "各领域所列投入品进口额为{inputs}。",
                inputs=facts.inputs,
            )
        )
    if facts.inputs_per_export is not None:
        found.append(
            told(
                "They are {ratio} times these exports.",
                "相当于高技术产品出口额的{ratio}倍。",
                ratio=facts.inputs_per_export,
            )
        )
    if facts.top_origin is not None:
        origin, share = facts.top_origin
        found.append(told(f"{origin.en} supplies {{share}} of them.", f"其中{origin.zh}供应{{share}}。", share=share))
    return tuple(found)


def _barriers(facts: HighTechnologyFacts) -> tuple[Sentence, ...]:
    if facts.barriers is None:
        return ()
    found = [
        told(
            "{share} of these exports are under measures in force.",
            "其中{share}受已生效措施影响。",
            share=facts.barriers,
        )
    ]
    for title, money in facts.barriers_met[:_SHOWN]:
        found.append(told(f"{title.en}: {{money}}.", f"{title.zh}：{{money}}。", money=money))
    return tuple(found)


def _change(before: Figure, now: Figure) -> Sentence:
    """Which way it went, as shown: what rounds to the same has not moved."""
    if before.shown == now.shown or before.value.low is None or now.value.low is None:
        return told("A year before it was {before}.", "上年为{before}。", before=before)
    way = T("risen", "升至") if now.value.low > before.value.low else T("fallen", "降至")
    return told(
        f"It has {way.en} from {{before}} to {{share}} in a year.",
        f"一年间由{{before}}{way.zh}{{share}}。",
        before=before,
        share=now,
    )


def ratio(over: Figure, under: Figure) -> Span:
    """One figure over another, as far as both are known."""
    if over.value.point is None or not under.value.point:
        return Span(None, None)
    return Span(over.value.point / under.value.point, over.value.point / under.value.point)
