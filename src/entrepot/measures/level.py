"""How much, and how it grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.inputs import FLOWS
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.periods import AGAINST, with_earlier
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

GROWTH = Theme("growth", T("Growth", "增长"))


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
