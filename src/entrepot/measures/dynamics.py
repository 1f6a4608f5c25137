"""Why exports grew: with the world, in the right products and markets, or by winning share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.changes import BASE, then_and_now
from entrepot.measures.inputs import EXPORTS, WORLD
from entrepot.measures.joining import beside
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.option import Option
from entrepot.measures.periods import AGAINST
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

DYNAMICS = Theme("dynamics", T("Where growth came from", "增长来源"))

TIES = ("partner", "product")
READS = (EXPORTS("period", "reporter", "partner", "product"), WORLD("period", "partner", "product"))
ORDER = Option(
    "order",
    "product_first",
    T("Which comes first, products or markets: the later one is measured within the earlier", "先分商品还是先分市场"),
    ("product_first", "market_first"),
)
STEPS = ("world", "product", "market", "competitiveness")


def ties_then_and_now(exports: Table, world: Table, by: Names, against: str, since: str | None) -> tuple[Table, Table]:
    """Our ties `x`, `x_before`, and the world's `w`, `w_before`, each of both periods."""
    own = exports.group_by(*by, "reporter", "period", *TIES).agg(x=exports.value.sum())
    all_ = world.group_by(*by, "period", *TIES).agg(w=world.value.sum())
    return (
        then_and_now(own, (*by, "reporter"), TIES, against, since, "x"),
        then_and_now(all_, by, TIES, against, since, "w"),
    )


@measure(
    theme=DYNAMICS,
    title=T("Constant market share analysis", "恒定市场份额分析（CMS）"),
    unit=Unit.MONEY,
    reads=READS,
    per=("period", "reporter", "part"),
    terms=(
        Term("expected", "exports if this part had grown with its world too", "计入该因素后的应有出口"),
        Term("expected_before", "exports expected from the parts before it", "此前各因素下的应有出口"),
    ),
    formula="expected - expected_before",
    reference="Leamer and Stern (1970), Quantitative International Economics, chapter 7; Richardson (1971), Journal of "
    "International Economics 1(2), 227-239, doi:10.1016/0022-1996(71)90058-6; the order of products and markets is a choice",
    direction="higher is better",
    range=(None, None),
    options=(ORDER, AGAINST, BASE),
)
def constant_market_share(
    exports: Table,
    world: Table,
    *,
    by: Names = (),
    order: str = "product_first",
    against: str = "previous",
    since: str | None = None,
) -> Table:
    """dX = g X0 + sum (g_k-g) X_k0 + sum (g_jk-g_k) X_jk0 + sum [X_jk1 - (1+g_jk) X_jk0]: no residual, nothing left over.

    Each part is one expectation of X1 less the expectation before it, so that they add up to the change.
    """
    own, reference = ties_then_and_now(exports, world, by, against, since)
    first, second = ("product", "market") if order == "product_first" else ("market", "product")
    growths = _growths(reference, by, "product" if first == "product" else "partner")
    levels = _expectations(beside(own, growths, [*by, "period", *TIES]), [*by, "period", "reporter"])
    steps = [("world", "x0", "with_all"), (first, "with_all", "with_first"),
             (second, "with_first", "with_tie"), ("competitiveness", "with_tie", "x1")]  # fmt: skip
    parts = [_step(levels, [*by, "period", "reporter"], *step) for step in steps]
    rows = parts[0].union(*parts[1:])
    return rows.mutate(value=rows.expected - rows.expected_before)


def _growths(reference: Table, by: Names, first: str) -> Table:
    """1 + growth of the world's trade: all of it, of the tie's product (or market), and of the tie."""
    period = [*by, "period"]
    now, before = reference.w, reference.w_before
    ratios = {
        "all": now.sum().over(group_by=period) / before.sum().over(group_by=period).nullif(0),
        "first": now.sum().over(group_by=[*period, first]) / before.sum().over(group_by=[*period, first]).nullif(0),
        "tie": now / before.nullif(0),
    }
    return reference.select(*period, *TIES, **{f"r_{name}": ratio for name, ratio in ratios.items()})


