"""Where trade goes: more, or less, than the partner's size would lead one to expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.composition import parts_within
from entrepot.measures.inputs import (
    EXPORTS,
    FLOWS,
    HOMES,
    IMPORTS,
    MEMBERS,
    REFERENCE,
    WORLD,
    WORLD_IMPORTS,
    WORLD_ROW,
)
from entrepot.measures.joining import beside
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.option import Option
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

DIRECTION = Theme("direction", T("Direction", "流向"))

CONVENTION = Option(
    "convention",
    "world",
    T(
        "What the partner's share is compared with: the world's trade with it, or its own trade in the world's "
        "without the region's country (Kojima)",
        "与何者相比：世界对该伙伴的贸易（world），或该伙伴在除本国外世界贸易中的份额（kojima）",
    ),
    ("world", "kojima"),
)
INTENSITY_TERMS = (
    Term("t_pj", "trade with the partner", "对该伙伴的贸易额"),
    Term("t_p", "all trade", "贸易总额"),
    Term("w_j", "the partner's weight in the reference", "该伙伴在参照中的贸易额"),
    Term("w", "the reference's whole", "参照总额"),
)
KOJIMA = (
    "world: Mikic and Gilbert (2009), Trade Statistics in Policymaking, ST/ESCAP/2559: trade intensity; "
    "kojima: Kojima (1964), Hitotsubashi Journal of Economics 5(1), 16-36, as given by Drysdale and Garnaut (1982), "
    "Hitotsubashi Journal of Economics 22(2), 62-84"
)


def intensity(own: Table, mirror: Table | None, sizes: Table | None, homes: Table | None, by: Names, how: str) -> Table:
    """The partner's share in our trade over its share in the reference, by either convention."""
    ours = parts_within(own, (*by, "period", "reporter"), "partner")
    ours = ours.select(*by, "period", "reporter", partner="part", t_pj="value", t_p="total")
    both = _against_world(ours, mirror, by) if how == "world" else _against_sizes(ours, sizes, homes, by)
    return both.mutate(value=(both.t_pj / both.t_p.nullif(0)) / (both.w_j / both.w.nullif(0)).nullif(0))


def _against_world(ours: Table, mirror: Table | None, by: Names) -> Table:
    world = parts_within(_given(mirror, "partner"), (*by, "period"), "partner")
    return beside(ours, world.select(*by, "period", partner="part", w_j="value", w="total"), [*by, "period", "partner"])


def _against_sizes(ours: Table, sizes: Table | None, homes: Table | None, by: Names) -> Table:
    """w_j is the partner's own trade, w the world's without the country that the region lies in."""
    world = parts_within(_given(sizes, "reporter"), (*by, "period"), "reporter")
    partners = world.select(*by, "period", partner="part", w_j="value", w_all="total")
    countries = world.select(*by, "period", country="part", w_home="value")
    if homes is None:
        placed = ours.mutate(country=ours.reporter)
    else:
        placed = beside(ours, homes.select("reporter", home="country"), ["reporter"])
        placed = placed.mutate(country=placed.home.coalesce(placed.reporter))
    both = beside(placed, partners, [*by, "period", "partner"])
    both = beside(both, countries, [*by, "period", "country"])
    return both.mutate(w=both.w_all - both.w_home)


def _given(reference: Table | None, per: str) -> Table:
    if reference is None:
        raise MissingData(
            T(
                f"this convention of trade intensity needs the reference's trade by {per}; load it, or choose another",
                f"此口径的贸易结合度需要参照地区按 {per} 分的贸易数据；请先载入，或另选口径",
            )
        )
    return reference


@measure(
    theme=DIRECTION,
    title=T("Export intensity", "出口贸易结合度"),
    unit=Unit.INDEX,
    reads=(
        EXPORTS("period", "reporter", "partner"),
        WORLD("period", "partner").or_none(),
        WORLD_IMPORTS("period", "reporter").or_none(),
        HOMES("reporter", "country"),
    ),
    per=("period", "reporter", "partner"),
    terms=INTENSITY_TERMS,
    formula="(t_pj / t_p) / (w_j / w)",
    reference=KOJIMA,
    direction="neither",
    range=(0, None),
    options=(CONVENTION,),
    adds_up=True,
)
def trade_intensity_export(
    exports: Table,
    world: Table | None,
    world_imports: Table | None,
    homes: Table | None,
    *,
    by: Names = (),
    convention: str = "world",
) -> Table:
    """world: (X_pj/X_p) / (X_wj/X_w); kojima: (X_pj/X_p) / (M_j/(M_w - M_i)), i the country of the region."""
    return intensity(exports, world, world_imports, homes, by, convention)


