"""How alike two places' exports are, and how well one's exports fit another's imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.inputs import EXPORTS, PARTNER_IMPORTS, PEER_EXPORTS, WORLD_ROW
from entrepot.measures.joining import beside
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.option import Option
from entrepot.measures.pairs import Sides, pairs, smaller_shares, with_group
from entrepot.measures.rest import OWN
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis import Table

    from entrepot.measures.measure import Measure
    from entrepot.measures.pairs import Numbers

SIMILARITY = Theme("similarity", T("Similarity and complementarity", "相似与互补"))

COMPARED = Option(
    "compared",
    "each",
    T(
        "With each peer, or with all peers together (the region itself left out)",
        "与各个地区比，或与全体比（不含本地区）",
    ),
    ("each", "group"),
)
WORLD_OF = Option(
    "convention",
    "drysdale",
    T(
        "The world's imports without the exporter's own (Drysdale), or all of them",
        "世界进口不含出口方自身进口（drysdale），或包含（world）",
    ),
    ("drysdale", "world"),
)
COMMON = Term("common", "sum of the smaller of each product's two shares", "各商品两地比重较小者之和", Unit.SHARE)
TOTALS = (
    Term("x_a", "exports compared", "本地区出口总额"),
    Term("x_b", "exports of the peer", "对比地区出口总额"),
)


def paired_shares(exports: Table, peers: Table, by: Names) -> tuple[Table, Table]:
    """Pairs of reporter and peer with their totals `x_a`, `x_b`; and the products both list, with shares `a` and `b`."""
    within = (*by, "period")
    ours = exports.group_by(*within, "reporter", "product").agg(x=exports.value.sum())
    theirs = peers.group_by(*within, "product", peer="reporter").agg(y=peers.value.sum())
    return _each(ours, theirs, within)


def _each(ours: Table, theirs: Table, within: Names) -> tuple[Table, Table]:
    left = ours.mutate(x_a=ours.x.sum().over(group_by=[*within, "reporter"]))
    right = theirs.mutate(x_b=theirs.y.sum().over(group_by=[*within, "peer"]))
    sellers = left.group_by(*within, "reporter").agg(x_a=left.x_a.max())
    peers = right.group_by(*within, "peer").agg(x_b=right.x_b.max())
    pairs = sellers.join(peers, within).select(*within, "reporter", "peer", "x_a", "x_b")
    # Shares before the join: it makes a row of each product for each pair, and nothing should be worked out so often.
    left, right = left.mutate(a=left.x / left.x_a.nullif(0)), right.mutate(b=right.y / right.x_b.nullif(0))
    both = left.join(right, [*within, "product"])
    columns = [*within, "reporter", "peer", "product", "x", "y", "x_a", "x_b", "a", "b"]
    both = both.filter(both.reporter != both.peer).select(*columns)
    return pairs.filter(pairs.reporter != pairs.peer), both


def in_common(own: Numbers, peers: Numbers, common: Numbers, times: float, less: float = 0.0) -> dict[str, Numbers]:
    """`common` where both sides trade, with their totals; the value is so many times it, from `less`."""
    import numpy as np

    x_a, x_b = np.broadcast_to(own, common.shape), np.broadcast_to(peers, common.shape)
    known = np.where((x_a > 0) & (x_b > 0), common, np.nan)
    return {"common": known, "x_a": x_a, "x_b": x_b, "value": less + times * known}


def pattern(
    own: pa.Table, peers: pa.Table, measure: Measure, by: Names, group: str | None, times: float, less: float = 0.0
) -> pa.Table:
    """What each pair's patterns have in common, or each place's and the pattern of all others together."""
    if group is None:

        def each(sides: Sides) -> dict[str, Numbers]:
            common = smaller_shares(sides.own, sides.peers)
            return in_common(sides.own.totals[:, None], sides.peers.totals, common, times, less)

        return pairs(own, peers, each, measure, by)

    def together(a: Numbers, b: Numbers, x_a: Numbers, x_b: Numbers) -> dict[str, Numbers]:
        import numpy as np

        return in_common(x_a, x_b, np.nan_to_num(np.minimum(a, b)).sum(axis=1), times, less)

    return with_group(own, peers, group, together, measure, by)


PEER_PAIR = {
    "exports": """period reporter product value
                  2020   A        tea     30
                  2020   A        tin     10""",
    "peers": """period reporter product value
                2020   B        tea     50
                2020   B        tin     25
                2020   B        tar     25""",
}
NOTHING_IN_COMMON = {
    "exports": """period reporter product value
                  2020   A        tea     30
                  2020   C        tea     0""",
    "peers": """period reporter product value
                2020   A        tea     30
                2020   B        tar     25""",
}
AGAINST_A_GROUP = {
    "exports": """period reporter product value
                  2020   A        tea     30
                  2020   A        tin     10""",
    "peers": """period reporter product value
                2020   A        tea     30
                2020   A        tin     10
                2020   B        tea     10
                2020   C        tin     30""",
}


@measure(
    theme=SIMILARITY,
    title=T("Export similarity (Finger-Kreinin)", "出口相似度指数"),
    unit=Unit.SHARE,
    reads=(EXPORTS("period", "reporter", "product"), PEER_EXPORTS("period", "reporter", "product")),
    per=("period", "reporter", "peer"),
    terms=(COMMON, *TOTALS),
    formula="common",
    reference="Finger and Kreinin (1979), Economic Journal 89(356), 905-912, doi:10.2307/2231506",
    direction="neither",
    range=(0, 1),
    options=(COMPARED, OWN),
    arrays=True,
)
def export_similarity(
    exports: pa.Table, peers: pa.Table, *, by: Names = (), compared: str = "each", own: str = "by_name"
) -> pa.Table:
    """sum_k min(s_ak, s_bk): the part of two export patterns that is the same, 0 for none and 1 for all."""
    return pattern(exports, peers, export_similarity, by, own if compared == "group" else None, 1.0)


export_similarity.example(
    source=T(
        "by hand: shares 3/4, 1/4, 0 and 1/2, 1/4, 1/4: 1/2 + 1/4", "手算：比重3/4、1/4、0与1/2、1/4、1/4：1/2 + 1/4"
    ),
    given=PEER_PAIR,
    expect="""period reporter peer common x_a x_b value
              2020   A        B    0.75   40  100 0.75""",
)
export_similarity.example(
    source=T(
        "by hand: no product in common is 0; nothing sold has no value; nobody is compared with themselves",
        "手算：没有共同商品为0；没有出口则无值；不与自身比较",
    ),
    given=NOTHING_IN_COMMON,
    expect="""period reporter peer common x_a x_b value
              2020   A        B    0      30  25  0
              2020   C        A    -      0   30  -
              2020   C        B    -      0   25  -""",
)
export_similarity.example(
    source=T(
        "by hand: A against B and C together, itself left out: min(3/4, 1/4) + min(1/4, 3/4)",
        "手算：甲与乙丙合计比较，不含自身：min(3/4, 1/4) + min(1/4, 3/4)",
    ),
    given=AGAINST_A_GROUP,
    options={"compared": "group"},
    expect="""period reporter peer  common x_a x_b value
              2020   A        group 0.5    40  40  0.5""",
)


@measure(
    theme=SIMILARITY,
    title=T("Krugman dissimilarity", "克鲁格曼差异指数"),
    unit=Unit.INDEX,
    reads=(EXPORTS("period", "reporter", "product"), PEER_EXPORTS("period", "reporter", "product")),
    per=("period", "reporter", "peer"),
    terms=(COMMON, *TOTALS),
    formula="2 - 2 * common",
    reference="Krugman (1991), Geography and Trade, MIT Press, p. 75; Midelfart-Knarvik, Overman, Redding and Venables "
    "(2000), European Commission Economic Papers 142",
    direction="neither",
    range=(0, 2),
    options=(COMPARED, OWN),
    arrays=True,
)
def krugman_dissimilarity(
    exports: pa.Table, peers: pa.Table, *, by: Names = (), compared: str = "each", own: str = "by_name"
) -> pa.Table:
    """sum_k |s_ak - s_bk| = 2 - 2 sum_k min(s_ak, s_bk): 0 for the same pattern, 2 for nothing in common."""
    return pattern(exports, peers, krugman_dissimilarity, by, own if compared == "group" else None, -2.0, 2.0)


krugman_dissimilarity.example(
    source=T("by hand: |3/4 - 1/2| + |1/4 - 1/4| + |0 - 1/4|", "手算：|3/4 - 1/2| + |1/4 - 1/4| + |0 - 1/4|"),
    given=PEER_PAIR,
    expect="""period reporter peer value
              2020   A        B    0.5""",
)
krugman_dissimilarity.example(
    source=T("by hand: no product in common is 2; nothing sold has no value", "手算：没有共同商品为2；没有出口则无值"),
    given=NOTHING_IN_COMMON,
    expect="""period reporter peer value
              2020   A        B    2
              2020   C        A    -
              2020   C        B    -""",
)
krugman_dissimilarity.example(
    source=T(
        "by hand: the world states 80 and A is 40 of it, so the rest sells 10 of tea and 30 of tin: 1/2 + 1/2",
        "手算：世界合计80，其中甲地40，其余茶10、锡30：1/2 + 1/2",
    ),
    given={
        "exports": AGAINST_A_GROUP["exports"],
        "peers": """period reporter product value
                    2020   WLD      tea     40
                    2020   WLD      tin     40""",
    },
    options={"compared": "group"},
    expect="""period reporter peer  common x_a x_b value
              2020   A        group 0.5    40  40  1""",
)


@measure(
    theme=SIMILARITY,
    title=T("Cosine similarity of exports", "出口余弦相似度"),
    unit=Unit.INDEX,
    reads=(EXPORTS("period", "reporter", "product"), PEER_EXPORTS("period", "reporter", "product")),
    per=("period", "reporter", "peer"),
    terms=(
        Term("dot", "sum of the products of the two shares", "两地比重乘积之和", Unit.INDEX),
        Term("aa", "sum of our squared shares", "本地区比重平方和", Unit.INDEX),
        Term("bb", "sum of the peer's squared shares", "对比地区比重平方和", Unit.INDEX),
    ),
    formula="dot / sqrt(aa * bb)",
    reference="Allen (1957), as Linnemann (1966), An Econometric Study of International Trade Flows, North-Holland: "
    "the cosine of two commodity vectors",
    direction="neither",
    range=(0, 1),
    arrays=True,
)
def cosine_similarity(exports: pa.Table, peers: pa.Table, *, by: Names = ()) -> pa.Table:
    """sum a_k b_k / sqrt(sum a_k^2 sum b_k^2): 1 where two places sell everything in the same proportions."""

    def each(sides: Sides) -> dict[str, Numbers]:
        import numpy as np

        a, b = sides.own.shares(), sides.peers.shares()
        aa, bb = np.broadcast_arrays(_squares(a)[:, None], _squares(b))
        dot = np.where((aa > 0) & (bb > 0), np.nan_to_num(a) @ np.nan_to_num(b).T, np.nan)
        return {"dot": dot, "aa": aa, "bb": bb, "value": dot / np.sqrt(aa * bb)}

    return pairs(exports, peers, each, cosine_similarity, by)


def _squares(shares: Numbers) -> Numbers:
    """The sum of each row's squares; NaN where no share is known."""
    import numpy as np

    return np.where(np.isnan(shares).all(axis=1), np.nan, np.nan_to_num(shares**2).sum(axis=1))


