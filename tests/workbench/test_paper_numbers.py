"""A paper says one number one way: wherever the same derivation is shown, it is the same digits up to its rounding."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import pytest

from entrepot.reports.documents.setting import Cell, Grid, Setting, Words
from entrepot.reports.documents.typesetting import typeset
from entrepot.reports.numbers import Scale
from entrepot.studies.paper import Number, Paper, Paragraph, Table
from entrepot.studies.shelf import shipped
from entrepot.vocabulary.text import LANGUAGES, Language
from entrepot.workbench import Workbench


@pytest.fixture(scope="module")
def papers(workbench: Workbench) -> dict[str, Paper]:
    return {name: workbench.run_study(name) for name in shipped() if name != "glance"}


def _in_text(paper: Paper, language: Language) -> Iterator[Number]:
    for block in (*([paper.abstract] if paper.abstract else []), *paper.blocks()):
        if isinstance(block, Paragraph):
            yield from (piece for piece in block.pieces(language) if isinstance(piece, Number))


def _in_tables(paper: Paper) -> Iterator[Number]:
    for block in paper.blocks():
        if isinstance(block, Table):
            yield from (entry for row in block.rows for entry in row if isinstance(entry, Number))


def test_what_a_sentence_says_is_what_the_table_has(papers: dict[str, Paper]) -> None:
    """The same formula over the same figures has the same value in text and table, whatever its sign in words."""
    compared = 0
    for paper in papers.values():
        formulas = {one.id: (one.formula, one.filled.en) for one in paper.derivations}
        tabled: dict[tuple[str, str], set[Decimal]] = defaultdict(set)
        for number in _in_tables(paper):
            if number.value is not None:
                tabled[formulas[number.derivation]].add(abs(number.value))
        for language in LANGUAGES:
            for number in _in_text(paper, language):
                same = tabled.get(formulas[number.derivation], set())
                if number.value is not None and same:
                    compared += 1
                    assert same == {abs(number.value)}, (paper.id, formulas[number.derivation])
    assert compared > 100


_DIGITS = re.compile(r"−?[\d,]+(\.\d+)?")


@cache
def _unit_of(scale: Scale) -> Decimal:
    return Decimal(1).scaleb(scale.power - scale.decimals)


def _shown(cell: Cell) -> Decimal:
    assert cell.scale is not None
    return Decimal(cell.text.replace(",", "").replace("−", "-")).scaleb(cell.scale.power)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_digits_of_every_cell_are_its_value_rounded(papers: dict[str, Paper], language: Language) -> None:
    settings = [typeset(paper, language) for paper in papers.values()]
    cells = [
        (setting.id, cell)
        for setting in settings
        for part in setting.body
        if isinstance(part, Grid)
        for row in part.rows
        for cell in row
        if cell.number is not None and cell.number.value is not None and cell.scale is not None
    ]
    plain = [(name, cell) for name, cell in cells if _DIGITS.fullmatch(cell.text)]
    assert len(plain) > 300
    for name, cell in plain:
        assert cell.number is not None and cell.number.value is not None and cell.scale is not None
        half = _unit_of(cell.scale) / 2
        assert abs(_shown(cell) - cell.number.value) <= half, (name, cell.text, cell.number)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_shown_leads_to_an_entry_that_tells_it(papers: dict[str, Paper], language: Language) -> None:
    """Merged or not: the digits of a sentence stand in the entry that the sentence leads to, sign apart."""
    for paper in papers.values():
        setting = typeset(paper, language)
        told = {id_: " ".join(text for _, text in one.facts) for one in setting.explanations for id_ in one.ids}
        assert len(setting.explanations) <= len(paper.derivations)
        for run in _numbers(setting):
            assert run[1].replace("−", "") in told[run[0]].replace("−", ""), (paper.id, run)


def _numbers(setting: Setting) -> Iterator[tuple[str, str]]:
    for part in setting.body:
        if isinstance(part, Words):
            yield from ((run.id, run.text) for run in part.runs if run.kind == "number")
