"""How much know-how exports speak of: complexity and fitness of places, and of the products that they sell.

A place that is not among the countries compared (a province, a city, a zone) is judged by the countries' product
complexity: its ECI is the mean PCI of what it has an advantage in, its fitness the sum of their Q.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.complexity_tables import (
    Columns,
    Compared,
    Rules,
    every,
    members_of,
    numbers_at,
    periods_of,
    plain,
    rows_of,
    text,
)  # fmt: skip
from entrepot.measures.inputs import EXPORTS, PEER_EXPORTS
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.option import Option
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    import pyarrow as pa

    from entrepot.measures.complexity_variants import Variant

COMPLEXITY = Theme("complexity", T("Complexity", "经济复杂度"))

VARIANT = Option(
    "variant",
    "entrepot",
    T(
        "Whose convention: entrepot (the formulas of the Atlas, 2014), atlas (Growth Lab's package), oec (Datawheel's package)",
        "采用哪家口径：entrepot（《经济复杂度图集》2014年公式）、atlas（增长实验室程序包）、oec（Datawheel程序包）",
    ),
    ("entrepot", "atlas", "oec"),
)
LEAST_EXPORTS = Option(
    "least_exports",
    0.0,
    T("Reporters that export less than this in all are left out", "出口总额低于此数的地区不参加比较"),
    type="number",
    lowest=0,
)
LEAST_WORLD_TRADE = Option(
    "least_world_trade",
    0.0,
    T("Products traded less than this by all reporters are left out", "各地区出口合计低于此数的商品不参加比较"),
    type="number",
    lowest=0,
)
TOO_SMALL = (LEAST_EXPORTS, LEAST_WORLD_TRADE)
ITERATIONS = Option("iterations", 200, T("Steps of the iteration", "迭代次数"), type="whole", lowest=1)

COUNTRIES = PEER_EXPORTS("period", "reporter", "product")
OWN_EXPORTS = EXPORTS("period", "reporter", "product")
K_R = Term("k_r", "products compared in which it has an advantage", "所比较商品中具有比较优势的种数", Unit.COUNT)
K_P = Term("k_p", "reporters compared that have an advantage in it", "所比较地区中具有比较优势的个数", Unit.COUNT)
REPORTERS = Term("reporters", "reporters compared", "参加比较的地区数", Unit.COUNT)
PRODUCTS = Term("products", "products compared", "参加比较的商品数", Unit.COUNT)
HAUSMANN = (
    "Hidalgo and Hausmann (2009), PNAS 106(26), 10570-10575, doi:10.1073/pnas.0900943106; "
    "Hausmann, Hidalgo and others (2014), The Atlas of Economic Complexity, MIT Press, 24"
)
TACCHELLA = "Tacchella, Cristelli, Caldarelli, Gabrielli and Pietronero (2012), Scientific Reports 2, 723, doi:10.1038/srep00723"


@measure(
    theme=COMPLEXITY,
    title=T("Economic complexity index", "经济复杂度指数（ECI）"),
    unit=Unit.INDEX,
    reads=(OWN_EXPORTS, COUNTRIES),
    per=("period", "reporter"),
    terms=(
        Term("e", "mean complexity of its products, before standardising", "其优势商品复杂度均值（标准化前）", Unit.INDEX),
        Term("e_mean", "mean of e over the reporters compared", "参加比较地区e的均值", Unit.INDEX),
        Term("e_sd", "deviation of e over the reporters compared", "参加比较地区e的标准差", Unit.INDEX),
        K_R,
        REPORTERS,
        PRODUCTS,
    ),
    formula="(e - e_mean) / e_sd",
    reference=HAUSMANN,
    direction="higher is better",
    range=(None, None),
    options=(VARIANT, *TOO_SMALL),
    arrays=True,
)  # fmt: skip
def eci(
    exports: pa.Table,
    peers: pa.Table,
    *,
    by: Names = (),
    variant: Variant = "entrepot",
    least_exports: float = 0.0,
    least_world_trade: float = 0.0,
) -> pa.Table:
    """(e - mean e) / sd e, e the second eigenvector of D_r^-1 M D_p^-1 M', M = 1[RCA >= 1]; elsewhere, mean world PCI."""

    def answer(year: Compared) -> Columns:
        from entrepot.measures.complexity_matrix import against_world, ranked

        world = ranked(year.has, variant)
        rows = len(year.own.reporters)
        placed, e = against_world(year.own_has, world)
        at, inside = members_of(year, world)
        return {
            "reporter": text(year.own.reporters),
            "e": numbers_at(rows, (placed, e), (at, world.e[inside])),
            "e_mean": numbers_at(rows, (placed, world.q_mean), (at, world.e_mean)),
            "e_sd": numbers_at(rows, (placed, world.q_sd), (at, world.e_sd)),
            "k_r": plain(year.own_has[:, world.products].sum(axis=1)),
            "reporters": every(len(world.reporters), rows),
            "products": every(len(world.products), rows),
            "value": numbers_at(rows, (placed, (e - world.q_mean) / world.q_sd), (at, world.eci[inside])),
        }

    years = periods_of(exports, peers, by, Rules(least_exports, least_world_trade))
    return rows_of(years, answer, eci, by)


