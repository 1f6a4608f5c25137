"""Who is unusually good at selling what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.inputs import EXPORTS, FLOWS, IMPORTS, REFERENCE, WORLD, WORLD_IMPORTS
from entrepot.measures.joining import beside, cells_of, two_way
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.rest import OWN, beside_rest
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

ADVANTAGE = Theme("advantage", T("Comparative advantage", "比较优势"))

RCA_TERMS = (
    Term("x_pk", "exports of the product", "该商品出口"),
    Term("x_p", "all exports", "出口总额"),
    Term("x_wk", "the reference's exports of the product", "参照地区该商品出口"),
    Term("x_w", "all exports of the reference", "参照地区出口总额"),
)
RCA_TERMS_ANY = (
    Term("x_pk", "trade of the product", "该商品贸易额"),
    Term("x_p", "all trade", "贸易总额"),
    Term("x_wk", "the reference's trade of the product", "参照地区该商品贸易额"),
    Term("x_w", "all trade of the reference", "参照地区贸易总额"),
)
BALANCE_TERMS = (
    Term("x_k", "exports of the product", "该商品出口"),
    Term("x", "all exports", "出口总额"),
    Term("m_k", "imports of the product", "该商品进口"),
    Term("m", "all imports", "进口总额"),
)


@measure(
    theme=ADVANTAGE,
    title=T("Revealed comparative advantage", "显示性比较优势指数"),
    unit=Unit.INDEX,
    reads=(EXPORTS("period", "reporter", "product"), WORLD("period", "product")),
    per=("period", "reporter", "product"),
    terms=RCA_TERMS,
    formula="(x_pk / x_p) / (x_wk / x_w)",
    reference="Balassa (1965), doi:10.1111/j.1467-9957.1965.tb00050.x",
    direction="higher is better",
    range=(0, None),
    adds_up=True,
)
def rca(exports: Table, world: Table, *, by: Names = ()) -> Table:
    """RCA = (x_pk / x_p) / (x_wk / x_w): a product's share at home over its share in the reference."""
    within = (*by, "period")
    own = exports.group_by(*within, "reporter", "product").agg(x_pk=exports.value.sum())
    all_cells = cells_of(world, exports, own, "x_pk")
    reference = all_cells.group_by(*within, "product").agg(x_wk=all_cells.value.sum())
    own = own.mutate(x_p=own.x_pk.sum().over(group_by=[*within, "reporter"]))
    reference = reference.mutate(x_w=reference.x_wk.sum().over(group_by=within))
    both = beside(own, reference, [*within, "product"])
    return both.mutate(value=(both.x_pk / both.x_p.nullif(0)) / (both.x_wk / both.x_w.nullif(0)).nullif(0))


rca.example(
    source=T("by hand: tea is 3/4 of A's exports and 1/2 of the world's", "手算：茶占甲地出口的3/4、世界出口的1/2"),
    given={
        "exports": """period reporter product value
                      2020   A        tea     30
                      2020   A        tin     10""",
        "world": """period product value
                    2020   tea     400
                    2020   tin     400""",
    },
    expect="""period reporter product x_pk x_p x_wk x_w value
              2020   A        tea     30   40  400  800 1.5
              2020   A        tin     10   40  400  800 0.5""",
)
rca.example(
    source=T(
        "by hand: B sells nothing at all, and zinc is in nobody's reference: no value, never zero or infinity",
        "手算：乙地没有出口，锌不在参照地区中：无值，既不是零也不是无穷大",
    ),
    given={
        "exports": """period reporter product value
                      2020   B        tea     0
                      2020   C        zinc    5""",
        "world": """period product value
                    2020   tea     400""",
    },
    expect="""period reporter product x_pk x_p x_wk x_w value
              2020   B        tea     0    0   400  400 -
              2020   C        zinc    5    5   -    -   -""",
)