trade_intensity_export.example(
    source=T(
        "by hand: KOR takes half of A's exports and a tenth of the world's",
        "手算：韩国占甲地出口的一半、世界出口的十分之一",
    ),
    given={
        "exports": """period reporter partner value
                      2020   A        KOR     5
                      2020   A        USA     5""",
        "world": """period partner value
                    2020   KOR     10
                    2020   USA     90""",
    },
    expect="""period reporter partner t_pj t_p w_j w   value
              2020   A        KOR     5    10  10  100 5
              2020   A        USA     5    10  90  100 0.5555555555555556""",
)
trade_intensity_export.example(
    source=T(
        "by hand: a province of CHN; the world imports 120, CHN 20 of it, KOR 10, and nobody knows what PRK imports",
        "手算：中国某省；世界进口120，其中中国20、韩国10，朝鲜不详",
    ),
    given={
        "exports": """period reporter partner value
                      2020   CN-LN    WLD     10
                      2020   CN-LN    KOR     2
                      2020   CN-LN    PRK     1""",
        "world_imports": """period reporter value
                            2020   WLD      120
                            2020   CHN      20
                            2020   KOR      10""",
        "homes": """reporter country
                    CN-LN    CHN""",
    },
    options={"convention": "kojima"},
    expect="""period reporter partner t_pj t_p w_j w   value
              2020   CN-LN    KOR     2    10  10  100 2
              2020   CN-LN    PRK     1    10  -   -   -""",
)


@measure(
    theme=DIRECTION,
    title=T("Import intensity", "进口贸易结合度"),
    unit=Unit.INDEX,
    reads=(
        IMPORTS("period", "reporter", "partner"),
        WORLD_IMPORTS("period", "partner").or_none(),
        WORLD("period", "reporter").or_none(),
        HOMES("reporter", "country"),
    ),
    per=("period", "reporter", "partner"),
    terms=INTENSITY_TERMS,
    formula="(t_pj / t_p) / (w_j / w)",
    reference=KOJIMA,
    direction="neither",
    range=(0, None),
    options=(CONVENTION,),
    adds_up=True,
)
def trade_intensity_import(
    imports: Table,
    world_imports: Table | None,
    world: Table | None,
    homes: Table | None,
    *,
    by: Names = (),
    convention: str = "world",
) -> Table:
    """world: (M_pj/M_p) / (M_wj/M_w); kojima: (M_pj/M_p) / (X_j/(X_w - X_i)), i the country of the region."""
    return intensity(imports, world_imports, world, homes, by, convention)


trade_intensity_import.example(
    source=T("by hand: a fifth of A's imports and two fifths of the world's", "手算：占甲地进口的1/5、世界进口的2/5"),
    given={
        "imports": """period reporter partner value
                      2020   A        KOR     1
                      2020   A        USA     4""",
        "world_imports": """period partner value
                            2020   KOR     40
                            2020   USA     60""",
    },
    expect="""period reporter partner t_pj t_p w_j w   value
              2020   A        KOR     1    5   40  100 0.5
              2020   A        USA     4    5   60  100 1.3333333333333333""",
)
trade_intensity_import.example(
    source=T(
        "by hand: a country is its own home, its own exports leave the reference; B bought nothing: no value",
        "手算：国家即其自身所属国，参照扣除本国出口；乙地没有进口：无值",
    ),
    given={
        "imports": """period reporter partner value
                      2020   A        KOR     3
                      2020   A        USA     7
                      2020   B        KOR     0""",
        "world": """period reporter value
                    2020   A        50
                    2020   B        50
                    2020   KOR      20
                    2020   USA      30""",
    },
    options={"convention": "kojima"},
    expect="""period reporter partner t_pj t_p w_j w   value
              2020   A        KOR     3    10  20  100 1.5
              2020   A        USA     7    10  30  100 2.3333333333333335
              2020   B        KOR     0    0   20  100 -""",
)


