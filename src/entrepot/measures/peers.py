"""Where a region stands among its peers, by any measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.inputs import FIGURES
from entrepot.measures.joining import beside
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.option import Option
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

FEWEST_PEERS = 5
"""A place among four says little: with so few peers the values themselves are the answer."""

PEERS = Theme("peers", T("Among peers", "同类比较"))

FIRST = Option("first", "highest", T("Which value comes first", "何者居首"), ("highest", "lowest"))
OF = Option("of", None, T("The reporter whose value is one", "作为基准的地区"), required=True)
OWN = Term("own", "own value", "本地区数值", Unit.RATIO)
PEER_COUNT = Term("peers", "peers with a value, this one included", "有数值的可比地区数（含本地区）", Unit.COUNT)
RANKS = "International Trade Centre (2007), Trade Performance Index: Technical Notes: ranks among countries"


def placed(figures: Table, by: Names, first: str) -> Table:
    """Per reporter its own value, how many peers have one, and how many come before it; equals share a place."""
    import ibis

    within = (*by, "period")
    sums = figures.group_by(*within, "reporter").agg(own=figures.value.sum())
    order = sums.own.desc() if first == "highest" else sums.own.asc()
    before = ibis.rank().over(group_by=within, order_by=[sums.own.isnull(), order])
    return sums.mutate(
        peers=sums.own.count().over(group_by=within).cast("float64"),
        before=sums.own.notnull().ifelse(before.cast("float64"), None),
    )


@measure(
    theme=PEERS,
    title=T("Rank", "位次"),
    unit=Unit.RANK,
    reads=(FIGURES("period", "reporter"),),
    per=("period", "reporter"),
    terms=(OWN, Term("before", "peers that come before it", "排在前面的地区数", Unit.COUNT), PEER_COUNT),
    formula="before + 1",
    reference=RANKS,
    direction="lower is better",
    range=(1, None),
    options=(FIRST,),
)
def rank(figures: Table, *, by: Names = (), first: str = "highest") -> Table:
    """rank = 1 + number of peers that come before; equal values share a place."""
    places = placed(figures, by, first)
    return places.mutate(value=places.before + 1)


rank.example(
    source=T(
        "by hand: two are equal second, so nobody is third; no value has no place",
        "手算：两地并列第二，没有第三；无数值者无位次",
    ),
    given={
        "figures": """period reporter value
                      2020   A        5
                      2020   B        9
                      2020   C        5
                      2020   D        1
                      2020   E        -"""
    },
    expect="""period reporter own before peers value
              2020   A        5   1      4     2
              2020   B        9   0      4     1
              2020   C        5   1      4     2
              2020   D        1   3      4     4
              2020   E        -   -      4     -""",
)
rank.example(
    source=T("by hand: the least concentrated comes first; one alone is first", "手算：集中度最低者居首；仅一地时居首"),
    given={
        "figures": """period reporter value
                      2020   A        0.5
                      2020   B        0.1
                      2021   A        0.5"""
    },
    options={"first": "lowest"},
    expect="""period reporter value
              2020   A        2
              2020   B        1
              2021   A        1""",
)


@measure(
    theme=PEERS,
    title=T("Percentile", "百分位"),
    unit=Unit.SHARE,
    reads=(FIGURES("period", "reporter"),),
    per=("period", "reporter"),
    terms=(OWN, Term("below", "peers with a smaller value", "数值更小的地区数", Unit.COUNT), PEER_COUNT),
    formula="below / (peers - 1)",
    reference="ISO/IEC 9075-2:2016, PERCENT_RANK",
    direction="neither",
    range=(0, 1),
)
def percentile(figures: Table, *, by: Names = ()) -> Table:
    """below / (peers - 1): the part of the other peers with a smaller value; nobody else, no value."""
    places = placed(figures, by, "lowest").rename(below="before")
    return places.mutate(value=places.below / (places.peers - 1).nullif(0))


percentile.example(
    source=T(
        "by hand: 1 is below 0 of 4 others, 5 below 1, 9 below all",
        "手算：其余4地中，小于1的0个、小于5的1个、小于9的全部",
    ),
    given={
        "figures": """period reporter value
                      2020   A        5
                      2020   B        9
                      2020   C        5
                      2020   D        1
                      2020   F        7"""
    },
    expect="""period reporter own below peers value
              2020   A        5   1     5     0.25
              2020   B        9   4     5     1
              2020   C        5   1     5     0.25
              2020   D        1   0     5     0
              2020   F        7   3     5     0.75""",
)
percentile.example(
    source=T("by hand: alone there is nobody to be above", "手算：仅一地时无从比较"),
    given={"figures": "period reporter value\n2020 A 5"},
    expect="""period reporter own below peers value
              2020   A        5   0     1     -""",
)


@measure(
    theme=PEERS,
    title=T("Multiple of one peer's value", "相当于某地的倍数"),
    unit=Unit.RATIO,
    reads=(FIGURES("period", "reporter"),),
    per=("period", "reporter"),
    terms=(OWN, Term("base", "value of the peer that is one", "基准地区数值", Unit.RATIO)),
    formula="own / base",
    reference="Entrepot: a ratio, so that 'six times' is never read as 'grew six times'",
    direction="neither",
    range=(None, None),
    options=(OF,),
)
def multiple(figures: Table, *, by: Names = (), of: str | None = None) -> Table:
    """own / base: how many times the value of the peer `of` each peer's value is."""
    within = (*by, "period")
    sums = figures.group_by(*within, "reporter").agg(own=figures.value.sum())
    base = sums.filter(sums.reporter == of).select(*within, base="own")
    both = beside(sums, base, within)
    return both.mutate(value=both.own / both.base.nullif(0))


multiple.example(
    source=T("by hand: 69 against 23 is 3 times", "手算：69是23的3倍"),
    given={
        "figures": """period reporter value
                      2020   GD       69
                      2020   SX       23"""
    },
    options={"of": "SX"},
    expect="""period reporter own base value
              2020   GD       69  23   3
              2020   SX       23  23   1""",
)
multiple.example(
    source=T(
        "by hand: the base trades nothing in 2020 and is missing in 2021: no value",
        "手算：基准地区2020年为零、2021年缺失：无值",
    ),
    given={
        "figures": """period reporter value
                      2020   GD       69
                      2020   SX       0
                      2021   GD       70"""
    },
    options={"of": "SX"},
    expect="""period reporter own base value
              2020   GD       69  0    -
              2020   SX       0   0    -
              2021   GD       70  -    -""",
)