@measure(
    theme=ADVANTAGE,
    title=T("Revealed symmetric comparative advantage", "对称显示性比较优势指数（RSCA）"),
    unit=Unit.INDEX,
    reads=(EXPORTS("period", "reporter", "product"), WORLD("period", "product")),
    per=("period", "reporter", "product"),
    terms=(Term("rca", "revealed comparative advantage", "显示性比较优势指数", Unit.INDEX),),
    formula="(rca - 1) / (rca + 1)",
    reference="Laursen (2015), Eurasian Business Review 5(1), 99-115, doi:10.1007/s40821-015-0017-1; "
    "Dalum, Laursen and Villumsen (1998), doi:10.1080/02692179800000017",
    direction="higher is better",
    range=(-1, 1),
)
def rsca(exports: Table, world: Table, *, by: Names = ()) -> Table:
    """RSCA = (RCA - 1) / (RCA + 1): as far below nothing for half the world's share as above it for twice."""
    found = rca(exports, world, by=by).rename(rca="value")
    return found.mutate(value=(found.rca - 1) / (found.rca + 1))


rsca.example(
    source=T("by hand: RCA of 1.5 and 0.5 become 1/5 and -1/3", "手算：RCA为1.5与0.5，化为1/5与-1/3"),
    given={
        "exports": """period reporter product value
                      2020   A        tea     30
                      2020   A        tin     10""",
        "world": """period product value
                    2020   tea     400
                    2020   tin     400""",
    },
    expect="""period reporter product rca value
              2020   A        tea     1.5 0.2
              2020   A        tin     0.5 -0.3333333333333333""",
)
rsca.example(
    source=T(
        "by hand: nothing sold of a product is -1; nothing sold at all has no value",
        "手算：某商品没有出口为-1；完全没有出口则无值",
    ),
    given={
        "exports": """period reporter product value
                      2020   A        tea     30
                      2020   A        tin     0
                      2020   B        tea     0""",
        "world": """period product value
                    2020   tea     400
                    2020   tin     400""",
    },
    expect="""period reporter product rca value
              2020   A        tea     2   0.3333333333333333
              2020   A        tin     0   -1
              2020   B        tea     -   -""",
)


@measure(
    theme=ADVANTAGE,
    title=T("Normalised revealed comparative advantage", "标准化显示性比较优势指数（NRCA）"),
    unit=Unit.INDEX,
    reads=(EXPORTS("period", "reporter", "product"), WORLD("period", "product")),
    per=("period", "reporter", "product"),
    terms=RCA_TERMS,
    formula="x_pk / x_w - x_wk * x_p / x_w ** 2",
    reference="Yu, Cai and Leung (2009), Annals of Regional Science 43(1), 267-282, doi:10.1007/s00168-008-0213-3",
    direction="higher is better",
    range=(-0.25, 0.25),
)
def nrca(exports: Table, world: Table, *, by: Names = ()) -> Table:
    """NRCA = x_pk/X - X_k X_p / X^2: what is sold beyond the neutral point; sums to 0 over products and over regions.

    A product of the reference that a region with exports does not list is no trade, and has a value below nothing.
    """
    within = [*by, "period"]
    listed = exports.group_by(*within, "reporter", "product").agg(x_pk=exports.value.sum(), rows=exports.count())
    sellers = listed.group_by(*within, "reporter").agg(x_p=listed.x_pk.sum())
    reference = world.group_by(*within, "product").agg(x_wk=world.value.sum())
    reference = reference.mutate(x_w=reference.x_wk.sum().over(group_by=within))
    cells = beside(sellers.join(reference, within), listed, [*within, "reporter", "product"])
    both = cells.mutate(x_pk=cells.rows.isnull().ifelse(0.0, cells.x_pk))
    whole = both.x_w.nullif(0)
    return both.mutate(value=both.x_pk / whole - both.x_wk * both.x_p / (whole * whole))


nrca.example(
    source=T(
        "by hand: A and B are the whole world of 100; they sell 30+10 and 20+40; each row and column sums to nothing",
        "手算：甲、乙构成世界100；分别出口30+10与20+40；按地区、按商品之和均为零",
    ),
    given={
        "exports": """period reporter product value
                      2020   A        tea     30
                      2020   A        tin     10
                      2020   B        tea     20
                      2020   B        tin     40""",
        "world": """period product value
                    2020   tea     50
                    2020   tin     50""",
    },
    expect="""period reporter product x_pk x_p x_wk x_w value
              2020   A        tea     30   40  50   100 0.1
              2020   A        tin     10   40  50   100 -0.1
              2020   B        tea     20   60  50   100 -0.1
              2020   B        tin     40   60  50   100 0.1""",
)
nrca.example(
    source=T(
        "by hand: A lists no tin, which is no trade: 0 - 50*20/100^2; B's tea is withheld: no value; "
        "C sells nothing, and so stays at the neutral point",
        "手算：甲地未列锡，即为零：0 - 50*20/100^2；乙地茶保密：无值；丙地没有出口：恰在中性点",
    ),
    given={
        "exports": """period reporter product value
                      2020   A        tea     20
                      2020   B        tea     -
                      2020   C        tin     0""",
        "world": """period product value
                    2020   tea     50
                    2020   tin     50""",
    },
    expect="""period reporter product x_pk x_p x_wk x_w value
              2020   A        tea     20   20  50   100 0.1
              2020   A        tin     0    20  50   100 -0.1
              2020   B        tea     -    -   50   100 -
              2020   B        tin     0    -   50   100 -
              2020   C        tea     0    0   50   100 0
              2020   C        tin     0    0   50   100 0""",
)