cosine_similarity.example(
    source=T("by hand: (4, 3) and (3, 4) of 7: 24/25", "手算：(4, 3)与(3, 4)：24/25"),
    given={
        "exports": """period reporter product value
                      2020   A        tea     4
                      2020   A        tin     3""",
        "peers": """period reporter product value
                    2020   B        tea     3
                    2020   B        tin     4
                    2020   C        tea     8
                    2020   C        tin     6""",
    },
    expect="""period reporter peer value
              2020   A        B    0.96
              2020   A        C    1""",
)
cosine_similarity.example(
    source=T("by hand: no product in common is 0; nothing sold has no value", "手算：没有共同商品为0；没有出口则无值"),
    given=NOTHING_IN_COMMON,
    expect="""period reporter peer dot aa bb value
              2020   A        B    0   1  1  0
              2020   C        A    -   -  1  -
              2020   C        B    -   -  1  -""",
)


@measure(
    theme=SIMILARITY,
    title=T("Trade complementarity", "贸易互补性指数"),
    unit=Unit.INDEX,
    reads=(EXPORTS("period", "reporter", "product"), PARTNER_IMPORTS("period", "reporter", "product")),
    per=("period", "reporter", "peer"),
    terms=(
        COMMON,
        Term("x_a", "exports", "出口总额"),
        Term("x_b", "imports of the partner, from everywhere", "伙伴进口总额"),
    ),
    formula="100 * common",
    reference="Michaely (1996), World Bank Policy Research Working Paper 1583; Mikic and Gilbert (2009), ST/ESCAP/2559",
    direction="higher is better",
    range=(0, 100),
    arrays=True,
)
def complementarity(exports: pa.Table, partner_imports: pa.Table, *, by: Names = ()) -> pa.Table:
    """100 (1 - sum_k |m_jk - x_pk| / 2) = 100 sum_k min(m_jk, x_pk): how far our exports are what the partner buys."""
    return pattern(exports, partner_imports, complementarity, by, None, 100.0)


