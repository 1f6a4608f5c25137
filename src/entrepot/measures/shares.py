"""Who and what trade is made of: shares of partners, products and customs regimes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from entrepot.measures.composition import COMPOSITION, with_amounts
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

SHARES = Theme("shares", T("Composition", "构成"))

PART = Term("x", "trade of the part; none where only its share was published", "该部分金额；仅公布比重时为空")
WHOLE_TERM = Term("whole", "trade of the whole", "总额")
WITS = (
    "World Bank, WITS Online Help, Trade Indicators: share of market and of product in total exports, "
    "wits.worldbank.org/WITS/WITS/TradeIndicatorsHelp/TradeIndicators.htm"
)


def shares(composition: Table, dimension: str, by: Names) -> Table:
    """Each part's share under the name of its dimension; one that is not given lies between 0 and what is left."""
    keys = (*by, "period", "reporter")
    full = with_amounts(composition)
    left = 1 - full.share.sum().over(group_by=keys)
    left = (left < 0).ifelse(0.0, left)
    given = full.mutate(
        value_low=(full.share.isnull() & left.notnull()).ifelse(0.0, full.share),
        value_high=full.share.coalesce(left),
    )
    return given.select(
        *keys, "value_low", "value_high", x="value", whole="total", value="share", **{dimension: "part"}
    )


@measure(
    theme=SHARES,
    title=T("Share of each partner", "各伙伴比重"),
    unit=Unit.SHARE,
    reads=(COMPOSITION,),
    per=("period", "reporter", "partner"),
    terms=(PART, WHOLE_TERM),
    formula="x / whole",
    reference=WITS,
    direction="neither",
    range=(0, 1),
    bounds=True,
    adds_up=True,
)
def partner_share(composition: Table, *, by: Names = ()) -> Table:
    """s = x_pj / x_p: the part of all trade that is with one partner."""
    return shares(composition, "partner", by)


partner_share.example(
    source=T(
        "by hand: of a stated whole of 100, and of the sum where no whole is stated",
        "手算：有总额则占总额，无总额则占各项之和",
    ),
    given={
        "flows": """period reporter partner value
                    2020   A        WLD     100
                    2020   A        JPN     30
                    2020   A        KOR     20
                    2020   B        JPN     3
                    2020   B        KOR     1"""
    },
    expect="""period reporter partner x whole value value_low value_high
              2020   A        JPN     30   100   0.3   0.3       0.3
              2020   A        KOR     20   100   0.2   0.2       0.2
              2020   B        JPN     3    4     0.75  0.75      0.75
              2020   B        KOR     1    4     0.25  0.25      0.25""",
)
partner_share.example(
    source=T(
        "by hand: published shares; what is not printed lies between nothing and the rest",
        "手算：公布的比重；未列出的比重介于零与余数之间",
    ),
    given={
        "composition": """period reporter part share
                          2020   CN-SX    IDN  0.25
                          2020   CN-SX    VNM  0.5
                          2020   CN-SX    MMR  -"""
    },
    expect="""period reporter partner x whole value value_low value_high
              2020   CN-SX    IDN     -    -     0.25  0.25      0.25
              2020   CN-SX    VNM     -    -     0.5   0.5       0.5
              2020   CN-SX    MMR     -    -     -     0         0.25""",
)
partner_share.example(
    source=T("by hand: no trade at all has no shares", "手算：没有贸易就没有比重"),
    given={"flows": "period reporter partner value\n2020 A JPN 0"},
    expect="""period reporter partner x whole value value_low value_high
              2020   A        JPN     0    0     -     -         -""",
)


@measure(
    theme=SHARES,
    title=T("Share of each product", "各商品比重"),
    unit=Unit.SHARE,
    reads=(replace(COMPOSITION, over="product"),),
    per=("period", "reporter", "product"),
    terms=(PART, WHOLE_TERM),
    formula="x / whole",
    reference=WITS,
    direction="neither",
    range=(0, 1),
    bounds=True,
    adds_up=True,
)
def product_share(composition: Table, *, by: Names = ()) -> Table:
    """s = x_pk / x_p: the part of all trade that is of one product."""
    return shares(composition, "product", by)


product_share.example(
    source=T("by hand: 3 of 4, within each flow", "手算：4中的3，分进出口"),
    given={
        "flows": """period flow   reporter product value
                    2020   export A        tea     3
                    2020   export A        tin     1
                    2020   import A        tin     7"""
    },
    by=("flow",),
    expect="""period flow   reporter product x whole value
              2020   export A        tea     3    4     0.75
              2020   export A        tin     1    4     0.25
              2020   import A        tin     7    7     1""",
)
product_share.example(
    source=T(
        "by hand: a product withheld leaves the others their share of the stated whole",
        "手算：保密商品不影响其余商品占总额的比重",
    ),
    given={
        "flows": """period reporter product value
                    2020   A        TOTAL   10
                    2020   A        tea     6
                    2020   A        arms    -"""
    },
    expect="""period reporter product x whole value value_low value_high
              2020   A        tea     6    10    0.6   0.6       0.6
              2020   A        arms    -    10    -     0         0.4""",
)


@measure(
    theme=SHARES,
    title=T("Share of each customs regime", "各贸易方式比重"),
    unit=Unit.SHARE,
    reads=(replace(COMPOSITION, over="regime"),),
    per=("period", "reporter", "regime"),
    terms=(PART, WHOLE_TERM),
    formula="x / whole",
    reference=WITS,
    direction="neither",
    range=(0, 1),
    bounds=True,
    adds_up=True,
)
def regime_share(composition: Table, *, by: Names = ()) -> Table:
    """s = x_pr / x_p: the part of all trade that is under one customs regime."""
    return shares(composition, "regime", by)


regime_share.example(
    source=T("by hand: general trade 66, processing 24, bonded the rest", "手算：一般贸易66，加工贸易24，其余为保税"),
    given={
        "flows": """period reporter regime     value
                    2021   A        general    66
                    2021   A        processing 24
                    2021   A        bonded     10"""
    },
    expect="""period reporter regime     value
              2021   A        general    0.66
              2021   A        processing 0.24
              2021   A        bonded     0.1""",
)
regime_share.example(
    source=T("Liaoning 2021, published shares: the rest is not told apart", "辽宁2021年公布的比重：其余未细分"),
    given={
        "composition": """period reporter part       share
                          2021   CN-LN    general    0.663
                          2021   CN-LN    processing 0.242"""
    },
    expect="""period reporter regime     x whole value
              2021   CN-LN    general    -    -     0.663
              2021   CN-LN    processing -    -     0.242""",
)