def _expectations(ties: Table, keys: list[str]) -> Table:
    """What was, what would be by each growth, and what is; one tie that is not known leaves the sum unknown."""
    before = ties.x_before
    grown = {f"with_{name}": (before == 0).ifelse(0.0, before * ties[f"r_{name}"]) for name in ("all", "first", "tie")}
    values = ties.mutate(**grown, x0=before, x1=ties.x)
    sums = {
        name: values[name].isnull().any().ifelse(None, values[name].sum())
        for name in ("x0", "with_all", "with_first", "with_tie", "x1")
    }
    return values.group_by(*keys).agg(**sums)


def _step(levels: Table, keys: list[str], part: str, before: str, now: str) -> Table:
    import ibis

    return levels.select(*keys, part=ibis.literal(part), expected=levels[now], expected_before=levels[before])


CMS_CASE = {
    "exports": """period reporter partner product value
                  2020   A        JPN     tea     10
                  2020   A        USA     tin     30
                  2021   A        JPN     tea     25
                  2021   A        USA     tin     33
                  2021   A        KOR     tea     2""",
    "world": """period partner product value
                2020   JPN     tea     100
                2020   KOR     tea     100
                2020   USA     tin     200
                2021   JPN     tea     200
                2021   KOR     tea     100
                2021   USA     tin     180""",
}
constant_market_share.example(
    source=T(
        "by hand: the world grows by 1/5, tea by 1/2, tin by -1/10, tea in JPN by 1: 40 -> 48 -> 15+27 -> 20+27 -> 60",
        "手算：世界增1/5，茶1/2，锡-1/10，日本茶1：40 -> 48 -> 15+27 -> 20+27 -> 60",
    ),
    given=CMS_CASE,
    expect="""period reporter part            expected expected_before value
              2020   A        world           -        -               -
              2020   A        product         -        -               -
              2020   A        market          -        -               -
              2020   A        competitiveness 40       -               -
              2021   A        world           48       40              8
              2021   A        product         42       48              -6
              2021   A        market          47       42              5
              2021   A        competitiveness 60       47              13""",
)
constant_market_share.example(
    source=T(
        "by hand, markets first: JPN grows by 1 and USA by -1/10: 20 + 27, so products add nothing within them; 2020 has nothing to be compared with",
        "手算，先分市场：日本增1、美国-1/10：20 + 27，其内商品无贡献；2020年无从比较",
    ),
    given={
        "exports": CMS_CASE["exports"],
        "world": CMS_CASE["world"],
    },
    options={"order": "market_first", "since": "2020"},
    expect="""period reporter part            expected expected_before value
              2020   A        world           -        -               -
              2020   A        product         -        -               -
              2020   A        market          -        -               -
              2020   A        competitiveness 40       -               -
              2021   A        world           48       40              8
              2021   A        market          47       48              -1
              2021   A        product         47       47              0
              2021   A        competitiveness 60       47              13""",
)
constant_market_share.example(
    source=T(
        "by hand: the reference says nobody sold tin to the USA in 2020, yet A did: only the world's part is known",
        "手算：参照称2020年无人对美出口锡，而甲有：仅世界因素可知",
    ),
    given={
        "exports": """period reporter partner product value
                      2020   A        USA     tin     30
                      2021   A        USA     tin     33""",
        "world": """period partner product value
                    2020   JPN     tea     100
                    2021   JPN     tea     200
                    2021   USA     tin     180""",
    },
    options={"since": "2020"},
    expect="""period reporter part            expected expected_before value
              2020   A        world           -        -               -
              2020   A        product         -        -               -
              2020   A        market          -        -               -
              2020   A        competitiveness 30       -               -
              2021   A        world           114      30              84
              2021   A        product         -        114             -
              2021   A        market          -        -               -
              2021   A        competitiveness 33       -               -""",
)