complementarity.example(
    source=T(
        "by hand: A sells 3/4 and 1/4, B buys 1/2, 1/4 and 1/4: 100 (1 - (1/4 + 0 + 1/4) / 2)",
        "手算：甲出口3/4、1/4，乙进口1/2、1/4、1/4：100 (1 - (1/4 + 0 + 1/4) / 2)",
    ),
    given={"exports": PEER_PAIR["exports"], "partner_imports": PEER_PAIR["peers"]},
    expect="""period reporter peer common x_a x_b value
              2020   A        B    0.75   40  100 75""",
)
complementarity.example(
    source=T(
        "by hand: B buys nothing that A sells, C buys nothing, and D's imports of 2020 are not there",
        "手算：乙不买甲所卖，丙没有进口，丁2020年进口缺失",
    ),
    given={
        "exports": "period reporter product value\n2020 A tea 3",
        "partner_imports": """period reporter product value
                              2020   B        tar     25
                              2020   C        tea     0
                              2019   D        tea     9""",
    },
    expect="""period reporter peer common x_a x_b value
              2020   A        B    0      3   25  0
              2020   A        C    -      3   0   -""",
)


@measure(
    theme=SIMILARITY,
    title=T("Complementarity by comparative advantage", "基于比较优势的贸易互补性指数"),
    unit=Unit.INDEX,
    reads=(EXPORTS("period", "reporter", "product"), PARTNER_IMPORTS("period", "reporter", "product")),
    per=("period", "reporter", "peer"),
    terms=(
        Term(
            "weighted",
            "sum of our share times the partner's over the world's",
            "各商品出口比重×伙伴进口比重÷世界比重之和",
            Unit.INDEX,
        ),
        Term("x_a", "exports", "出口总额"),
        Term("x_b", "imports of the partner, from everywhere", "伙伴进口总额"),
    ),
    formula="weighted",
    reference="Drysdale (1967), Australian-Japanese Trade, Australian National University; "
    "Drysdale and Garnaut (1982), Hitotsubashi Journal of Economics 22(2), 62-84",
    direction="higher is better",
    range=(0, None),
    options=(WORLD_OF,),
)
def complementarity_rca(
    exports: Table, partner_imports: Table, *, by: Names = (), convention: str = "drysdale"
) -> Table:
    """sum_k RCAx_pk RCAm_jk w_k = sum_k (x_pk/x_p) (m_jk/m_j) / w_k, w_k = k's share in what the world buys."""
    within = (*by, "period")
    keys = [*within, "reporter", "peer"]
    pairs, products = paired_shares(exports, partner_imports, by)
    both = beside(products, _world_imports(partner_imports, within), [*within, "product"])
    if convention == "drysdale":
        both = _without_exporter(both, partner_imports, within)
    fit = both.a * both.b / (both.w / both.w_all.nullif(0)).nullif(0)
    fit = ((both.a == 0) | (both.b == 0)).ifelse(0.0, fit)
    cells = both.mutate(fit=fit)
    known = cells.fit.isnull().any().ifelse(None, cells.fit.sum())
    sums = cells.group_by(*keys).agg(weighted=known, products=cells.count())
    found = beside(pairs, sums, keys)
    both_trade = (found.x_a > 0) & (found.x_b > 0)
    none_listed = found.products.isnull()
    found = found.mutate(weighted=both_trade.ifelse(none_listed.ifelse(0.0, found.weighted), None))
    return found.mutate(value=found.weighted)


