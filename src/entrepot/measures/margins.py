"""New ties, lost ties, ties that last: on which margin trade changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from entrepot.measures.changes import BASE, then_and_now
from entrepot.measures.composition import COMPOSITION
from entrepot.measures.inputs import EXPORTS, FLOWS, WORLD
from entrepot.measures.joining import beside
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.option import OVER
from entrepot.measures.periods import AGAINST
from entrepot.measures.rest import OWN, beside_rest
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

MARGINS = Theme("margins", T("Margins: new, lost and lasting trade", "贸易边际：新增、退出与存续"))

STATUS_TERMS = (
    Term("x", "their trade now", "本期贸易额"),
    Term("x_before", "their trade in the earlier period", "基期贸易额"),
    Term("cells", "how many they are", "个数", Unit.COUNT),
)
SPLIT = "Besedes and Prusa (2011), Journal of Development Economics 96(2), 371-379, doi:10.1016/j.jdeveco.2010.08.013"


def by_status(both: Table, keys: Names) -> Table:
    """Cells with `x` and `x_before` summed by what became of them; those in neither period are not counted."""
    became = (both.x_before == 0).ifelse("entrant", (both.x == 0).ifelse("exit", "survivor"))
    known = both.x.notnull() & both.x_before.notnull()
    cells = both.mutate(status=known.ifelse(became, "unknown"), known=known)
    cells = cells.filter(~(cells.known & (cells.x == 0) & (cells.x_before == 0)))
    sums = cells.group_by(*keys, "status").agg(
        x=cells.x.sum(), x_before=cells.x_before.sum(), cells=cells.count().cast("float64")
    )
    return sums.mutate(value=(sums.status == "unknown").ifelse(None, sums.x - sums.x_before))


@measure(
    theme=MARGINS,
    title=T("Change by survivors, entrants and exits", "变动分解：存续、进入与退出"),
    unit=Unit.MONEY,
    reads=(replace(COMPOSITION, values=("value", "total"), over="product"),),
    per=("period", "reporter", "status"),
    terms=STATUS_TERMS,
    formula="x - x_before",
    reference=SPLIT,
    direction="neither",
    range=(None, None),
    options=(replace(OVER, default="product"), AGAINST, BASE),
)
def entry_exit_survivor(
    composition: Table,
    *,
    by: Names = (),
    over: str = "product",
    against: str = "previous",
    since: str | None = None,
) -> Table:
    """dX = survivors + entrants + exits: what was there before and is, is new, or is gone; they add up to the change.

    A part without a row is no trade only where its period's list adds up to its whole; else nobody knows.
    """
    within = (*by, "reporter")
    both = then_and_now(composition.rename(x="value"), within, ("part",), against, since, "x")
    whole = composition.group_by(*within, "period").agg(
        total=composition.total.max(), listed=composition.value.sum(), silent=composition.value.isnull().any()
    )
    complete = ~whole.silent & ((whole.total - whole.listed).abs() <= 1e-9 * whole.total.abs())
    lists = whole.select(*within, "period", complete=complete)
    both = beside(both, lists, [*within, "period"])
    both = beside(both, lists.rename(period_before="period", complete_before="complete"), [*within, "period_before"])
    unsure, unsure_before = (both.rows_now == 0) & ~both.complete, (both.rows_before == 0) & ~both.complete_before
    both = both.mutate(x=unsure.ifelse(None, both.x), x_before=unsure_before.ifelse(None, both.x_before))
    return by_status(both, (*within, "period"))


entry_exit_survivor.example(
    source=T(
        "by hand: tea 30 to 50 stays, tin 20 is gone, chips 5 are new: 20 - 20 + 5 is the whole change",
        "手算：茶30至50存续，锡20退出，芯片5新增：20 - 20 + 5 即总变动",
    ),
    given={
        "flows": """period reporter product value
                    2020   A        tea     30
                    2020   A        tin     20
                    2021   A        tea     50
                    2021   A        tin     0
                    2021   A        chips   5"""
    },
    expect="""period reporter status   x  x_before cells value
              2020   A        unknown  50 -        2     -
              2021   A        survivor 50 30       1     20
              2021   A        exit     0  20       1     -20
              2021   A        entrant  5  0        1     5""",
)
entry_exit_survivor.example(
    source=T(
        "by hand: 2020 lists 60 of 100 and withholds arms, so nobody knows whether KOR is new; 2022 is missing",
        "手算：2020年100中仅列60，韩国是否新增不得而知；2022年缺失",
    ),
    given={
        "flows": """period reporter partner value
                    2020   A        WLD     100
                    2020   A        JPN     60
                    2021   A        JPN     70
                    2021   A        KOR     50
                    2023   A        JPN     70"""
    },
    options={"over": "partner"},
    expect="""period reporter status   x   x_before cells value
              2020   A        unknown  60  -        1     -
              2021   A        survivor 70  60       1     10
              2021   A        unknown  50  -        1     -
              2023   A        unknown  70  -        1     -""",
)


@measure(
    theme=MARGINS,
    title=T("Change by surviving, new and lost product-market ties", "变动分解：商品-市场关系的存续、进入与退出"),
    unit=Unit.MONEY,
    reads=(FLOWS("period", "reporter", "partner", "product"),),
    per=("period", "reporter", "status"),
    terms=STATUS_TERMS,
    formula="x - x_before",
    reference=SPLIT,
    direction="neither",
    range=(None, None),
    options=(AGAINST, BASE),
)
def entry_exit_survivor_ties(
    flows: Table, *, by: Names = (), against: str = "previous", since: str | None = None
) -> Table:
    """dX = survivors + entrants + exits, each product in each market a tie of its own; they add up to the change."""
    within = (*by, "reporter")
    ties = tuple(name for name in ("partner", "product") if name not in by)
    cells = flows.group_by(*within, "period", *ties).agg(x=flows.value.sum())
    return by_status(then_and_now(cells, within, ties, against, since, "x"), (*within, "period"))


entry_exit_survivor_ties.example(
    source=T(
        "by hand: tea moves from JPN to KOR: an exit and an entrant, where the product alone survives",
        "手算：茶由日本转向韩国：一退一进，而就商品而言则为存续",
    ),
    given={
        "flows": """period reporter partner product value
                    2020   A        JPN     tea     30
                    2020   A        USA     tin     10
                    2021   A        KOR     tea     40
                    2021   A        USA     tin     15"""
    },
    expect="""period reporter status   x  x_before cells value
              2020   A        unknown  40 -        2     -
              2021   A        survivor 15 10       1     5
              2021   A        entrant  40 0        1     40
              2021   A        exit     0  30       1     -30""",
)
entry_exit_survivor_ties.example(
    source=T(
        "by hand: a tie withheld is not known to be new; 2020 is the base of 2023",
        "手算：保密的一项不知是否新增；以2020年为基期",
    ),
    given={
        "flows": """period reporter partner product value
                    2020   A        JPN     tea     -
                    2020   A        USA     tin     10
                    2023   A        JPN     tea     40
                    2023   A        USA     tin     10"""
    },
    options={"since": "2020"},
    expect="""period reporter status   x  x_before cells value
              2020   A        unknown  10 -        2     -
              2023   A        unknown  40 -        1     -
              2023   A        survivor 10 10       1     0""",
)

REACHED = (
    Term("x", "our exports to the market", "对该市场出口"),
    Term("r_in", "the reference's exports to it of the products we sell there", "参照对该市场出口（限我方所售商品）"),
    Term("r_all", "the reference's exports to it", "参照对该市场出口总额"),
)
MARGIN_READS = (
    EXPORTS("period", "reporter", "partner", "product"),
    WORLD("period", "reporter", "partner", "product"),
)
HUMMELS_KLENOW = "Hummels and Klenow (2005), American Economic Review 95(3), 704-723, doi:10.1257/0002828054201396"


def reached(exports: Table, world: Table, by: Names, own: str) -> Table:
    """Per market: what we sell there, what the reference sells there of the same products, and of all."""
    within = (*(name for name in by if name != "partner"), "period", "partner")
    ours = exports.group_by(*within, "reporter", "product").agg(x=exports.value.sum())
    both = beside_rest(ours, world, within, "product", own)
    return both.group_by(*within, "reporter").agg(
        x=both.x.sum(), r_in=(both.x > 0).ifelse(both.r, 0.0).sum(), r_all=both.r_all.max()
    )


HK_CASE = {
    "exports": """period reporter partner product value
                  2020   A        JPN     tea     10
                  2020   A        JPN     tin     0""",
    "world": """period reporter partner product value
                2020   A        JPN     tea     10
                2020   B        JPN     tea     40
                2020   B        JPN     tin     60""",
}
HK_AWKWARD = {
    "exports": """period reporter partner product value
                  2020   A        JPN     silk    10
                  2020   A        KOR     tea     0
                  2020   A        PRK     tea     5""",
    "world": """period reporter partner product value
                2020   WLD      JPN     silk    10
                2020   WLD      JPN     tin     60
                2020   WLD      KOR     tea     40""",
}


@measure(
    theme=MARGINS,
    title=T("Extensive margin (Hummels-Klenow)", "扩展边际（Hummels-Klenow）"),
    unit=Unit.SHARE,
    reads=MARGIN_READS,
    per=("period", "reporter", "partner"),
    terms=REACHED,
    formula="r_in / r_all",
    reference=HUMMELS_KLENOW,
    direction="higher is better",
    range=(0, 1),
    options=(OWN,),
)
def extensive_margin(exports: Table, world: Table, *, by: Names = (), own: str = "by_name") -> Table:
    """EM = sum_{k in I_pj} X_wjk / sum_k X_wjk: how much of what others sell in a market are things we sell there too."""
    both = reached(exports, world, by, own)
    return both.mutate(value=both.r_in / both.r_all.nullif(0))


extensive_margin.example(
    source=T(
        "by hand: of the others' 100 in Japan, 40 are tea, which A sells too",
        "手算：他方对日出口100，其中茶40，甲地亦出口",
    ),
    given=HK_CASE,
    expect="""period reporter partner x  r_in r_all value
              2020   A        JPN     10 40   100   0.4""",
)
extensive_margin.example(
    source=T(
        "by hand: nobody else sells silk in Japan; A sells nothing in Korea; no reference for PRK: no value",
        "手算：丝绸仅甲对日出口；甲对韩没有出口；朝鲜无参照：无值",
    ),
    given=HK_AWKWARD,
    expect="""period reporter partner x  r_in r_all value
              2020   A        JPN     10 0    60    0
              2020   A        KOR     0  0    40    0
              2020   A        PRK     5  -    -     -""",
)


@measure(
    theme=MARGINS,
    title=T("Intensive margin (Hummels-Klenow)", "集约边际（Hummels-Klenow）"),
    unit=Unit.RATIO,
    reads=MARGIN_READS,
    per=("period", "reporter", "partner"),
    terms=REACHED,
    formula="x / r_in",
    reference=HUMMELS_KLENOW,
    direction="higher is better",
    range=(0, None),
    options=(OWN,),
)
def intensive_margin(exports: Table, world: Table, *, by: Names = (), own: str = "by_name") -> Table:
    """IM = X_pj / sum_{k in I_pj} X_wjk: how much we sell of the things we sell there; EM * IM = our sales over theirs."""
    both = reached(exports, world, by, own)
    return both.mutate(value=both.x / both.r_in.nullif(0))


intensive_margin.example(
    source=T("by hand: 10 of tea against the others' 40; with A left in, 10 of 50", "手算：茶10对他方40"),
    given=HK_CASE,
    expect="""period reporter partner x  r_in r_all value
              2020   A        JPN     10 40   100   0.25""",
)
intensive_margin.example(
    source=T(
        "by hand: nobody else sells silk there, and nothing is sold in Korea: no value",
        "手算：丝绸别无他方出口，对韩没有出口：无值",
    ),
    given=HK_AWKWARD,
    expect="""period reporter partner x  r_in r_all value
              2020   A        JPN     10 0    60    -
              2020   A        KOR     0  0    40    -
              2020   A        PRK     5  -    -     -""",
)
intensive_margin.example(
    source=T("by hand: own trade kept in the reference: 10 of 50", "手算：参照含本地区：50中的10"),
    given=HK_CASE,
    options={"own": "kept"},
    expect="""period reporter partner x  r_in r_all value
              2020   A        JPN     10 50   110   0.2""",
)
