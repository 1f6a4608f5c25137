"""一、（一）1. and 1, 1.1, 1.1.1; references in the order of citation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from entrepot.reports.documents.numbering import chinese_numeral, number, section_labels
from entrepot.studies.paper import Paper, Section, Table
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T


@pytest.mark.parametrize(
    ("count", "said"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")]
)
def test_chinese_numerals(count: int, said: str) -> None:
    assert chinese_numeral(count) == said


def test_labels_of_sections() -> None:
    name = T("x", "x")
    inner = Section(
        "status", name, (), (Section("status", name, (), (Section("status", name, ()),)), Section("status", name, ()))
    )
    sections = (Section("front", name, ()), inner, Section("problem", name, ()), Section("back", name, ()))
    assert [label for _, label, _ in section_labels(sections, "zh")] == [
        "",
        "一、",
        "（一）",
        "1. ",
        "（二）",
        "二、",
        "",
    ]
    assert [label.strip() for _, label, _ in section_labels(sections, "en")] == [
        "",
        "1",
        "1.1",
        "1.1.1",
        "1.2",
        "2",
        "",
    ]
    assert [level for level, _, _ in section_labels(sections, "en")] == [1, 1, 2, 3, 2, 1, 1]


def test_one_id_for_two_tables_is_refused(paper: Paper) -> None:
    table = next(block for block in paper.blocks() if isinstance(block, Table))
    with pytest.raises(WrongCall, match="trade"):
        number(replace(paper, sections=(Section("status", T("x", "x"), (table, table)),)), "zh")


def test_references_are_numbered_as_they_are_cited(paper: Paper) -> None:
    assert number(paper, "zh").references == {"zhang": 1, "adb": 2, "krugman": 3, "customs": 4}
    assert number(paper, "zh").called("trade") == "表 1"
    assert number(paper, "en").called("made_up") == "Figure 2"
