"""The page of risks: what each asks and reads, and how a score is made of it."""

from __future__ import annotations

from collections.abc import Mapping

from entrepot.parameters.risk_thresholds import ScoreMap
from entrepot.risks.register import RISKS
from entrepot.risks.risk import PART_TITLES, Risk
from entrepot.workbench.risks import thresholds_for
from pages.markdown import both, code, codes, joined, table

INTRODUCTION = """\
# Risks · 风险

The register, with the map, weight, date and reference of every reading; [risks.md](../risks.md) tells how a score is made and what
it does not say. A map goes in straight lines from value to score, level beyond its ends.
风险登记表：每个读数的映射、权重、日期和出处；评分的形成及局限见 [risks.md](../risks.md)。映射为数值到分数的折线，两端以外取端点分数。"""
HEADS = ("reading · 读数", "measure · 指标", "map · 映射", "weight · 权重", "as of · 日期", "reference · 出处")


def risks() -> str:
    thresholds = thresholds_for()
    watch, high, severe = thresholds.levels
    levels = (
        f"Levels · 等级: low · 低 below {watch:g}, watch · 关注 from {watch:g}, high · 高 from {high:g}, severe · 严重 from {severe:g}. "
        f"Parts smaller than {thresholds.least_share:.0%} of the region's trade have no finding of their own. "
        f"Rank intervals hold {thresholds.interval:.0%} of {thresholds.draws} draws of weights (seed {thresholds.seed})."
    )
    return joined(INTRODUCTION, levels, *(_risk(risk, thresholds.readings) for risk in RISKS))


def _risk(risk: Risk, maps: Mapping[tuple[str, str], ScoreMap]) -> str:
    rows = [
        (
            f"{code(one.id)} {both(one.title)}", code(one.measure), " ".join(f"{value:g}→{score:g}" for value, score in scored.points),
            f"{scored.weight:g}", scored.as_of, scored.reference,
        )
        for one in risk.readings
        for scored in [maps[risk.id, one.id]]
    ]  # fmt: skip
    told = [
        f"## {code(risk.id)} {both(risk.title)}",
        f"{both(risk.asks)}",
        table(HEADS, rows),
        f"parts · 分项: {', '.join(both(PART_TITLES[kind]) for kind in risk.parts)}; levers · 对策: {codes(risk.levers)}",
        *(f"- {both(one)}" for one in risk.cannot),
    ]
    return joined(*told)
