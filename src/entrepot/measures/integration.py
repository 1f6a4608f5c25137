"""How much the members of a bloc trade with each other: as a share, against the world, and against outsiders."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from entrepot.measures.composition import parts_within
from entrepot.measures.inputs import MEMBERS, WORLD_ROW, Input
from entrepot.measures.joining import beside
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

INTEGRATION = Theme("integration", T("Integration of a bloc", "区域一体化"))

EVERYONE = Input(
    "everyone",
    T("The same trade of every country, by partner (exports unless asked)", "各国按伙伴分的同向贸易（默认出口）"),
    "flows",
    role="peers",
)("period", "reporter", "partner")
BLOC = replace(MEMBERS, title=T("The members of each bloc", "各集团成员"))("group", "partner")

T_II = Term("t_ii", "trade among the members", "成员之间贸易额")
T_I = Term("t_i", "all trade of the members", "成员贸易总额")
T_WI = Term("t_wi", "everybody's trade with the members", "所有国家对成员的贸易额")
T_W = Term("t_w", "everybody's trade", "所有国家贸易总额")
REPORTING = Term("reporting", "members that report their partners", "公布分伙伴数据的成员数", Unit.COUNT)
MEMBER_COUNT = Term("members", "members of the bloc", "集团成员数", Unit.COUNT)
HAMANAKA = (
    "Hamanaka (2015), The Selection of Trade Integration Indicators, ADB Economics Working Paper 455; "
    "Iapadre and Tironi (2009), Measuring Trade Regionalisation: The Case of Asia, UNU-CRIS W-2009/9"
)


def bloc_sums(everyone: Table, members: Table, by: Names) -> Table:
    """Per bloc: trade among members, of members, of everybody with members, of everybody.

    Only reporters that list partners count, with their stated whole where there is one; one that lists partners and no
    member among them trades nothing with the bloc.
    """
    within = (*by, "period")
    named = members.select("group", member="partner").distinct()
    parts = parts_within(everyone.filter(everyone.reporter != WORLD_ROW), (*within, "reporter"), "partner")
    reporters = parts.group_by(*within, "reporter").agg(total=parts.total.max())
    blocs = named.group_by("group").agg(members=named.count().cast("float64"))
    every = reporters.cross_join(blocs)
    with_members = parts.inner_join(named, parts.part == named.member)
    inside = with_members.group_by(*within, "reporter", "group").agg(
        inside=with_members.value.sum(), listed=with_members.count()
    )
    every = beside(every, inside, [*within, "reporter", "group"])
    every = beside(
        every, named.select("group", reporter="member", is_member=1.0 + 0 * named.group.length()), ["group", "reporter"]
    )
    inside_or_none = every.listed.isnull().ifelse(every.total * 0.0, every.inside)
    own = every.is_member.notnull()
    return every.group_by(*within, "group", "members").agg(
        t_ii=own.ifelse(inside_or_none, None).sum(),
        t_i=own.ifelse(every.total, None).sum(),
        t_wi=inside_or_none.sum(),
        t_w=every.total.sum(),
        reporting=own.ifelse(1.0, 0.0).sum(),
    )


@measure(
    theme=INTEGRATION,
    title=T("Share of trade inside a bloc", "区域内贸易比重"),
    unit=Unit.SHARE,
    reads=(EVERYONE, BLOC),
    per=("period", "group"),
    terms=(T_II, T_I, REPORTING, MEMBER_COUNT),
    formula="t_ii / t_i",
    reference=HAMANAKA,
    direction="neither",
    range=(0, 1),
)
def intra_share(everyone: Table, members: Table, *, by: Names = ()) -> Table:
    """T_ii / T_i: the part of the members' trade that is with each other."""
    sums = bloc_sums(everyone, members, by)
    return sums.mutate(value=sums.t_ii / sums.t_i.nullif(0))


SMALL_WORLD = """period reporter partner value
                 2020   A        B       6
                 2020   A        U       4
                 2020   B        A       4
                 2020   B        U       6
                 2020   U        A       10
                 2020   U        V       30
                 2020   V        B       10
                 2020   V        U       30"""
AB = """group partner
        bloc  A
        bloc  B"""

