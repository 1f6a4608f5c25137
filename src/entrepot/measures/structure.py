"""How unequal the parts of a region are, and how far the region is from its country or from what it set out to reach."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from entrepot.measures.diversification import times_ln
from entrepot.measures.inputs import FIGURES, FLOWS, GROUPS, HOMES, Input
from entrepot.measures.joining import beside
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.periods import with_months
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

STRUCTURE = Theme("structure", T("Structure and gaps", "结构与差距"))

CITIES = replace(GROUPS, title=T("The cities (parts) that make up each region", "各地区所辖城市"), optional=False)(
    "part", "group"
)
COUNTRY = replace(HOMES, optional=False)("reporter", "country")
PARTS_TRADE = FLOWS("period", "reporter")
CITY_COUNT = Term("n", "parts with a figure", "有数据的城市数", Unit.COUNT)
LACKING = Term("lacking", "parts without a figure", "无数据的城市数", Unit.COUNT)


def parts_of(flows: Table, groups: Table, by: Names) -> Table:
    """Trade `x` of every part of every region, in every period in which any of its parts has a figure; else null."""
    within = (*by, "period")
    cities = groups.select("group", reporter="part").distinct()
    sums = flows.group_by(*within, "reporter").agg(x=flows.value.sum())
    known = beside(sums, cities.select("reporter", home="group"), ["reporter"])
    seen = known.filter(known.home.notnull()).select(*within, group="home").distinct()
    every = seen.inner_join(cities, "group").select(*within, "group", "reporter")
    return beside(every, sums, [*within, "reporter"])


def summed(parts: Table, keys: tuple[str, ...]) -> Table:
    """Per region: how many parts have a figure and how many lack one, and what they trade together."""
    return parts.group_by(*keys).agg(
        n=parts.x.count().cast("float64"), lacking=parts.x.isnull().ifelse(1.0, 0.0).sum(), total=parts.x.sum()
    )


@measure(
    theme=STRUCTURE,
    title=T("Gini coefficient of trade over the cities of a region", "地区内各市贸易基尼系数"),
    unit=Unit.INDEX,
    reads=(PARTS_TRADE, CITIES),
    per=("period", "group"),
    terms=(
        Term("ranked", "trade times place from the smallest, summed", "贸易额乘由小到大位次之和"),
        Term("total", "trade of all parts", "各市贸易合计"),
        CITY_COUNT,
        LACKING,
    ),
    formula="2 * ranked / (n * total) - (n + 1) / n",
    reference="Sen (1973), On Economic Inequality, Oxford University Press, 29-31; Gini (1912)",
    direction="lower is better",
    range=(0, 1),
)
def city_gini(flows: Table, groups: Table, *, by: Names = ()) -> Table:
    """sum_i sum_j |x_i - x_j| / (2 n^2 mu) = 2 sum i x_(i) / (n sum x) - (n + 1)/n; a part without a figure, no value."""
    import ibis

    keys = (*by, "period", "group")
    parts = parts_of(flows, groups, by)
    place = (ibis.row_number() + 1).over(group_by=keys, order_by=[parts.x.isnull(), parts.x, parts.reporter])
    placed = parts.mutate(placed=parts.x * place.cast("float64"))
    both = beside(summed(parts, keys), placed.group_by(*keys).agg(ranked=placed.placed.sum()), keys)
    gini = 2 * both.ranked / (both.n * both.total).nullif(0) - (both.n + 1) / both.n.nullif(0)
    return both.mutate(value=(both.lacking == 0).ifelse(gini, None))


FOUR_CITIES = """part group
                 C1   P
                 C2   P
                 C3   P
                 C4   P"""
UNEQUAL = """period reporter value
             2020   C1       1
             2020   C2       1
             2020   C3       2
             2020   C4       4"""

city_gini.example(
    source=T(
        "by hand: the differences between pairs are 0, 1, 3, 1, 3, 2, together 10, so 20 / (2 * 16 * 2)",
        "手算：两两之差为0、1、3、1、3、2，合计10，故20/(2×16×2)",
    ),
    given={"flows": UNEQUAL, "groups": FOUR_CITIES},
    expect="""period group ranked total n lacking value
              2020   P     25     8     4 0       0.3125""",
)
city_gini.example(
    source=T(
        "by hand: all equal is 0; of 2021 one city's figure is missing, and in 2022 nobody trades: no value",
        "手算：完全相等为0；2021年缺一市数据，2022年均无贸易：无值",
    ),
    given={
        "flows": """period reporter value
                    2020   C1       3
                    2020   C2       3
                    2021   C1       3
                    2022   C1       0
                    2022   C2       0
                    2022   X        7""",
        "groups": "part group\nC1 P\nC2 P",
    },
    expect="""period group ranked total n lacking value
              2020   P     9      6     2 0       0
              2021   P     3      3     1 1       -
              2022   P     0      0     2 0       -""",
)


@measure(
    theme=STRUCTURE,
    title=T("Theil index of trade over the cities of a region", "地区内各市贸易泰尔指数"),
    unit=Unit.NATS,
    reads=(PARTS_TRADE, CITIES),
    per=("period", "group"),
    terms=(
        Term("h", "entropy of the parts' shares", "各市份额的熵", Unit.NATS),
        CITY_COUNT,
        LACKING,
    ),
    formula="ln(n) - h",
    reference="Theil (1967), Economics and Information Theory, North-Holland, chapter 4",
    direction="lower is better",
    range=(0, None),
)
def city_theil(flows: Table, groups: Table, *, by: Names = ()) -> Table:
    """(1/n) sum (x/mu) ln(x/mu) = ln n - h, h = -sum s ln s; a part without a figure, no value."""
    keys = (*by, "period", "group")
    parts = parts_of(flows, groups, by)
    shares = parts.mutate(s=parts.x / parts.x.sum().over(group_by=keys).nullif(0))
    entropy = shares.group_by(*keys).agg(h=-times_ln(shares.s, shares.s).sum())
    both = beside(summed(parts, keys), entropy, keys)
    return both.mutate(value=((both.lacking == 0) & (both.n > 0)).ifelse(both.n.nullif(0).ln() - both.h, None))


city_theil.example(
    source=T(
        "by hand: shares 1/8, 1/8, 1/4, 1/2 have entropy 7/4 ln 2, and ln 4 is 2 ln 2: ln 2 / 4 is left",
        "手算：份额1/8、1/8、1/4、1/2的熵为7/4·ln2，ln4为2·ln2，余ln2/4",
    ),
    given={"flows": UNEQUAL, "groups": FOUR_CITIES},
    expect="""period group h                  n lacking value
              2020   P     1.2130075659799042 4 0       0.17328679513998632""",
)
city_theil.example(
    source=T(
        "by hand: one city has all of it, ln 2; of 2021 one figure is missing, in 2022 nobody trades: no value",
        "手算：全部集中于一市为ln2；2021年缺一市数据，2022年均无贸易：无值",
    ),
    given={
        "flows": """period reporter value
                    2020   C1       3
                    2020   C2       0
                    2021   C1       3
                    2022   C1       0
                    2022   C2       0""",
        "groups": "part group\nC1 P\nC2 P",
    },
    expect="""period group n lacking value
              2020   P     2 0       0.6931471805599453
              2021   P     1 1       -
              2022   P     2 0       -""",
)


@measure(
    theme=STRUCTURE,
    title=T("Largest over smallest city of a region", "地区内最大市与最小市之比"),
    unit=Unit.RATIO,
    reads=(PARTS_TRADE, CITIES),
    per=("period", "group"),
    terms=(
        Term("largest", "trade of the largest part", "最大市贸易额"),
        Term("smallest", "trade of the smallest part", "最小市贸易额"),
        CITY_COUNT,
        LACKING,
    ),
    formula="largest / smallest",
    reference="Shankar and Shah (2003), World Development 31(8), 1421-1441, doi:10.1016/S0305-750X(03)00098-6",
    direction="lower is better",
    range=(1, None),
)
def max_min_ratio(flows: Table, groups: Table, *, by: Names = ()) -> Table:
    """max x / min x over the parts of a region; a part without a figure, or one that trades nothing: no value."""
    keys = (*by, "period", "group")
    parts = parts_of(flows, groups, by)
    ends = parts.group_by(*keys).agg(largest=parts.x.max(), smallest=parts.x.min())
    both = beside(ends, summed(parts, keys), keys)
    return both.mutate(value=(both.lacking == 0).ifelse(both.largest / both.smallest.nullif(0), None))


max_min_ratio.example(
    source=T("by hand: 4 over 1", "手算：4除以1"),
    given={"flows": UNEQUAL, "groups": FOUR_CITIES},
    expect="""period group largest smallest n lacking value
              2020   P     4       1        4 0       4""",
)
max_min_ratio.example(
    source=T(
        "by hand: a city that trades nothing makes no ratio; one alone is once itself; a missing city is not zero",
        "手算：有一市无贸易则无比值；仅一市为1；缺数据不等于零",
    ),
    given={
        "flows": """period reporter value
                    2020   C1       4
                    2020   C2       0
                    2020   D1       5
                    2021   C1       4""",
        "groups": "part group\nC1 P\nC2 P\nD1 Q",
    },
    expect="""period group largest smallest n lacking value
              2020   P     4       0        2 0       -
              2020   Q     5       5        1 0       1
              2021   P     4       4        1 1       -""",
)


def published_share(name: str, title: T, *where: tuple[str, str]) -> Input:
    """A share published for regions and for their country, all areas together."""
    return Input(name, title, "series", where, "peers", grouped=False)("period", "reporter")


TERTIARY = published_share(
    "tertiary", T("Share of services in GDP", "第三产业占比"), ("measure", "gdp_share"), ("subject", "tertiary")
)
UTILISATION = published_share(
    "utilisation", T("Use of industrial capacity, least", "产能利用率（下限）"),
    ("measure", "capacity_utilisation"), ("measure", "capacity_utilisation_low"),
)  # fmt: skip
UTILISATION_HIGH = published_share(
    "utilisation_high",
    T("Use of industrial capacity, most, where a range is printed", "产能利用率（上限，公布区间时）"),
    ("measure", "capacity_utilisation_high"),
).or_none()
OF_REGION = Term("own", "the region's", "本地区", Unit.SHARE)
OF_NATION = Term("nation", "its country's", "所属国家", Unit.SHARE)


def beside_nation(shares: Table, homes: Table) -> Table:
    """Every region's share `own` beside its country's, `nation`; a country itself has no row."""
    placed = beside(shares.select("period", "reporter", own="value"), homes.select("reporter", "country"), ["reporter"])
    regions = placed.filter(placed.country.notnull() & (placed.country != placed.reporter))
    nations = shares.select("period", country="reporter", nation="value")
    return beside(regions, nations, ["period", "country"])


@measure(
    theme=STRUCTURE,
    title=T("Structure gap: services against the nation", "产业结构差距（第三产业占比与全国之差）"),
    unit=Unit.SHARE,
    reads=(TERTIARY, COUNTRY),
    per=("period", "reporter"),
    terms=(OF_REGION, OF_NATION),
    formula="own - nation",
    reference="ADB TA-9036 (2017), paragraph 8: services in GDP, province and nation side by side",
    direction="neither",
    range=(-1, 1),
)
def structure_gap(tertiary: Table, homes: Table, *, by: Names = ()) -> Table:
    """share of services in the region's GDP - share in its country's."""
    both = beside_nation(tertiary, homes)
    return both.mutate(value=both.own - both.nation)


structure_gap.example(
    source=T("ADB TA-9036, table 2 and paragraph 8: Liaoning 2015", "亚行TA-9036表2与第8段：辽宁2015年"),
    given={
        "tertiary": "period reporter value\n2015 CN-LN 0.462\n2015 CHN 0.502",
        "homes": "reporter country\nCN-LN CHN\nCHN CHN",
    },
    expect="""period reporter own   nation value
              2015   CN-LN    0.462 0.502  -0.04""",
)
structure_gap.example(
    source=T(
        "by hand: the nation's share of another year does not serve; where nobody knows the country there is no row",
        "手算：全国其他年份的比重不能代用；所属国家不明者不列",
    ),
    given={
        "tertiary": "period reporter value\n2014 CN-LN 0.418\n2015 CHN 0.502\n2015 X 0.3\n2015 CN-SX -",
        "homes": "reporter country\nCN-LN CHN\nCN-SX CHN\nCHN CHN",
    },
    expect="""period reporter own   nation value
              2014   CN-LN    0.418 -      -
              2015   CN-SX    -     0.502  -""",
)


@measure(
    theme=STRUCTURE,
    title=T("Capacity gap: use of capacity against the nation", "产能利用差距（产能利用率与全国之差）"),
    unit=Unit.SHARE,
    reads=(UTILISATION, UTILISATION_HIGH, COUNTRY),
    per=("period", "reporter"),
    terms=(OF_REGION, OF_NATION),
    formula="own - nation",
    reference="ADB TA-9036 (2017), paragraph 50: 70-75 per cent of capacity in use against 78 per cent nationally",
    direction="higher is better",
    range=(-1, 1),
    bounds=True,
)
def capacity_gap(utilisation: Table, utilisation_high: Table | None, homes: Table, *, by: Names = ()) -> Table:
    """capacity in use in the region - in its country; where a range is printed there are bounds and no point."""
    both = beside_nation(utilisation, homes)
    if utilisation_high is None:
        both = both.mutate(high=both.own)
    else:
        both = beside(both, utilisation_high.select("period", "reporter", high="value"), ["period", "reporter"])
        both = both.mutate(high=both.high.coalesce(both.own))
    low = both.own - both.nation
    return both.mutate(
        value=(both.high == both.own).ifelse(low, None), value_low=low, value_high=both.high - both.nation
    )


capacity_gap.example(
    source=T("ADB TA-9036, paragraph 50: Liaoning 70-75 per cent, nation 78", "亚行TA-9036第50段：辽宁70%-75%，全国78%"),
    given={
        "utilisation": "period reporter value\n2016 CN-LN 0.7\n2016 CHN 0.78",
        "utilisation_high": "period reporter value\n2016 CN-LN 0.75",
        "homes": "reporter country\nCN-LN CHN",
    },
    expect="""period reporter own nation value value_low value_high
              2016   CN-LN    0.7 0.78   -     -0.08     -0.03""",
)  # fmt: skip
capacity_gap.example(
    source=T("by hand: a point where a point is printed; the nation's is missing in 2017", "手算：公布单一数值则为点值；2017年缺全国数据"),
    given={
        "utilisation": "period reporter value\n2016 P 0.875\n2016 N 0.75\n2017 P 0.5",
        "homes": "reporter country\nP N",
    },
    expect="""period reporter own   nation value value_low value_high
              2016   P        0.875 0.75   0.125 0.125     0.125
              2017   P        0.5   -      -     -         -""",
)  # fmt: skip


TARGETS = Input(
    "targets",
    T("Declared targets: of whom, for when (period), how much", "已公布的目标：地区、到期时期、数值"),
    "series",
    (("measure", "*_target"),),
    role="peers",
    grouped=False,
)("period", "reporter")


@measure(
    theme=STRUCTURE,
    title=T("Target gap: what is missing to a declared target", "目标差距（与已公布目标之差）"),
    unit=Unit.RATIO,
    reads=(FIGURES("period", "reporter"), TARGETS),
    per=("period", "reporter"),
    terms=(
        Term("own", "value reached", "已达数值", Unit.RATIO),
        Term("target", "the next target to fall due", "下一个到期目标", Unit.RATIO),
        Term("years_left", "years until it falls due", "距到期年数", Unit.YEARS),
    ),
    formula="own - target",
    reference="Entrepot: a figure less the target that was declared for a date, with the time that is left",
    direction="higher is better",
    range=(None, None),
)
def target_gap(figures: Table, targets: Table, *, by: Names = ()) -> Table:
    """value - target: below zero is missing still; the target is the next that falls due in or after the period."""
    import ibis

    keys = [*by, "period", "reporter"]
    sums = figures.group_by(*keys).agg(own=figures.value.sum())
    now = with_months(sums)
    due = with_months(targets.select("period", "reporter", target="value").distinct())
    due = due.select("reporter", "target", due="last_month")
    pairs = now.inner_join(due, "reporter")
    pairs = pairs.filter(pairs.due >= pairs.last_month)
    first = ibis.row_number().over(group_by=keys, order_by=[pairs.due, pairs.target])
    next_due = pairs.mutate(place=first, years_left=(pairs.due - pairs.last_month) / 12.0)
    next_due = next_due.filter(next_due.place == 0).select(*keys, "target", "years_left")
    both = beside(sums, next_due, keys)
    return both.mutate(value=both.own - both.target)


target_gap.example(
    source=T(
        "by hand: 12 of 20 firms two years before the date, and 23 in the year itself",
        "手算：到期前两年达到20家中的12家，到期当年23家",
    ),
    given={
        "figures": """period reporter value
                      2020   CN-LN-PJ 12
                      2022   CN-LN-PJ 23""",
        "targets": """period reporter value
                      2022   CN-LN-PJ 20
                      2025   CN-LN-PJ 40""",
    },
    expect="""period reporter own target years_left value
              2020   CN-LN-PJ 12  20     2          -8
              2022   CN-LN-PJ 23  20     0          3""",
)
target_gap.example(
    source=T(
        "by hand: all targets are past, nobody set one, the figure is missing: no value; months count as parts of a year",
        "手算：目标均已过期、未设目标、数据缺失：无值；月份按年的一部分计",
    ),
    given={
        "figures": """period  reporter value
                      2023    A        5
                      2020    B        5
                      2022    C        -
                      2022-06 A        5""",
        "targets": """period reporter value
                      2022   A        9
                      2022   C        9""",
    },
    expect="""period  reporter own target years_left value
              2023    A        5   -      -          -
              2020    B        5   -      -          -
              2022    C        -   9      0          -
              2022-06 A        5   9      0.5        -4""",
)
