"""Warnings and back-tests as pages show them: in the language in use."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from entrepot.reports.naming import name_of
from entrepot.risks.backtest.result import OVERALL, RULE_TITLES, RULES, Backtest
from entrepot.risks.backtest.scoring import Score
from entrepot.risks.warnings.warning import KIND_TITLES, LIGHT_TITLES, EarlyWarning, Light, Watch
from entrepot.vocabulary.amounts import NO_NUMBER, format_number, format_share
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.short_goods import short_goods
from entrepot.vocabulary.text import T, current_language
from entrepot.web.front.about import About
from entrepot.web.warnings.told import lights_said, of_alarms, of_gaps

MOST: Final = 60
# Told by shape, word and colour.
SHAPES: Final[dict[Light, tuple[str, str]]] = {"green": ("○", "l1"), "amber": ("▲", "l2"), "red": ("■", "l4")}


@dataclass(frozen=True, slots=True)
class LightShown:
    shape: str
    css: str
    title: T


@dataclass(frozen=True, slots=True)
class WarningShown:
    light: LightShown | None
    kind: T
    reporter: str
    reporter_id: str
    partner: str
    product: str
    change: str
    unusual: str
    weight: str
    since: str
    rows: str
    says: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class GapShown:
    """Of one kind of warning: how many series could be judged, and why the others could not."""

    kind: T
    judged: int
    too_few: int
    silent: int


@dataclass(frozen=True, slots=True)
class WatchShown:
    watch: Watch
    light: LightShown | None
    alarms: tuple[WarningShown, ...]
    more: int
    held_back: tuple[WarningShown, ...]
    about: About
    about_held: About
    about_gaps: About
    gaps: tuple[GapShown, ...]
    fallen_silent: tuple[str, ...]
    lights: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class StatShown:
    """One number of the declared score, and those that it is to be held against."""

    title: T
    value: str
    beside: tuple[tuple[T, str], ...]


def watch_shown(found: Watch, most: int = MOST) -> WatchShown:
    return WatchShown(
        found, _light(found.light), tuple(_shown(one) for one in found.alarms[:most]), max(len(found.alarms) - most, 0),
        tuple(_shown(one) for one in found.held_back), of_alarms(found), of_alarms(found, held=True), of_gaps(found),
        tuple(GapShown(KIND_TITLES[kind], found.judged[kind], found.too_few.get(kind, 0), found.silent.get(kind, 0)) for kind in found.judged),
        tuple(map(_named, found.fallen_silent)), lights_said(),
    )  # fmt: skip


def _shown(one: EarlyWarning) -> WarningShown:
    language = current_language()
    return WarningShown(
        light=_light(one.light),
        kind=KIND_TITLES[one.kind],
        reporter=name_of("reporter", one.reporter, language),
        reporter_id=one.reporter,
        partner=name_of("partner", one.partner, language),
        product=_goods(one.product),
        change=one.change_shown,
        unusual=format_number(one.unusual, decimals=1, sign=True),
        weight=format_share(one.weight, decimals=2),
        since=one.since or NO_NUMBER,
        rows=urllib.parse.urlencode(one.where),
        says=one.says,
    )


def _named(series: str) -> str:
    """Region, partner and product of a series by their names."""
    columns, language = ("reporter", "partner", "product"), current_language()
    words = series.split(" ")
    if len(words) != len(columns):
        return series
    return " · ".join(
        _goods(word) if column == "product" else name_of(column, word, language)
        for column, word in zip(columns, words, strict=True)
    )


def _goods(code: str) -> str:
    """Short, so that a row stays a row; what the vocabulary does not know as it is."""
    try:
        return str(short_goods(code))
    except EntrepotError:
        return name_of("product", code, current_language())


def _light(light: Light | None) -> LightShown | None:
    return None if light is None else LightShown(*SHAPES[light], LIGHT_TITLES[light])


_STATS: Final[tuple[tuple[str, T, Callable[[float | None], str]], ...]] = (
    ("precision", T("Alarms that were right", "预警命中"), format_share),
    ("recall", T("Moves that were foreseen", "变动被预见"), format_share),
    ("lead", T("Months ahead", "提前月数"), lambda value: format_number(value, decimals=1)),
    ("false_alarm_rate", T("Quiet cases alarmed", "平静样本误报"), format_share),
    ("auroc", T("AUROC", "AUROC"), lambda value: format_number(value, decimals=3)),
)
_CHANCE: Final = T("chance", "随机")


def stats_of(found: Backtest) -> tuple[StatShown, ...]:
    """Of price, volume and value together, at foreseeing; each beside both naive rules, and chance where that has a number."""
    scores = {rule: found.score(OVERALL, "ahead", rule) for rule in RULES}
    own = scores[RULES[0]]
    rates = tuple(
        StatShown(
            title, said(getattr(own, name)),
            (*((RULE_TITLES[rule], said(getattr(scores[rule], name))) for rule in RULES[1:]), *_chance(name, own)),
        )
        for name, title, said in _STATS
    )  # fmt: skip
    one_in = T("events among them", "其中事件")
    return (*rates, StatShown(T("Cases", "样本数"), f"{own.cases:,}", ((one_in, f"{own.events:,}"),)))


def _chance(name: str, score: Score) -> tuple[tuple[T, str], ...]:
    """An alarm at random is right as often as there are events."""
    if name == "precision" and score.cases:
        return ((_CHANCE, format_share(score.events / score.cases)),)
    return ((_CHANCE, format_number(0.5, decimals=3)),) if name == "auroc" else ()
