from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.vocabulary.concordance import Concordance, Link
from entrepot.vocabulary.errors import SchemaMismatch, UnknownName, WrongCall

# By hand: 010130 (asses) is two kinds of BEC; the others are one.
BEC = Concordance(
    "HS2022 to BEC4",
    "HS2022",
    "BEC4",
    (Link("010121", "41"), Link("010130", "111"), Link("010130", "41")),
    "typed by hand",
)


def test_several_targets_are_visible() -> None:
    assert BEC.targets("010130") == ("111", "41")
    assert dict(BEC.split_codes()) == {"010130": ("111", "41")}


def test_a_split_needs_a_declared_rule() -> None:
    with pytest.raises(WrongCall, match="010130 becomes 111, 41"):
        BEC.shares("refuse")
    assert BEC.shares("equal_split") == (
        ("010121", "41", Fraction(1)), ("010130", "111", Fraction(1, 2)), ("010130", "41", Fraction(1, 2))
    )  # fmt: skip


def test_values_move_by_the_rule() -> None:
    values = {"010121": Decimal(10), "010130": Decimal(5)}
    assert dict(BEC.convert(values, "equal_split")) == {"41": Fraction(25, 2), "111": Fraction(5, 2)}
    assert dict(BEC.convert({"010121": Decimal(10)}, "refuse")) == {"41": Fraction(10)}
    with pytest.raises(WrongCall):
        BEC.convert(values, "refuse")


def test_an_unknown_code_is_never_dropped() -> None:
    with pytest.raises(UnknownName, match="010122"):
        BEC.convert({"010122": Decimal(1)}, "equal_split")


def test_published_weights_come_before_a_rule() -> None:
    weighted = Concordance(
        "w", "HS2022", "BEC4", (Link("1", "a", Decimal("0.3")), Link("1", "b", Decimal("0.7"))), "typed"
    )
    assert weighted.shares("refuse") == (("1", "a", Fraction(3, 10)), ("1", "b", Fraction(7, 10)))


@pytest.mark.parametrize(
    "links",
    [
        (Link("1", "a"), Link("1", "a")),
        (Link("1", "a", Decimal("0.3")), Link("1", "b", Decimal("0.6"))),
        (Link("1", "a", Decimal(1)), Link("1", "b")),
    ],
)
def test_a_concordance_that_contradicts_itself_is_refused(links: tuple[Link, ...]) -> None:
    with pytest.raises(SchemaMismatch):
        Concordance("broken", "HS2022", "BEC4", links, "typed")


@given(
    st.lists(st.tuples(st.sampled_from("123456"), st.sampled_from("abcd")), min_size=1, unique=True),
    st.dictionaries(st.sampled_from("123456"), st.decimals(min_value=0, max_value=10**12, places=2)),
)
def test_nothing_is_lost_or_made_by_converting(pairs: list[tuple[str, str]], values: dict[str, Decimal]) -> None:
    made = Concordance("any", "HS2022", "BEC4", tuple(Link(a, b) for a, b in pairs), "generated")
    known = {code: v for code, v in values.items() if code in {a for a, _ in pairs}}
    assert sum(made.convert(known, "equal_split").values()) == sum((Fraction(v) for v in known.values()), Fraction(0))
