"""Every formula of a study with where it stands: what has to be checked, and loaded, before anything is worked out."""

from __future__ import annotations

from collections.abc import Iterator

from entrepot.parameters.toml_places import Place
from entrepot.studies.declaration import PublishedOf, Study, TextOf
from entrepot.studies.wording import DirectionRef, NumberRef, Wording, wordings
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import LANGUAGES, Language

ANY_ROW = "2020"


def formulas_of(study: Study) -> Iterator[tuple[str, str]]:
    """Each formula, and a row where it stands in a table."""
    for formula, row, _ in placed_formulas(study):
        yield formula, row


def placed_formulas(study: Study) -> Iterator[tuple[str, str, Place]]:
    """Formulas of text, columns and recomputed tables; texts that cannot be taken apart are left out."""
    for text in study.texts():
        for language in LANGUAGES:
            for one in read_wordings(text, language):
                if isinstance(one, NumberRef | DirectionRef):
                    yield one.formula, "", text.at / language
    for _, grid in study.grids():
        for column in grid.columns:
            if not _of_columns(column.formula, [one.name for one in grid.columns]):
                yield column.formula, ANY_ROW, column.at
    for block in study.all_blocks():
        if isinstance(block, PublishedOf):
            for name, formula in block.recomputed:
                yield formula, "", block.at / "recomputed" / name


def read_wordings(text: TextOf, language: Language) -> tuple[Wording, ...]:
    try:
        return wordings(text.text.in_language(language))
    except EntrepotError:
        return ()


def _of_columns(formula: str, names: list[str]) -> bool:
    """Columns named in words cannot be read as a formula; the columns that they are worked out from can."""
    return any(" " in name and name in formula for name in names)