@measure(
    theme=ADVANTAGE,
    title=T("Relative trade advantage (Vollrath)", "相对贸易优势（Vollrath）"),
    unit=Unit.INDEX,
    reads=(
        EXPORTS("period", "reporter", "product"),
        IMPORTS("period", "reporter", "product"),
        WORLD("period", "reporter", "product"),
        WORLD_IMPORTS("period", "reporter", "product"),
    ),
    per=("period", "reporter", "product"),
    terms=(
        Term("x_pk", "exports of the product", "该商品出口"),
        Term("x_pn", "exports of everything else", "其余商品出口"),
        Term("x_rk", "everyone else's exports of the product", "其他地区该商品出口"),
        Term("x_rn", "everyone else's exports of everything else", "其他地区其余商品出口"),
        Term("m_pk", "imports of the product", "该商品进口"),
        Term("m_pn", "imports of everything else", "其余商品进口"),
        Term("m_rk", "everyone else's imports of the product", "其他地区该商品进口"),
        Term("m_rn", "everyone else's imports of everything else", "其他地区其余商品进口"),
    ),
    formula="(x_pk / x_pn) / (x_rk / x_rn) - (m_pk / m_pn) / (m_rk / m_rn)",
    reference="Vollrath (1991), Weltwirtschaftliches Archiv 127(2), 265-280, doi:10.1007/BF02707986",
    direction="higher is better",
    range=(None, None),
    options=(OWN,),
)
def vollrath_rta(
    exports: Table, imports: Table, world: Table, world_imports: Table, *, by: Names = (), own: str = "by_name"
) -> Table:
    """RTA = RXA - RMA, each (x_pk / x_pn) / (x_rk / x_rn): the product and the region both left out of the reference."""
    keys = [*by, "period", "reporter", "product"]
    cells = two_way(exports, imports, keys)
    sold = _apart(cells.select(*keys, x="x"), world, (*by, "period"), own, "x")
    bought = _apart(cells.select(*keys, x="m"), world_imports, (*by, "period"), own, "m")
    both = sold.join(bought, keys)
    rxa = (both.x_pk / both.x_pn.nullif(0)) / (both.x_rk / both.x_rn.nullif(0)).nullif(0)
    rma = (both.m_pk / both.m_pn.nullif(0)) / (both.m_rk / both.m_rn.nullif(0)).nullif(0)
    return both.mutate(value=rxa - rma)


def _apart(own_cells: Table, reference: Table, within: Names, own: str, side: str) -> Table:
    """The product, everything else, and both again for everyone else."""
    both = beside_rest(own_cells, reference, within, "product", own)
    named = {"pk": both.x, "pn": both.x_all - both.x, "rk": both.r, "rn": both.r_all - both.r}
    return both.select(*within, "reporter", "product", **{f"{side}_{name}": column for name, column in named.items()})


