"""Selling and buying the same things: within industries, at the margin, and at the same or at different unit values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.changes import BASE, then_and_now
from entrepot.measures.inputs import EXPORTS, IMPORTS
from entrepot.measures.joining import beside, two_way
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.option import Option
from entrepot.measures.periods import AGAINST
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

INTRA_INDUSTRY = Theme("intra_industry", T("Intra-industry trade", "产业内贸易"))

BY_PRODUCT = (EXPORTS("period", "reporter", "product"), IMPORTS("period", "reporter", "product"))
GRUBEL_LLOYD = "Grubel and Lloyd (1975), Intra-industry Trade, Macmillan; (1971), Economic Record 47(4), 494-517, doi:10.1111/j.1475-4932.1971.tb00772.x"
BRUELHART = "Bruelhart (1994), Weltwirtschaftliches Archiv 130(3), 600-613, doi:10.1007/BF02707615: the A index"
ALPHA = Option(
    "alpha",
    0.15,
    T("How far unit values may differ within the same quality", "单位价值相差多少以内视为同质"),
    type="number",
    lowest=0,
)
BAND = Option(
    "band",
    "difference",
    T(
        "The band from 1 - alpha to 1 + alpha, or from 1/(1 + alpha) to 1 + alpha",
        "区间：1-α 至 1+α，或 1/(1+α) 至 1+α",
    ),
    ("difference", "ratio"),
)
EXPORTS_OF = Term("x_k", "exports of the product", "该商品出口")
IMPORTS_OF = Term("m_k", "imports of the product", "该商品进口")
CHANGES = (
    Term("dx", "change of exports", "出口变动"),
    Term("dm", "change of imports", "进口变动"),
)


@measure(
    theme=INTRA_INDUSTRY,
    title=T("Grubel-Lloyd index", "格鲁贝尔-劳埃德产业内贸易指数"),
    unit=Unit.SHARE,
    reads=BY_PRODUCT,
    per=("period", "reporter", "product"),
    terms=(EXPORTS_OF, IMPORTS_OF),
    formula="1 - abs(x_k - m_k) / (x_k + m_k)",
    reference=GRUBEL_LLOYD,
    direction="neither",
    range=(0, 1),
    adds_up=True,
)
def grubel_lloyd(exports: Table, imports: Table, *, by: Names = ()) -> Table:
    """GL = 1 - |X_k - M_k| / (X_k + M_k): 1 for as much sold as bought, 0 for one way only."""
    both = two_way(exports, imports, [*by, "period", "reporter", "product"]).rename(x_k="x", m_k="m")
    return both.mutate(value=1 - (both.x_k - both.m_k).abs() / (both.x_k + both.m_k).nullif(0))


grubel_lloyd.example(
    source=T("by hand: 30 sold and 10 bought: 1 - 20/40", "手算：出口30、进口10：1 - 20/40"),
    given={
        "exports": """period reporter product value
                      2020   A        cars    30
                      2020   A        tea     5""",
        "imports": """period reporter product value
                      2020   A        cars    10
                      2020   A        tin     7""",
    },
    expect="""period reporter product x_k m_k value
              2020   A        cars    30  10  0.5
              2020   A        tea     5   0   0
              2020   A        tin     0   7   0""",
)
grubel_lloyd.example(
    source=T("by hand: nothing either way, or one way not reported: no value", "手算：两向均为零，或一向未报告：无值"),
    given={
        "exports": """period reporter product value
                      2020   A        cars    0
                      2021   A        cars    8""",
        "imports": """period reporter product value
                      2020   A        cars    0""",
    },
    expect="""period reporter product x_k m_k value
              2020   A        cars    0   0   -
              2021   A        cars    8   -   -""",
)


@measure(
    theme=INTRA_INDUSTRY,
    title=T("Grubel-Lloyd index, trade weighted", "格鲁贝尔-劳埃德指数（贸易加权）"),
    unit=Unit.SHARE,
    reads=BY_PRODUCT,
    per=("period", "reporter"),
    terms=(
        Term("one_way", "sum over products of |exports - imports|", "各商品进出口差额绝对值之和"),
        Term("trade", "exports and imports of all products", "进出口总额"),
    ),
    formula="1 - one_way / trade",
    reference=GRUBEL_LLOYD,
    direction="neither",
    range=(0, 1),
)
def grubel_lloyd_weighted(exports: Table, imports: Table, *, by: Names = ()) -> Table:
    """1 - sum |X_k - M_k| / sum (X_k + M_k): the mean over products, each weighted by its trade."""
    keys = [*by, "period", "reporter"]
    both = two_way(exports, imports, [*keys, "product"])
    sums = both.group_by(*keys).agg(one_way=(both.x - both.m).abs().sum(), trade=(both.x + both.m).sum())
    return sums.mutate(value=1 - sums.one_way / sums.trade.nullif(0))


grubel_lloyd_weighted.example(
    source=T(
        "by hand: 0.5 with weight 40 and 0 with weight 10: 20/50, not the plain mean of 0.25",
        "手算：0.5（权重40）与0（权重10）：20/50，而非简单平均0.25",
    ),
    given={
        "exports": """period reporter product value
                      2020   A        cars    30
                      2020   A        tea     10""",
        "imports": """period reporter product value
                      2020   A        cars    10""",
    },
    expect="""period reporter one_way trade value
              2020   A        30      50    0.4""",
)
grubel_lloyd_weighted.example(
    source=T("by hand: no trade, or imports not reported: no value", "手算：没有贸易，或未报告进口：无值"),
    given={
        "exports": """period reporter product value
                      2020   A        cars    0
                      2020   B        cars    8""",
        "imports": """period reporter product value
                      2020   A        cars    0""",
    },
    expect="""period reporter one_way trade value
              2020   A        0       0     -
              2020   B        -       -     -""",
)


def two_way_changes(exports: Table, imports: Table, by: Names, against: str, since: str | None) -> Table:
    """Per period, reporter and product: the changes `dx` and `dm`; what is in only one period's list counts too."""
    within = (*by, "reporter")
    cells = two_way(exports, imports, [*within, "period", "product"])
    both = then_and_now(cells, within, ("product",), against, since, "x", "m")
    return both.mutate(dx=both.x - both.x_before, dm=both.m - both.m_before)