@measure(
    theme=DYNAMICS,
    title=T("Orientation to growth", "增长导向"),
    unit=Unit.INDEX,
    reads=READS,
    per=("period", "reporter"),
    terms=(
        Term(
            "covariance", "covariance of our shares with the world's growth", "本地区比重与世界增长的协方差", Unit.INDEX
        ),
        Term("sd_share", "standard deviation of the shares", "比重的标准差", Unit.SHARE),
        Term("sd_growth", "standard deviation of the growth rates", "增长率的标准差", Unit.GROWTH),
        Term("ties", "products in markets with a known growth", "增长率已知的商品-市场数", Unit.COUNT),
    ),
    formula="covariance / (sd_share * sd_growth)",
    reference="Entrepot: Pearson's correlation (1895) of a base-period export pattern with world growth; no original found",
    direction="higher is better",
    range=(-1, 1),
    options=(AGAINST, BASE),
)
def growth_orientation(
    exports: Table, world: Table, *, by: Names = (), against: str = "previous", since: str | None = None
) -> Table:
    """corr(s_jk, g_jk): whether what was sold, and where, is what the world came to buy more of; ties unsold count as 0."""
    own, reference = ties_then_and_now(exports, world, by, against, since)
    period = [*by, "period"]
    growths = reference.select(*period, *TIES, g=reference.w / reference.w_before.nullif(0) - 1)
    sellers = own.group_by(*period, "reporter").agg(x0=own.x_before.sum())
    cells = sellers.join(growths.filter(growths.g.notnull()), period)
    cells = beside(
        cells, own.select(*period, "reporter", *TIES, "x_before", "rows_before"), [*period, "reporter", *TIES]
    )
    sold = (cells.rows_before.coalesce(0) == 0).ifelse(0.0, cells.x_before)
    cells = cells.mutate(s=sold / cells.x0.nullif(0))
    sums = cells.group_by(*period, "reporter").agg(
        covariance=cells.s.cov(cells.g, how="pop", where=cells.s.notnull()),
        sd_share=cells.s.std(how="pop"),
        sd_growth=cells.g.std(how="pop", where=cells.s.notnull()),
        ties=cells.s.count().cast("float64"),
    )
    found = beside(sellers.select(*period, "reporter"), sums, [*period, "reporter"])
    varies = (found.sd_share > 1e-12) & (found.sd_growth > 1e-12)
    return found.mutate(value=varies.ifelse(found.covariance, None) / (found.sd_share * found.sd_growth).nullif(0))


growth_orientation.example(
    source=T(
        "by hand: shares 1/4, 0 and 3/4 against growth of 1, 0 and -1/2: covariance -1/8 - 1/3 x 1/6, over the two deviations",
        "手算：比重1/4、0、3/4，增长1、0、-1/2",
    ),
    given={
        "exports": CMS_CASE["exports"],
        "world": CMS_CASE["world"].replace("180", "100"),
    },
    expect="""period reporter covariance           sd_share            sd_growth          ties value
              2020   A        -                    -                   -                  -    -
              2021   A        -0.09722222222222222 0.31180478223116176 0.6236095644623235 3    -0.5""",
)
growth_orientation.example(
    source=T(
        "by hand: everything grew alike, so nothing can go with it; 2023 has no year before: no value",
        "手算：各项增长相同，无从相关；2023年缺上一年：无值",
    ),
    given={
        "exports": """period reporter partner product value
                      2020   A        USA     tin     30
                      2021   A        USA     tin     33
                      2023   A        USA     tin     33""",
        "world": """period partner product value
                    2020   JPN     tea     100
                    2020   USA     tin     100
                    2021   JPN     tea     200
                    2021   USA     tin     200
                    2023   USA     tin     180""",
    },
    expect="""period reporter sd_share sd_growth ties value
              2020   A        -        -         -    -
              2021   A        0.5      0         2    -
              2023   A        -        -         -    -""",
)
