"""The manufacturing reading: status in four dimensions, the four risks that follow from them, and four groups of controls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from entrepot.risks.finding import LEVEL_TITLES, NOTHING, Level, Span
from entrepot.risks.levers import Lever
from entrepot.risks.levers.lever import OWNERS
from entrepot.risks.readings.reading import Figure, Reading, Section, Sentence, told
from entrepot.vocabulary.amounts import format_number
from entrepot.vocabulary.text import T

STUDY: Final = "liaoning-manufacturing"
GOODS: Final = tuple(f"{chapter:02d}" for chapter in range(28, 97) if chapter != 77)
"""Manufactured goods by chapters of the HS: chemicals to furniture and toys."""
CALLED: Final = T("manufactured goods", "制造业产品")
APPROXIMATE: Final = T(
    "manufactured goods are taken to be HS chapters 28 to 96; China's customs count SITC sections 5 to 9, which differ a little",
    "制造业产品按协调制度第28至96章计；海关按国际贸易标准分类第5至9类统计，两者略有差别",
)
OF_ALL: Final = T("the four risks are judged on all exports of the region", "四类风险按该地区全部出口判断")
PAPER: Final = T(
    "the four dimensions, risks and groups of controls are the paper's own order of things; its text is not quoted",
    "四个维度、四类风险与四组对策依该论文的结构，未引用其文字",
)


@dataclass(frozen=True, slots=True)
class Danger:
    """One of the four risks: which one of the register it is, its score and readings, and what acts on it.

    `level` is said only where both ends of the score are of one level.
    """

    id: str
    title: T
    figures: tuple[Figure, ...]
    control: T
    levers: tuple[Lever, ...]
    score: Span = NOTHING
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class ManufacturingFacts:
    """All that the reading says, worked out by measures."""

    region: str
    name: T
    period: str
    exports: Figure
    share: Figure | None = None
    growth: Figure | None = None
    goods: tuple[tuple[T, Figure], ...] = ()
    markets: tuple[tuple[T, Figure], ...] = ()
    regimes: tuple[tuple[T, Figure], ...] = ()
    dangers: tuple[Danger, ...] = ()
    says: tuple[T, ...] = field(default=())
    source: str = ""
    batches: tuple[str, ...] = ()
    synthetic: bool = False


def manufacturing_reading(facts: ManufacturingFacts) -> Reading:
    sections = (
        Section("scale", T("Status: scale", "现状：出口规模"), _scale(facts)),
        Section("goods", T("Status: goods", "现状：出口商品"), _shares(facts.goods)),
        Section("markets", T("Status: markets", "现状：出口市场"), _shares(facts.markets)),
        Section("regimes", T("Status: customs regimes", "现状：贸易方式"), _shares(facts.regimes)),
        Section("risks", T("The four risks", "四类风险"), tuple(_danger(one) for one in facts.dangers)),
        Section("controls", T("Four groups of controls", "四组对策"), tuple(_control(one) for one in facts.dangers)),
    )
    return Reading(
        "manufacturing",
        T(f"Exports of the manufacturing of {facts.name.en}, {facts.period}", f"{facts.name.zh}制造业出口（{facts.period}年）"),
        facts.region, facts.period, tuple(one for one in sections if one.sentences), (PAPER,), (APPROXIMATE, OF_ALL, *facts.says),
        facts.source, facts.batches, facts.synthetic, STUDY,
    )  # fmt: skip


def _scale(facts: ManufacturingFacts) -> tuple[Sentence, ...]:
    found = [
        told(
            f"In {facts.period} {facts.name.en} exported {{exports}} of manufactured goods.",
            f"{facts.period}年，{facts.name.zh}制造业产品出口{{exports}}。",
            exports=facts.exports,
        )
    ]
    if facts.share is not None:
        found.append(told("That is {share} of its exports.", "占全部出口的{share}。", share=facts.share))
    if facts.growth is not None:
        found.append(told("The change on the year before is {growth}.", "较上年变动{growth}。", growth=facts.growth))
    return tuple(found)


def _shares(parts: tuple[tuple[T, Figure], ...]) -> tuple[Sentence, ...]:
    return tuple(told(f"{title.en}: {{share}}.", f"{title.zh}：{{share}}。", share=share) for title, share in parts)


def _danger(one: Danger) -> Sentence:
    if not one.figures:
        return Sentence(
            T(
                f"{one.title.en}: nothing can be said from what the lake holds.",
                f"{one.title.zh}：数据湖中的数据不足以判断。",
            )
        )
    score = _score(one)
    en = "; ".join(f"{figure.title.en} {figure.shown.en}" for figure in one.figures)
    zh = "；".join(f"{figure.title.zh}{figure.shown.zh}" for figure in one.figures)
    return Sentence(T(f"{one.title.en}, {score.en}: {en}.", f"{one.title.zh}（{score.zh}）：{zh}。"), one.figures)


def _score(one: Danger) -> T:
    low, high = (format_number(end) for end in (one.score.low, one.score.high))
    level = LEVEL_TITLES[one.level] if one.level else T("level not certain", "等级不确定")
    if low == high:
        return T(f"score {low} ({level.en})", f"得分{low}，{level.zh}")
    return T(f"score {low} to {high} ({level.en})", f"得分{low}至{high}，{level.zh}")


def _control(one: Danger) -> Sentence:
    """What acts on the risk; by how much is for the levers to say, never for an adjective."""
    en = ", ".join(f"{lever.title.en} ({OWNERS[lever.owner].en})" for lever in one.levers)
    zh = "、".join(f"{lever.title.zh}（{OWNERS[lever.owner].zh}）" for lever in one.levers)
    return Sentence(
        T(
            f"{one.control.en} (against {one.title.en[0].lower()}{one.title.en[1:]}): {en}.",
            f"{one.control.zh}（针对{one.title.zh}）：{zh}。",
        )
    )
