"""Scenario declarations: what is read, what is refused, and where."""

from __future__ import annotations

from datetime import date

import pytest

from entrepot.models.scenario.checking import active_in, checked
from entrepot.models.scenario.declaration import MarketClosed, Scenario, Scope, Shift, TariffChange, When
from entrepot.models.scenario.scenario_file import scenario_of_toml
from entrepot.models.scenario.shelf import scenario_named, shipped, shipped_titles
from entrepot.parameters.assumption import Assumption
from entrepot.vocabulary.errors import InvalidScenario, SchemaMismatch, UnknownName
from entrepot.vocabulary.text import T

HEAD = 'id = "one"\ntitle = {zh = "一", en = "One"}\nabout = {zh = "一", en = "One"}\n'


def problems_of(text: str) -> list[str]:
    with pytest.raises(SchemaMismatch) as refused:
        scenario_of_toml(HEAD + text, file="one.toml")
    return refused.value.in_language("en").splitlines()


def test_names_become_ids_and_a_number_may_be_an_assumption() -> None:
    found = scenario_of_toml(
        HEAD + '[[assumptions]]\nid = "part"\nwhat = {zh = "比例", en = "Part"}\nvalue = 0.3\nlow = 0.2\nhigh = 0.4\n'
        'unit = "1"\nreference = "said here"\n'
        '[[changes]]\nkind = "closed"\npartners = ["美国", "东盟"]\nproducts = ["第十六类"]\npart = "part"\n',
        file="one.toml",
    )
    (change,) = found.changes
    assert isinstance(change, MarketClosed)
    assert (change.part, change.scope.partners, change.scope.products) == ("part", ("USA", "ASEAN"), ("S16",))
    assert found.assumptions[0].range == (0.2, 0.4)


def test_everything_wrong_is_said_at_once_with_file_line_and_key() -> None:
    found = problems_of(
        '[[assumptions]]\nid = "idle"\nwhat = {zh = "无", en = "Nothing"}\nvalue = 0.5\nunit = "1"\n'
        '[[changes]]\nkind = "tariff"\nrule = "rate"\namount = 25\npartners = ["Atlantis"]\n'
        '[[changes]]\nkind = "closed"\npart = "prt"\nsince = "2019-13-01"\n'
        '[[changes]]\nkind = "melting"\n'
    )
    said = "\n".join(found)
    assert "one.toml, line 4, assumptions[1]: the key 'reference' is missing" in said
    assert "one.toml, line 12, changes[1].amount: 25 does not lie between 0 and 3; fractions are meant" in said
    assert "one.toml, line 13, changes[1].partners: no area is called 'Atlantis'" in said
    assert "one.toml, line 16, changes[2].part: no assumption is called 'prt'" in said
    assert "one.toml, line 17, changes[2].since: '2019-13-01' is neither a day" in said
    assert "one.toml, line 19, changes[3].kind: 'melting' is none of" in said


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "nothing changes"),
        ('[[changes]]\nkind = "closed"\npart = 1.5\n', "does not lie between 0 and 1"),
        ('[[changes]]\nkind = "closed"\nsince = "2020"\nuntil = "2019"\n', "it ends before it begins"),
        ('[[changes]]\nkind = "shift"\nalong = "partner"\n[[changes]]\nkind = "closed"\n', "the shifts after all"),
        ('[[changes]]\nkind = "shift"\nalong = "regime"\n', "say where it goes"),
        ('[[changes]]\nkind = "agreement"\nname = "日本"\nmargin = 0.1\nutilisation = 1\n', "is not known"),
        ('[[changes]]\nkind = "demand"\namount = "much"\n', "no assumption is called 'much'"),
        ('[[changes]]\nkind = "demand"\namount = true\n', "a number, or the id of an assumption"),
        ('[[changes]]\nkind = "demand"\namount = 0.1\nphases = {soon = 1}\n', "phases are years"),
        ('[[changes]]\nkind = "demand"\namount = 0.1\nphases = {"²" = 1}\n', "phases are years"),
        ("year = 99999\n", "year: a whole number from 1900 to 2199 is wanted"),
        ("year = 1899\n", "year: a whole number from 1900 to 2199 is wanted"),
        (
            '[[changes]]\nkind = "demand"\namount = 0.1\npartners = []\n',
            "changes[1].partners: an empty list is neither",
        ),
        ('[[changes]]\nkind = "demand"\namount = 0.1\nhow = 1\n', "there is no key 'how' here"),
    ],
)
def test_each_mistake_has_its_sentence(text: str, wanted: str) -> None:
    assert any(wanted in line for line in problems_of(text))


