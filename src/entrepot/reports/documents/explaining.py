"""The appendix: how each number came about, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator

from entrepot.reports.documents.numbering import Numbering
from entrepot.reports.documents.setting import Explanation
from entrepot.reports.documents.showing import bounds, said
from entrepot.reports.documents.text import line
from entrepot.reports.documents.words import (
    BATCHES,
    BOUNDS,
    COVERAGE,
    FILLED,
    FORMULA,
    INPUTS,
    PRINTED,
    VALUE,
    VINTAGE,
)
from entrepot.studies.paper import Derivation, Number, Paper, Paragraph, Table
from entrepot.vocabulary.text import Language, T


def explanations(paper: Paper, numbering: Numbering) -> tuple[Explanation, ...]:
    shown = {number.derivation: number for number in reversed(list(_numbers(paper, numbering.language)))}
    unique = {one.id: one for one in paper.derivations}
    return tuple(
        Explanation(
            one.id,
            count,
            line(one.what.in_language(numbering.language)),
            tuple(_facts(one, shown.get(one.id), paper.vintage, numbering.language)),
            one.synthetic,
        )
        for count, one in enumerate(unique.values(), start=1)
    )


def _facts(one: Derivation, number: Number | None, vintage: str, language: Language) -> Iterator[tuple[str, str]]:
    between = "；" if language == "zh" else "; "
    facts: tuple[tuple[T, str], ...] = (
        (VALUE, said(number, language) if number else ""),
        (BOUNDS, bounds(number, language) if number else ""),
        (PRINTED, number.printed if number else ""),
        (FORMULA, one.formula if one.formula != one.what.in_language(language) else ""),
        (FILLED, one.filled if one.filled != one.formula else ""),
        (INPUTS, between.join(map(line, one.inputs))),
        (BATCHES, between.join(map(line, one.batches))),
        (COVERAGE, one.coverage.in_language(language) if one.coverage else ""),
        # Said once at the head of the appendix where it is that of the paper.
        (VINTAGE, one.vintage if one.vintage != vintage else ""),
    )
    for label, text in facts:
        if line(text):
            yield label.in_language(language), line(text)


def _numbers(paper: Paper, language: Language) -> Iterator[Number]:
    blocks = list(paper.blocks())
    for block in [paper.abstract, *blocks] if paper.abstract else blocks:
        if isinstance(block, Paragraph):
            yield from (piece for piece in block.pieces(language) if isinstance(piece, Number))
        elif isinstance(block, Table):
            yield from (entry for row in block.rows for entry in row if isinstance(entry, Number))
