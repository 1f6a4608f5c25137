"""Warnings and back-tests as pages show them: in the language in use."""

from __future__ import annotations

import urllib.parse
from dataclasses import dataclass
from typing import Final

from entrepot.reports.naming import name_of
from entrepot.risks.backtest.result import EVENTS, RULE_TITLES, TITLES, Backtest, event_title
from entrepot.risks.backtest.shocks import said
from entrepot.risks.warnings.warning import KIND_TITLES, LIGHT_TITLES, EarlyWarning, Light, Watch
from entrepot.vocabulary.amounts import NO_NUMBER, format_number, format_share
from entrepot.vocabulary.text import T, current_language
from entrepot.web.front.about import About
from entrepot.web.warnings.told import of_alarms, of_backtest

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
class WatchShown:
    watch: Watch
    light: LightShown | None
    alarms: tuple[WarningShown, ...]
    more: int
    held_back: tuple[WarningShown, ...]
    about: About
    about_held: About


@dataclass(frozen=True, slots=True)
class BacktestShown:
    """For each event: what it is, its verdicts in words, the lines of its table, and what stands around that."""

    backtest: Backtest
    events: tuple[tuple[T, tuple[T, ...], tuple[tuple[str, ...], ...], About], ...]
    shocks: tuple[T, ...]


def watch_shown(found: Watch, most: int = MOST) -> WatchShown:
    return WatchShown(
        found, _light(found.light), tuple(_shown(one) for one in found.alarms[:most]), max(len(found.alarms) - most, 0),
        tuple(_shown(one) for one in found.held_back), of_alarms(found), of_alarms(found, held=True),
    )  # fmt: skip


def _shown(one: EarlyWarning) -> WarningShown:
    language = current_language()
    return WarningShown(
        light=_light(one.light),
        kind=KIND_TITLES[one.kind],
        reporter=name_of("reporter", one.reporter, language),
        reporter_id=one.reporter,
        partner=name_of("partner", one.partner, language),
        product=name_of("product", one.product, language),
        change=one.change_shown,
        unusual=format_number(one.unusual, decimals=1, sign=True),
        weight=format_share(one.weight, decimals=2),
        since=one.since or NO_NUMBER,
        rows=urllib.parse.urlencode(one.where),
        says=one.says,
    )


def _light(light: Light | None) -> LightShown | None:
    return None if light is None else LightShown(*SHAPES[light], LIGHT_TITLES[light])


def backtest_shown(found: Backtest) -> BacktestShown:
    events = []
    for event in EVENTS:
        lines = [line for line in found.lines if line.event == event]
        rows = tuple(
            (
                str(TITLES[line.kind]), str(RULE_TITLES[line.rule]), f"{line.score.alarms:,}", f"{line.score.events:,} / {line.score.cases:,}",
                format_share(line.score.precision), format_share(line.score.recall), format_share(line.score.false_alarm_rate),
                format_number(line.score.auroc, decimals=3), format_number(line.score.lead, decimals=1),
            )
            for line in lines
        )  # fmt: skip
        verdicts = tuple(found.verdict(kind, event) for kind in TITLES)
        title = event_title(event, found.settings)
        events.append((title, verdicts, rows, of_backtest(found, event, title)))
    return BacktestShown(found, tuple(events), tuple(said(one) for one in found.shocks))