def test_an_assumption_that_nothing_uses_is_a_mistake_with_the_near_names() -> None:
    (line,) = problems_of(
        '[[assumptions]]\nid = "trade_elastcity"\nwhat = {zh = "弹性", en = "Elasticity"}\nvalue = 3\nunit = "1"\n'
        'reference = "x"\n[[changes]]\nkind = "closed"\n'
    )
    assert (
        "nothing uses the assumption 'trade_elastcity': a change names it, or it replaces one of trade_elasticity"
        in line
    )


@pytest.mark.parametrize(
    ("numbers", "wanted"),
    [
        ('value = 0.3\nlow = 0.5\nhigh = 0.1\nreference = "r"', "outside its range from 0.5 to 0.1"),
        ('value = nan\nreference = "r"', "value: a number is wanted"),
        ('value = 0.3\nreference = " "', "reference: it must not be empty"),
    ],
)
def test_a_wrong_assumption_is_not_also_said_to_be_missing(numbers: str, wanted: str) -> None:
    (line,) = problems_of(
        f'[[assumptions]]\nid = "a"\nwhat = {{zh = "一", en = "one"}}\nunit = "1"\n{numbers}\n'
        '[[changes]]\nkind = "closed"\npart = "a"\n'
    )
    assert wanted in line


def test_not_toml_and_no_file() -> None:
    with pytest.raises(SchemaMismatch, match=r"one\.toml: this is not TOML"):
        scenario_of_toml("id = ", file="one.toml")
    with pytest.raises(SchemaMismatch, match=r"one\.toml: this is not TOML: Exceeds the limit"):
        scenario_of_toml(f"year = 1{'0' * 5000}", file="one.toml")
    with pytest.raises(UnknownName, match="did you mean lost-market"):
        scenario_named("lost-markt")


def test_an_assumption_needs_a_reference_and_its_value_in_its_range() -> None:
    what = T("x", "x")
    with pytest.raises(InvalidScenario, match="needs a reference"):
        Assumption("a", what, 1.0, "1", " ")
    with pytest.raises(InvalidScenario, match="outside its range"):
        Assumption("a", what, 1.0, "1", "r", 2.0, 3.0)
    with pytest.raises(InvalidScenario, match="both ends"):
        Assumption("a", what, 1.0, "1", "r", low=0.5)


def test_a_declaration_in_python_is_checked_too() -> None:
    change = TariffChange(rule="swiss", amount=14.0, base=0.1, scope=Scope(partners=("美国",)))
    declared = Scenario("swiss", T("s", "s"), T("s", "s"), (change,))
    with pytest.raises(SchemaMismatch, match="14 does not lie between 0 and 3"):
        checked(declared)


def test_parts_in_force_by_days_and_phases() -> None:
    days = (date(2019, 5, 10) - date(2019, 1, 1)).days
    assert active_in(When("2018-09-24", "2019-05-10"), 2019) == pytest.approx(days / 365)
    assert active_in(When("2018-09-24", "2019-05-10"), None) == 0.0
    phased = When("2026", "", ((2026, 0.025), (2030, 0.485)))
    assert [active_in(phased, year) for year in (2025, 2026, 2029, 2030, None)] == [0.0, 0.025, 0.025, 0.485, 1.0]


def test_every_shipped_scenario_reads_and_carries_its_id() -> None:
    assert len(shipped()) == len(shipped_titles()) >= 11
    for name in shipped():
        assert scenario_named(name).id == name


def test_the_american_lists_hold_what_the_federal_register_says() -> None:
    lists = [one for one in scenario_named("us-tariffs-2018").changes if isinstance(one, TariffChange)]
    rates = [(one.amount, one.when.since, one.when.until) for one in lists]
    assert rates[0] == (0.25, "2018-07-06", "")
    assert rates[2:4] == [(0.1, "2018-09-24", "2019-05-10"), (0.25, "2019-05-10", "")]
    first, third, fourth = lists[0].scope.products, lists[2].scope.products, lists[4].scope.products
    assert "8401" in first  # nuclear reactors: list 1
    assert any("940161".startswith(code) for code in third)  # upholstered seats: list 3
    assert any("640399".startswith(code) for code in fourth)  # leather footwear: list 4A
    every = [code for one in (lists[0], lists[1], lists[2], lists[4]) for code in one.scope.products]
    assert len(every) == len(set(every))


def test_a_shift_without_targets_means_all_other_partners() -> None:
    shift = next(one for one in scenario_named("lost-market").changes if isinstance(one, Shift))
    assert (shift.to, shift.most_growth, shift.of) == ((), "room", "lost")
