"""The result of a back-test: every warning beside the naive rules, at foreseeing and at recognising what has begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from entrepot.parameters.warning_settings import KINDS, WarningSettings
from entrepot.risks.backtest.events import Moves, first_reached
from entrepot.risks.backtest.origins import STANDARD_DEVIATIONS, TESTED, Said
from entrepot.risks.backtest.scoring import Score, scored
from entrepot.risks.backtest.shocks import Seen
from entrepot.risks.warnings.warning import KIND_TITLES, KindOfWarning
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

Rule = Literal["warning", "last_month", "three_deviations"]
RULES: Final[tuple[Rule, ...]] = ("warning", "last_month", "three_deviations")
RULE_TITLES: Final[dict[Rule, T]] = {
    "warning": T("the warning", "本预警"),
    "last_month": T("last month repeats", "上月变动重演"),
    "three_deviations": T("three standard deviations", "三倍标准差"),
}
Event = Literal["ahead", "begun_or_ahead", "bare_ahead", "bare_begun_or_ahead"]
"""The first is the declared one; the bare ones need not be unusual for their series."""
EVENTS: Final[tuple[Event, ...]] = ("ahead", "begun_or_ahead", "bare_ahead", "bare_begun_or_ahead")
_AHEAD: Final = ("ahead", "bare_ahead")
_BARE: Final = ("bare_ahead", "bare_begun_or_ahead")
SKILL_TITLES: Final[dict[Event, T]] = {
    event: T("foreseeing", "预见") if event in _AHEAD else T("recognising early", "及早识别") for event in EVENTS
}
OVERALL: Final = "overall"
TITLES: Final[dict[str, T]] = {
    **{str(kind): title for kind, title in KIND_TITLES.items()},
    OVERALL: T("price, volume and value together", "价格、数量与金额合计"),
}


def event_title(event: Event, settings: WarningSettings) -> T:
    """What counts as an event, in words."""
    moves = {kind: f"{settings.move[kind]:.0%}" for kind in KINDS}
    en = f"within {settings.within_months} months the adjusted series moves by at least {moves['price']} (price), {moves['volume']} (volume), {moves['value']} (value)"
    zh = f"{settings.within_months}个月内调整后的序列变动至少{moves['price']}（价格）、{moves['volume']}（数量）、{moves['value']}（金额）"
    if event not in _BARE:
        en += f", and by at least {settings.event_unusual:g} of the series' own usual moves"
        zh += f"，且不少于该序列通常变动的{settings.event_unusual:g}倍"
    if event in _AHEAD:
        return T(
            f"still ahead (foreseeing): {en}, beyond both its level and its value in the last month that was known",
            f"尚未开始（预见）：{zh}，且超出最后已知月份的水平及当月数值",
        )
    return T(
        f"begun or ahead (recognising early): {en}, from its level in the last month that was known, whose own value may show it already",
        f"已开始或尚未开始（及早识别）：{zh}，以最后已知月份的水平为准，当月数值可能已显示该变动",
    )


@dataclass(frozen=True, slots=True)
class Case:
    """All series of one origin and one kind of warning: what was said, and by how much it moved afterwards."""

    kind: KindOfWarning
    said: Said
    moves: Moves


@dataclass(frozen=True, slots=True)
class Line:
    """One rule's score for one kind of warning (or all together) and one definition of an event."""

    kind: str
    event: Event
    rule: Rule
    score: Score


