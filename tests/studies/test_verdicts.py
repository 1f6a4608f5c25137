"""Verdicts on small claims, by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from entrepot.studies.claims import claims_of
from entrepot.studies.figures import Cell, Figures, Found, PublishedFigure
from entrepot.studies.intervals import Interval
from entrepot.studies.verdict import Verdict
from entrepot.studies.verdicts import judged
from entrepot.vocabulary.money import unit

LIAONING = "area=CN-LN"


def figure(measure: str, period: str, printed: str | None, text: str = "1e8 CNY", **where: str) -> PublishedFigure:
    return PublishedFigure(
        locator=f"paper {where.get('locator', 'table 1')}",
        area=where.get("area", "CN-LN"),
        counterpart=where.get("counterpart"),
        subject=where.get("subject"),
        measure=measure,
        unit=unit(text).base,
        period=period,
        value_printed=printed,
        unit_printed=text,
    )


def verdict(formula: str, printed: str, text: str, *figures: PublishedFigure, **cells: str) -> Verdict:
    """What is said of one claim at section 1 of the paper."""
    row = {"id": "a", "study": "paper", "locator": "section 1", "claim": "a", "formula": formula, "printed": printed, "unit": text}  # fmt: skip
    (claim,) = claims_of([row | cells])
    names = [one.measure for one in figures]
    return judged(claim, Figures(figures, names, people={"CN-LN": 42_591_407}))


REVENUE = (figure("fiscal_revenue", "2014", "3190"), figure("fiscal_revenue", "2015", "2130"))
TRADE = tuple(figure("trade_total", period, printed, "1e8 USD") for period, printed in (("2011", "8.81"), ("2012", "11.44"), ("2021", "37.59")))  # fmt: skip
INVESTMENT = (
    figure("fixed_investment", "2014", "2443"), figure("fixed_investment", "2016", "6440"),
    figure("fixed_investment_growth", "2015", "-27.8", "%"), figure("fixed_investment_growth", "2016", "-63.5", "%"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("precision", "word"),
    [("inputs to 10", "within_rounding"), ("", "does_not_reproduce"), ("to 1", "within_rounding")],
)
def test_a_declared_precision_decides_over_the_fiscal_revenue(precision: str, word: str) -> None:
    said = verdict(f"growth(fiscal_revenue[{LIAONING}, period=2015])", "-33.4", "%", *REVENUE, precision=precision)
    assert said.verdict == word
    assert round(Decimal(said.recomputed or 0), 2) == Decimal("-33.23")


@pytest.mark.parametrize(
    ("printed", "precision", "word"),
    [
        ("4", "", "reproduces"),  # 4.267 as a ratio
        ("4", "over", "within_rounding"),
        ("5", "nearly", "does_not_reproduce"),
        ("4.3", "nearly", "within_rounding"),
        ("4.2", "over", "within_rounding"),
        ("4.2", "nearly", "does_not_reproduce"),
    ],
)
def test_nearly_and_over_leave_one_side_open(printed: str, precision: str, word: str) -> None:
    formula = f"ratio(trade_total[{LIAONING}, period=2011..2021])"
    assert verdict(formula, printed, "times", *TRADE, precision=precision).verdict == word


def test_a_multiple_says_whether_it_is_a_ratio_or_a_growth() -> None:
    as_ratio = verdict(f"ratio(trade_total[{LIAONING}, period=2011..2021])", "4.27", "times", *TRADE, semantics="ratio")
    as_growth = verdict(f"growth(trade_total[{LIAONING}, period=2011..2021])", "3.27", "倍", *TRADE, semantics="growth")
    assert (as_ratio.verdict, as_growth.verdict) == ("reproduces", "reproduces")
    assert "as a ratio, 3.267 times as a growth" in as_ratio.message.en
    assert "as a growth, 4.267 times as a ratio" in as_growth.message.en
    assert "倍数" in as_ratio.message.zh


@pytest.mark.parametrize(
    ("formula", "printed", "text", "ours"),
    [
        ("cagr(trade_total[area=CN-LN, period=2011..2021])", "15.6", "%", "15.61"),
        ("growth(trade_total[area=CN-LN, period=2012])", "29.9", "%", "29.85"),
        ("mean(trade_total[area=CN-LN, period=2011..2012])", "10.1", "1e8 USD", "10.12"),
        ("sum(trade_total[area=辽宁, period=2011|2012|2021])", "57.84", "亿美元", "57.84"),
        ("difference(trade_total[area=CN-LN, period=2012] ; trade_total[area=CN-LN, period=2011])", "263", "million USD", "263.00"),
        ("share(trade_total[area=CN-LN, period=2011] ; trade_total[area=CN-LN, period=2011..2012])", "43.5", "%", "43.51"),
        ("(trade_total[area=CN-LN, period=2012] - trade_total[area=CN-LN, period=2011]) / 2", "1.315", "1e8 USD", "1.32"),
        ('trade_total[area=CN-LN, period=2011] / printed(88.1, unit="1e8 USD", locator="yearbook")', "0.1", "times", "0.10"),
    ],
)  # fmt: skip
def test_each_function_by_hand(formula: str, printed: str, text: str, ours: str) -> None:
    said = verdict(formula, printed, text, *TRADE)
    assert said.verdict == "reproduces"
    assert round(Decimal(said.recomputed or 0), 2) == Decimal(ours)
    assert said.low is not None and said.high is not None and said.low <= Decimal(said.recomputed or 0) <= said.high


def test_an_input_ten_times_too_small_is_proposed_larger() -> None:
    said = verdict(f"growth(fixed_investment[{LIAONING}, period=2014..2016])", "-74", "%", *INVESTMENT)
    assert said.verdict == "does_not_reproduce"
    assert round(Decimal(said.recomputed or 0), 2) == Decimal("163.61")
    assert said.against is not None and "24430 (×10)" in said.against


def test_a_claim_ten_times_too_small_is_implausible() -> None:
    chained = f"fixed_investment[{LIAONING}, period=2016] / ((1 + fixed_investment_growth[{LIAONING}, period=2015]) * (1 + fixed_investment_growth[{LIAONING}, period=2016]))"
    said = verdict(chained, "2443", "1e8 CNY", *INVESTMENT)
    assert (said.verdict, said.against) == ("implausible", "24430 1e8 CNY (×10)")


def test_a_number_of_one_digit_proves_no_slip() -> None:
    said = verdict(f"ratio(trade_total[{LIAONING}, period=2011..2021])", "427", "times", *TRADE)
    assert (said.verdict, said.against) == ("implausible", "4.27 times (÷100)")
    assert verdict(f"ratio(trade_total[{LIAONING}, period=2011..2021])", "0.4", "times", *TRADE).verdict == "does_not_reproduce"  # fmt: skip


def test_more_people_than_there_are_is_implausible_before_anything_is_looked_up() -> None:
    formula = "bankrupt_firm_workers[area=CN-LN, period=2008/2014]"
    said = verdict(formula, "315000000", "persons")
    assert said.verdict == "implausible"
    assert "42,591,407" in said.message.en
    assert verdict(formula, "3150", "万人").verdict == "not_checkable"


TWICE = (
    figure("trade_total", "2020", "1570.5", "1e8 USD", area="CN-GD", counterpart="ASEAN", locator="section 1"),
    figure("trade_total", "2020", "23.49", "1e8 USD", area="CN-SX", counterpart="ASEAN", locator="table 1"),
    figure("trade_total", "2020", "22.7", "1e8 USD", area="CN-SX", counterpart="ASEAN", locator="section 1"),
)
GUANGDONG, SHANXI = (f"trade_total[area={a}, counterpart=ASEAN, period=2020]" for a in ("CN-GD", "CN-SX"))


def test_two_places_that_disagree_are_both_tried() -> None:
    said = verdict(f"ratio({GUANGDONG} ; {SHANXI})", "69", "times", *TWICE)
    assert said.verdict == "contradicts"
    assert said.against == "23.49 1e8 USD (paper table 1)"
    assert round(Decimal(said.recomputed or 0), 2) == Decimal("69.19")
    assert "66.86" in said.message.en


@pytest.mark.parametrize(("place", "printed", "word"), [("section 1", "69", "reproduces"), ("table 1", "69", "does_not_reproduce"), ("table 1", "67", "reproduces")])  # fmt: skip
def test_a_place_that_is_named_is_the_only_one(place: str, printed: str, word: str) -> None:
    formula = f'ratio({GUANGDONG} ; {SHANXI[:-1]}, locator="{place}"])'
    assert verdict(formula, printed, "times", *TWICE).verdict == word


def test_a_figure_alone_is_compared_with_other_places_only() -> None:
    said = verdict(SHANXI, "22.7", "1e8 USD", *TWICE)
    assert (said.verdict, said.against) == ("contradicts", "23.49 1e8 USD (paper table 1)")
    assert verdict(SHANXI, "23.5", "1e8 USD", *TWICE).verdict == "reproduces"
    alone = verdict(GUANGDONG, "1570.5", "1e8 USD", *TWICE)
    assert alone.verdict == "not_checkable"
    assert "only where the claim stands" in alone.message.en


def test_the_same_figure_elsewhere_contradicts_even_what_reproduces() -> None:
    figures = (
        *TRADE,
        figure("gdp", "2011", "17.62", "1e8 USD"),
        figure("trade_dependence", "2011", "50.4", "%"),
        figure("trade_dependence", "2011", "50.0", "%", locator="section 1"),
    )
    formula = f"ratio(trade_total[{LIAONING}, period=2011] ; gdp[{LIAONING}, period=2011])"
    same_as = f"trade_dependence[{LIAONING}, period=2011]"
    assert verdict(formula, "50.0", "%", *figures).verdict == "reproduces"
    said = verdict(formula, "50.0", "%", *figures, same_as=same_as)
    assert (said.verdict, said.against) == ("contradicts", "50.4 % (paper table 1)")
    assert "no figure is called 'dependence'" in verdict(formula, "50.0", "%", *figures, same_as=same_as.replace("trade_", "")).message.en  # fmt: skip


def test_a_figure_in_two_currencies_is_taken_in_that_of_the_other() -> None:
    figures = (*TRADE, figure("gdp", "2011", "100", "1e8 USD"), figure("gdp", "2011", "650", "1e8 CNY"), figure("gdp", "2012", "700", "1e8 CNY"))  # fmt: skip
    assert verdict(f"ratio(trade_total[{LIAONING}, period=2011] ; gdp[{LIAONING}, period=2011])", "8.81", "%", *figures).verdict == "reproduces"  # fmt: skip
    assert verdict(f"growth(gdp[{LIAONING}, period=2012])", "7.7", "%", *figures).verdict == "reproduces"
    assert verdict(f"gdp[{LIAONING}, period=2011]", "65", "1e9 CNY", *figures).verdict == "reproduces"
    open_one = verdict(f"ratio(gdp[{LIAONING}, period=2011] ; gdp[{LIAONING}, period=2011])", "1", "times", *figures)
    assert (open_one.verdict, "say unit=" in open_one.message.en) == ("not_checkable", True)
    mixed = verdict(f"ratio(trade_total[{LIAONING}, period=2011] ; gdp[{LIAONING}, period=2011, unit=CNY])", "1.4", "%", *figures)  # fmt: skip
    assert (mixed.verdict, "no rate is applied" in mixed.message.en) == ("not_checkable", True)


PROVINCES = tuple(
    figure("trade_total", "2020", printed, "1e8 USD", area=area, counterpart="ASEAN")
    for area, printed in (("CN-GD", "1570.5"), ("CN-JS", "899.7"), ("CN-SX", "22.7"))
)


def test_a_rank_among_provinces_of_which_most_are_not_printed() -> None:
    open_one = verdict(f"rank({SHANXI})", "22", "rank", *PROVINCES)
    assert open_one.verdict == "not_checkable"
    assert "28 provinces are not printed" in open_one.message.en
    surely = verdict(f"rank({SHANXI})", "2", "rank", *PROVINCES)
    assert (surely.verdict, surely.recomputed, surely.high) == ("does_not_reproduce", 3, 31)


def test_a_rank_among_those_named() -> None:
    among = "trade_total[area=CN-GD|CN-JS|CN-SX, counterpart=ASEAN, period=2020]"
    assert verdict(f"rank({SHANXI} ; {among})", "3", "位", *PROVINCES).verdict == "reproduces"
    assert verdict(f"rank({GUANGDONG} ; {among})", "2", "位", *PROVINCES).verdict == "does_not_reproduce"


@pytest.mark.parametrize(
    ("function", "printed", "word"),
    [
        ("trend", "rising", "reproduces"),
        ("trend", "未上升", "contradicts"),
        ("trend", "not falling", "reproduces"),
        ("monotone", "上升", "contradicts"),
        ("monotone", "not rising", "reproduces"),
    ],
)
def test_words_about_a_trend(function: str, printed: str, word: str) -> None:
    shares = tuple(figure("trade_share", year, value, "%") for year, value in (("2011", "5.97"), ("2012", "7.6"), ("2013", "7.1")))  # fmt: skip
    said = verdict(f"{function}(trade_share[{LIAONING}, period=2011..2013])", printed, "trend", *shares)
    assert (said.verdict, said.recomputed) == (word, "5.97 to 7.1")
    assert (said.against is None) == (word == "reproduces")


def test_two_dates_of_one_event() -> None:
    formula = 'printed("2017-04-01", locator="para 70")'
    said = verdict(formula, "2017-04-10", "date")
    assert (said.verdict, said.against) == ("contradicts", "2017-04-01 (para 70)")
    assert verdict(formula, "2017-04-01", "date").verdict == "reproduces"


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("growth(trade_totl[area=CN-LN, period=2012])", "near: trade_total"),
        ("growth(trade_total[area=CN-SX, period=2012])", "area is there as: CN-LN"),
        (
            "growth(trade_total[area=CN-LN, period=2021])",
            "lacks Liaoning's total trade, 2020 (trade_total[area=CN-LN, period=2020, study=paper])",
        ),
        ("growth(trade_total[area=CN-LN, subject=services, period=2012])", "subject is there as"),
        ("growth(trade_total[area=CN-LN, period=2019])", "is printed as missing (paper table 1)"),
        ("trade_total[area=CN-LN, period=2011..2012]", "selects 2 figures where one is wanted"),
        ("1 / (trade_total[area=CN-LN, period=2011] - trade_total[area=CN-LN, period=2011])", "may be nothing"),
        ("growth(trade_total[period=2012])", "say which area"),
        ("cagr(trade_total[area=CN-LN, period=2012])", "range of periods"),
        ("sum(trade_total[area=CN-LN, period=2011] ; 1)", "USD and 1 do not go together"),
        ("trade_total[area=CN-LN, period=2011]", "the formula gives USD, the claim is in %"),
    ],
)
def test_what_cannot_be_checked_says_why(formula: str, said: str) -> None:
    found = verdict(formula, "1.0", "%", *TRADE, figure("trade_total", "2018", "1", "1e8 USD"), figure("trade_total", "2019", None, "1e8 USD"))  # fmt: skip
    assert found.verdict == "not_checkable"
    assert said in found.message.en
    assert found.recomputed is None


def test_a_measure_printed_nowhere_is_computed_and_one_that_is_printed_on_request() -> None:
    def computed(cell: Cell) -> Found:
        return Found(cell, "computed", Interval.exactly(Decimal("0.20821")), "1")

    row = {"id": "a", "study": "paper", "locator": "section 1", "claim": "a", "printed": "20.7", "unit": "%"}
    dependence = f"trade_dependence[{LIAONING}, period=2015]"
    there = figure("trade_dependence", "2015", "20.8", "%")
    for formula, figures, word, against in (
        (dependence, (), "does_not_reproduce", None),
        (dependence, (there,), "contradicts", "20.8 % (paper table 1)"),
        (f"measure({dependence})", (there,), "does_not_reproduce", None),
    ):
        (claim,) = claims_of([row | {"formula": formula}])
        said = judged(claim, Figures(figures, (), frozenset({"trade_dependence"}), computed))
        assert (said.verdict, said.against, said.recomputed) == (word, against, Decimal("20.821"))


def test_results_beyond_this_world_are_not_printed() -> None:
    assert verdict("*".join(["9" * 40] * 90), "1", "times").verdict == "not_checkable"


TRUE = st.fractions(min_value=1, max_value=10**5, max_denominator=1000)


def as_printed(true: Fraction, digits: int) -> str:
    return f"{Decimal(true.numerator) / Decimal(true.denominator):.{digits}f}"


@given(TRUE, TRUE, st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
def test_a_true_claim_is_never_refused(a: Fraction, b: Fraction, first: int, second: int, third: int) -> None:
    assume(Fraction(as_printed(b, second)) > 0)
    figures = (figure("gdp", "2010", as_printed(a, first)), figure("gdp", "2011", as_printed(b, second)))
    assume(Fraction(as_printed(a, first)) > 1)
    said = verdict(f"growth(gdp[{LIAONING}, period=2011])", as_printed((b / a - 1) * 100, third), "%", *figures)
    assert said.verdict in ("reproduces", "within_rounding")
