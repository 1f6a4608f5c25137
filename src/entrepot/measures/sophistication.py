"""How rich the sellers of a product are, and so what kind of things a place sells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.concentration import COMPLETE_FROM
from entrepot.measures.inputs import EXPORTS, INCOMES, PEER_EXPORTS, WORLD_ROW
from entrepot.measures.joining import beside
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

SOPHISTICATION = Theme("sophistication", T("Sophistication of exports", "出口复杂程度（收入含量）"))

HAUSMANN_HWANG_RODRIK = (
    "Hausmann, Hwang and Rodrik (2007), Journal of Economic Growth 12(1), 1-25, doi:10.1007/s10887-006-9009-4"
)


@measure(
    theme=SOPHISTICATION,
    title=T("Income level of a product (PRODY)", "商品技术含量（PRODY）"),
    unit=Unit.MONEY,
    reads=(PEER_EXPORTS("period", "reporter", "product"), INCOMES("period", "reporter")),
    per=("period", "product"),
    terms=(
        Term("weighted", "sum of the sellers' shares times their incomes", "各出口方比重×人均收入之和"),
        Term(
            "shares", "sum of the product's shares in the sellers' exports", "该商品占各出口方出口比重之和", Unit.SHARE
        ),
        Term("sellers", "sellers with an income", "有收入数据的出口方数", Unit.COUNT),
    ),
    formula="weighted / shares",
    reference=HAUSMANN_HWANG_RODRIK,
    direction="neither",
    range=(0, None),
)
def prody(peers: Table, incomes: Table, *, by: Names = ()) -> Table:
    """PRODY_k = sum_c [ s_ck / sum_c s_ck ] Y_c, s_ck = x_ck/X_c: sellers without a known income are left out."""
    within = [*by, "period"]
    countries = peers.filter(peers.reporter != WORLD_ROW)
    cells = countries.group_by(*within, "reporter", "product").agg(x=countries.value.sum())
    whole = cells.x.sum().over(group_by=[*within, "reporter"])
    cells = cells.mutate(share=cells.x / whole.nullif(0))
    income = incomes.group_by("period", "reporter").agg(income=incomes.value.mean())
    both = beside(cells, income, ["period", "reporter"])
    known = both.income.notnull() & (both.share > 0)
    sums = both.group_by(*within, "product").agg(
        weighted=(both.share * both.income).sum(where=known),
        shares=both.share.sum(where=known),
        sellers=known.ifelse(1.0, 0.0).sum(),
    )
    return sums.mutate(value=sums.weighted / sums.shares.nullif(0))


INCOME_CASE = {
    "peers": """period reporter product value
                2020   A        tea     10
                2020   A        chips   30
                2020   B        tea     20""",
    "incomes": """period reporter value
                  2020   A        50
                  2020   B        10""",
}
prody.example(
    source=T(
        "by hand: tea is 1/4 of A's exports and all of B's: (1/4 x 50 + 1 x 10) / (5/4); only A sells chips",
        "手算：茶占甲出口1/4、乙出口全部：(1/4 x 50 + 1 x 10) / (5/4)；芯片仅甲出口",
    ),
    given=INCOME_CASE,
    expect="""period product weighted shares sellers value
              2020   tea     22.5     1.25   2       18
              2020   chips   37.5     0.75   1       50""",
)
prody.example(
    source=T(
        "by hand: C's income of 2020 is not known, so C is left out; nobody else sells tar: no value",
        "手算：丙2020年收入不详，予以剔除；焦油仅丙出口：无值",
    ),
    given={
        "peers": """period reporter product value
                    2020   WLD      tea     99
                    2020   A        tea     10
                    2020   C        tea     10
                    2020   C        tar     10""",
        "incomes": """period reporter value
                      2020   A        50
                      2019   C        20""",
    },
    expect="""period product weighted shares sellers value
              2020   tea     50       1      1       50
              2020   tar     -        -      0       -""",
)


@measure(
    theme=SOPHISTICATION,
    title=T("Income level of exports (EXPY)", "出口技术含量（EXPY）"),
    unit=Unit.MONEY,
    reads=(
        EXPORTS("period", "reporter", "product"),
        PEER_EXPORTS("period", "reporter", "product"),
        INCOMES("period", "reporter"),
    ),
    per=("period", "reporter"),
    terms=(
        Term("weighted", "sum of our shares times PRODY", "各商品比重×PRODY之和"),
        Term("covered", "share of our exports in products with a PRODY", "有PRODY商品占出口比重", Unit.SHARE),
    ),
    formula="weighted",
    reference=HAUSMANN_HWANG_RODRIK,
    direction="higher is better",
    range=(0, None),
    options=(COMPLETE_FROM,),
)
def expy(exports: Table, peers: Table, incomes: Table, *, by: Names = (), complete_from: float = 0.999) -> Table:
    """EXPY_p = sum_k s_pk PRODY_k: the income level of what a place sells; a value only where PRODY covers its exports."""
    within = [*by, "period"]
    levels = prody(peers, incomes, by=by).select(*within, "product", prody="value")
    own = exports.group_by(*within, "reporter", "product").agg(x=exports.value.sum())
    whole = own.x.sum().over(group_by=[*within, "reporter"])
    both = beside(own.mutate(share=own.x / whole.nullif(0)), levels, [*within, "product"])
    sums = both.group_by(*within, "reporter").agg(
        weighted=(both.share * both.prody).sum(), covered=both.share.sum(where=both.prody.notnull())
    )
    return sums.mutate(value=(sums.covered >= complete_from).ifelse(sums.weighted, None))


expy.example(
    source=T(
        "by hand: PRODY of tea is 18 and of chips 50; A: 1/4 x 18 + 3/4 x 50; a province P: half and half",
        "手算：茶PRODY 18、芯片50；甲：1/4 x 18 + 3/4 x 50；某省各半",
    ),
    given={
        "exports": """period reporter product value
                      2020   A        tea     10
                      2020   A        chips   30
                      2020   P        tea     1
                      2020   P        chips   1""",
        **INCOME_CASE,
    },
    expect="""period reporter weighted covered value
              2020   A        42       1       42
              2020   P        34       1       34""",
)
expy.example(
    source=T(
        "by hand: half of P's exports has no PRODY, and Q sells nothing: no value",
        "手算：丙一半出口没有PRODY，丁没有出口：无值",
    ),
    given={
        "exports": """period reporter product value
                      2020   P        tea     1
                      2020   P        silk    1
                      2020   Q        tea     0""",
        **INCOME_CASE,
    },
    expect="""period reporter weighted covered value
              2020   P        9        0.5     -
              2020   Q        -        -       -""",
)
