"""What lies near to what a place can already do: the product space, and what the next product would be worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.complexity import (
    COUNTRIES,
    HAUSMANN,
    K_P,
    OWN_EXPORTS,
    PRODUCTS,
    REPORTERS,
    THREE,
    TOO_SMALL,
    VARIANT,
)  # fmt: skip
from entrepot.measures.complexity_tables import (
    Columns,
    Compared,
    Rules,
    every,
    grid_of,
    numbers_at,
    periods_of,
    plain,
    rows_of,
    text,
    texts,
)  # fmt: skip
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.option import Option
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    import pyarrow as pa

    from entrepot.measures.complexity_variants import Variant

OPPORTUNITIES = Theme("opportunities", T("Product space and opportunities", "产品空间与机会"))

PRODUCT_SPACE = (
    "Hidalgo, Klinger, Barabasi and Hausmann (2007), Science 317(5837), 482-487, doi:10.1126/science.1144581"
)
LEAST_PROXIMITY = Option(
    "least_proximity", 0.0, T("Only pairs at least so near", "只列邻近度不低于此数的商品对"), type="number", lowest=0
)


@measure(
    theme=OPPORTUNITIES,
    title=T("Proximity of two products", "两种商品的邻近度"),
    unit=Unit.SHARE,
    reads=(COUNTRIES,),
    per=("period", "product", "peer"),
    terms=(
        Term("both", "reporters with an advantage in both", "两者均有优势的地区数", Unit.COUNT),
        K_P,
        Term("k_peer", "reporters with an advantage in the other", "另一商品有优势的地区数", Unit.COUNT),
        REPORTERS,
    ),
    formula="both / max(k_p, k_peer)",
    reference=PRODUCT_SPACE,
    direction="neither",
    range=(0, 1),
    options=(LEAST_PROXIMITY, *TOO_SMALL),
    arrays=True,
)
def proximity(
    peers: pa.Table,
    *,
    by: Names = (),
    least_proximity: float = 0.0,
    least_exports: float = 0.0,
    least_world_trade: float = 0.0,
) -> pa.Table:
    """phi = reporters with both / the larger of those with either: the lesser chance that who sells one sells the other."""

    def answer(year: Compared) -> Columns:
        import numpy as np

        from entrepot.measures.product_space import proximity as matrix_of

        sold = np.flatnonzero(year.has.any(axis=0))
        m = year.has[:, sold]
        phi = matrix_of(m, linked_to_itself=True)
        k = m.sum(axis=0).astype(np.float64)
        one, other = np.nonzero(np.triu(phi >= least_proximity, 1))
        near = phi[one, other]
        at = year.kept[1][sold]
        return {
            "product": texts(year.world.products, at[one]),
            "peer": texts(year.world.products, at[other]),
            "both": plain(np.rint(near * np.maximum(k[one], k[other]))),
            "k_p": plain(k[one]),
            "k_peer": plain(k[other]),
            "reporters": every(len(year.has), len(one)),
            "value": plain(near),
        }

    years = periods_of(None, peers, by, Rules(least_exports, least_world_trade))
    return rows_of(years, answer, proximity, by)


proximity.example(
    source=T(
        "by hand: cars and chips have the same two sellers; every other pair shares one of two",
        "手算：汽车与芯片的两个卖家相同；其余各对共有两个中的一个",
    ),
    given={"peers": THREE},
    expect="""period product peer both k_p k_peer reporters value
              2020   cars    chips 2   2   2      3         1
              2020   cars    tea   1   2   2      3         0.5
              2020   cars    tin   1   2   2      3         0.5
              2020   chips   tea   1   2   2      3         0.5
              2020   chips   tin   1   2   2      3         0.5
              2020   tea     tin   1   2   2      3         0.5""",
)
proximity.example(
    source=T(
        "by hand: salt, which two of three sell, is as near to tea as its one common seller of two; lace, sold by nobody, is in no pair",
        "手算：盐与茶有一个共同卖家（两者中较多的为2）；无人出口的花边不成对",
    ),
    given={
        "peers": """period reporter product value
                    2020   A        tea     1
                    2020   B        tea     1
                    2020   B        salt    3
                    2020   C        salt    1
                    2020   C        lace    0"""
    },
    expect="""period product peer both k_p k_peer reporters value
              2020   salt    tea  0    2   1      3         0""",
)


@measure(
    theme=OPPORTUNITIES,
    title=T("Density", "密度（与已有优势的接近程度）"),
    unit=Unit.SHARE,
    reads=(OWN_EXPORTS, COUNTRIES),
    per=("period", "reporter", "product"),
    terms=(
        Term("near", "proximities to the products it has, summed", "与已有优势商品邻近度之和", Unit.INDEX),
        Term("around", "proximities to all products, summed", "与全部商品邻近度之和", Unit.INDEX),
        REPORTERS,
        PRODUCTS,
    ),
    formula="near / around",
    reference=PRODUCT_SPACE,
    direction="higher is better",
    range=(0, 1),
    options=(VARIANT, *TOO_SMALL),
    arrays=True,
)
def density(
    exports: pa.Table,
    peers: pa.Table,
    *,
    by: Names = (),
    variant: Variant = "entrepot",
    least_exports: float = 0.0,
    least_world_trade: float = 0.0,
) -> pa.Table:
    """d = sum M phi / sum phi: the part of a product's surroundings in which the reporter already has an advantage."""

    def answer(year: Compared) -> Columns:
        from entrepot.measures.complexity_matrix import comparable
        from entrepot.measures.complexity_variants import VARIANTS
        from entrepot.measures.product_space import surroundings

        reporters, products = comparable(year.has)
        world = year.has[reporters][:, products]
        grid = grid_of(year, products)
        here = surroundings(grid.has, world, linked_to_itself=VARIANTS[variant].linked_to_itself)
        return {
            **grid.keys(),
            "near": grid.numbers(here.near),
            "around": grid.numbers(here.around),
            "reporters": every(len(reporters), grid.rows),
            "products": every(len(products), grid.rows),
            "value": grid.numbers(here.density),
        }

    years = periods_of(exports, peers, by, Rules(least_exports, least_world_trade))
    return rows_of(years, answer, density, by)


