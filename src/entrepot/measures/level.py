"""How much is traded, and how it compares with the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.inputs import EXPORTS, IMPORTS, WORLD
from entrepot.measures.joining import beside, cells_of, two_way
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

LEVEL = Theme("level", T("Level and competitiveness", "规模与竞争力"))

X = Term("x", "exports", "出口")
M = Term("m", "imports", "进口")
IMTS = "United Nations (2011), International Merchandise Trade Statistics: Concepts and Definitions 2010, ST/ESA/STAT/SER.M/52/Rev.3"


@measure(
    theme=LEVEL,
    title=T("Exports", "出口额"),
    unit=Unit.MONEY,
    reads=(EXPORTS("period", "reporter"),),
    per=("period", "reporter"),
    terms=(X,),
    formula="x",
    reference=IMTS,
    direction="neither",
    range=(0, None),
    adds_up=True,
)
def exports(exports: Table, *, by: Names = ()) -> Table:
    """X: the value of goods that leave."""
    sums = exports.group_by(*by, "period", "reporter").agg(x=exports.value.sum())
    return sums.mutate(value=sums.x)


exports.example(
    source=T("by hand: 30 + 12", "手算：30 + 12"),
    given={
        "exports": """period reporter partner value
                      2020   A        JPN     30
                      2020   A        KOR     12"""
    },
    expect="""period reporter x  value
              2020   A        42 42""",
)
exports.example(
    source=T("by hand: a figure withheld is missing, and a zero is a zero", "手算：保密数据为缺失，零就是零"),
    given={
        "exports": """period reporter partner value
                      2020   A        JPN     -
                      2020   A        KOR     0"""
    },
    expect="""period reporter partner x value
              2020   A        JPN     - -
              2020   A        KOR     0 0""",
    by=("partner",),
)


@measure(
    theme=LEVEL,
    title=T("Imports", "进口额"),
    unit=Unit.MONEY,
    reads=(IMPORTS("period", "reporter"),),
    per=("period", "reporter"),
    terms=(M,),
    formula="m",
    reference=IMTS,
    direction="neither",
    range=(0, None),
    adds_up=True,
)
def imports(imports: Table, *, by: Names = ()) -> Table:
    """M: the value of goods that arrive."""
    sums = imports.group_by(*by, "period", "reporter").agg(m=imports.value.sum())
    return sums.mutate(value=sums.m)


imports.example(
    source=T("by hand: 5 + 6, and 2021 is not there", "手算：5 + 6，2021年没有数据"),
    given={
        "imports": """period reporter product value
                      2020   A        tea     5
                      2020   A        tin     6
                      2022   A        tin     7"""
    },
    expect="""period reporter m  value
              2020   A        11 11
              2022   A        7  7""",
)
imports.example(
    source=T("by hand: nothing was bought", "手算：没有进口"),
    given={
        "imports": """period reporter value
                      2020   A        0"""
    },
    expect="""period reporter m value
              2020   A        0 0""",
)

TRADE = {
    "exports": """period reporter partner value
                  2020   A        JPN     30
                  2020   A        KOR     10
                  2021   A        JPN     20
                  2020   B        JPN     0""",
    "imports": """period reporter partner value
                  2020   A        JPN     20
                  2020   B        JPN     0""",
}
IN_TRADE = T(
    "by hand: A sells KOR 10 and buys nothing there; in 2021 A's imports are not reported: no value, never zero",
    "手算：甲地对韩国出口10、无进口；2021年甲地未报告进口：无值，不作零处理",
)


@measure(
    theme=LEVEL,
    title=T("Total trade", "进出口总额"),
    unit=Unit.MONEY,
    reads=(EXPORTS("period", "reporter"), IMPORTS("period", "reporter")),
    per=("period", "reporter"),
    terms=(X, M),
    formula="x + m",
    reference=IMTS,
    direction="neither",
    range=(0, None),
    adds_up=True,
)
def total(exports: Table, imports: Table, *, by: Names = ()) -> Table:
    """X + M: both directions together."""
    both = two_way(exports, imports, (*by, "period", "reporter"))
    return both.mutate(value=both.x + both.m)


total.example(
    source=IN_TRADE,
    given=TRADE,
    expect="""period reporter x  m  value
              2020   A        40 20 60
              2021   A        20 -  -
              2020   B        0  0  0""",
)
total.example(
    source=IN_TRADE,
    given=TRADE,
    by=("partner",),
    expect="""period reporter partner x  m  value
              2020   A        JPN     30 20 50
              2020   A        KOR     10 0  10
              2021   A        JPN     20 -  -
              2020   B        JPN     0  0  0""",
)


@measure(
    theme=LEVEL,
    title=T("Trade balance", "贸易差额"),
    unit=Unit.MONEY,
    reads=(EXPORTS("period", "reporter"), IMPORTS("period", "reporter")),
    per=("period", "reporter"),
    terms=(X, M),
    formula="x - m",
    reference=IMTS,
    direction="neither",
    range=(None, None),
    adds_up=True,
)
def balance(exports: Table, imports: Table, *, by: Names = ()) -> Table:
    """X - M: what is sold beyond what is bought."""
    both = two_way(exports, imports, (*by, "period", "reporter"))
    return both.mutate(value=both.x - both.m)


balance.example(
    source=T("by hand: 100 against 130 is a deficit of 30", "手算：出口100、进口130，逆差30"),
    given={
        "exports": "period reporter value\n2020 A 100",
        "imports": "period reporter value\n2020 A 130",
    },
    expect="""period reporter x   m   value
              2020   A        100 130 -30""",
)
balance.example(
    source=IN_TRADE,
    given=TRADE,
    expect="""period reporter x  m  value
              2020   A        40 20 20
              2021   A        20 -  -
              2020   B        0  0  0""",
)


@measure(
    theme=LEVEL,
    title=T("Trade competitiveness index (TC)", "贸易竞争力指数（TC）"),
    unit=Unit.INDEX,
    reads=(EXPORTS("period", "reporter"), IMPORTS("period", "reporter")),
    per=("period", "reporter"),
    terms=(X, M),
    formula="(x - m) / (x + m)",
    reference="International Trade Centre (2007), Trade Performance Index: Technical Notes, G5 relative trade balance",
    direction="higher is better",
    range=(-1, 1),
    adds_up=True,
)
def trade_competitiveness(exports: Table, imports: Table, *, by: Names = ()) -> Table:
    """TC = (X - M) / (X + M): from -1, only bought, to 1, only sold."""
    both = two_way(exports, imports, (*by, "period", "reporter"))
    return both.mutate(value=(both.x - both.m) / (both.x + both.m).nullif(0))


trade_competitiveness.example(
    source=T(
        "by hand: (30 - 20) / 50; only sold is 1; no trade at all has no value",
        "手算：(30 - 20) / 50；只有出口为1；无贸易则无值",
    ),
    given=TRADE,
    by=("partner",),
    expect="""period reporter partner x  m  value
              2020   A        JPN     30 20 0.2
              2020   A        KOR     10 0  1
              2021   A        JPN     20 -  -
              2020   B        JPN     0  0  -""",
)
trade_competitiveness.example(
    source=T("by hand: only bought is -1", "手算：只有进口为-1"),
    given={
        "exports": "period reporter value\n2020 A 0",
        "imports": "period reporter value\n2020 A 8",
    },
    expect="""period reporter value
              2020   A        -1""",
)


@measure(
    theme=LEVEL,
    title=T("Market share", "市场占有率"),
    unit=Unit.SHARE,
    reads=(EXPORTS("period", "reporter", "product"), WORLD("period", "product")),
    per=("period", "reporter", "product"),
    terms=(
        Term("x_pk", "exports of the product", "该商品出口"),
        Term("x_wk", "the reference's exports of the product", "参照地区该商品出口"),
    ),
    formula="x_pk / x_wk",
    reference="World Bank, WITS Online Help: wits.worldbank.org/WITS/WITS/TradeIndicatorsHelp/TradeIndicators.htm",
    direction="higher is better",
    range=(0, None),
    adds_up=True,
)
def market_share(exports: Table, world: Table, *, by: Names = ()) -> Table:
    """x_pk / x_wk: the part of the reference's exports of a product that is ours."""
    own = exports.group_by(*by, "period", "reporter", "product").agg(x_pk=exports.value.sum())
    all_cells = cells_of(world, exports, own, "x_pk")
    reference = all_cells.group_by(*by, "period", "product").agg(x_wk=all_cells.value.sum())
    both = beside(own, reference, [*by, "period", "product"])
    return both.mutate(value=both.x_pk / both.x_wk.nullif(0))