vollrath_rta.example(
    source=T(
        "by hand: A sells tea 3 to 1 and the rest of the world 1 to 1; A buys tea 1 to 2, the rest 1 to 1: 3 - 1/2",
        "手算：甲地出口茶与其他为3比1，世界其余为1比1；甲地进口1比2，其余1比1：3 - 1/2",
    ),
    given={
        "exports": """period reporter product value
                      2020   A        tea     30
                      2020   A        tin     10""",
        "imports": """period reporter product value
                      2020   A        tea     10
                      2020   A        tin     20""",
        "world": """period reporter product value
                    2020   WLD      tea     130
                    2020   WLD      tin     110""",
        "world_imports": """period reporter product value
                            2020   A        tea     10
                            2020   A        tin     20
                            2020   B        tea     50
                            2020   B        tin     50""",
    },
    expect="""period reporter product x_pk x_pn x_rk x_rn m_pk m_pn m_rk m_rn value
              2020   A        tea     30   10   100  100  10   20   50   50   2.5
              2020   A        tin     10   30   100  100  20   10   50   50   -1.6666666666666667""",
)
vollrath_rta.example(
    source=T(
        "by hand: one product only leaves nothing to compare it with, and nobody else trades tin: no value",
        "手算：仅一种商品则无从比较，锡别处没有贸易：无值",
    ),
    given={
        "exports": """period reporter product value
                      2020   A        tea     30
                      2020   B        tea     30
                      2020   B        tin     10""",
        "imports": """period reporter product value
                      2020   A        tea     10
                      2020   B        tea     10
                      2020   B        tin     5""",
        "world": """period reporter product value
                    2020   A        tea     30
                    2020   B        tea     30
                    2020   B        tin     10""",
        "world_imports": """period reporter product value
                            2020   A        tea     10
                            2020   B        tea     10
                            2020   B        tin     5""",
    },
    expect="""period reporter product x_pk x_pn x_rk x_rn m_pk m_pn m_rk m_rn value
              2020   A        tea     30   0    30   10   10   0    10   5    -
              2020   B        tea     30   10   30   0    10   5    10   0    -
              2020   B        tin     10   30   0    30   5    10   0    10   -""",
)


@measure(
    theme=ADVANTAGE,
    title=T("Michaely index", "Michaely 指数"),
    unit=Unit.INDEX,
    reads=(EXPORTS("period", "reporter", "product"), IMPORTS("period", "reporter", "product")),
    per=("period", "reporter", "product"),
    terms=BALANCE_TERMS,
    formula="x_k / x - m_k / m",
    reference="Michaely (1962/1967), Concentration in International Trade, North-Holland; "
    "as given by Laursen (2015), doi:10.1007/s40821-015-0017-1",
    direction="higher is better",
    range=(-1, 1),
    adds_up=True,
)
def michaely(exports: Table, imports: Table, *, by: Names = ()) -> Table:
    """x_k/X - m_k/M: a product's share in exports less its share in imports; sums to 0 over products."""
    both = _both_ways(exports, imports, by)
    return both.mutate(value=both.x_k / both.x.nullif(0) - both.m_k / both.m.nullif(0))


def _both_ways(exports: Table, imports: Table, by: Names) -> Table:
    cells = two_way(exports, imports, [*by, "period", "reporter", "product"]).rename(x_k="x", m_k="m")
    whole = [*by, "period", "reporter"]
    return cells.mutate(x=cells.x_k.sum().over(group_by=whole), m=cells.m_k.sum().over(group_by=whole))


michaely.example(
    source=T("by hand: tea is 3/4 of exports and 1/2 of imports", "手算：茶占出口3/4、进口1/2"),
    given={
        "exports": """period reporter product value
                      2020   A        tea     30
                      2020   A        tin     10""",
        "imports": """period reporter product value
                      2020   A        tea     10
                      2020   A        tin     10""",
    },
    expect="""period reporter product x_k x  m_k m  value
              2020   A        tea     30  40 10  20 0.25
              2020   A        tin     10  40 10  20 -0.25""",
)
michaely.example(
    source=T(
        "by hand: what is only bought has a share of nothing in exports; B's imports are not reported: no value",
        "手算：只进口者占出口为零；乙地未报告进口：无值",
    ),
    given={
        "exports": """period reporter product value
                      2020   A        tea     30
                      2020   B        tea     5""",
        "imports": """period reporter product value
                      2020   A        tin     10""",
    },
    expect="""period reporter product x_k x  m_k m  value
              2020   A        tea     30  30 0   10 1
              2020   A        tin     0   30 10  10 -1
              2020   B        tea     5   5  -   -  -""",
)