@measure(
    theme=DIRECTION,
    title=T("Trade introversion (revealed trade preference)", "贸易内向度（显示性贸易偏好）"),
    unit=Unit.INDEX,
    reads=(FLOWS("period", "reporter", "partner"), REFERENCE("period", "partner")),
    per=("period", "reporter", "partner"),
    terms=(
        *INTENSITY_TERMS,
        Term("s", "the partner's share in our trade", "该伙伴占本地区贸易比重", Unit.SHARE),
        Term("v", "its share in the trade of everyone else", "该伙伴占其他所有地区贸易比重", Unit.SHARE),
    ),
    formula="(s - v) / (s + v - 2 * s * v)",
    reference="Iapadre and Tironi (2009), Measuring Trade Regionalisation: The Case of Asia, UNU-CRIS W-2009/9; "
    "Hamanaka (2015), ADB Economics Working Paper 455",
    direction="neither",
    range=(-1, 1),
)
def introversion(flows: Table, reference: Table, *, by: Names = ()) -> Table:
    """(HI - HE)/(HI + HE), HI = s/v, HE = (1-s)/(1-v), which is (s - v)/(s + v - 2sv); v leaves the region out."""
    ours = parts_within(flows, (*by, "period", "reporter"), "partner")
    ours = ours.select(*by, "period", "reporter", partner="part", t_pj="value", t_p="total")
    both = _against_world(ours, reference, by)
    both = both.mutate(s=both.t_pj / both.t_p.nullif(0), v=(both.w_j - both.t_pj) / (both.w - both.t_p).nullif(0))
    return both.mutate(value=(both.s - both.v) / (both.s + both.v - 2 * both.s * both.v).nullif(0))


introversion.example(
    source=T(
        "by hand: KOR has 1/2 of A's trade and 1/4 of everyone else's: HI = 2, HE = 2/3, so (4/3)/(8/3)",
        "手算：韩国占甲地贸易1/2、占其他地区1/4：HI = 2，HE = 2/3，结果(4/3)/(8/3)",
    ),
    given={
        "flows": """period reporter partner value
                    2020   A        KOR     10
                    2020   A        USA     10""",
        "reference": """period partner value
                        2020   KOR     30
                        2020   USA     70""",
    },
    expect="""period reporter partner t_pj t_p w_j w   s   v    value
              2020   A        KOR     10   20  30  100 0.5 0.25 0.5
              2020   A        USA     10   20  70  100 0.5 0.75 -0.5""",
)
introversion.example(
    source=T(
        "by hand: only A trades with PRK, so the preference is complete; C trades nothing: no value",
        "手算：只有甲地与朝鲜贸易，偏好为1；丙地没有贸易：无值",
    ),
    given={
        "flows": """period reporter partner value
                    2020   A        PRK     5
                    2020   A        USA     15
                    2020   C        USA     0""",
        "reference": """period partner value
                        2020   PRK     5
                        2020   USA     95""",
    },
    expect="""period reporter partner s    v value
              2020   A        PRK     0.25 0 1
              2020   A        USA     0.75 1 -1
              2020   C        USA     -    0.95 -""",
)


@measure(
    theme=DIRECTION,
    title=T("Regional orientation", "区域导向指数"),
    unit=Unit.INDEX,
    reads=(EXPORTS("period", "reporter", "partner", "product"), MEMBERS("partner")),
    per=("period", "reporter", "product"),
    terms=(
        Term("x_kr", "exports of the product to the bloc", "该商品对集团出口"),
        Term("x_r", "all exports to the bloc", "对集团出口总额"),
        Term("x_ko", "exports of the product elsewhere", "该商品对集团外出口"),
        Term("x_o", "all exports elsewhere", "对集团外出口总额"),
    ),
    formula="(x_kr / x_r) / (x_ko / x_o)",
    reference="Yeats (1998), World Bank Economic Review 12(1), 1-28, doi:10.1093/wber/12.1.1",
    direction="neither",
    range=(0, None),
)
def regional_orientation(exports: Table, members: Table, *, by: Names = ()) -> Table:
    """(X_pk,r / X_p,r) / (X_pk,-r / X_p,-r): a product's share in exports to a bloc over its share elsewhere."""
    named = members.select("partner").distinct().mutate(is_member=True)
    countries = exports.filter(exports.partner != WORLD_ROW)
    marked = beside(countries, named, ["partner"])
    inside = marked.is_member.coalesce(False)
    cells = marked.group_by(*by, "period", "reporter", "product").agg(
        x_kr=inside.ifelse(marked.value, 0.0).sum(), x_ko=inside.ifelse(0.0, marked.value).sum()
    )
    whole = [*by, "period", "reporter"]
    both = cells.mutate(x_r=cells.x_kr.sum().over(group_by=whole), x_o=cells.x_ko.sum().over(group_by=whole))
    return both.mutate(value=(both.x_kr / both.x_r.nullif(0)) / (both.x_ko / both.x_o.nullif(0)).nullif(0))


