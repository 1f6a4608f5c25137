"""Formulas and amounts in words, as an economist writes them in either language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.measures import all_measures
from entrepot.studies.amounts_said import amount_said
from entrepot.studies.claim_formula import Call, Figure, Node, written
from entrepot.studies.expanding import expanded
from entrepot.studies.formula_reading import read_formula
from entrepot.studies.saying import in_order, saying
from entrepot.vocabulary.text import T

MEASURES = {one.id: one for one in all_measures()}


@pytest.mark.parametrize(
    ("formula", "zh", "en"),
    [
        ("trade_total[area=CN-SX, counterpart=ASEAN, period=2020]", "山西对东盟进出口总额，2020年", "Shanxi's total trade with ASEAN, 2020"),
        ("imports[area=CN-LN, counterpart=JPN|KOR, period=2016]", "辽宁自日本、韩国进口额，2016年", "Liaoning's imports from Japan and South Korea, 2016"),
        ("exports[area=USA, period=2015]", "美国出口额，2015年", "the United States' exports, 2015"),
        ("trade_share[area=CN-SX, counterpart=ASEAN, period=2020]", "山西对东盟贸易占外贸总额比重，2020年", "Shanxi's share of trade with ASEAN, 2020"),
        ("growth(trade_total[area=CN-SX, counterpart=ASEAN, period=2011..2021])", "山西对东盟进出口总额，2021年比2011年的增长率", "growth of Shanxi's total trade with ASEAN, 2011 to 2021"),
        ("growth(imports[area=CN-LN, period=2009])", "辽宁进口额，2009年比2008年的增长率", "growth of Liaoning's imports, 2008 to 2009"),
        ("ratio(trade_total[area=CN-GD, period=2020] ; trade_total[area=CN-SX, period=2020, locator=table 1])", "广东与山西进出口总额之比，2020年", "ratio of Guangdong's to Shanxi's total trade, 2020"),
        ("exports[area=CN-LN, period=2015] / gdp[area=CN-LN, period=2015]", "辽宁出口额与地区生产总值之比，2015年", "Liaoning's exports over GDP, 2015"),
        ("exports[area=CN-LN, period=2015] - exports[area=CN-LN, period=2010]", "辽宁出口额，2015年比2010年的增减", "change of Liaoning's exports, 2010 to 2015"),
        ("mean(trade_dependence[area=CN-LN, period=2011..2015])", "辽宁外贸依存度的平均值，2011—2015年", "mean of Liaoning's trade dependence, 2011–2015"),
        ("hhi[area=CN-LN, over=partner, period=2020]", "辽宁赫芬达尔-赫希曼指数（HHI）（按贸易伙伴），2020年", "Liaoning's Herfindahl-Hirschman index by partner, 2020"),
        ('printed(645, unit="1e8 USD", locator="para 47")', "645亿美元（第47段）", "USD 64.5 bn (para 47)"),
    ],
)  # fmt: skip
def test_a_formula_in_words(formula: str, zh: str, en: str) -> None:
    assert saying(expanded(read_formula(formula)), MEASURES) == T(en, zh)


def test_many_selected_are_not_all_named() -> None:
    places = "|".join(("CN-BJ", "CN-TJ", "CN-HE", "CN-SX", "CN-NM", "CN-LN", "CN-JL", "CN-SH"))
    said = saying(read_formula(f"sum(exports[area={places}, period=2020])"), MEASURES)
    assert said.zh == "北京、天津、河北、山西、内蒙古、辽宁等8项出口额之和，2020年"
    assert "and 2 more's exports" in said.en


@pytest.mark.parametrize(
    ("text", "unit", "zh", "en"),
    [
        ("23.49", "1e8 USD", "23.49亿美元", "USD 2.349 bn"),
        ("-8.45", "亿美元", "−8.45亿美元", "USD −0.845 bn"),
        ("2222.7", "1e9 CNY", "22,227亿元", "CNY 2,222.7 bn"),
        ("69", "倍", "69倍", "69 times"),
        ("5.97", "%", "5.97%", "5.97%"),
        ("3.7", "points", "3.7个百分点", "3.7 pp"),
        ("22", "rank", "第22位", "place 22"),
        ("3190", "1e4 t", "3,190万吨", "31,900 kt"),
        ("31500", "1e4 persons", "31,500万人", "315.00 m persons"),
        ("1.09", "index", "1.09", "1.09"),
    ],
)
def test_an_amount_in_words(text: str, unit: str, zh: str, en: str) -> None:
    assert amount_said(text, unit) == T(en, zh)


KEYS = ("area", "counterpart", "subject", "period", "locator", "study")
FIGURES = st.builds(
    lambda name, keys: Figure(name, tuple((key, (f"v{place}",)) for place, key in enumerate(keys))),
    st.sampled_from(["exports", "gdp"]),
    st.permutations(KEYS),
)


@given(FIGURES, FIGURES)
def test_the_order_of_keys_does_not_change_the_key(one: Figure, other: Figure) -> None:
    """Whatever order a study has them in, the appendix has one; and it is read back as itself."""
    node: Node = Call("ratio", (one, other))
    ordered = in_order(node, "v-none")
    assert read_formula(written(ordered)) == ordered
    assert in_order(Call("ratio", (Figure(one.name, one.conditions[::-1]), other)), "v-none") == ordered


def test_what_is_understood_anyway_is_left_out() -> None:
    node = read_formula('exports[subject=goods, counterpart=WLD, study=s, period=2020, area=CN-LN, locator="table 1"]')
    assert written(in_order(node, "s")) == 'exports[area=CN-LN, period=2020, locator="table 1"]'
