"""How long a product stays in a market: spells of trade, and the Kaplan-Meier estimate of lasting on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.inputs import FLOWS
from entrepot.measures.joining import beside
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.periods import with_months
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

SURVIVAL = Theme("survival", T("Survival of trade ties", "贸易关系的存续"))


def spells(flows: Table, within: Names) -> Table:
    """Unbroken runs of trade of a product with a partner: `age` in periods, and whether an end was `seen`.

    A run whose start nobody saw (the period before holds no rows of the reporter at all) is left out; one whose end
    nobody saw is censored. A value that is withheld is trade.
    """
    import ibis

    tie = tuple(dict.fromkeys((*within, "partner", "product")))
    cells = flows.group_by(*tie, "period").agg(x=flows.value.sum(), withheld=flows.value.isnull().any())
    alive = with_months(cells.filter((cells.x > 0) | cells.withheld))
    alive = alive.mutate(step=alive.last_month - alive.first_month + 1)
    place = ibis.row_number().over(group_by=[*tie, "step"], order_by="last_month")
    marked = alive.mutate(place=place)
    marked = marked.mutate(run=marked.last_month - marked.place * marked.step)
    runs = marked.group_by(*tie, "step", "run").agg(
        period_before=marked.first_month.min() - 1, period_after=marked.last_month.max() + 1, age=marked.count()
    )
    # What else is told apart (a partner, a product) says nothing of whether the reporter reported.
    whose = tuple(name for name in within if name in ("reporter", "flow"))
    seen = with_months(flows.select(*whose, "period").distinct())
    seen = seen.mutate(step=seen.last_month - seen.first_month + 1)
    before = seen.select(*whose, "step", period_before="last_month").mutate(start_seen=True)
    after = seen.select(*whose, "step", period_after="first_month").mutate(seen=True)
    both = beside(beside(runs, before, [*whose, "step", "period_before"]), after, [*whose, "step", "period_after"])
    return both.filter(both.start_seen).mutate(seen=both.seen.coalesce(False))


@measure(
    theme=SURVIVAL,
    title=T("Survival of trade ties (Kaplan-Meier)", "贸易关系生存率（Kaplan-Meier）"),
    unit=Unit.SHARE,
    reads=(FLOWS("period", "reporter", "partner", "product"),),
    per=("reporter", "age"),
    terms=(
        Term("survived", "part that outlived the age before", "此前年龄的生存率", Unit.SHARE),
        Term("ended", "spells that ended at this age", "在此年龄终止的关系数", Unit.COUNT),
        Term("at_risk", "spells that reached this age", "达到此年龄的关系数", Unit.COUNT),
    ),
    formula="survived * (1 - ended / at_risk)",
    reference="Kaplan and Meier (1958), Journal of the American Statistical Association 53(282), 457-481, "
    "doi:10.1080/01621459.1958.10501452; for trade: Besedes and Prusa (2006), Canadian Journal of Economics 39(1), 266-295",
    direction="higher is better",
    range=(0, 1),
)
def survival(flows: Table, *, by: Names = ()) -> Table:
    """S(age) = prod (1 - d/n): the part of a region's product-market ties that outlives each age, in periods.

    Every unbroken run of trade is a spell of its own; those already there in the first period are left out, those
    still there in the last are censored.
    """
    import ibis

    within = (*by, "reporter")
    found = spells(flows, within)
    ages = found.group_by(*within, "age").agg(ended=found.seen.ifelse(1.0, 0.0).sum(), left=found.count())
    older = ibis.cumulative_window(group_by=list(within), order_by=ibis.desc("age"))
    ages = ages.mutate(at_risk=ages.left.sum().over(older).cast("float64"))
    lasted = 1 - ages.ended / ages.at_risk
    younger = ibis.cumulative_window(group_by=list(within), order_by="age")
    steps = ages.mutate(all_ended=(lasted <= 0).ifelse(1, 0), log=(lasted > 0).ifelse(lasted, None).ln())
    steps = steps.mutate(is_over=steps.all_ended.max().over(younger), log=steps.log.sum().over(younger))
    steps = steps.mutate(value=(steps.is_over == 1).ifelse(0.0, steps.log.exp()))
    before = steps.value.lag().over(group_by=list(within), order_by="age")
    return steps.mutate(survived=before.coalesce(1.0), age=steps.age.cast("float64"))


survival.example(
    source=T(
        "by hand: from 2001 on, tea to JPN ends after 1 year and comes back for good, tin lasts 2 years: 1 - 1/3, then 0 of the 1 left "
        "that is not censored; silk was there from the start and does not count",
        "手算：2001年起，茶1年后中断又恢复（截尾），锡持续2年；丝绸期初已有，不计",
    ),
    given={
        "flows": """period reporter partner product value
                    2000   A        JPN     silk    9
                    2001   A        JPN     silk    9
                    2001   A        JPN     tea     1
                    2001   A        JPN     tin     1
                    2002   A        JPN     tin     1
                    2003   A        JPN     tea     1"""
    },
    expect="""reporter age survived           ended at_risk value
              A        1   1                  1     3       0.6666666666666667
              A        2   0.6666666666666667 1     1       0""",
)
survival.example(
    source=T(
        "by hand: the whole of 2002 is missing, so nobody saw tea end in 2001, nor tin begin in 2003; a withheld value is trade",
        "手算：2002年全缺，茶是否于2001年终止、锡是否于2003年开始均不得而知；保密值视为有贸易",
    ),
    given={
        "flows": """period reporter partner product value
                    2000   A        JPN     tea     0
                    2001   A        JPN     tea     -
                    2003   A        JPN     tin     1
                    2004   A        JPN     tin     1"""
    },
    expect="""reporter age survived ended at_risk value
              A        1   1        0     1       1""",
)
