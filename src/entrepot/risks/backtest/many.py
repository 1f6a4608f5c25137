"""Back-tests of many regions side by side: in how many the warning beats the naive rules, and how widely the scores differ."""

from __future__ import annotations

import statistics
from dataclasses import asdict, dataclass
from typing import Any, Final

from entrepot.risks.backtest.result import EVENTS, RULE_TITLES, RULES, SKILL_TITLES, TITLES, Backtest, Event, Rule
from entrepot.risks.backtest.scoring import Score
from entrepot.vocabulary.amounts import NO_NUMBER
from entrepot.vocabulary.text import T

RATES: Final = ("auroc", "precision", "recall")


@dataclass(frozen=True, slots=True)
class Spread:
    """The median over the regions, and the least and the most; None where no region has a number."""

    median: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """One kind of warning and one event: `won` in so many of the `regions` that have both events and quiet months."""

    kind: str
    event: Event
    regions: int
    won: int
    spreads: dict[Rule, dict[str, Spread]]

    def says(self) -> T:
        title, skill = TITLES[self.kind], SKILL_TITLES[self.event]
        if not self.regions:
            return T(
                f"{title.en}, {skill.en}: no region has enough events", f"{title.zh}，{skill.zh}：没有事件足够的地区"
            )
        auroc = {rule: self.spreads[rule]["auroc"] for rule in RULES}
        own, own_rates = auroc["warning"], self.spreads["warning"]
        rivals = [(RULE_TITLES[rule], _said(auroc[rule].median)) for rule in RULES[1:]]
        median, low, high = (_said(number) for number in (own.median, own.low, own.high))
        precision, recall = (_said(own_rates[rate].median) for rate in ("precision", "recall"))
        return T(
            f"{title.en}, {skill.en}: beats both naive rules in {self.won} of {self.regions} regions; median AUROC {median} "
            f"({low} to {high}), {', '.join(f'{name.en} {number}' for name, number in rivals)}; "
            f"precision {precision}, recall {recall}",
            f"{title.zh}，{skill.zh}：在{self.regions}个地区中的{self.won}个优于两种简单规则；AUROC中位数{median}"
            f"（{low}至{high}），{'、'.join(f'{name.zh}{number}' for name, number in rivals)}；"
            f"精确率{precision}，召回率{recall}",
        )


@dataclass(frozen=True, slots=True)
class Backtests:
    """`untested` are the regions of which nothing can be tested, each with the reason."""

    results: tuple[Backtest, ...]
    untested: tuple[tuple[str, T], ...] = ()

    def summary(self, kind: str, event: Event = "ahead") -> Summary:
        able = [one for one in self.results if one.beaten_by(kind, event) is not None]
        scores = {rule: [one.score(kind, event, rule) for one in able] for rule in RULES}
        return Summary(
            kind,
            event,
            regions=len(able),
            won=sum(one.beaten_by(kind, event) == () for one in able),
            spreads={rule: {rate: _spread(scores[rule], rate) for rate in RATES} for rule in RULES},
        )

    def summaries(self) -> tuple[Summary, ...]:
        """Of the events that are unusual for their series; what is bare is told with each result."""
        return tuple(self.summary(kind, event) for event in EVENTS[:2] for kind in TITLES)

    def as_json(self) -> dict[str, Any]:
        return {
            "summaries": [asdict(one) | one.says().as_json() for one in self.summaries()],
            "results": [one.as_json() for one in self.results],
            "untested": [{"region": region} | why.as_json() for region, why in self.untested],
        }


def _spread(scores: list[Score], rate: str) -> Spread:
    numbers = [number for score in scores if (number := getattr(score, rate)) is not None]
    if not numbers:
        return Spread(None, None, None)
    return Spread(statistics.median(numbers), min(numbers), max(numbers))


def _said(number: float | None) -> str:
    return NO_NUMBER if number is None else f"{number:.3f}"
