"""A scenario written as TOML and read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.models.scenario.declaration import (
    Agreement,
    Capacity,
    Change,
    Demand,
    ExchangeRate,
    MarketClosed,
    Scenario,
    Scope,
    Shift,
    TariffChange,
    TradeCost,
    When,
)
from entrepot.models.scenario.scenario_file import scenario_of_toml
from entrepot.models.scenario.shelf import scenario_named, shipped
from entrepot.models.scenario.writing import toml_of
from entrepot.parameters.assumption import Assumption
from entrepot.vocabulary.text import T

WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20).filter(lambda text: text.strip() == text)  # fmt: skip
PARTS = st.one_of(st.floats(0, 1), st.just("drawn"))
SCOPES = st.builds(
    Scope,
    st.sampled_from(["export", "import"]),
    st.sampled_from([(), ("USA",), ("EU", "LARGEST"), ("JPN+KOR",)]),
    st.sampled_from([(), ("84", "S16")]),
    st.sampled_from([(), ("0110",), ("ecommerce",)]),
    st.sampled_from([(), ("DEU",)]),
    st.sampled_from([(), ("8541",)]),
)
WHENS = st.sampled_from([When(), When("2018-07-06", "2019"), When("2026", "", ((2026, 0.025), (2034, 1.0)))])
COMMON = {"scope": SCOPES, "when": WHENS, "reference": st.one_of(st.just(""), WORDS)}
CHANGES = st.one_of(
    st.builds(MarketClosed, part=PARTS, **COMMON),
    st.builds(TariffChange, rule=st.sampled_from(["rate", "add", "cap", "cut", "swiss"]), amount=PARTS, base=st.none() | PARTS, **COMMON),
    st.builds(Agreement, name=st.just("RCEP"), margin=PARTS, utilisation=PARTS, on=st.booleans(), **(COMMON | {"scope": st.just(Scope(partners=("RCEP",)))})),
    st.builds(TradeCost, amount=PARTS, **COMMON),
    st.builds(Demand, amount=PARTS, **COMMON),
    st.builds(Capacity, amount=PARTS, **COMMON),
    st.builds(ExchangeRate, amount=PARTS, **COMMON),
)  # fmt: skip
SHIFTS = st.builds(
    Shift, along=st.just("partner"), to=st.sampled_from([(), ("ASEAN",)]), part=PARTS, of=st.sampled_from(["lost", "sold"]),
    most_growth=st.none() | PARTS, by=st.sampled_from(["size", "potential"]), price=PARTS, **COMMON,
)  # fmt: skip
DRAWN = Assumption("drawn", T("a", "甲"), 0.5, "1", "here", 0.25, 0.75)


@given(
    WORDS,
    WORDS,
    st.lists(CHANGES, min_size=1, max_size=3),
    st.lists(SHIFTS, max_size=2),
    st.none() | st.integers(2018, 2035),
)
def test_what_is_written_is_read_again(
    en: str, zh: str, changes: list[Change], shifts: list[Shift], year: int | None
) -> None:
    every = (*changes, *shifts)
    uses = any("drawn" in [getattr(one, name, None) for name in one.__slots__ if name != "at"] for one in every)
    used = uses or any("drawn" in repr(one) for one in every)
    scenario = Scenario("s-1", T(en, zh), T(zh, en), every, (DRAWN,) if used else (), year)
    assert scenario_of_toml(toml_of(scenario), file="s-1.toml") == scenario


@pytest.mark.parametrize("name", shipped())
def test_shipped_ones_too(name: str) -> None:
    scenario = scenario_named(name)
    assert scenario_of_toml(toml_of(scenario), file=name) == scenario
