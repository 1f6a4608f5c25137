"""Sentences taken apart into words and references."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.studies.typed_digits import typed_digits
from entrepot.studies.wording import (
    BlockRef,
    CellRef,
    CiteRef,
    ClaimRef,
    DirectionRef,
    NumberRef,
    VariableRef,
    Verbatim,
    wordings,
)
from entrepot.vocabulary.errors import WrongCall


def test_every_kind_of_reference() -> None:
    text = (
        "a{exports[period=2021] | 亿美元 .1}b{share of ASEAN, 2021}{size: growth(gdp[period=2011..2012]) | % .2}"
        "{direction: growth(x[area=A|B, period=2]) | 上升/下降}{方向: {named} - 1 | up/down/flat}{cell: m, 1, exports | 亿元}{name: m, $region}"
        "{claim: c-1 | .2}{表 scale}{figure trend}{cite b}{$last}{{HS 2012}}"
    )
    assert wordings(text) == (
        "a",
        NumberRef("exports[period=2021]", "亿美元", 1),
        "b",
        NumberRef("share of ASEAN, 2021"),
        NumberRef("growth(gdp[period=2011..2012])", "%", 2, size=True),
        DirectionRef("growth(x[area=A|B, period=2])", ("上升", "下降", "上升")),
        DirectionRef("{named} - 1", ("up", "down", "flat")),
        CellRef("m", "1", "exports", "亿元"),
        CellRef("m", "$region"),
        ClaimRef("c-1", "", 2),
        BlockRef("table", "scale"),
        BlockRef("figure", "trend"),
        CiteRef("b"),
        VariableRef("last"),
        Verbatim("HS 2012"),
    )


def test_braces_themselves_and_what_does_not_close() -> None:
    assert wordings("{{{}} and {{}}}") == (Verbatim("{"), " and ", Verbatim("}"))
    for text in ("open {exports", "shut} here", "{}", "{direction: x}", "{cell: m, 1}", "{direction: x | a/b/c/d}"):
        with pytest.raises(WrongCall):
            wordings(text)


@given(st.text(alphabet=st.characters(exclude_characters="{}"), max_size=60))
def test_plain_text_stays_itself(text: str) -> None:
    assert "".join(part for part in wordings(text) if isinstance(part, str)) == text


@pytest.mark.parametrize(
    "text",
    [
        "2021年对东盟出口，2011-2020与2011–2021年间",
        "于3月5日，第3位，第 2 章，2020年1月",
        "the 1st and 22nd, in 2021, G20 and RCEP15, HS85",
        "（2）其次 (3) third",
        "《2030年议程》与“十四五”“85%”",
        "{{ISO 9001}} and {exports[period=2021] | % .1}",
        "1. one\n2、二",
        "COVID-19",
    ],
)
def test_digits_that_may_be_typed(text: str) -> None:
    assert typed_digits(text) == ()


@pytest.mark.parametrize(
    ("text", "count"),
    [("占78.4%", 1), ("exports of 508.4 bn", 1), ("增长了3倍，共12家", 2), ("2,349万", 1), ("２０亿元", 1), ("2021亿元", 1), ("20.21", 1)],
)  # fmt: skip
def test_digits_that_may_not(text: str, count: int) -> None:
    assert len(typed_digits(text)) == count