@dataclass(frozen=True, slots=True)
class Backtest:
    """`vintages` is how many states of the lake the origins saw, today's among them; of today's, the months known are those that the publication lag allows."""

    id: str
    title: T
    regions: tuple[str, ...]
    flow: str
    first: str
    last: str
    origins: int
    vintages: int
    series: int
    lines: tuple[Line, ...]
    settings: WarningSettings
    source: str
    synthetic: bool
    made: str
    says: tuple[T, ...] = ()
    shocks: tuple[Seen, ...] = ()
    """What is known to have happened in a synthetic world, and how much of it was seen."""
    version: int | None = None
    """Of the lake's flows as they were read; None where they were given."""

    def score(self, kind: str, event: Event, rule: Rule = "warning") -> Score:
        return next(line.score for line in self.lines if (line.kind, line.event, line.rule) == (kind, event, rule))

    def beaten_by(self, kind: str, event: Event = "ahead") -> tuple[Rule, ...] | None:
        """The naive rules that the warning does not beat on the declared score; None where nothing can be said."""
        own = self.score(kind, event).auroc
        if own is None:
            return None
        rivals = [(rule, self.score(kind, event, rule).auroc) for rule in RULES[1:]]
        return tuple(rule for rule, rival in rivals if rival is not None and own <= rival + self.settings.margin)

    def verdict(self, kind: str, event: Event = "ahead") -> T:
        """Whether the warning beats both naive rules on the declared score, in words; and at its own threshold."""
        skill = SKILL_TITLES[event]
        title = T(f"{TITLES[kind].en}, {skill.en}", f"{TITLES[kind].zh}，{skill.zh}")
        own, rivals = self.score(kind, event), {rule: self.score(kind, event, rule) for rule in RULES[1:]}
        if own.auroc is None or own.skill is None:
            return T(
                f"{title.en}: nothing can be said, for want of events or of quiet months",
                f"{title.zh}：缺少事件或平静月份，无法评价",
            )
        better = self.beaten_by(kind, event) or ()
        said = (
            T(
                f"does NOT beat {_named(better).en} on AUROC ({own.auroc:.3f})",
                f"AUROC（{own.auroc:.3f}）未优于{_named(better).zh}",
            )
            if better
            else T(f"beats both naive rules on AUROC ({own.auroc:.3f})", f"AUROC（{own.auroc:.3f}）优于两种简单规则")
        )
        abler = [rule for rule, one in rivals.items() if one.skill is not None and own.skill < one.skill]
        at = T(f"; at its own threshold its skill of {own.skill:.3f} ", f"；在自身阈值上技巧分为{own.skill:.3f}，")
        rest = (
            T(f"lies below that of {_named(abler).en}", f"低于{_named(abler).zh}")
            if abler
            else T("is the highest too", "亦为最高")
        )
        return T(f"{title.en}: {said.en}{at.en}{rest.en}", f"{title.zh}：{said.zh}{at.zh}{rest.zh}")

    def verdicts(self, event: Event = "ahead") -> tuple[T, ...]:
        """Of each kind of warning, and of all together."""
        return tuple(self.verdict(kind, event) for kind in TITLES)

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "title": self.title.as_json(), "regions": self.regions, "flow": self.flow, "first": self.first, "last": self.last,
            "declared": EVENTS[0], "origins": self.origins, "vintages": self.vintages, "series": self.series, "source": self.source,
            "synthetic": self.synthetic, "made": self.made, "version": self.version,
            "events": {event: {"en": (said := event_title(event, self.settings)).en, "zh": said.zh} for event in EVENTS},
            "lines": [{"kind": one.kind, "event": one.event, "rule": one.rule, **one.score.as_json()} for one in self.lines],
            "verdicts": [
                {"kind": kind, "event": event, "en": (said := self.verdict(kind, event)).en, "zh": said.zh}
                for event in EVENTS for kind in (*TESTED, OVERALL)
            ],
            "says": [one.as_json() for one in self.says],
            "shocks": [asdict(one) for one in self.shocks],
        }  # fmt: skip


def _named(rules: Sequence[Rule]) -> T:
    titles = [RULE_TITLES[rule] for rule in rules]
    return T(
        " and ".join(f"“{one.en}”" for one in titles) or "none", "、".join(f"“{one.zh}”" for one in titles) or "无"
    )


def lines_of(cases: list[Case], settings: WarningSettings) -> tuple[Line, ...]:
    """Every kind and all of them together, for each event, by each rule."""
    found: list[Line] = []
    for event in EVENTS:
        of_kind = {kind: [_by_rule(case, event, settings) for case in cases if case.kind == kind] for kind in TESTED}
        # The composite warning is of prices too, and its strength is of another kind.
        together = [one for kind in KINDS for one in of_kind[kind]]
        of_all: dict[str, list[dict[Rule, Judgement]]] = {
            **{str(kind): of_kind[kind] for kind in TESTED},
            OVERALL: together,
        }
        for kind, several in of_all.items():
            found += [Line(kind, event, rule, _score([one[rule] for one in several])) for rule in RULES]
    return tuple(found)


Judgement = tuple["NDArray[np.bool_]", "Numbers", "Numbers"]


def _by_rule(case: Case, event: Event, settings: WarningSettings) -> dict[Rule, Judgement]:
    """Alarm, strength and first month of the event of the cases whose end is known. Each rule is asked of the same cases."""
    import numpy as np

    said = case.said
    # What a composite warning foretells is a price.
    least = np.full(len(said.lines), np.log1p(settings.move["price" if case.kind == "composite" else case.kind]))
    if event not in _BARE:
        least = np.maximum(least, settings.event_unusual * said.usual_move)
    first = first_reached(case.moves.ahead if event in _AHEAD else case.moves.begun_or_ahead, least)
    known = np.isfinite(first) & np.isfinite(said.last_change) & np.isfinite(said.deviations)
    # The last change once more is an event if it is as far as one; in units of what an event takes it is as strong.
    rules: dict[Rule, tuple[NDArray[np.bool_], Numbers]] = {
        "warning": (
            said.alarm,
            said.unusual if case.kind == "composite" else (said.move + np.nan_to_num(said.usual_move)) / least,
        ),
        "last_month": (said.last_change >= least, said.last_change / least),
        "three_deviations": (said.deviations >= STANDARD_DEVIATIONS, said.deviations),
    }
    return {rule: (alarm[known], strength[known], first[known]) for rule, (alarm, strength) in rules.items()}


def _score(several: list[Judgement]) -> Score:
    import numpy as np

    if not several:
        nothing = np.zeros(0)
        return scored(nothing.astype(bool), nothing, nothing)
    alarm, strength, first = (np.concatenate(parts) for parts in zip(*several, strict=True))
    return scored(alarm, strength, first)
