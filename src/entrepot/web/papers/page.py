"""A set paper laid out as a page: headlines, parts, and cards of charts and tables with their tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, Final, Literal

from entrepot.reports.documents.setting import Cell, Grid, Heading, Lack, Part, Picture, Run, Setting, Words
from entrepot.studies.paper import Figure, Paper
from entrepot.vocabulary.text import Language
from entrepot.web.papers.headlines import Headline, headlines
from entrepot.web.papers.marks import marks_of

WIDE: Final = 5
"""A table with more columns than this takes the whole width."""
FEW: Final = 3
"""A table of so few columns, all but the first of numbers, is never wider than half the page."""
LOW: Final = 280
TALL: Final = 380
MAP: Final = "partner_map"
BESIDE_A_MAP: Final = 4
"""A map without coastlines is read with a list of its partners beside it: a table of so many columns at most."""
MOST_CELLS_ACROSS: Final = 11
"""A heat map with more columns than this takes the whole width."""


@dataclass(frozen=True, slots=True)
class Card:
    """`span` is of twelve columns; `spec` what the browser draws, None for a table; `rows` are cells with what is behind, and whether they are numbers."""

    kind: Literal["picture", "grid"]
    part: Picture | Grid
    span: int
    height: Literal["s", "m", "l"] = "m"
    spec: Mapping[str, Any] | None = None
    rows: tuple[tuple[tuple[Cell, str, bool], ...], ...] = ()

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
    """`lead` is the abstract, or where there is none the sentences before the first chart."""

    setting: Setting
    lead: tuple[Run, ...]
    chapters: tuple[Chapter, ...]
    headlines: tuple[Headline, ...]

    @property
    def claims(self) -> str:
        """The id of the table of claims that were checked; empty where there is none."""
        tables = (one for one in self.setting.grids if isinstance(one, Grid))
        return next((one.id for one in tables if any(head.name == "verdict" for head in one.heads)), "")

    @property
    def begins(self) -> int:
        """With so many chapters: up to the first under which anything stands."""
        return next((place for place, one in enumerate(self.chapters, 1) if one.blocks), 1)


def page_of(setting: Setting, paper: Paper | None = None) -> Page:
    """`paper` is that which was set, where marks of its charts are to lead to their numbers."""
    figures = {one.id: one for one in (paper.blocks() if paper else ()) if isinstance(one, Figure)}
    before_charts = takewhile(lambda part: not isinstance(part, Picture | Grid), setting.body)
    first = next((part for part in before_charts if isinstance(part, Words)), None)
    if setting.abstract or first is None:
        return Page(setting, setting.abstract, tuple(_chapters(setting, setting.body, figures)), headlines(setting))
    body = tuple(part for part in setting.body if part is not first)
    return Page(setting, first.runs, tuple(_chapters(setting, body, figures)), headlines(setting))


def _chapters(setting: Setting, body: tuple[Part, ...], figures: Mapping[str, Figure]) -> Iterator[Chapter]:
    heading: Heading | None = None
    blocks: list[Words | Lack | list[Card]] = []
    for part in body:
        if isinstance(part, Heading):
            if heading is not None or blocks:
                yield _chapter(heading, blocks)
            heading, blocks = part, []
        elif isinstance(part, Words | Lack):
            blocks.append(part)
        else:
            card = card_of(part, figures.get(part.id), setting.language)
            if blocks and isinstance(blocks[-1], list):
                blocks[-1].append(card)
            else:
                blocks.append([card])
    yield _chapter(heading, blocks)


def _chapter(heading: Heading | None, blocks: list[Words | Lack | list[Card]]) -> Chapter:
    return Chapter(heading, tuple(_justified(block) if isinstance(block, list) else block for block in blocks))


def _justified(given: list[Card]) -> tuple[Card, ...]:
    """Pictures before tables, as people look; a card left alone in its row takes all of it, but for a table of few columns."""
    cards = _map_and_list(sorted(given, key=lambda card: card.kind == "grid"))
    laid: list[Card] = []
    filled = 0
    for place, card in enumerate(cards):
        room = 12 - filled % 12
        alone = card.span < room and (place + 1 == len(cards) or cards[place + 1].span > room - card.span)
        span = room if alone and not _is_small(card) else min(card.span, 12)
        laid.append(replace(card, span=span))
        filled += span
    return tuple(laid)


def _is_small(card: Card) -> bool:
    """Numbers far from what they are of cannot be read along."""
    return (
        isinstance(card.part, Grid) and len(card.part.heads) <= FEW and all(head.number for head in card.part.heads[1:])
    )


def _map_and_list(cards: list[Card]) -> list[Card]:
    """The map of partners after the other pictures, and a small table beside it."""
    drawn = next((one for one in cards if isinstance(one.part, Picture) and one.part.drawing.chart == MAP), None)
    small = (one for one in cards if isinstance(one.part, Grid) and len(one.part.heads) <= BESIDE_A_MAP)
    told = next(small, None)
    if drawn is None or told is None:
        return cards
    rest = [one for one in cards if one not in (drawn, told)]
    pictures = [one for one in rest if one.kind == "picture"]
    return [*pictures, replace(drawn, span=7), replace(told, span=5), *rest[len(pictures) :]]


def card_of(part: Picture | Grid, figure: Figure | None = None, language: Language = "en") -> Card:
    """`figure` is what the picture was set from."""
    if isinstance(part, Grid):
        rows = _rows(part, [[cell.why for cell in row] for row in part.rows])
        return Card("grid", part, 12 if len(part.heads) > WIDE else 6, rows=rows)
    size = part.drawing.spec["usermeta"]["size"]
    given = size.get("height", 300)
    height: Literal["s", "m", "l"] = "l" if "ratio" in size or given > TALL else "s" if given < LOW else "m"
    across = part.drawing.chart == "heat_map" and len(part.heads) > MOST_CELLS_ACROSS
    wide = 12 if across or part.drawing.chart == MAP else 6
    if figure is None or not figure.behind:
        rows = _rows(part, [[""] * len(row) for row in part.rows])
        return Card("picture", part, wide, height, part.drawing.spec, rows)
    marks = marks_of(part, figure, language)
    return Card("picture", part, wide, height, marks.spec, _rows(part, marks.cells))


def _rows(part: Picture | Grid, whys: Sequence[Sequence[str]]) -> tuple[tuple[tuple[Cell, str, bool], ...], ...]:
    numbers = [head.number for head in part.heads]
    return tuple(tuple(zip(row, behind, numbers, strict=True)) for row, behind in zip(part.rows, whys, strict=True))