density.example(
    source=T(
        "by hand: tea's surroundings are tin, cars and chips at 1/2 each: A has tin, 1/3 of them; B has the other two",
        "手算：茶的周围是锡、汽车、芯片，各1/2：甲地有锡，占1/3；乙地有另外两种",
    ),
    given={"exports": THREE, "peers": THREE},
    expect="""period reporter product near around reporters products value
              2020   A        cars    1    2      3         4        0.5
              2020   A        chips   1    2      3         4        0.5
              2020   A        tea     0.5  1.5    3         4        0.3333333333333333
              2020   A        tin     0.5  1.5    3         4        0.3333333333333333
              2020   B        cars    1.5  2      3         4        0.75
              2020   B        chips   1.5  2      3         4        0.75
              2020   B        tea     1    1.5    3         4        0.6666666666666666
              2020   B        tin     1.5  1.5    3         4        1
              2020   C        cars    1.5  2      3         4        0.75
              2020   C        chips   1.5  2      3         4        0.75
              2020   C        tea     1.5  1.5    3         4        1
              2020   C        tin     1    1.5    3         4        0.6666666666666666""",
)
density.example(
    source=T(
        "by hand: atlas counts a product as its own neighbour, so chips have 1 + 1 + 1/2 + 1/2 around them, and a province "
        "that sells chips alone has 1 of it; D sells nothing: no value",
        "手算：atlas口径把商品自身也算作邻居，芯片周围为1 + 1 + 1/2 + 1/2，仅出口芯片的省份有其中的1；丁省没有出口：无值",
    ),
    given={
        "exports": """period reporter product value
                      2020   PROVINCE chips   5
                      2020   D        tea     0""",
        "peers": THREE,
    },
    options={"variant": "atlas"},
    expect="""period reporter product near around reporters products value
              2020   PROVINCE cars    1    3      3         4        0.3333333333333333
              2020   PROVINCE chips   1    3      3         4        0.3333333333333333
              2020   PROVINCE tea     0.5  2.5    3         4        0.2
              2020   PROVINCE tin     0.5  2.5    3         4        0.2
              2020   D        cars    -    -      3         4        -
              2020   D        chips   -    -      3         4        -
              2020   D        tea     -    -      3         4        -
              2020   D        tin     -    -      3         4        -""",
)