regional_orientation.example(
    source=T(
        "by hand: cars are 8/10 of exports to the bloc and 2/10 of those elsewhere",
        "手算：汽车占对集团出口8/10、占对外出口2/10",
    ),
    given={
        "exports": """period reporter partner product value
                      2020   A        BRA     cars    8
                      2020   A        BRA     beef    2
                      2020   A        USA     cars    2
                      2020   A        USA     beef    8""",
        "members": "partner\nBRA",
    },
    expect="""period reporter product x_kr x_r x_ko x_o value
              2020   A        cars    8    10  2    10  4
              2020   A        beef    2    10  8    10  0.25""",
)
regional_orientation.example(
    source=T(
        "by hand: what is sold only inside the bloc has no share elsewhere: no value",
        "手算：只在集团内出口，集团外无比重：无值",
    ),
    given={
        "exports": """period reporter partner product value
                      2020   A        BRA     cars    8
                      2020   A        USA     beef    8""",
        "members": "partner\nBRA\nARG",
    },
    expect="""period reporter product x_kr x_r x_ko x_o value
              2020   A        cars    8    8   0    8   -
              2020   A        beef    0    8   8    8   0""",
)


@measure(
    theme=DIRECTION,
    title=T("Export market penetration", "出口市场渗透率"),
    unit=Unit.SHARE,
    reads=(EXPORTS("period", "reporter", "partner", "product"), WORLD_IMPORTS("period", "reporter", "product")),
    per=("period", "reporter", "product"),
    terms=(
        Term("reached", "partners that the product is sold to", "该商品出口到的伙伴数", Unit.COUNT),
        Term("markets", "countries that import the product", "进口该商品的国家数", Unit.COUNT),
    ),
    formula="reached / markets",
    reference="Brenton and Newfarmer (2007), World Bank Policy Research Working Paper 4302, doi:10.1596/1813-9450-4302; "
    "World Bank (2020), WITS, Merchandise Trade Indicator Metadata",
    direction="higher is better",
    range=(0, None),
)
def market_penetration(exports: Table, world_imports: Table, *, by: Names = ()) -> Table:
    """#{j : X_pjk > 0} / #{j : M_jk > 0}: the part of a product's markets that is reached."""
    keys = (*by, "period", "product")
    own = _how_many(exports, (*keys, "reporter"), "partner", "reached")
    markets = _how_many(world_imports, keys, "reporter", "markets")
    both = beside(own, markets, keys)
    return both.mutate(value=both.reached / both.markets.nullif(0))


def _how_many(flows: Table, keys: Names, whom: str, name: str) -> Table:
    """How many `whom` trade more than nothing, per `keys`."""
    cells = flows.filter(flows[whom] != WORLD_ROW).group_by(*keys, whom).agg(value=flows.value.sum())
    return cells.group_by(*keys).agg(**{name: (cells.value > 0).ifelse(1.0, 0.0).sum()})


market_penetration.example(
    source=T("by hand: tea reaches two of four importers", "手算：茶出口到4个进口国中的2个"),
    given={
        "exports": """period reporter partner product value
                      2020   A        JPN     tea     3
                      2020   A        JPN     tea     2
                      2020   A        KOR     tea     1
                      2020   A        USA     tea     0""",
        "world_imports": """period reporter product value
                            2020   JPN      tea     9
                            2020   KOR      tea     9
                            2020   RUS      tea     9
                            2020   GBR      tea     9
                            2020   USA      tea     0""",
    },
    expect="""period reporter product reached markets value
              2020   A        tea     2       4       0.5""",
)
market_penetration.example(
    source=T(
        "by hand: nobody is known to import tin, and lace is not sold at all", "手算：未知有谁进口锡，花边没有出口"
    ),
    given={
        "exports": """period reporter partner product value
                      2020   A        JPN     tin     3
                      2020   A        JPN     lace    0""",
        "world_imports": """period reporter product value
                            2020   JPN      lace    9""",
    },
    expect="""period reporter product reached markets value
              2020   A        tin     1       -       -
              2020   A        lace    0       1       0""",
)