intra_share.example(
    source=T("by hand: A and B sell each other 10 of the 20 they sell", "手算：A、B彼此出口10，占其出口20的一半"),
    given={"everyone": SMALL_WORLD, "members": AB},
    expect="""period group t_ii t_i reporting members value
              2020   bloc  10   20  2         2       0.5""",
)
intra_share.example(
    source=T(
        "by hand: C of the bloc reports only its whole, so it does not count and two of three are said to; the other bloc "
        "sells nothing: no value; where a whole is stated, shares are of it",
        "手算：成员C只公布总额，不计入，注明三个成员中有两个公布；另一集团没有出口：无值；有总额者以总额为准",
    ),
    given={
        "everyone": """period reporter partner value
                       2020   A        B       6
                       2020   A        WLD     16
                       2020   B        U       4
                       2020   C        WLD     9
                       2020   D        U       0""",
        "members": """group partner
                      bloc  A
                      bloc  B
                      bloc  C
                      idle  D""",
    },
    expect="""period group t_ii t_i reporting members value
              2020   bloc  6    20  2         3       0.3
              2020   idle  0    0   1         1       -""",
)


@measure(
    theme=INTEGRATION,
    title=T("Trade intensity inside a bloc", "区域内贸易结合度"),
    unit=Unit.INDEX,
    reads=(EVERYONE, BLOC),
    per=("period", "group"),
    terms=(T_II, T_I, T_WI, T_W, REPORTING, MEMBER_COUNT),
    formula="(t_ii / t_i) / (t_wi / t_w)",
    reference=HAMANAKA,
    direction="neither",
    range=(0, None),
)
def intra_intensity(everyone: Table, members: Table, *, by: Names = ()) -> Table:
    """(T_ii / T_i) / (T_wi / T_w): the share inside the bloc over the bloc's share in everybody's trade."""
    sums = bloc_sums(everyone, members, by)
    return sums.mutate(value=(sums.t_ii / sums.t_i.nullif(0)) / (sums.t_wi / sums.t_w.nullif(0)).nullif(0))


intra_intensity.example(
    source=T(
        "by hand: half of the bloc's exports stay inside, and 30 of the world's 100 go to it",
        "手算：集团出口一半在内部，世界出口100中有30流向集团",
    ),
    given={"everyone": SMALL_WORLD, "members": AB},
    expect="""period group t_ii t_i t_wi t_w reporting members value
              2020   bloc  10   20  30   100 2         2       1.6666666666666667""",
)
intra_intensity.example(
    source=T("by hand: nobody at all sells to the bloc: no value", "手算：无人向集团出口：无值"),
    given={
        "everyone": """period reporter partner value
                       2020   A        U       4
                       2020   U        V       4""",
        "members": AB,
    },
    expect="""period group t_ii t_i t_wi t_w reporting members value
              2020   bloc  0    4   0    8   1         2       -""",
)


@measure(
    theme=INTEGRATION,
    title=T("Trade introversion of a bloc", "区域贸易内向度"),
    unit=Unit.INDEX,
    reads=(EVERYONE, BLOC),
    per=("period", "group"),
    terms=(
        T_II,
        T_I,
        T_WI,
        T_W,
        Term("s", "the bloc's share in its own trade", "集团在自身贸易中的比重", Unit.SHARE),
        Term("v", "the bloc's share in outsiders' trade", "集团在外部国家贸易中的比重", Unit.SHARE),
        REPORTING,
        MEMBER_COUNT,
    ),
    formula="(s - v) / (s + v - 2 * s * v)",
    reference=HAMANAKA,
    direction="neither",
    range=(-1, 1),
)
def intra_introversion(everyone: Table, members: Table, *, by: Names = ()) -> Table:
    """(HI - HE)/(HI + HE), HI = s/v, HE = (1-s)/(1-v): whether members prefer each other to outsiders, size apart."""
    sums = bloc_sums(everyone, members, by)
    both = sums.mutate(s=sums.t_ii / sums.t_i.nullif(0), v=(sums.t_wi - sums.t_ii) / (sums.t_w - sums.t_i).nullif(0))
    return both.mutate(value=(both.s - both.v) / (both.s + both.v - 2 * both.s * both.v).nullif(0))


intra_introversion.example(
    source=T(
        "by hand: 1/2 inside, and outsiders sell the bloc 20 of 80: HI = 2, HE = 2/3, so (4/3)/(8/3)",
        "手算：内部占1/2，外部国家80中有20流向集团：HI = 2，HE = 2/3，结果(4/3)/(8/3)",
    ),
    given={"everyone": SMALL_WORLD, "members": AB},
    expect="""period group t_ii t_i t_wi t_w s   v    value
              2020   bloc  10   20  30   100 0.5 0.25 0.5""",
)
intra_introversion.example(
    source=T(
        "by hand: a bloc closed to all others, 1; and with no outsider reporting there is nothing to compare: no value",
        "手算：完全封闭的集团为1；没有外部国家公布数据则无从比较：无值",
    ),
    given={
        "everyone": """period reporter partner value
                       2020   A        B       5
                       2020   B        A       5
                       2020   U        V       5
                       2021   A        B       5""",
        "members": AB,
    },
    expect="""period group s v value
              2020   bloc  1 0 1
              2021   bloc  1 - -""",
)
