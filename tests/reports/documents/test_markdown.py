"""Markdown that GitHub shows as it is meant."""

from __future__ import annotations

import pytest

from entrepot.reports.documents import paper_bytes
from entrepot.reports.documents.markdown import text
from entrepot.studies.paper import Paper


def test_tables_footnotes_and_references(paper: Paper) -> None:
    said = paper_bytes(paper, "md", language="zh").decode()
    assert "## 一、现状\n" in said
    assert "| 2015 | 508.4 | 452.5 | 960.9 | 55.9 | 20.8 |" in said
    assert "**表 1** 辽宁对外贸易[^trade]" in said
    assert "[^trade]: 来源：亚洲开发银行TA-9036报告，表3；覆盖10/10年" in said
    assert "（[图 1](#trend)、[表 1](#trade)）" in said
    assert "**图 2** 伙伴占比（%） `合成`[^made_up]" in said


@pytest.mark.parametrize(
    ("words", "escaped"),
    [
        ("a|b", r"a\|b"),
        ("*x* _y_ `z` <b>", r"\*x\* \_y\_ \`z\` \<b\>"),
        ("&lt; & co", r"\&lt; & co"),
        (":smile: a: b", r"\:smile: a: b"),
        ("1. first", r"1\. first"),
        ("508.4", "508.4"),
        ("- x", r"\- x"),
        ("# x", r"\# x"),
        ("$x$ [a](b)", r"\$x\$ \[a\](b)"),
    ],
)
def test_signs_stay_signs(words: str, escaped: str) -> None:
    assert text(words) == escaped
