"""A set paper laid out as a page: headlines, parts, and cards of charts and tables with their tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from entrepot.reports.documents.setting import Grid, Heading, Lack, Part, Picture, Run, Setting, Words
from entrepot.web.papers.headlines import Headline, headlines

WIDE: Final = 5
"""A table with more columns than this takes the whole width."""
LOW: Final = 280
TALL: Final = 380
_FULL: Final = ("partner_map", "heat_map")


@dataclass(frozen=True, slots=True)
class Card:
    """`span` is of twelve columns; `spec` what the browser draws, None for a table."""

    kind: Literal["picture", "grid"]
    part: Picture | Grid
    span: int
    height: Literal["s", "m", "l"] = "m"
    spec: Mapping[str, Any] | None = None

    @property
    def spec_id(self) -> str:
        return f"spec-{self.part.id}"


@dataclass(frozen=True, slots=True)
class Chapter:
    """What stands under one heading, in reading order: runs of cards between words."""

    heading: Heading | None
    blocks: tuple[Words | Lack | tuple[Card, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """`lead` is the abstract, or where there is none the first sentences of the text."""

    setting: Setting
    lead: tuple[Run, ...]
    chapters: tuple[Chapter, ...]
    headlines: tuple[Headline, ...]


def page_of(setting: Setting) -> Page:
    first = next((part for part in setting.body if isinstance(part, Words)), None)
    if setting.abstract or first is None:
        return Page(setting, setting.abstract, tuple(_chapters(setting.body)), headlines(setting))
    body = tuple(part for part in setting.body if part is not first)
    return Page(setting, first.runs, tuple(_chapters(body)), headlines(setting))


def _chapters(body: tuple[Part, ...]) -> Iterator[Chapter]:
    heading: Heading | None = None
    blocks: list[Words | Lack | list[Card]] = []
    for part in body:
        if isinstance(part, Heading):
            if heading is not None or blocks:
                yield _chapter(heading, blocks)
            heading, blocks = part, []
        elif isinstance(part, Words | Lack):
            blocks.append(part)
        elif blocks and isinstance(blocks[-1], list):
            blocks[-1].append(card_of(part))
        else:
            blocks.append([card_of(part)])
    yield _chapter(heading, blocks)


def _chapter(heading: Heading | None, blocks: list[Words | Lack | list[Card]]) -> Chapter:
    return Chapter(heading, tuple(_justified(block) if isinstance(block, list) else block for block in blocks))


def _justified(cards: list[Card]) -> tuple[Card, ...]:
    """No half-empty row: a card left alone in its row takes all of it."""
    laid: list[Card] = []
    filled = 0
    for place, card in enumerate(cards):
        room = 12 - filled % 12
        alone = card.span < room and (place + 1 == len(cards) or cards[place + 1].span > room - card.span)
        span = room if alone else min(card.span, 12)
        laid.append(Card(card.kind, card.part, span, card.height, card.spec))
        filled += span
    return tuple(laid)


def card_of(part: Picture | Grid) -> Card:
    if isinstance(part, Grid):
        return Card("grid", part, 12 if len(part.heads) > WIDE else 6)
    size = part.drawing.spec["usermeta"]["size"]
    given = size.get("height", 300)
    height: Literal["s", "m", "l"] = "l" if "ratio" in size or given > TALL else "s" if given < LOW else "m"
    return Card("picture", part, 12 if part.drawing.chart in _FULL else 6, height, part.drawing.spec)
