"""How evenly trade is spread, and how much of it would move together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from entrepot.measures.composition import COMPOSITION
from entrepot.measures.concentration import (
    COMPLETE_FROM,
    POSSIBLE,
    SHANXI_2018,
    UNLISTED,
    UNLISTED_PARTS,
    listed_sums,
)
from entrepot.measures.inputs import GROUPS, WORLD_IMPORTS
from entrepot.measures.joining import beside
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.option import OVER, Option
from entrepot.measures.periods import AGAINST, with_earlier
from entrepot.measures.remarks import few_shocks, incomplete_list, incomplete_or_unscaled
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table
    from ibis.expr.types import FloatingValue

DIVERSIFICATION = Theme("diversification", T("Spread and diversification", "分散与多元化"))

NUMBER = Option("n", 5, T("How many of the largest", "取最大的几个"), type="whole", lowest=1)
NORMALISE = Option("normalise", "no", T("Divide by its largest value, ln n", "除以最大值 ln n"), ("no", "yes"))


def times_ln(weight: FloatingValue, number: FloatingValue) -> FloatingValue:
    """weight * ln(number), which is nothing where the weight is nothing."""
    return (weight == 0).ifelse(0.0, weight * (number > 0).ifelse(number, None).ln())


@measure(
    theme=DIVERSIFICATION,
    title=T("Share of the n largest", "前n位比重"),
    unit=Unit.SHARE,
    reads=(COMPOSITION,),
    per=("period", "reporter"),
    terms=(
        Term("top", "the n largest shares that are listed, together", "已列出的前n位比重之和", Unit.SHARE),
        UNLISTED,
        UNLISTED_PARTS,
    ),
    formula="top",
    reference="Hall and Tideman (1967), Journal of the American Statistical Association 62(317), 162-168, doi:10.1080/01621459.1967.10482897",
    direction="lower is better",
    range=(0, 1),
    options=(OVER, NUMBER, POSSIBLE, COMPLETE_FROM),
    bounds=True,
    remarks=incomplete_list,
)
def top_n_share(
    composition: Table,
    *,
    by: Names = (),
    over: str = "partner",
    n: int = 5,
    possible: int | None = None,
    complete_from: float = 0.999,
) -> Table:
    """Sum of the n largest s; what is not listed counts as spread evenly (least) or as one part (most)."""
    keys = (*by, "period", "reporter")
    sums = listed_sums(composition, by, possible)
    rest = sums.unlisted
    sums = sums.mutate(
        each=(rest / sums.unlisted_parts).coalesce(rest * 0.0),
        hidden=sums.unlisted_parts.coalesce(0.0),
    )
    tops = _tops(beside(composition.select(*keys, "part", "share"), sums, keys), keys, n)
    both = beside(sums, tops, keys)
    # The hidden parts that are larger than the n-th listed one take their places among the n largest.
    free = both.n_before - n
    taken = (free < 0).ifelse(-free, 0.0)
    taken = (taken > both.hidden).ifelse(both.hidden, taken)
    low = both.low + taken * both.each
    high = both.high + (both.n_above < n).ifelse(both.unlisted, 0.0)
    certain = (both.unlisted <= 1 - complete_from) | ((high - both.top) <= 1e-12)
    return both.mutate(
        value=certain.ifelse(both.top, None),
        value_low=certain.ifelse(both.top, low),
        value_high=high,
    )


def _tops(rows: Table, keys: Names, n: int) -> Table:
    """The n largest listed shares: alone, with the rest spread over the hidden parts, with the rest as one part."""
    import ibis

    listed = rows.filter(rows.share.notnull())
    place = (ibis.row_number() + 1).over(group_by=keys, order_by=[listed.share.desc(), listed.part])
    placed = listed.mutate(place=place.cast("float64"))
    beaten = (placed.share > placed.each).ifelse(placed.place, placed.place + placed.hidden)
    pushed = (placed.share >= placed.unlisted).ifelse(placed.place, placed.place + 1)
    return placed.group_by(*keys).agg(
        top=placed.share.sum(where=placed.place <= n),
        low=(beaten <= n).ifelse(placed.share, 0.0).sum(),
        high=(pushed <= n).ifelse(placed.share, 0.0).sum(),
        n_before=(placed.share > placed.each).ifelse(1.0, 0.0).sum(),
        n_above=(placed.share >= placed.unlisted).ifelse(1.0, 0.0).sum(),
    )


top_n_share.example(
    source=T(
        "Shanxi's trade with ASEAN 2018, table 2: 30.0 + 13.8 + 13.1 + 12.4 + 9.1, or with 13.3 in place of 9.1",
        "山西对东盟贸易2018年表2：30.0 + 13.8 + 13.1 + 12.4 + 9.1，或以13.3代替9.1",
    ),
    given={"composition": SHANXI_2018},
    expect="""period reporter top   unlisted unlisted_parts value value_low value_high
              2018   CN-SX    0.784 0.133    2              -     0.784     0.826""",
)
top_n_share.example(
    source=T(
        "by hand: the two largest of three; of a list with 0.6 hidden in three parts, [0.3 + 0.2, 0.3 + 0.6]; one alone",
        "手算：三者取二；0.6未列出、分属三个部分时为[0.3 + 0.2, 0.3 + 0.6]；仅有一个",
    ),
    given={
        "composition": """period reporter part share
                          2020   A        JPN  0.5
                          2020   A        KOR  0.3
                          2020   A        RUS  0.2
                          2021   A        JPN  0.3
                          2021   A        KOR  0.1
                          2021   A        RUS  -
                          2021   A        USA  -
                          2021   A        DEU  -
                          2022   A        JPN  1"""
    },
    options={"n": 2},
    expect="""period reporter top unlisted unlisted_parts value value_low value_high
              2020   A        0.8 0        -              0.8   0.8       0.8
              2021   A        0.4 0.6      3              -     0.5       0.9
              2022   A        1   0        -              1     1         1""",
)
top_n_share.example(
    source=T(
        "by hand: what is hidden is too small to matter; no trade has no largest",
        "手算：未列出者过小，不影响结果；无贸易则无值",
    ),
    given={
        "flows": """period reporter partner value
                    2020   A        WLD     100
                    2020   A        JPN     60
                    2020   A        KOR     30
                    2021   A        JPN     0"""
    },
    options={"n": 2},
    expect="""period reporter top unlisted value value_low value_high
              2020   A        0.9 0.1      0.9   0.9       0.9
              2021   A        -   -        -     -         -""",
)


@measure(
    theme=DIVERSIFICATION,
    title=T("Entropy", "熵指数"),
    unit=Unit.NATS,
    reads=(COMPOSITION,),
    per=("period", "reporter"),
    terms=(
        Term("h", "-s ln s over the parts that are listed", "已列部分的 -s ln s 之和", Unit.NATS),
        Term("scale", "ln n if normalised, else 1", "标准化时为 ln n，否则为1", Unit.NATS),
        UNLISTED,
        UNLISTED_PARTS,
    ),
    formula="h / scale",
    reference="Theil (1972), Statistical Decomposition Analysis; Mikic and Gilbert (2009), ST/ESCAP/2559: trade entropy",
    direction="higher is better",
    range=(0, None),
    options=(OVER, NORMALISE, POSSIBLE, COMPLETE_FROM),
    bounds=True,
    remarks=incomplete_or_unscaled,
)
def entropy(
    composition: Table,
    *,
    by: Names = (),
    over: str = "partner",
    normalise: str = "no",
    possible: int | None = None,
    complete_from: float = 0.999,
) -> Table:
    """H = -sum s ln s; normalised by ln n, n the possible parts. The rest as one part is least, spread evenly most."""
    import ibis

    keys = (*by, "period", "reporter")
    share = composition.share
    own = composition.group_by(*keys).agg(h=-times_ln(share, share).sum())
    both = beside(listed_sums(composition, by, possible), own, keys)
    n = ibis.null("float64") if possible is None else (both.parts <= possible).ifelse(float(possible), None)
    both = both.mutate(scale=n.ln().nullif(0) if normalise == "yes" else ibis.literal(1.0))
    rest = both.unlisted
    complete = rest <= 1 - complete_from
    # Without a count of the hidden parts there is no upper bound: they could be ever so many.
    spread = (rest == 0).ifelse(0.0, -times_ln(rest, rest / both.unlisted_parts))
    return both.mutate(
        value=complete.ifelse(both.h / both.scale, None),
        value_low=complete.ifelse(both.h, both.h - times_ln(rest, rest)) / both.scale,
        value_high=(both.h + spread) / both.scale,
    )


entropy.example(
    source=T(
        "by hand: two equal parts are ln 2, one part is 0, a part of nothing adds nothing",
        "手算：两等份为 ln 2，一份为0，零份不计",
    ),
    given={
        "flows": """period reporter partner value
                    2020   A        JPN     5
                    2020   A        KOR     5
                    2020   A        RUS     0
                    2021   A        JPN     5
                    2022   A        JPN     0"""
    },
    expect="""period reporter h                  scale unlisted value              value_low          value_high
              2020   A        0.6931471805599453 1     0        0.6931471805599453 0.6931471805599453 0.6931471805599453
              2021   A        0                  1     0        0                  0                  0
              2022   A        -                  1     -        -                  -                  -""",
)
entropy.example(
    source=T(
        "by hand: half is hidden in two of three possible parts: ln 2 at least, 1.5 ln 2 at most, over ln 3",
        "手算：一半未列出，属于三个可能部分中的两个：至少 ln 2，至多 1.5 ln 2，除以 ln 3",
    ),
    given={
        "composition": """period reporter part share
                          2020   A        JPN  0.5"""
    },
    options={"normalise": "yes", "possible": 3},
    expect="""period reporter h                   scale              unlisted unlisted_parts value value_low          value_high
              2020   A        0.34657359027997264 1.0986122886681098 0.5      2              -     0.6309297535714574 0.9463946303571861""",
)
entropy.example(
    source=T(
        "by hand: half is hidden in nobody knows how many parts: no upper bound",
        "手算：一半未列出，部分个数不明：没有上界",
    ),
    given={"composition": "period reporter part share\n2020 A JPN 0.5"},
    expect="""period reporter unlisted_parts value value_low          value_high
              2020   A        -              -     0.6931471805599453 -""",
)


@measure(
    theme=DIVERSIFICATION,
    title=T("Theil index, between and within groups", "泰尔指数（组间与组内）"),
    unit=Unit.NATS,
    reads=(COMPOSITION, GROUPS("part", "group")),
    per=("period", "reporter"),
    terms=(
        Term("between", "inequality between the groups", "组间差异", Unit.NATS),
        Term("within", "inequality within the groups", "组内差异", Unit.NATS),
        Term("parts", "parts, those with nothing included", "部分个数（含零）", Unit.COUNT),
        Term("groups_seen", "groups", "组数", Unit.COUNT),
    ),
    formula="between + within",
    reference="Theil (1967), Economics and Information Theory; Cadot, Carrere and Strauss-Kahn (2011), "
    "Review of Economics and Statistics 93(2), 590-605, doi:10.1162/REST_a_00078",
    direction="lower is better",
    range=(0, None),
    options=(OVER, COMPLETE_FROM),
)
def theil(
    composition: Table,
    groups: Table | None,
    *,
    by: Names = (),
    over: str = "partner",
    complete_from: float = 0.999,
) -> Table:
    """(1/n) sum (x/mu) ln(x/mu) = sum s ln(n s), n parts listed; between = sum S_g ln(S_g n/n_g), within the rest."""
    import ibis

    keys = (*by, "period", "reporter")
    rows = composition.select(*keys, "part", "share")
    named = (
        rows.mutate(group=ibis.literal(""))
        if groups is None
        else beside(rows, groups.select("part", "group"), ["part"])
    )
    named = named.mutate(group=named.group.coalesce(""))
    share = named.share
    sized = named.mutate(
        n=share.count().over(group_by=keys).cast("float64"),
        n_group=share.count().over(group_by=[*keys, "group"]).cast("float64"),
        in_group=share.sum().over(group_by=[*keys, "group"]),
    )
    sums = sized.group_by(*keys).agg(
        between=times_ln(sized.share, sized.in_group * sized.n / sized.n_group.nullif(0)).sum(),
        within=times_ln(sized.share, sized.share * sized.n_group / sized.in_group.nullif(0)).sum(),
        parts=sized.n.max(),
        groups_seen=sized.group.nunique().cast("float64"),
        listed=sized.share.sum(),
    )
    complete = sums.listed >= complete_from
    sums = sums.mutate(between=complete.ifelse(sums.between, None), within=complete.ifelse(sums.within, None))
    return sums.mutate(value=sums.between + sums.within)


theil.example(
    source=T(
        "by hand: equal parts are 0; all in one of two is ln 2, and the empty part counts",
        "手算：各部分相等为0；两份全归其一为 ln 2，空的部分也计入",
    ),
    given={
        "flows": """period reporter partner value
                    2020   A        JPN     5
                    2020   A        KOR     5
                    2021   A        JPN     5
                    2021   A        KOR     0"""
    },
    expect="""period reporter between within             parts groups_seen value
              2020   A        0       0                  2     1           0
              2021   A        0       0.6931471805599453 2     1           0.6931471805599453""",
)
theil.example(
    source=T(
        "by hand: Asia has 3/4 in two equal parts, Europe 1/4 in two equal parts: all of it lies between",
        "手算：亚洲两等份共占3/4，欧洲两等份共占1/4：全部为组间差异",
    ),
    given={
        "composition": """period reporter part share
                          2020   A        JPN  0.375
                          2020   A        KOR  0.375
                          2020   A        DEU  0.125
                          2020   A        FRA  0.125
                          2021   A        JPN  0.375""",
        "groups": """part group
                     JPN  Asia
                     KOR  Asia
                     DEU  Europe
                     FRA  Europe""",
    },
    expect="""period reporter between             within parts groups_seen value
              2020   A        0.13081203594113697 0      4     2           0.13081203594113697
              2021   A        -                   -      1     1           -""",
)


@measure(
    theme=DIVERSIFICATION,
    title=T("Concentration weighted by shocks", "冲击加权集中度"),
    unit=Unit.VARIANCE,
    reads=(COMPOSITION, replace(WORLD_IMPORTS("period", "reporter"), grouped=False)),
    per=("period", "reporter"),
    terms=(
        Term(
            "deviation",
            "standard deviation of what the partners' demand does to this mix",
            "伙伴需求对该结构冲击的标准差",
            Unit.GROWTH,
        ),
        Term(
            "observations", "periods in which every partner's growth is known", "所有伙伴增长率均已知的期数", Unit.COUNT
        ),
        UNLISTED,
    ),
    formula="deviation ** 2",
    reference="Entrepot: the variance of a portfolio, Markowitz (1952), doi:10.1111/j.1540-6261.1952.tb01525.x, "
    "with partners' import growth for returns",
    direction="lower is better",
    range=(0, None),
    options=(AGAINST, COMPLETE_FROM),
    remarks=few_shocks,
)
def shock_weighted_concentration(
    composition: Table, world_imports: Table, *, by: Names = (), against: str = "previous", complete_from: float = 0.999
) -> Table:
    """s' Omega s, Omega the covariance of partners' log import growth; it is the variance of sum s_j g_j over time."""
    keys = (*by, "period", "reporter")
    demand = world_imports.group_by("period", "reporter").agg(m=world_imports.value.sum())
    both = with_earlier(demand, ("reporter",), against, m_before="m")
    ratio = both.m / both.m_before.nullif(0)
    growths = both.select(part="reporter", at="period", g=(ratio > 0).ifelse(ratio, None).ln())
    held = composition.filter(composition.share > 0).select(*keys, "part", "share")
    held = held.mutate(needed=held.count().over(group_by=keys))
    met = held.join(growths, "part")
    shocks = met.group_by(*keys, "at").agg(
        shock=(met.share * met.g).sum(), known=met.g.count(), needed=met.needed.max()
    )
    whole = shocks.filter(shocks.known == shocks.needed)
    spread = whole.group_by(*keys).agg(
        deviation=whole.shock.std(how="sample"), observations=whole.count().cast("float64")
    )
    answer = beside(listed_sums(composition, by, None), spread, keys)
    answer = answer.mutate(observations=answer.observations.coalesce(0.0))
    complete = answer.unlisted <= 1 - complete_from
    return answer.mutate(value=complete.ifelse(answer.deviation * answer.deviation, None))


shock_weighted_concentration.example(
    source=T(
        "by hand: partners that swing against each other cancel out, one of them alone does not: g = ln 2, -ln 2",
        "手算：两伙伴此消彼长则相互抵消，单独一个则不然：g = ln 2, -ln 2",
    ),
    given={
        "composition": """period reporter part share
                          2022   A        JPN  0.5
                          2022   A        KOR  0.5
                          2022   B        JPN  1""",
        "world_imports": """period reporter value
                            2020   JPN      1
                            2021   JPN      2
                            2022   JPN      1
                            2020   KOR      2
                            2021   KOR      1
                            2022   KOR      2""",
    },
    expect="""period reporter deviation          observations unlisted value
              2022   A        0                  2            0        0
              2022   B        0.9802581434685472 2            0        0.9609060278364028""",
)
shock_weighted_concentration.example(
    source=T(
        "by hand: PRK's imports are unknown, one observation has no variance, and half of C is not listed: no value",
        "手算：朝鲜进口不详；仅一期无方差；丙地一半未列出：无值",
    ),
    given={
        "composition": """period reporter part share
                          2022   A        JPN  0.5
                          2022   A        PRK  0.5
                          2022   B        KOR  1
                          2022   C        JPN  0.5""",
        "world_imports": """period reporter value
                            2020   JPN      1
                            2021   JPN      2
                            2022   JPN      1
                            2021   KOR      1
                            2022   KOR      2""",
    },
    expect="""period reporter observations unlisted value
              2022   A        0            0        -
              2022   B        1            0        -
              2022   C        2            0.5      -""",
)