def _world_imports(imports: Table, within: Names) -> Table:
    """What the world buys of each product, `w`, and of everything, `w_all`: as stated, else the sum over countries."""
    is_world = imports.reporter == WORLD_ROW
    cells = imports.group_by(*within, "product").agg(
        stated=imports.value.sum(where=is_world), listed=imports.value.sum(where=~is_world)
    )
    whole = cells.mutate(any_stated=cells.stated.sum().over(group_by=list(within)))
    world = whole.mutate(w=whole.any_stated.isnull().ifelse(whole.listed, whole.stated))
    world = world.mutate(w_all=world.w.sum().over(group_by=list(within)))
    return world.select(*within, "product", "w", "w_all")


def _without_exporter(both: Table, imports: Table, within: Names) -> Table:
    own = imports.group_by(*within, "reporter", "product").agg(m=imports.value.sum())
    own_all = own.group_by(*within, "reporter").agg(m_all=own.m.sum())
    joined = beside(beside(both, own, [*within, "reporter", "product"]), own_all, [*within, "reporter"])
    return joined.mutate(w=joined.w - joined.m.coalesce(0.0), w_all=joined.w_all - joined.m_all.coalesce(0.0))


complementarity_rca.example(
    source=T(
        "by hand: the world without A buys 50 tea, 50 tin; A sells 3/4 and 1/4, B buys 1/2 and 1/2: (3/8)/(1/2) + (1/8)/(1/2)",
        "手算：除甲外世界进口茶50、锡50；甲出口3/4、1/4，乙进口各1/2：(3/8)/(1/2) + (1/8)/(1/2)",
    ),
    given={
        "exports": PEER_PAIR["exports"],
        "partner_imports": """period reporter product value
                              2020   A        tea     20
                              2020   B        tea     5
                              2020   B        tin     5
                              2020   C        tea     45
                              2020   C        tin     45""",
    },
    expect="""period reporter peer weighted x_a x_b value
              2020   A        B    1        40  10  1
              2020   A        C    1        40  90  1""",
)
complementarity_rca.example(
    source=T(
        "by hand: C buys only what A does not sell; D buys nothing; the stated world of 100 counts, all of it",
        "手算：丙只买甲不卖者；丁没有进口；以世界合计100为准",
    ),
    given={
        "exports": "period reporter product value\n2020 A tea 3",
        "partner_imports": """period reporter product value
                              2020   WLD      tea     20
                              2020   WLD      tar     80
                              2020   B        tea     9
                              2020   C        tar     25
                              2020   D        tea     0""",
    },
    options={"convention": "world"},
    expect="""period reporter peer weighted x_a x_b value
              2020   A        B    5        3   9   5
              2020   A        C    0        3   25  0
              2020   A        D    -        3   0   -
              2020   A        WLD  1        3   100 1""",
)