@measure(
    theme=OPPORTUNITIES,
    title=T("Complexity outlook index", "复杂度前景指数（COI）"),
    unit=Unit.INDEX,
    reads=(OWN_EXPORTS, COUNTRIES),
    per=("period", "reporter"),
    terms=(
        Term("outlook", "density times complexity of what it lacks, summed", "尚无优势商品的密度乘复杂度之和", Unit.INDEX),
        Term("outlook_mean", "mean taken out; 0 unless the variant standardises", "所减均值；不标准化则为0", Unit.INDEX),
        Term("outlook_sd", "deviation divided by; 1 unless the variant standardises", "所除标准差；不标准化则为1", Unit.INDEX),
        REPORTERS,
        PRODUCTS,
    ),
    formula="(outlook - outlook_mean) / outlook_sd",
    reference=HAUSMANN,
    direction="higher is better",
    range=(None, None),
    options=(VARIANT, *TOO_SMALL),
    arrays=True,
)  # fmt: skip
def coi(
    exports: pa.Table,
    peers: pa.Table,
    *,
    by: Names = (),
    variant: Variant = "entrepot",
    least_exports: float = 0.0,
    least_world_trade: float = 0.0,
) -> pa.Table:
    """sum_p d (1 - M) PCI: how much complexity lies near; `atlas` standardises it over the reporters compared."""

    def answer(year: Compared) -> Columns:
        from entrepot.measures.complexity_matrix import ranked
        from entrepot.measures.product_space import opportunities

        world = ranked(year.has, variant)
        grid = grid_of(year, world.products)
        found = opportunities(grid.has, world)
        rows = len(year.own.reporters)
        return {
            "reporter": text(year.own.reporters),
            "outlook": numbers_at(rows, (grid.placed, found.outlook)),
            "outlook_mean": every(found.outlook_mean, rows),
            "outlook_sd": every(found.outlook_sd, rows),
            "reporters": every(len(world.reporters), rows),
            "products": every(len(world.products), rows),
            "value": numbers_at(rows, (grid.placed, found.coi)),
        }

    years = periods_of(exports, peers, by, Rules(least_exports, least_world_trade))
    return rows_of(years, answer, coi, by)


coi.example(
    source=T(
        "by hand: A lacks cars and chips, each with density 1/2 and PCI 2.5/sqrt(2); B lacks tin, density 1, PCI -sqrt(2)",
        "手算：甲地缺汽车和芯片，密度各1/2、PCI各2.5/√2；乙地缺锡，密度1，PCI -√2",
    ),
    given={"exports": THREE, "peers": THREE},
    expect="""period reporter outlook             outlook_mean outlook_sd reporters products value
              2020   A        1.7677669529663687  0            1          3         4        1.7677669529663687
              2020   B        -1.4142135623730951 0            1          3         4        -1.4142135623730951
              2020   C        -1.4142135623730951 0            1          3         4        -1.4142135623730951""",
)
coi.example(
    source=T(
        "by hand: standardised as `atlas` does, A stands apart from two equals, so sqrt(2) and -1/sqrt(2); D sells nothing",
        "手算：按atlas口径标准化，一地与两个相同者相对，得√2与-1/√2；丁地没有出口",
    ),
    given={
        "exports": THREE
        + """
           2020   D        tea     0""",
        "peers": THREE,
    },
    options={"variant": "atlas"},
    expect="""period reporter value
              2020   A        1.4142135623730951
              2020   B        -0.7071067811865476
              2020   C        -0.7071067811865476
              2020   D        -""",
)