THREE = """period reporter product value
           2020   A        tea     1
           2020   A        tin     1
           2020   B        tea     1
           2020   B        cars    1
           2020   B        chips   1
           2020   C        tin     1
           2020   C        cars    1
           2020   C        chips   1"""
PENCIL = T(
    "by hand: every product has two sellers; the eigenvalues are 1, 1/3 and 1/9, the second vector is (-3, 1, 1) over A, B, C, "
    "with mean -1/3 and deviation 4 sqrt(2)/3",
    "手算：每种商品有两个卖家；特征值为1、1/3、1/9，第二特征向量在A、B、C上为(-3, 1, 1)，均值-1/3，标准差4√2/3",
)

eci.example(
    source=PENCIL,
    given={"exports": THREE, "peers": THREE},
    expect="""period reporter k_r reporters products value
              2020   A        2   3         4        -1.4142135623730951
              2020   B        3   3         4        0.7071067811865476
              2020   C        3   3         4        0.7071067811865476""",
)
eci.example(
    source=T(
        "by hand: a province that sells chips alone has chips' PCI, 2.5/sqrt(2); D sells nothing and gold is sold by "
        "none of the countries: no value",
        "手算：仅出口芯片的省份，其值即芯片的PCI，2.5/√2；丁省没有出口，黄金各国均未出口：无值",
    ),
    given={
        "exports": """period reporter product value
                      2020   PROVINCE chips   5
                      2020   D        tea     0
                      2020   GOLDMINE gold    3
                      2020   TINY     chips   0.1""",
        "peers": THREE,
    },
    options={"least_exports": 0.5},
    expect="""period reporter k_r reporters products value
              2020   PROVINCE 1   3         4        1.7677669529663687
              2020   D        0   3         4        -
              2020   GOLDMINE 0   3         4        -
              2020   TINY     0   3         4        -""",
)


@measure(
    theme=COMPLEXITY,
    title=T("Product complexity index", "产品复杂度指数（PCI）"),
    unit=Unit.INDEX,
    reads=(COUNTRIES,),
    per=("period", "product"),
    terms=(
        Term("q", "mean complexity of its sellers over the eigenvalue", "其优势地区复杂度均值除以特征值", Unit.INDEX),
        Term("q_mean", "mean on whose scale it is put", "标准化所用均值", Unit.INDEX),
        Term("q_sd", "deviation on whose scale it is put", "标准化所用标准差", Unit.INDEX),
        K_P,
        REPORTERS,
        PRODUCTS,
    ),
    formula="(q - q_mean) / q_sd",
    reference=HAUSMANN,
    direction="neither",
    range=(None, None),
    options=(VARIANT, *TOO_SMALL),
    arrays=True,
)  # fmt: skip
def pci(
    peers: pa.Table,
    *,
    by: Names = (),
    variant: Variant = "entrepot",
    least_exports: float = 0.0,
    least_world_trade: float = 0.0,
) -> pa.Table:
    """(q - mean e) / sd e, q the second eigenvector of D_p^-1 M' D_r^-1 M: so ECI is the mean PCI where M = 1."""

    def answer(year: Compared) -> Columns:
        from entrepot.measures.complexity_matrix import ranked

        world = ranked(year.has, variant)
        rows = len(year.world.products)
        at = year.kept[1][world.products]
        return {
            "product": text(year.world.products),
            "q": numbers_at(rows, (at, world.q)),
            "q_mean": every(world.q_mean, rows),
            "q_sd": every(world.q_sd, rows),
            "k_p": numbers_at(rows, (at, world.k_p)),
            "reporters": every(len(world.reporters), rows),
            "products": every(len(world.products), rows),
            "value": numbers_at(rows, (at, world.pci)),
        }

    years = periods_of(None, peers, by, Rules(least_exports, least_world_trade))
    return rows_of(years, answer, pci, by)


