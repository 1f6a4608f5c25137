"""Named numbers and variables put into formulas."""

from __future__ import annotations

import pytest

from entrepot.studies.declaration import NamedNumber
from entrepot.studies.naming import Names
from entrepot.vocabulary.errors import UnknownName, WrongCall


def names(*numbers: tuple[str, str], **variables: str) -> Names:
    return Names({name: NamedNumber(name, formula) for name, formula in numbers}, variables)


def test_arguments_variables_and_numbers_within_numbers() -> None:
    known = names(
        ("part", "exports[period=$1, area=$2]"), ("whole", "{part, $1, CN-LN} / gdp[period=$last]"), last="2020"
    )
    assert known.formula("part, 2019, CN-SX")[0] == "exports[period=2019, area=CN-SX]"
    formula, named = known.formula("whole, $last")
    assert formula == "(exports[period=2020, area=CN-LN]) / gdp[period=2020]"
    assert named is not None and named.name == "whole"
    assert known.formula("{whole, 2018} - 1")[0] == "((exports[period=2018, area=CN-LN]) / gdp[period=2020]) - 1"
    assert known.formula("exports[period=$row]", row="2011") == ("exports[period=2011]", None)


def test_circles_of_any_length() -> None:
    known = names(("a", "{b}"), ("b", "1 + {c}"), ("c", "{a} / 2"), ("d", "{d}"))
    with pytest.raises(WrongCall, match="a → b → c → a"):
        known.formula("a")
    with pytest.raises(WrongCall, match="d → d"):
        known.formula("2 * {d}")


@pytest.mark.parametrize("argument", ["2020] + gdp[x=1", "{a}", "a;b", 'x"', "$1(", ""])
def test_an_argument_is_a_word_and_no_formula(argument: str) -> None:
    with pytest.raises(WrongCall):
        names(("a", "exports[period=$1]")).formula(f"a, {argument}")


def test_unknown_and_empty() -> None:
    with pytest.raises(UnknownName, match=r"no variable is called '\$lst'; did you mean \$last"):
        names(last="2020").formula("exports[period=$lst]")
    with pytest.raises(UnknownName, match="no number in"):
        names(("share", "1")).formula("{shore}")
    with pytest.raises(WrongCall, match=r"\$partner is empty"):
        names(partner="").formula("exports[counterpart=$partner]")


def test_growing_without_end_is_stopped() -> None:
    doubling = [("n0", "exports[period=2020]"), *((f"n{i}", f"{{n{i - 1}}} + {{n{i - 1}}}") for i in range(1, 40))]
    with pytest.raises(WrongCall, match="too long"):
        names(*doubling).formula("n39")
