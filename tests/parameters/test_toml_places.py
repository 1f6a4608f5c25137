"""Where in a TOML file a key stands."""

from __future__ import annotations

import pytest

from entrepot.parameters.toml_places import NOWHERE, Path, Place
from entrepot.vocabulary.text import T

TEXT = '''\
# a comment with [[sections]] in it
id = "x"
title = {zh = "题", en = "Title"}
text = """
[[sections]]
"""

[numbers]
"share of ASEAN" = {formula = "1"}

[[sections]]
part = "status"

[[sections.blocks]]
table = "a"
columns = [
    {measure = "exports"},
    {measure = "imports", unit = "%"},
]

[[sections.sections]]
title = {zh = "内", en = "Inner"}

[[sections.sections.blocks]]
text = {zh = "x"}

[[sections]]
part = "problem"

[[sections.blocks]]
[sections.blocks.text]
zh = "y"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("id",), 2),
        (("title", "en"), 3),
        (("numbers", "share of ASEAN", "formula"), 9),
        (("sections", 0, "part"), 12),
        (("sections", 0, "blocks", 0, "table"), 15),
        (("sections", 0, "blocks", 0, "columns"), 16),
        (("sections", 0, "sections", 0, "title"), 22),
        (("sections", 0, "sections", 0, "blocks", 0, "text", "zh"), 25),
        (("sections", 1, "part"), 28),
        (("sections", 1, "blocks", 0, "text", "zh"), 32),
        (("sections", 1, "blocks", 0), 30),
        (("nowhere",), 1),
    ],
)
def test_line_of_a_key(path: Path, line: int) -> None:
    assert Place("a.toml", TEXT, path).line == line


def test_a_problem_is_said_with_its_place() -> None:
    said = Place("a.toml", TEXT, ("sections", 1, "blocks", 0, "text")).says(T("wrong", "有误"))
    assert said.en == "a.toml, line 31, sections[2].blocks[1].text: wrong"
    assert said.zh == "a.toml，第 31 行，sections[2].blocks[1].text：有误"
    assert NOWHERE.says(T("wrong", "有误")) == T("wrong", "有误")