pci.example(
    source=PENCIL,
    given={"peers": THREE},
    expect="""period product k_p reporters products value
              2020   tea     2   3         4        -1.4142135623730951
              2020   tin     2   3         4        -1.4142135623730951
              2020   cars    2   3         4        1.7677669529663687
              2020   chips   2   3         4        1.7677669529663687""",
)
pci.example(
    source=T(
        "by hand: E sells only salt, which nobody else sells, so nothing links it to the rest; lace is sold by nobody; "
        "the whole and the world's row are no product and no reporter",
        "手算：戊只出口盐且无他人出口，与其余无联系；花边无人出口；合计与世界不是商品和地区",
    ),
    given={
        "peers": THREE
        + """
           2020   E        salt    1
           2020   E        lace    0
           2020   A        TOTAL   2
           2020   WLD      tea     2"""
    },
    expect="""period product k_p reporters products value
              2020   tea     2   3         4        -1.4142135623730951
              2020   tin     2   3         4        -1.4142135623730951
              2020   cars    2   3         4        1.7677669529663687
              2020   chips   2   3         4        1.7677669529663687
              2020   salt    -   3         4        -
              2020   lace    -   3         4        -""",
)


@measure(
    theme=COMPLEXITY,
    title=T("Fitness", "适合度（Fitness）"),
    unit=Unit.INDEX,
    reads=(OWN_EXPORTS, COUNTRIES),
    per=("period", "reporter"),
    terms=(
        Term("f", "sum of the Q of its products", "其优势商品Q之和", Unit.INDEX),
        Term("f_mean", "mean of f over the reporters compared", "参加比较地区f的均值", Unit.INDEX),
        K_R,
        REPORTERS,
        PRODUCTS,
    ),
    formula="f / f_mean",
    reference=TACCHELLA,
    direction="higher is better",
    range=(0, None),
    options=(ITERATIONS, *TOO_SMALL),
    arrays=True,
)
def fitness(
    exports: pa.Table,
    peers: pa.Table,
    *,
    by: Names = (),
    iterations: int = 200,
    least_exports: float = 0.0,
    least_world_trade: float = 0.0,
) -> pa.Table:
    """F_r = sum_p M Q_p over its mean, Q_p = 1 / sum_r (M / F_r) over its mean, each from the step before, from 1."""

    def answer(year: Compared) -> Columns:
        from entrepot.measures.fitness_iteration import fitness_of

        world = fitness_of(year.has, iterations)
        rows = len(year.own.reporters)
        m = year.own_has[:, world.products]
        k_r = m.sum(axis=1)
        placed = k_r.nonzero()[0]
        f = m[placed] @ world.quality_before
        return {
            "reporter": text(year.own.reporters),
            "f": numbers_at(rows, (placed, f)),
            "f_mean": every(world.raw.mean(), rows),
            "k_r": plain(k_r),
            "reporters": every(len(world.reporters), rows),
            "products": every(len(world.products), rows),
            "value": numbers_at(rows, (placed, f / world.raw.mean())),
        }

    years = periods_of(exports, peers, by, Rules(least_exports, least_world_trade))
    return rows_of(years, answer, fitness, by)


