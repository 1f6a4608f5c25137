"""What holds in every format: the numbers, the marks, the gaps, the appendix, and the same bytes again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from entrepot.reports.documents import FORMATS, paper_bytes, write_paper
from entrepot.reports.documents.typesetting import typeset
from entrepot.studies.paper import Cite, Figure, Paper, Paragraph, Section, To
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import LANGUAGES, Language, T

Read = Callable[[str, bytes], str]


def squeezed(text: str) -> str:
    """Without spaces: a PDF breaks lines where it likes."""
    return "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", FORMATS)
class TestEveryFormat:
    def test_says_title_numbers_sources_and_gaps(
        self, format_: str, language: Language, paper: Paper, read: Read
    ) -> None:
        said = squeezed(read(format_, paper_bytes(paper, format_, language=language)))
        assert squeezed(paper.title.in_language(language)) in said
        # A workbook has the exact number where others round: 508.4 and 0.208.
        shown = {
            "zh": ("508.4", "0.2082" if format_ == "xlsx" else "20.8"),
            "en": ("50.84", "0.2082" if format_ == "xlsx" else "20.8"),
        }
        for number in shown[language]:
            assert number in said
        assert (
            squeezed(
                {"zh": "来源：亚洲开发银行TA-9036报告，表3", "en": "Source: ADB TA-9036 report, table 3"}[language]
            )
            in said
        )
        if format_ != "xlsx":
            assert squeezed({"zh": "数据湖中没有关税数据", "en": "the lake holds no tariffs"}[language]) in said

    def test_has_an_appendix_of_each_number(self, format_: str, language: Language, paper: Paper, read: Read) -> None:
        said = squeezed(read(format_, paper_bytes(paper, format_, language=language)))
        for one in paper.derivations:
            assert squeezed(one.what.in_language(language)).lower() in said.lower()
        assert "exports[period=2015]" in said
        assert squeezed("b2 = sample#1") in said and "adb.csv" in said

    def test_marks_what_is_synthetic(self, format_: str, language: Language, paper: Paper, read: Read) -> None:
        said = read(format_, paper_bytes(paper, format_, language=language))
        assert {"zh": "合成", "en": "synthetic"}[language] in said

    def test_gives_the_same_bytes_again(self, format_: str, language: Language, paper: Paper) -> None:
        first = paper_bytes(paper, format_, language=language)
        assert paper_bytes(replace(paper), format_, language=language) == first

    def test_changes_with_the_data(self, format_: str, language: Language, paper: Paper) -> None:
        later = replace(paper, vintage="2026-12-20", keywords=(*paper.keywords, T("later", "以后")))
        if format_ != "xlsx":
            assert paper_bytes(later, format_, language=language) != paper_bytes(paper, format_, language=language)


def test_what_is_not_synthetic_is_not_marked(paper: Paper, read: Read) -> None:
    status = replace(paper, sections=paper.sections[:1], derivations=paper.derivations[:-1])
    assert not status.synthetic
    for format_ in FORMATS:
        assert "synthetic" not in read(format_, paper_bytes(status, format_, language="en")).lower()


def test_an_empty_paper_is_written(read: Read) -> None:
    empty = Paper("empty", T("Nothing yet", "尚无内容"), None, None, (), (), (), (), "")
    for format_ in FORMATS:
        assert "尚无内容" in read(format_, paper_bytes(empty, format_, language="zh"))


def test_an_unknown_format_is_answered_with_the_near_ones(paper: Paper) -> None:
    with pytest.raises(UnknownName, match="docx"):
        paper_bytes(paper, "docs", language="en")


@pytest.mark.parametrize("piece", [To("nowhere"), Cite("nobody")])
def test_a_reference_to_nothing_is_refused(paper: Paper, piece: To | Cite) -> None:
    section = Section("status", T("x", "x"), (Paragraph((piece,), (piece,)),))
    with pytest.raises(UnknownName, match=piece.id):
        paper_bytes(replace(paper, sections=(section,)), "md", language="zh")


def test_a_chart_in_an_unknown_unit_is_refused(paper: Paper) -> None:
    figure = next(block for block in paper.blocks() if isinstance(block, Figure))
    made = replace(paper, sections=(Section("status", T("x", "x"), (replace(figure, options={"unit": "mony"}),)),))
    with pytest.raises(UnknownName, match="money"):
        paper_bytes(made, "md", language="en")


def test_a_file_is_written_whole_or_not_at_all(paper: Paper, tmp_path: Path) -> None:
    path = write_paper(paper, "md", tmp_path / "new" / "paper.md", language="zh")
    assert path.read_bytes() == paper_bytes(paper, "md", language="zh")
    with pytest.raises(UnknownName):
        write_paper(paper, "odt", path, language="zh")
    assert [one.name for one in path.parent.iterdir()] == ["paper.md"]


@pytest.mark.parametrize("format_", ["docx", "pdf", "html", "md"])
def test_a_figure_without_a_value_is_a_sentence(format_: str, paper: Paper, read: Read) -> None:
    figure = next(block for block in paper.blocks() if isinstance(block, Figure))
    empty = replace(figure, rows=tuple({**row, "value": None} for row in figure.rows))
    made = replace(paper, sections=(Section("status", T("x", "x"), (empty,)),), abstract=None)
    assert "图1辽宁出口、进口与差额：图表trend的各行在value列均无数值" in squeezed(
        read(format_, paper_bytes(made, format_, language="zh"))
    )


def test_numbers_that_came_about_alike_have_one_entry(paper: Paper) -> None:
    """A second number of the same formula and filling leads to the entry of the first."""
    first = paper.derivations[0]
    again = replace(paper, derivations=(*paper.derivations, replace(first, id="again")))
    setting = typeset(again, "zh")
    assert len(setting.explanations) == len(paper.derivations)
    assert setting.explanations[0].ids == (first.id, "again")
    assert setting.entries()["again"] == setting.entries()[first.id] == 1


def test_batches_are_told_once_and_in_full_where_the_appendix_is_not_at_hand(paper: Paper) -> None:
    entry = typeset(paper, "en").explanations[0]
    assert dict(entry.facts)["batches"] == "adb#1" and dict(entry.brief)["batches"] == "b1"
    assert typeset(paper, "en").legend[0] == "b1 = adb#1 (adb.csv, ADB TA-9036 report, table 3, 2026-11-20)"
    alone = replace(paper, derivations=(paper.derivations[0],), batches=paper.batches[:1])
    assert "batches" not in dict(typeset(alone, "en").explanations[0].brief)