MARGIN = {
    "exports": """period reporter product value
                  2020   A        cars    10
                  2020   A        tea     20
                  2021   A        cars    40
                  2021   A        tea     10""",
    "imports": """period reporter product value
                  2020   A        cars    10
                  2021   A        cars    20
                  2021   A        tea     10""",
}
MARGIN_AWKWARD = {
    "exports": """period reporter product value
                  2020   A        cars    10
                  2021   A        cars    10
                  2023   A        cars    30""",
    "imports": """period reporter product value
                  2020   A        cars    10
                  2021   A        cars    10
                  2023   A        cars    20""",
}


@measure(
    theme=INTRA_INDUSTRY,
    title=T("Marginal intra-industry trade", "边际产业内贸易指数"),
    unit=Unit.SHARE,
    reads=BY_PRODUCT,
    per=("period", "reporter", "product"),
    terms=CHANGES,
    formula="1 - abs(dx - dm) / (abs(dx) + abs(dm))",
    reference=BRUELHART,
    direction="neither",
    range=(0, 1),
    options=(AGAINST, BASE),
)
def marginal_iit(
    exports: Table, imports: Table, *, by: Names = (), against: str = "previous", since: str | None = None
) -> Table:
    """A = 1 - |dX - dM| / (|dX| + |dM|): whether new trade goes both ways (1) or one way (0)."""
    both = two_way_changes(exports, imports, by, against, since)
    return both.mutate(value=1 - (both.dx - both.dm).abs() / (both.dx.abs() + both.dm.abs()).nullif(0))


marginal_iit.example(
    source=T(
        "by hand: cars +30 and +10: 1 - 20/40; tea -10 and +10 go apart: 0",
        "手算：汽车+30与+10：1 - 20/40；茶-10与+10方向相反：0",
    ),
    given=MARGIN,
    expect="""period reporter product dx  dm value
              2020   A        cars    -   -  -
              2020   A        tea     -   -  -
              2021   A        cars    30  10 0.5
              2021   A        tea     -10 10 0""",
)
marginal_iit.example(
    source=T(
        "by hand: no change has no value; 2023 has no year before it, but has 2020 as a base",
        "手算：没有变动则无值；2023年缺上一年，可与2020年比",
    ),
    given=MARGIN_AWKWARD,
    options={"since": "2020"},
    expect="""period reporter product dx dm value
              2020   A        cars    -  -  -
              2021   A        cars    0  0  -
              2023   A        cars    20 10 0.6666666666666667""",
)


@measure(
    theme=INTRA_INDUSTRY,
    title=T("Marginal intra-industry trade, weighted", "边际产业内贸易指数（加权）"),
    unit=Unit.SHARE,
    reads=BY_PRODUCT,
    per=("period", "reporter"),
    terms=(
        Term("one_way", "sum over products of |dX - dM|", "各商品|dX - dM|之和"),
        Term("change", "sum over products of |dX| + |dM|", "各商品|dX| + |dM|之和"),
    ),
    formula="1 - one_way / change",
    reference=BRUELHART,
    direction="neither",
    range=(0, 1),
    options=(AGAINST, BASE),
)
def marginal_iit_weighted(
    exports: Table, imports: Table, *, by: Names = (), against: str = "previous", since: str | None = None
) -> Table:
    """1 - sum |dX_k - dM_k| / sum (|dX_k| + |dM_k|): the A index of products, each weighted by its change."""
    both = two_way_changes(exports, imports, by, against, since)
    sums = both.group_by(*by, "period", "reporter").agg(
        one_way=(both.dx - both.dm).abs().sum(), change=(both.dx.abs() + both.dm.abs()).sum()
    )
    return sums.mutate(value=1 - sums.one_way / sums.change.nullif(0))