ONE_STEP = T(
    "by hand, two steps: F is first 2, 3, 3 over 8/3, that is 3/4, 9/8, 9/8; Q is first equal, then 1/(4/3 + 8/9) = 9/20 for "
    "tea and tin, 1/(8/9 + 8/9) = 9/16 for cars and chips, over their mean 81/160: 8/9 and 10/9. F of the second step is "
    "summed from the first Q, which is 1",
    "手算两步：F先为2、3、3除以8/3，即3/4、9/8、9/8；Q先相等，继而茶、锡为1/(4/3 + 8/9) = 9/20，汽车、芯片为9/16，除以均值81/160，得8/9与10/9。"
    "第二步的F由第一步的Q（均为1）求和",
)
fitness.example(
    source=ONE_STEP,
    given={"exports": THREE, "peers": THREE},
    options={"iterations": 2},
    expect="""period reporter f f_mean             k_r reporters products value
              2020   A        2 2.6666666666666665 2   3         4        0.75
              2020   B        3 2.6666666666666665 3   3         4        1.125
              2020   C        3 2.6666666666666665 3   3         4        1.125""",
)
fitness.example(
    source=T(
        "by hand, three steps: Q is 8/9 and 10/9, so F is 16/9, 28/9, 28/9 over 8/3; a province that sells chips alone has "
        "10/9 over 8/3; D sells nothing: no value",
        "手算三步：Q为8/9与10/9，故F为16/9、28/9、28/9除以8/3；仅出口芯片的省份为10/9除以8/3；丁省没有出口：无值",
    ),
    given={
        "exports": THREE
        + """
           2020   PROVINCE chips   5
           2020   D        tea     0""",
        "peers": THREE,
    },
    options={"iterations": 3},
    expect="""period reporter k_r reporters products value
              2020   A        2   3         4        0.6666666666666666
              2020   B        3   3         4        1.1666666666666667
              2020   C        3   3         4        1.1666666666666667
              2020   PROVINCE 1   3         4        0.4166666666666667
              2020   D        0   3         4        -""",
)


@measure(
    theme=COMPLEXITY,
    title=T("Product complexity by the fitness iteration (Q)", "产品复杂度（适合度迭代，Q）"),
    unit=Unit.INDEX,
    reads=(COUNTRIES,),
    per=("period", "product"),
    terms=(
        Term("q", "1 over the sum of 1/F of its sellers", "其优势地区1/F之和的倒数", Unit.INDEX),
        Term("q_mean", "mean of q over the products compared", "参加比较商品q的均值", Unit.INDEX),
        K_P,
        REPORTERS,
        PRODUCTS,
    ),
    formula="q / q_mean",
    reference=TACCHELLA,
    direction="neither",
    range=(0, None),
    options=(ITERATIONS, *TOO_SMALL),
    arrays=True,
)
def product_fitness(
    peers: pa.Table,
    *,
    by: Names = (),
    iterations: int = 200,
    least_exports: float = 0.0,
    least_world_trade: float = 0.0,
) -> pa.Table:
    """Q_p = 1 / sum_r (M / F_r) over its mean: what even the least fit can sell is simple."""

    def answer(year: Compared) -> Columns:
        from entrepot.measures.fitness_iteration import fitness_of

        world = fitness_of(year.has, iterations)
        rows = len(year.world.products)
        at = year.kept[1][world.products]
        return {
            "product": text(year.world.products),
            "q": numbers_at(rows, (at, world.raw_quality)),
            "q_mean": every(world.raw_quality.mean(), rows),
            "k_p": numbers_at(rows, (at, year.has.sum(axis=0)[world.products])),
            "reporters": every(len(world.reporters), rows),
            "products": every(len(world.products), rows),
            "value": numbers_at(rows, (at, world.quality)),
        }

    years = periods_of(None, peers, by, Rules(least_exports, least_world_trade))
    return rows_of(years, answer, product_fitness, by)


product_fitness.example(
    source=ONE_STEP,
    given={"peers": THREE},
    options={"iterations": 2},
    expect="""period product q      q_mean  k_p value
              2020   tea     0.45   0.50625 2   0.8888888888888888
              2020   tin     0.45   0.50625 2   0.8888888888888888
              2020   cars    0.5625 0.50625 2   1.1111111111111112
              2020   chips   0.5625 0.50625 2   1.1111111111111112""",
)
product_fitness.example(
    source=T(
        "by hand: after one step every Q is 1/k_p over the mean; lace is sold by nobody, and salt too little to count",
        "手算：一步之后，各Q为1/k_p除以均值；花边无人出口，盐的贸易额过小",
    ),
    given={
        "peers": THREE
        + """
           2020   C        lace    0
           2020   C        salt    0.001"""
    },
    options={"iterations": 1, "least_world_trade": 1},
    expect="""period product q   q_mean k_p value
              2020   tea     0.5 0.5    2   1
              2020   tin     0.5 0.5    2   1
              2020   cars    0.5 0.5    2   1
              2020   chips   0.5 0.5    2   1
              2020   lace    -   0.5    -   -
              2020   salt    -   0.5    -   -""",
)
