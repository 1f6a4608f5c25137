"""The language of claims: what is read, that it is written back, and what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.studies.claim_formula import FUNCTIONS, Binary, Call, Figure, Negative, Node, Number, Printed, written
from entrepot.studies.formula_reading import LONGEST, read_formula
from entrepot.vocabulary.errors import UnknownName, WrongCall


def test_a_selection_with_several_values_and_a_quoted_place() -> None:
    read = read_formula('sum(share_of_asean_trade[area=CN-SX, counterpart=VNM|SGP, period=2018], locator="table 2")')
    figure = Figure(
        "share_of_asean_trade", (("area", ("CN-SX",)), ("counterpart", ("VNM", "SGP")), ("period", ("2018",)))
    )
    assert read == Call("sum", (figure,), (("locator", "table 2"),))


def test_words_with_spaces_need_no_quotation_marks() -> None:
    read = read_formula("export_share[area=CN-SX, subject=HS section 16 | HS section 5, period=2020]")
    assert isinstance(read, Figure)
    assert read.values("subject") == ("HS section 16", "HS section 5")


def test_chinese_names_keys_and_signs_mean_the_same() -> None:
    chinese = read_formula("growth（进口额［地区=辽宁，时期=2009］）")
    assert chinese == Call("growth", (Figure("imports", (("area", ("辽宁",)), ("period", ("2009",)))),))


def test_times_go_before_plus_and_the_left_before_the_right() -> None:
    one, two, three = (Number(Decimal(n)) for n in (1, 2, 3))
    assert read_formula("1 + 2 * 3") == Binary("+", one, Binary("*", two, three))
    assert read_formula("1 - 2 - 3") == Binary("-", Binary("-", one, two), three)
    assert read_formula("-(1 + 2) / 3") == Binary("/", Negative(Binary("+", one, two)), three)


def test_a_figure_typed_in_the_formula_says_where_it_stands() -> None:
    assert read_formula('printed(-22.7, unit="1e8 USD", locator="text")') == Printed("-22.7", "1e8 USD", "text")
    with pytest.raises(WrongCall, match="where it stands"):
        read_formula("printed(22.7)")


NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True).filter(lambda name: name not in FUNCTIONS)
VALUES = st.text(
    st.characters(codec="utf-8", exclude_characters='"\n“”„＂', exclude_categories=("C", "Z")), min_size=1, max_size=8
)
FIGURES = st.builds(
    Figure,
    NAMES,
    st.dictionaries(
        st.sampled_from(["area", "period", "subject"]), st.lists(VALUES, min_size=1, max_size=3, unique=True).map(tuple),
        min_size=1,
    ).map(lambda pairs: tuple(pairs.items())),
)  # fmt: skip
NUMBERS = st.decimals(min_value=0, max_value=10**9, places=3).map(Number)
TYPED = st.builds(Printed, st.from_regex(r"[0-9]{1,4}\.[0-9]", fullmatch=True), st.sampled_from(["", "%"]), VALUES)


def grown(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(Binary, st.sampled_from("+-*/"), children, children),
        st.builds(Negative, children),
        st.builds(Call, st.sampled_from(["sum", "mean"]), st.lists(children, min_size=1, max_size=3).map(tuple)),
        st.builds(Call, st.just("ratio"), st.tuples(children, children), st.sampled_from([(), (("locator", "t 1"),)])),
    )


@given(st.recursive(FIGURES | NUMBERS | TYPED, grown, max_leaves=12))
def test_what_is_written_is_read_back(node: Node) -> None:
    assert read_formula(written(node)) == node


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("", "ends where a figure, a function or a number"),
        ("__import__('os').system('true')", "no function is called '__import__'"),
        ("grwth(x[area=CN-LN])", "did you mean growth"),
        ("exports", "alone selects nothing"),
        ("exports[aera=CN-LN]", "did you mean area"),
        ("exports[area=CN-LN, area=CN-SX]", "given twice"),
        ("exports[area=]", "a value should follow"),
        ("exports[area=CN-LN", "ends where ']'"),
        ("exports[area=CN-LN] exports[area=CN-LN]", "the end should follow"),
        ("ratio()", "should follow"),
        ("ratio(1, 2, 3)", "takes 1 to 2 arguments, not 3"),
        ("rank(1)", "takes a selection"),
        ("sum(1, colour=red)", "no option is called 'colour'"),
        ("(lambda: 1)()", "alone selects nothing"),
        ("1 if 2 else 3", "the end should follow"),
        ("exports.__class__", "alone selects nothing"),
        ("9" * 41, "the end should follow"),
        ("(" * 200, "nested more than"),
        ("-" * 3000 + "1", "nested more than"),
        ("1" + "+1" * 1500, "more than 200 parts"),
        ("1" * 1_000_000, f"at most {LONGEST:,}"),
        ("\x00", "should follow"),
        ("'; DROP TABLE series; --", "should follow"),
    ],
)
def test_what_is_not_of_the_language_is_refused_with_its_place(formula: str, said: str) -> None:
    with pytest.raises(WrongCall) as refused:
        read_formula(formula)
    assert said in refused.value.message.en
    assert len(refused.value.message.en) < 500


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        node = read_formula(text)
    except (WrongCall, UnknownName):
        return
    assert read_formula(written(node)) == node