marginal_iit_weighted.example(
    source=T("by hand: 1 - (20 + 20) / (40 + 20)", "手算：1 - (20 + 20) / (40 + 20)"),
    given=MARGIN,
    expect="""period reporter one_way change value
              2020   A        -       -      -
              2021   A        40      60     0.3333333333333333""",
)
marginal_iit_weighted.example(
    source=T("by hand: no change, and no year before: no value", "手算：没有变动、缺上一年：无值"),
    given=MARGIN_AWKWARD,
    expect="""period reporter one_way change value
              2020   A        -       -      -
              2021   A        0       0      -
              2023   A        -       -      -""",
)


@measure(
    theme=INTRA_INDUSTRY,
    title=T("Horizontal and vertical intra-industry trade", "水平型与垂直型产业内贸易"),
    unit=Unit.SHARE,
    reads=(EXPORTS("period", "reporter", "product", "net_kg"), IMPORTS("period", "reporter", "product", "net_kg")),
    per=("period", "reporter", "status"),
    terms=(
        Term(
            "overlap", "two-way trade of its products: twice the smaller flow", "该类商品双向贸易额（较小一向的两倍）"
        ),
        Term("trade", "exports and imports of all products", "进出口总额"),
    ),
    formula="overlap / trade",
    reference="Greenaway, Hine and Milner (1994), Weltwirtschaftliches Archiv 130(1), 77-100, doi:10.1007/BF02706010; "
    "ratio: Fontagne and Freudenberg (1997), CEPII Working Paper 97-01",
    direction="neither",
    range=(0, 1),
    options=(ALPHA, BAND),
)
def vertical_horizontal_iit(
    exports: Table, imports: Table, *, by: Names = (), alpha: float = 0.15, band: str = "difference"
) -> Table:
    """overlap / trade: horizontal where UV_x/UV_m is about 1, vertical_high above, vertical_low below; adds up to GL."""
    keys = [*by, "period", "reporter"]
    both = two_way(exports, imports, [*keys, "product"])
    both = beside(both, _unit_values(exports, [*keys, "product"], "uv_x"), [*keys, "product"])
    both = beside(both, _unit_values(imports, [*keys, "product"], "uv_m"), [*keys, "product"])
    ratio = both.uv_x / both.uv_m.nullif(0)
    lowest = 1 - alpha if band == "difference" else 1 / (1 + alpha)
    vertical = (ratio < lowest).ifelse("vertical_low", (ratio > 1 + alpha).ifelse("vertical_high", "horizontal"))
    smaller = (both.x < both.m).ifelse(both.x, both.m)
    cells = both.mutate(
        status=ratio.isnull().ifelse("unknown", vertical), overlap=2 * (both.x + both.m).isnull().ifelse(None, smaller)
    )
    wholes = both.group_by(*keys).agg(trade=(both.x + both.m).sum())
    kinds = cells.group_by(*keys, "status").agg(overlap=cells.overlap.sum())
    found = beside(kinds, wholes, keys)
    return found.mutate(value=found.overlap / found.trade.nullif(0))


def _unit_values(flows: Table, keys: list[str], name: str) -> Table:
    """Value per kilogram of the rows that have both."""
    weighed = flows.value.notnull() & (flows.net_kg > 0)
    sums = flows.group_by(*keys).agg(v=flows.value.sum(where=weighed), kg=flows.net_kg.sum(where=weighed))
    return sums.select(*keys, **{name: sums.v / sums.kg.nullif(0)})


vertical_horizontal_iit.example(
    source=T(
        "by hand: cars 2 against 2 a kilogram overlap by 2 x 10, coats 3 against 1 by 2 x 20, of a trade of 100",
        "手算：汽车每千克2对2，双向2×10；外套3对1，双向2×20；贸易总额100",
    ),
    given={
        "exports": """period reporter product value net_kg
                      2020   A        cars    10    5
                      2020   A        coats   30    10""",
        "imports": """period reporter product value net_kg
                      2020   A        cars    40    20
                      2020   A        coats   20    20""",
    },
    expect="""period reporter status        overlap trade value
              2020   A        horizontal    20      100   0.2
              2020   A        vertical_high 40      100   0.4""",
)
vertical_horizontal_iit.example(
    source=T(
        "by hand: the weight of cars is withheld, so their kind is not known; tea at 0.86 is inside 1 - 0.15, "
        "but below 1/1.15; one-way tin overlaps with nothing",
        "手算：汽车重量保密，类型不明；茶之比0.86在1-0.15之内，但低于1/1.15；锡为单向贸易",
    ),
    given={
        "exports": """period reporter product value net_kg
                      2020   A        cars    10    -
                      2020   A        tea     43    50
                      2020   A        tin     7     7""",
        "imports": """period reporter product value net_kg
                      2020   A        cars    10    5
                      2020   A        tea     30    30""",
    },
    options={"band": "ratio"},
    expect="""period reporter status       overlap trade value
              2020   A        unknown      20      100   0.2
              2020   A        vertical_low 60      100   0.6""",
)