@measure(
    theme=ADVANTAGE,
    title=T("Lafay index", "Lafay 指数"),
    unit=Unit.INDEX,
    reads=(EXPORTS("period", "reporter", "product"), IMPORTS("period", "reporter", "product")),
    per=("period", "reporter", "product"),
    terms=BALANCE_TERMS,
    formula="100 * ((x_k - m_k) - (x_k + m_k) * (x - m) / (x + m)) / (x + m)",
    reference="Lafay (1992), in Dagenais and Muet (eds), International Trade Modelling, Chapman and Hall; "
    "this form: Zaghini (2005), Journal of Common Market Studies 43(4), doi:10.1111/j.0021-9886.2005.00579.x",
    direction="higher is better",
    range=(-50, 50),
    adds_up=True,
)
def lafay(exports: Table, imports: Table, *, by: Names = ()) -> Table:
    """100 [(x_k-m_k)/(x_k+m_k) - (X-M)/(X+M)] (x_k+m_k)/(X+M), multiplied out; sums to 0 over products."""
    both = _both_ways(exports, imports, by)
    trade = (both.x + both.m).nullif(0)
    neutral = (both.x_k + both.m_k) * (both.x - both.m) / trade
    return both.mutate(value=100 * ((both.x_k - both.m_k) - neutral) / trade)


lafay.example(
    source=T(
        "by hand: trade is 60 + 20; tea balances at 20 of 40, and 40 * 40/80 = 20 is neutral; tin and tar differ from it",
        "手算：贸易60+20；茶差额20，中性值40 * 40/80 = 20；锡与焦油偏离中性",
    ),
    given={
        "exports": """period reporter product value
                      2020   A        tea     30
                      2020   A        tin     28
                      2020   A        tar     2""",
        "imports": """period reporter product value
                      2020   A        tea     10
                      2020   A        tin     2
                      2020   A        tar     8""",
    },
    expect="""period reporter product x_k x  m_k m  value
              2020   A        tea     30  60 10  20 0
              2020   A        tin     28  60 2   20 13.75
              2020   A        tar     2   60 8   20 -13.75""",
)
lafay.example(
    source=T(
        "by hand: no trade at all has no value; a product nobody trades is neutral",
        "手算：没有贸易则无值；无人交易的商品为中性",
    ),
    given={
        "exports": """period reporter product value
                      2020   A        tea     0
                      2020   B        tea     5
                      2020   B        tin     0""",
        "imports": """period reporter product value
                      2020   A        tea     0
                      2020   B        tea     5
                      2020   B        tin     0""",
    },
    expect="""period reporter product value
              2020   A        tea     -
              2020   B        tea     0
              2020   B        tin     0""",
)


@measure(
    theme=ADVANTAGE,
    title=T("Location quotient", "区位商"),
    unit=Unit.INDEX,
    reads=(FLOWS("period", "reporter", "product"), REFERENCE("period", "product")),
    per=("period", "reporter", "product"),
    terms=RCA_TERMS_ANY,
    formula="(x_pk / x_p) / (x_wk / x_w)",
    reference="Florence (1939), Report on the Location of Industry, Political and Economic Planning; "
    "Isard (1960), Methods of Regional Analysis, MIT Press, chapter 7",
    direction="neither",
    range=(0, None),
    adds_up=True,
)
def location_quotient(flows: Table, reference: Table, *, by: Names = ()) -> Table:
    """(x_pk / x_p) / (x_nk / x_n): a product's share in our trade, either way, over its share in the nation's."""
    return rca(flows, reference, by=by)


location_quotient.example(
    source=T(
        "by hand: cars are 1/2 of the province's imports and 1/8 of the nation's", "手算：汽车占省进口1/2、全国1/8"
    ),
    given={
        "flows": """period reporter product value
                    2020   CN-JL    cars    5
                    2020   CN-JL    soya    5""",
        "reference": """period product value
                        2020   cars    100
                        2020   soya    700""",
    },
    expect="""period reporter product x_pk x_p x_wk x_w value
              2020   CN-JL    cars    5    10  100  800 4
              2020   CN-JL    soya    5    10  700  800 0.5714285714285714""",
)
location_quotient.example(
    source=T(
        "by hand: within each direction; the nation does not export soya: no value",
        "手算：分方向；全国不出口大豆：无值",
    ),
    given={
        "flows": """period flow   reporter product value
                    2020   import CN-JL    soya    5
                    2020   export CN-JL    soya    5""",
        "reference": """period flow   product value
                        2020   import soya    50
                        2020   export soya    0
                        2020   export cars    9""",
    },
    by=("flow",),
    expect="""period flow   reporter product value
              2020   import CN-JL    soya    1
              2020   export CN-JL    soya    -""",
)