@measure(
    theme=OPPORTUNITIES,
    title=T("Complexity outlook gain of a product", "新增某商品的复杂度前景收益（COG）"),
    unit=Unit.INDEX,
    reads=(OWN_EXPORTS, COUNTRIES),
    per=("period", "reporter", "product"),
    terms=(
        Term("gain", "complexity of what else is lacking, by its nearness", "其余尚缺商品的复杂度按邻近度加权之和", Unit.INDEX),
        Term("own_part", "density times its own complexity; 0 in atlas", "密度乘自身复杂度；atlas口径为0", Unit.INDEX),
        Term("density", "density around the product", "该商品周围的密度", Unit.SHARE),
        Term("pci", "complexity of the product", "该商品的复杂度", Unit.INDEX),
        REPORTERS,
        PRODUCTS,
    ),
    formula="gain - own_part",
    reference=HAUSMANN,
    direction="higher is better",
    range=(None, None),
    options=(VARIANT, *TOO_SMALL),
    arrays=True,
)  # fmt: skip
def cog(
    exports: pa.Table,
    peers: pa.Table,
    *,
    by: Names = (),
    variant: Variant = "entrepot",
    least_exports: float = 0.0,
    least_world_trade: float = 0.0,
) -> pa.Table:
    """sum_p' phi_pp' / (sum_p'' phi_p''p') (1 - M_rp') PCI_p' - d_rp PCI_p, where M_rp = 0; `atlas` takes nothing off."""

    def answer(year: Compared) -> Columns:
        from entrepot.measures.complexity_matrix import ranked
        from entrepot.measures.product_space import opportunities

        world = ranked(year.has, variant)
        grid = grid_of(year, world.products)
        found = opportunities(grid.has, world)
        lacking = ~grid.has
        return {
            **grid.keys(),
            "gain": grid.numbers(found.gain, lacking),
            "own_part": grid.numbers(found.own_part, lacking),
            "density": grid.numbers(found.surroundings.density),
            "pci": grid.numbers(world.pci),
            "reporters": every(len(world.reporters), grid.rows),
            "products": every(len(world.products), grid.rows),
            "value": grid.numbers(found.cog, lacking),
        }

    years = periods_of(exports, peers, by, Rules(least_exports, least_world_trade))
    return rows_of(years, answer, cog, by)


cog.example(
    source=T(
        "by hand: for A, cars bring chips nearer: 1/2 of PCI 2.5/sqrt(2), and as much is taken off; for B nothing is left "
        "beyond tin, so only 1 times -sqrt(2) is taken off; what is there already has no gain",
        "手算：甲地得到汽车则芯片更近：PCI 2.5/√2的1/2，又减去同样多；乙地除锡外无所缺，仅减去1乘-√2；已有优势者无收益可言",
    ),
    given={"exports": THREE, "peers": THREE},
    expect="""period reporter product gain               own_part            density            value
              2020   A        cars    0.8838834764831844 0.8838834764831844  0.5                0
              2020   A        chips   0.8838834764831844 0.8838834764831844  0.5                0
              2020   A        tea     -                  -                   0.3333333333333333 -
              2020   A        tin     -                  -                   0.3333333333333333 -
              2020   B        cars    -                  -                   0.75               -
              2020   B        chips   -                  -                   0.75               -
              2020   B        tea     -                  -                   0.6666666666666666 -
              2020   B        tin     0                  -1.4142135623730951 1                  1.4142135623730951
              2020   C        cars    -                  -                   0.75               -
              2020   C        chips   -                  -                   0.75               -
              2020   C        tea     0                  -1.4142135623730951 1                  1.4142135623730951
              2020   C        tin     -                  -                   0.6666666666666666 -""",
)
cog.example(
    source=T(
        "by hand, atlas: a province with tea and tin (as A) gains 1/3 for cars and 1/3 for chips, each of 9/(4 sqrt(2)), which is "
        "PCI before its mean is taken out; D sells nothing: no value",
        "手算（atlas口径）：与甲地相同的省份得汽车1/3、芯片1/3，各乘未减均值的PCI即9/(4√2)；丁省没有出口：无值",
    ),
    given={
        "exports": """period reporter product value
                      2020   PROVINCE tea     5
                      2020   PROVINCE tin     5
                      2020   D        tea     0""",
        "peers": THREE,
    },
    options={"variant": "atlas"},
    expect="""period reporter product own_part value
              2020   PROVINCE cars    0        1.0606601717798212
              2020   PROVINCE chips   0        1.0606601717798212
              2020   PROVINCE tea     -        -
              2020   PROVINCE tin     -        -
              2020   D        cars    -        -
              2020   D        chips   -        -
              2020   D        tea     -        -
              2020   D        tin     -        -""",
)
