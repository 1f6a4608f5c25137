"""How it grows, and who made it grow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from entrepot.measures.composition import COMPOSITION
from entrepot.measures.inputs import FLOWS
from entrepot.measures.joining import beside
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.option import OVER, Option
from entrepot.measures.periods import AGAINST, compared_with_nothing, with_earlier, with_months
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

GROWTH = Theme("growth", T("Growth", "增长"))

SINCE = Option(
    "since", None, T("The base period; the earliest in the data unless given", "基期；默认取数据中最早的时期")
)


@measure(
    theme=GROWTH,
    title=T("Growth", "增长率"),
    unit=Unit.GROWTH,
    reads=(FLOWS("period", "reporter"),),
    per=("period", "reporter"),
    terms=(Term("x", "value", "本期值"), Term("x_before", "value of the earlier period", "基期值")),
    formula="x / x_before - 1",
    reference="World Bank (2020), WITS, Merchandise Trade Indicator Metadata: Country Growth",
    direction="higher is better",
    range=(None, None),
    options=(AGAINST,),
    adds_up=True,
    remarks=compared_with_nothing,
)
def growth(flows: Table, *, by: Names = (), against: str = "previous") -> Table:
    """growth = x_t / x_t-1 - 1: no earlier period, or a base of zero, gives no value."""
    keys = (*by, "reporter")
    sums = flows.group_by(*keys, "period").agg(x=flows.value.sum())
    both = with_earlier(sums, keys, against, x_before="x")
    return both.mutate(value=both.x / both.x_before.nullif(0) - 1)


growth.example(
    source=T("by hand: 100, 110, then no 2022, and 2023 has nothing to compare with", "手算：缺2022年，2023年无从比较"),
    given={
        "flows": """period reporter value
                    2020   A        100
                    2021   A        110
                    2023   A        121"""
    },
    expect="""period reporter x   x_before value
              2020   A        100 -        -
              2021   A        110 100      0.1
              2023   A        121 -        -""",
)
growth.example(
    source=T("by hand: from nothing to something is no percentage", "手算：从无到有没有百分比"),
    given={
        "flows": """period reporter value
                    2020   A        0
                    2021   A        5"""
    },
    expect="""period reporter x x_before value
              2020   A        0 -        -
              2021   A        5 0        -""",
)
growth.example(
    source=T("by hand: March against March; January to September likewise", "手算：3月与上年3月比；1-9月累计同理"),
    given={
        "flows": """period          reporter value
                    2020-03         A        10
                    2021-02         A        50
                    2021-03         A        12
                    2020-Q2         A        4
                    2021-Q2         A        5
                    2020-01/2020-09 A        100
                    2021-01/2021-09 A        150"""
    },
    expect="""period          reporter value
              2020-03         A        -
              2021-02         A        -
              2021-03         A        0.2
              2020-Q2         A        -
              2021-Q2         A        0.25
              2020-01/2020-09 A        -
              2021-01/2021-09 A        0.5""",
    options={"against": "same_period_last_year"},
)
growth.example(
    source=T("by hand: within each partner; January follows December", "手算：按伙伴分别计算；1月接12月"),
    given={
        "flows": """period  reporter partner value
                    2020-12 A        JPN     10
                    2021-01 A        JPN     5
                    2021-01 A        KOR     7"""
    },
    expect="""period  reporter partner x  x_before value
              2020-12 A        JPN     10 -        -
              2021-01 A        JPN     5  10       -0.5
              2021-01 A        KOR     7  -        -""",
    by=("partner",),
)


@measure(
    theme=GROWTH,
    title=T("Compound annual growth rate", "年均复合增长率"),
    unit=Unit.GROWTH,
    reads=(FLOWS("period", "reporter"),),
    per=("period", "reporter"),
    terms=(
        Term("x", "value", "本期值"),
        Term("x_start", "value of the base period", "基期值"),
        Term("years", "years between", "相隔年数", Unit.YEARS),
    ),
    formula="(x / x_start) ** (1 / years) - 1",
    reference="World Bank (2013), Online Trade Outcomes Indicators, User's Manual v1.0: compound annual growth rate",
    direction="higher is better",
    range=(-1, None),
    options=(SINCE,),
)
def cagr(flows: Table, *, by: Names = (), since: str | None = None) -> Table:
    """CAGR = (x_T / x_0)^(1/T) - 1, T in years from the base period: the earliest in the data, or `since`."""
    keys = (*by, "reporter")
    sums = with_months(flows.group_by(*keys, "period").agg(x=flows.value.sum()))
    is_start = (sums.period == since) if since else (sums.last_month == sums.last_month.min().over())
    marked = sums.mutate(is_start=is_start)
    start = marked.filter(marked.is_start).select(*keys, x_start="x", start="last_month")
    both = beside(sums, start, keys)
    both = both.mutate(years=(both.last_month - both.start) / 12.0)
    ratio = both.x / both.x_start.nullif(0)
    fits = (ratio >= 0) & (both.years > 0)
    return both.mutate(value=fits.ifelse(ratio, None) ** (1 / fits.ifelse(both.years, None)) - 1)


cagr.example(
    source=T(
        "by hand: 100 to 121 in two years is 10% a year; the years between do not enter",
        "手算：两年由100增至121，年均10%；中间年份不参与计算",
    ),
    given={
        "flows": """period reporter value
                    2020   A        100
                    2021   A        50
                    2022   A        121"""
    },
    expect="""period reporter x   x_start years value
              2020   A        100 100     0     -
              2021   A        50  100     1     -0.5
              2022   A        121 100     2     0.1""",
)
cagr.example(
    source=T(
        "by hand: A had nothing in the base year and B has no base year: no value",
        "手算：甲地基年为零，乙地缺基年：无值",
    ),
    given={
        "flows": """period reporter value
                    2020   A        0
                    2022   A        9
                    2021   B        4
                    2022   B        16"""
    },
    expect="""period reporter x  x_start years value
              2020   A        0  0       0     -
              2022   A        9  0       2     -
              2021   B        4  -       -     -
              2022   B        16 -       -     -""",
    options={"since": "2020"},
)


@measure(
    theme=GROWTH,
    title=T("Contribution to growth", "对增长的拉动"),
    unit=Unit.GROWTH,
    reads=(replace(COMPOSITION, values=("value", "total")),),
    per=("period", "reporter", "part"),
    terms=(
        Term("x", "value of the part", "该部分本期值"),
        Term("x_before", "value of the part in the earlier period", "该部分基期值"),
        Term("total_before", "the whole in the earlier period", "基期总额"),
    ),
    formula="(x - x_before) / total_before",
    reference="OECD (2007), Data and Metadata Reporting and Presentation Handbook: contributions to growth",
    direction="higher is better",
    range=(None, None),
    options=(OVER, AGAINST),
    adds_up=True,
)
def contribution_to_growth(
    composition: Table, *, by: Names = (), over: str = "partner", against: str = "previous"
) -> Table:
    """(x_k,t - x_k,t-1) / x_t-1: a part's share in the growth of the whole; the parts add up to it.

    A part without a row is no trade where the list of that period adds up to its whole, else it is missing.
    """
    keys = (*by, "reporter")
    pairs = _wholes(composition, keys, against)
    now = composition.select(*keys, "period", "part", "value").mutate(is_now=True)
    before = composition.select(*keys, "part", "value", period_before="period").join(pairs, [*keys, "period_before"])
    rows = now.union(before.select(*keys, "period", "part", "value").mutate(is_now=False))
    cells = rows.group_by(*keys, "period", "part").agg(
        x=rows.value.sum(where=rows.is_now),
        x_before=rows.value.sum(where=~rows.is_now),
        rows_now=rows.count(where=rows.is_now),
        rows_before=rows.count(where=~rows.is_now),
    )
    both = beside(cells, pairs, [*keys, "period"])
    both = both.mutate(
        x=((both.rows_now == 0) & both.complete).ifelse(0.0, both.x),
        x_before=((both.rows_before == 0) & both.complete_before).ifelse(0.0, both.x_before),
    )
    return both.mutate(value=(both.x - both.x_before) / both.total_before.nullif(0))


def _wholes(composition: Table, keys: Names, against: str) -> Table:
    """Each period's whole beside the earlier period's, and whether the parts listed add up to them."""
    sums = composition.group_by(*keys, "period").agg(
        total=composition.total.max(), listed=composition.value.sum(), silent=composition.value.isnull().any()
    )
    complete = ~sums.silent & ((sums.total - sums.listed).abs() <= 1e-9 * sums.total.abs())
    wholes = sums.mutate(complete=complete)
    return with_earlier(wholes, keys, against, period_before="period", total_before="total", complete_before="complete")


contribution_to_growth.example(
    source=T(
        "by hand: 100 to 110: JPN fell by 10, KOR rose by 15, RUS is new with 5, and they add up to 10%",
        "手算：由100增至110：日本减10，韩国增15，俄罗斯新增5，合计10%",
    ),
    given={
        "flows": """period reporter partner value
                    2020   A        JPN     60
                    2020   A        KOR     40
                    2021   A        JPN     50
                    2021   A        KOR     55
                    2021   A        RUS     5"""
    },
    expect="""period reporter part x  x_before total_before value
              2020   A        JPN  60 -        -            -
              2020   A        KOR  40 -        -            -
              2021   A        JPN  50 60       100          -0.1
              2021   A        KOR  55 40       100          0.15
              2021   A        RUS  5  0        100          0.05""",
)
contribution_to_growth.example(
    source=T(
        "by hand: the list of 2020 leaves 40 of 100 unlisted, so nobody knows what KOR was: no value",
        "手算：2020年100中有40未列出，韩国当年多少不得而知：无值",
    ),
    given={
        "flows": """period reporter partner value
                    2020   A        WLD     100
                    2020   A        JPN     60
                    2021   A        WLD     120
                    2021   A        JPN     70
                    2021   A        KOR     50"""
    },
    expect="""period reporter part x  x_before total_before value
              2020   A        JPN  60 -        -            -
              2021   A        JPN  70 60       100          0.1
              2021   A        KOR  50 -        100          -""",
)
