"""Who is unusually good at selling what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.inputs import EXPORTS, WORLD
from entrepot.measures.joining import beside, cells_of
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

ADVANTAGE = Theme("advantage", T("Comparative advantage", "比较优势"))


@measure(
    theme=ADVANTAGE,
    title=T("Revealed comparative advantage", "显示性比较优势指数"),
    unit=Unit.INDEX,
    reads=(EXPORTS("period", "reporter", "product"), WORLD("period", "product")),
    per=("period", "reporter", "product"),
    terms=(
        Term("x_pk", "exports of the product", "该商品出口"),
        Term("x_p", "all exports", "出口总额"),
        Term("x_wk", "the reference's exports of the product", "参照地区该商品出口"),
        Term("x_w", "all exports of the reference", "参照地区出口总额"),
    ),
    formula="(x_pk / x_p) / (x_wk / x_w)",
    reference="Balassa (1965), doi:10.1111/j.1467-9957.1965.tb00050.x",
    direction="higher is better",
    range=(0, None),
)
def rca(exports: Table, world: Table, *, by: Names = ()) -> Table:
    """RCA = (x_pk / x_p) / (x_wk / x_w): a product's share at home over its share in the reference."""
    within = (*by, "period")
    own = exports.group_by(*within, "reporter", "product").agg(x_pk=exports.value.sum())
    all_cells = cells_of(world, exports, own, "x_pk")
    reference = all_cells.group_by(*within, "product").agg(x_wk=all_cells.value.sum())
    own = own.mutate(x_p=own.x_pk.sum().over(group_by=[*within, "reporter"]))
    reference = reference.mutate(x_w=reference.x_wk.sum().over(group_by=within))
    both = beside(own, reference, [*within, "product"])
    return both.mutate(value=(both.x_pk / both.x_p.nullif(0)) / (both.x_wk / both.x_w.nullif(0)).nullif(0))


rca.example(
    source=T("by hand: tea is 3/4 of A's exports and 1/2 of the world's", "手算：茶占甲地出口的3/4、世界出口的1/2"),
    given={
        "exports": """period reporter product value
                      2020   A        tea     30
                      2020   A        tin     10""",
        "world": """period product value
                    2020   tea     400
                    2020   tin     400""",
    },
    expect="""period reporter product x_pk x_p x_wk x_w value
              2020   A        tea     30   40  400  800 1.5
              2020   A        tin     10   40  400  800 0.5""",
)
rca.example(
    source=T(
        "by hand: B sells nothing at all, and zinc is in nobody's reference: no value, never zero or infinity",
        "手算：乙地没有出口，锌不在参照地区中：无值，既不是零也不是无穷大",
    ),
    given={
        "exports": """period reporter product value
                      2020   B        tea     0
                      2020   C        zinc    5""",
        "world": """period product value
                    2020   tea     400""",
    },
    expect="""period reporter product x_pk x_p x_wk x_w value
              2020   B        tea     0    0   400  400 -
              2020   C        zinc    5    5   -    -   -""",
)
