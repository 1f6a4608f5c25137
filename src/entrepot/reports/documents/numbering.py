"""What is called how: 一、（一）1. of sections, 表 1, Figure 2, and [1] in the order of citation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from entrepot.reports.documents.words import FIGURE, TABLE
from entrepot.studies.paper import Block, Cite, Figure, Paper, Paragraph, Section, Table
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.text import Language, T

_DIGITS: Final = "零一二三四五六七八九"
_UNNUMBERED: Final = ("front", "back")


@dataclass(frozen=True, slots=True)
class Numbering:
    """Tables and figures by id, each with its own count; references by id."""

    tables: dict[str, int]
    figures: dict[str, int]
    references: dict[str, int]
    language: Language

    def called(self, id_: str) -> str:
        """表 2, Figure 1; an id that the paper has not is refused with the near ones."""
        for word, numbers in ((TABLE, self.tables), (FIGURE, self.figures)):
            if id_ in numbers:
                return f"{word.in_language(self.language)} {numbers[id_]}"
        raise UnknownName(T("table or figure", "表或图"), id_, [*self.tables, *self.figures])

    def cited(self, id_: str) -> int:
        if id_ not in self.references:
            raise UnknownName(T("reference", "参考文献"), id_, self.references)
        return self.references[id_]


def number(paper: Paper, language: Language) -> Numbering:
    blocks = list(paper.blocks())
    _check_ids([block.id for block in blocks if isinstance(block, Table | Figure)])
    known = [one.id for one in paper.references]
    cited = [id_ for id_ in _citations(paper, blocks, language) if id_ in known]
    return Numbering(
        _counted([block.id for block in blocks if isinstance(block, Table)]),
        _counted([block.id for block in blocks if isinstance(block, Figure)]),
        _counted([*cited, *known]),
        language,
    )


def _check_ids(ids: list[str]) -> None:
    twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
    if twice:
        raise WrongCall(
            T(
                f"two tables or figures are called {', '.join(twice)}: a reference would not know which is meant",
                f"有两个表或图同名：{'、'.join(twice)}；请改名，否则引用不明",
            )
        )


def _counted(ids: list[str]) -> dict[str, int]:
    return {id_: i for i, id_ in enumerate(dict.fromkeys(ids), start=1)}


def _citations(paper: Paper, blocks: list[Block], language: Language) -> Iterator[str]:
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    for paragraph in [paper.abstract, *paragraphs] if paper.abstract else paragraphs:
        for piece in paragraph.pieces(language):
            if isinstance(piece, Cite):
                yield piece.id


def section_labels(sections: tuple[Section, ...], language: Language) -> Iterator[tuple[int, str, Section]]:
    """Every section in reading order with its level, from 1, and its label; front and back matter has none."""
    yield from _labelled(sections, (), language)


def _labelled(
    sections: tuple[Section, ...], above: tuple[int, ...], language: Language
) -> Iterator[tuple[int, str, Section]]:
    count = 0
    for section in sections:
        numbered = bool(above) or section.part not in _UNNUMBERED
        count += numbered
        place = (*above, count)
        yield len(place), _label(place, language) if numbered else "", section
        yield from _labelled(section.sections, place if numbered else (*above, 0), language)


def _label(place: tuple[int, ...], language: Language) -> str:
    if language == "en" or 0 in place:
        return ".".join(str(one) for one in place if one) + "\u2002"
    last = place[-1]
    match len(place):
        case 1:
            return f"{chinese_numeral(last)}、"
        case 2:
            return f"（{chinese_numeral(last)}）"
        case 3:
            return f"{last}. "
        case _:
            return f"（{last}）"


def chinese_numeral(count: int) -> str:
    """一, 十, 十二, 二十, 九十九; larger ones in digits."""
    if not 0 < count < 100:
        return str(count)
    tens, ones = divmod(count, 10)
    front = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return front + (_DIGITS[ones] if ones else "")