market_share.example(
    source=T("by hand: 30 of the world's 400", "手算：世界400中的30"),
    given={
        "exports": """period reporter product value
                      2020   A        tea     30
                      2020   A        tin     0""",
        "world": """period product value
                    2020   tea     150
                    2020   tea     250
                    2020   tin     80""",
    },
    expect="""period reporter product x_pk x_wk value
              2020   A        tea     30   400  0.075
              2020   A        tin     0    80   0""",
)
market_share.example(
    source=T(
        "by hand: the reference of 2021 is not loaded, and sells no zinc: no value",
        "手算：2021年参照数据未载入，参照地区不出口锌：无值",
    ),
    given={
        "exports": """period reporter product value
                      2021   A        tea     30
                      2020   A        zinc    3""",
        "world": """period product value
                    2020   zinc    0""",
    },
    expect="""period reporter product x_pk x_wk value
              2021   A        tea     30   -    -
              2020   A        zinc    3    0    -""",
)


@measure(
    theme=LEVEL,
    title=T("Relative unit value", "相对单位价值"),
    unit=Unit.RATIO,
    reads=(EXPORTS("period", "reporter", "product", "net_kg"), WORLD("period", "product", "net_kg")),
    per=("period", "reporter", "product"),
    terms=(
        Term("x_pk", "exports of the product that were weighed", "该商品出口额（有重量者）"),
        Term("kg_pk", "their net weight", "净重", Unit.KG),
        Term("x_wk", "the reference's exports of it that were weighed", "参照地区该商品出口额（有重量者）"),
        Term("kg_wk", "their net weight", "净重", Unit.KG),
    ),
    formula="(x_pk / kg_pk) / (x_wk / kg_wk)",
    reference="International Trade Centre (2007), Trade Performance Index: Technical Notes, G6 relative unit value",
    direction="higher is better",
    range=(0, None),
)
def relative_unit_value(exports: Table, world: Table, *, by: Names = ()) -> Table:
    """UV_pk / UV_wk: value per kg over the reference's, from rows that have both a value and a weight."""
    own = _weighed(exports, (*by, "period", "reporter", "product"), "x_pk", "kg_pk")
    reference = _weighed(world, (*by, "period", "product"), "x_wk", "kg_wk")
    both = beside(own, reference, [*by, "period", "product"])
    unit_value = both.x_pk / both.kg_pk.nullif(0)
    return both.mutate(value=unit_value / (both.x_wk / both.kg_wk.nullif(0)).nullif(0))


def _weighed(flows: Table, keys: Names, value: str, weight: str) -> Table:
    has_both = flows.value.notnull() & flows.net_kg.notnull() & (flows.net_kg > 0)
    return flows.group_by(*keys).agg(
        **{value: flows.value.sum(where=has_both), weight: flows.net_kg.sum(where=has_both)}
    )


relative_unit_value.example(
    source=T(
        "by hand: 6 a kilogram against 4; the row without a weight does not count", "手算：每千克6对4；无重量的一行不计"
    ),
    given={
        "exports": """period reporter product value net_kg
                      2020   A        tea     60    10
                      2020   A        tea     99    -""",
        "world": """period product value net_kg
                    2020   tea     400   100""",
    },
    expect="""period reporter product x_pk kg_pk x_wk kg_wk value
              2020   A        tea     60   10    400  100   1.5""",
)
relative_unit_value.example(
    source=T("by hand: nobody weighed the tin: no value", "手算：锡没有重量：无值"),
    given={
        "exports": """period reporter product value net_kg
                      2020   A        tin     5     0""",
        "world": """period product value net_kg
                    2020   tin     400   100""",
    },
    expect="""period reporter product x_pk kg_pk x_wk kg_wk value
              2020   A        tin     -    -     400  100   -""",
)
