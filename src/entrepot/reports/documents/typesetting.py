"""From a paper to its setting: each block worded in the language, with its numbers shown and its references resolved."""

from __future__ import annotations

from collections.abc import Iterator

from entrepot.reports.documents.explaining import explanations, legend
from entrepot.reports.documents.grids import grid, picture
from entrepot.reports.documents.numbering import Numbering, number, section_labels
from entrepot.reports.documents.references import entry
from entrepot.reports.documents.setting import Heading, Lack, Part, Run, Setting, Words
from entrepot.reports.documents.showing import said
from entrepot.reports.documents.text import flowing, line
from entrepot.studies.paper import Block, Cite, Figure, Gap, Number, Paper, Paragraph, Table, To
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import Language


def typeset(paper: Paper, language: Language) -> Setting:
    numbering = number(paper, language)
    references = {one.id: one for one in paper.references}
    return Setting(
        paper.id,
        language,
        line(paper.title.in_language(language)),
        line(paper.subtitle.in_language(language)) if paper.subtitle else "",
        runs(paper.abstract, numbering) if paper.abstract else (),
        tuple(line(word.in_language(language)) for word in paper.keywords),
        tuple(_body(paper, numbering)),
        explanations(paper, numbering),
        tuple((count, id_, entry(references[id_], language)) for id_, count in numbering.references.items()),
        line(paper.vintage),
        paper.synthetic,
        legend(paper, language),
    )


def _body(paper: Paper, numbering: Numbering) -> Iterator[Part]:
    for count, (level, label, section) in enumerate(section_labels(paper.sections, numbering.language), start=1):
        yield Heading(level, label, line(section.title.in_language(numbering.language)), f"section-{count}")
        for block in section.blocks:
            yield _part(block, numbering)


def _part(block: Block, numbering: Numbering) -> Part:
    language = numbering.language
    match block:
        case Paragraph():
            return Words(runs(block, numbering))
        case Table():
            return grid(block, numbering)
        case Figure():
            # A study says most gaps itself; a chart alone knows that its rows hold no value.
            try:
                return picture(block, numbering)
            except MissingData as error:
                said, colon = line(error.in_language(language)), "：" if language == "zh" else ": "
                return Lack(f"{numbering.called(block.id)} {line(block.title.in_language(language))}{colon}{said}")
        case Gap():
            return Lack(line(block.missing.in_language(language)))


def runs(paragraph: Paragraph, numbering: Numbering) -> tuple[Run, ...]:
    return tuple(run for piece in paragraph.pieces(numbering.language) for run in _run(piece, numbering))


def _run(piece: str | Number | To | Cite, numbering: Numbering) -> Iterator[Run]:
    match piece:
        case Number():
            yield Run("number", said(piece, numbering.language), piece.derivation, piece.synthetic)
        case To():
            yield Run("to", numbering.called(piece.id), piece.id)
        case Cite():
            yield Run("cite", f"[{numbering.cited(piece.id)}]", piece.id)
        case str():
            if shown := flowing(piece):
                yield Run("words", shown)
