"""Prices and volumes out of values and weights: unit value indices, and the volume that they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entrepot.measures.arrays import panels
from entrepot.measures.geks import geks, prices
from entrepot.measures.inputs import FLOWS
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.option import Option
from entrepot.measures.periods import with_earlier, with_months
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis import Table

UNIT_VALUES = Theme("unit_values", T("Unit values, prices and volumes", "单位价值：价格与数量"))

FORMULA = Option(
    "index",
    "fisher",
    T("Which index links two periods", "两期之间采用的指数公式"),
    ("fisher", "tornqvist", "laspeyres", "paasche"),
)
PAIR = Option(
    "index", "fisher", T("Which index compares two periods", "两期之间采用的指数公式"), ("fisher", "tornqvist")
)
TRIM = Option(
    "trim",
    5.0,
    T(
        "A product whose unit value rose or fell by more than this factor is left out (as errors in weights do)",
        "单位价值变动超过此倍数的商品不计（多为重量误报）",
    ),
    type="number",
    lowest=1,
)
TRIM_MEDIAN = Option(
    "trim",
    5.0,
    T(
        "A product in a period whose unit value is this many times above or below the product's median is left out",
        "某期单位价值高于或低于该商品中位数此倍数者不计",
    ),
    type="number",
    lowest=1,
)
READS = (FLOWS("period", "reporter", "product", "net_kg"),)
MANUAL = (
    "IMF and others (2009), Export and Import Price Index Manual: Theory and Practice, chapters 1, 2 and 16, "
    "doi:10.5089/9781589067806.069"
)
COVERED = Term(
    "covered", "share of trade in products whose unit values are compared", "参与比较的商品占贸易比重", Unit.SHARE
)


def links(flows: Table, keys: Names, index: str, trim: float) -> Table:
    """Per period: `link`, the price index against the period before, from the products weighed in both; and `covered`."""
    weighed = flows.value.notnull() & (flows.net_kg > 0) & (flows.value > 0)
    cells = flows.group_by(*keys, "period", "product").agg(
        all=flows.value.sum(), v=flows.value.sum(where=weighed), q=flows.net_kg.sum(where=weighed)
    )
    both = with_earlier(cells, (*keys, "product"), "previous", v0="v", q0="q")
    ratio = (both.v / both.q.nullif(0)) / (both.v0 / both.q0.nullif(0)).nullif(0)
    kept = (ratio <= trim) & (ratio >= 1 / trim)
    both = both.mutate(p=kept.ifelse(ratio, None), v0=kept.ifelse(both.v0, None), v1=kept.ifelse(both.v, None))
    whole = [*keys, "period"]
    shares = both.v0 / both.v0.sum().over(group_by=whole) + both.v1 / both.v1.sum().over(group_by=whole)
    both = both.mutate(log=0.5 * shares * both.p.ln())
    sums = both.group_by(*whole).agg(
        all=both["all"].sum(), weighed=both.v.sum(), v0=both.v0.sum(), v1=both.v1.sum(),
        at_old=(both.v0 * both.p).sum(), at_new=(both.v1 / both.p).sum(), log=both.log.sum(),
    )  # fmt: skip
    sums = sums.mutate(laspeyres=sums.at_old / sums.v0, paasche=sums.v1 / sums.at_new, tornqvist=sums.log.exp())
    linked = sums.mutate(fisher=(sums.laspeyres * sums.paasche).sqrt())
    return linked.mutate(link=linked[index], covered=linked.v1 / linked["all"].nullif(0))


def chained(linked: Table, keys: Names) -> Table:
    """The links multiplied up from the first period, which is 1 if anything was weighed in it; after a link that is missing there is no value."""
    import ibis

    ordered = with_months(linked)
    ordered = ordered.mutate(span=ordered.last_month - ordered.first_month)
    so_far = ibis.cumulative_window(group_by=[*keys, "span"], order_by="last_month")
    place = ibis.row_number().over(group_by=[*keys, "span"], order_by="last_month")
    placed = ordered.mutate(place=place)
    step = (placed.place == 0).ifelse((placed.weighed > 0).ifelse(0.0, None), placed.link.ln())
    steps = placed.mutate(step=step)
    steps = steps.mutate(sum=steps.step.sum().over(so_far), gaps=steps.step.isnull().ifelse(1, 0).sum().over(so_far))
    found = steps.mutate(value=(steps.gaps == 0).ifelse(steps["sum"].exp(), None))
    return found.mutate(before=found.value.lag().over(group_by=[*keys, "span"], order_by="last_month"))


THREE_YEARS = """period reporter product value net_kg
                 2020   A        tea     100   10
                 2020   A        tin     100   100
                 2021   A        tea     240   20
                 2021   A        tin     100   50
                 2022   A        tea     120   10
                 2022   A        tin     100   50"""
SUPPRESSED = """period reporter product value net_kg
                2020   A        tea     100   10
                2020   A        tin     100   100
                2021   A        tea     120   10
                2021   A        tin     180   -
                2022   A        tea     110   1
                2023   A        tea     110   1"""


@measure(
    theme=UNIT_VALUES,
    title=T("Unit value index, chained", "单位价值指数（链式）"),
    unit=Unit.INDEX,
    reads=READS,
    per=("period", "reporter"),
    terms=(
        Term("before", "index of the period before", "上期指数", Unit.INDEX),
        Term("link", "price index against the period before", "环比价格指数", Unit.INDEX),
        COVERED,
    ),
    formula="before * link",
    reference=MANUAL,
    direction="neither",
    range=(0, None),
    options=(FORMULA, TRIM),
)
def unit_value_index(flows: Table, *, by: Names = (), index: str = "fisher", trim: float = 5.0) -> Table:
    """P_t = P_t-1 link_t, link = sqrt(Laspeyres Paasche) or Tornqvist over products weighed in both; 1 in the first period."""
    keys = (*by, "reporter")
    return chained(links(flows, keys, index, trim), keys)


unit_value_index.example(
    source=T(
        "by hand: tea 10 to 12 a kilogram, tin 1 to 2: Laspeyres (120+200)/200, Paasche 340/250, Fisher is the root of 1.6 x 1.36; then no change",
        "手算：茶每千克10至12，锡1至2：拉氏(120+200)/200，帕氏340/250，费雪为1.6×1.36之平方根；其后不变",
    ),
    given={"flows": THREE_YEARS},
    expect="""period reporter before             link               covered value
              2020   A        -                  -                  -       1
              2021   A        1                  1.4751271131668618 1       1.4751271131668618
              2022   A        1.4751271131668618 1                  1       1.4751271131668618""",
)
unit_value_index.example(
    source=T("by hand: Laspeyres alone", "手算：仅拉氏"),
    given={"flows": THREE_YEARS},
    options={"index": "laspeyres"},
    expect="""period reporter before link covered value
              2020   A        -      -    -       1
              2021   A        1      1.6  1       1.6
              2022   A        1.6    1    1       1.6""",
)
unit_value_index.example(
    source=T(
        "by hand: tin's weight is withheld in 2021; in 2022 tea is nine times as dear by the kilogram, which is trimmed, and the chain breaks",
        "手算：2021年锡重量保密；2022年茶单价骤升九倍，被剔除，链条中断",
    ),
    given={"flows": SUPPRESSED},
    expect="""period reporter before link covered value
              2020   A        -      -    -       1
              2021   A        1      1.2  0.4     1.2
              2022   A        1.2    -    -       -
              2023   A        -      1    1       -""",
)


@measure(
    theme=UNIT_VALUES,
    title=T("Growth of volume", "数量增长（由价值与价格推得）"),
    unit=Unit.GROWTH,
    reads=READS,
    per=("period", "reporter"),
    terms=(
        Term("dln_value", "change of ln value", "价值对数变动", Unit.GROWTH),
        Term("dln_price", "change of ln price: ln of the link", "价格对数变动", Unit.GROWTH),
        COVERED,
    ),
    formula="dln_value - dln_price",
    reference=MANUAL,
    direction="higher is better",
    range=(None, None),
    options=(FORMULA, TRIM),
)
def volume_growth(flows: Table, *, by: Names = (), index: str = "fisher", trim: float = 5.0) -> Table:
    """dlnQ := dlnV - dlnP: the volume is what the price index leaves of the change in value, so that the two add up."""
    keys = (*by, "reporter")
    linked = links(flows, keys, index, trim)
    both = with_earlier(linked, keys, "previous", all_before="all")
    ratio = both["all"] / both.all_before.nullif(0)
    both = both.mutate(dln_value=(ratio > 0).ifelse(ratio, None).ln(), dln_price=both.link.ln())
    return both.mutate(value=both.dln_value - both.dln_price)


volume_growth.example(
    source=T(
        "by hand: value 200 to 340, prices by 1.36 (Paasche): volume 250/200",
        "手算：价值200至340，价格1.36（帕氏）：数量250/200",
    ),
    given={"flows": THREE_YEARS},
    options={"index": "paasche"},
    expect="""period reporter dln_value           dln_price          covered value
              2020   A        -                   -                  -       -
              2021   A        0.5306282510621704  0.3074846997479606 1       0.22314355131420974
              2022   A        -0.4353180712578455 0                  1       -0.4353180712578455""",
)
volume_growth.example(
    source=T(
        "by hand: without a price there is no volume; the price of tea stands for tin, 0.4 covered",
        "手算：无价格则无数量；以茶价代表锡，覆盖0.4",
    ),
    given={"flows": SUPPRESSED},
    expect="""period reporter dln_value           dln_price           covered value
              2020   A        -                   -                   -       -
              2021   A        0.4054651081081644  0.1823215567939546  0.4     0.2231435513142098
              2022   A        -1.0033021088637848 -                   -       -
              2023   A        0                   0                   1       0""",
)


@measure(
    theme=UNIT_VALUES,
    title=T("Unit value index, GEKS", "单位价值指数（GEKS）"),
    unit=Unit.INDEX,
    reads=READS,
    per=("period", "reporter"),
    terms=(
        Term(
            "log_mean",
            "mean over all periods of ln(index from the base, through each, to this one)",
            "经各期中转的指数对数均值",
            Unit.NATS,
        ),
        Term("periods", "periods compared", "比较期数", Unit.COUNT),
    ),
    formula="2.718281828459045 ** log_mean",
    reference="Ivancic, Diewert and Fox (2011), Journal of Econometrics 161(1), 24-35, doi:10.1016/j.jeconom.2010.09.003; "
    "Gini (1931); Elteto and Koves (1964); Szulc (1964)",
    direction="neither",
    range=(0, None),
    options=(PAIR, TRIM_MEDIAN),
    arrays=True,
)
def unit_value_index_geks(flows: pa.Table, *, by: Names = (), index: str = "fisher", trim: float = 5.0) -> pa.Table:
    """P_t = prod_s (F_0s F_st)^(1/T): every period compared through every other, so that no chain drifts; 1 at first.

    Where two periods share no product that is weighed in both, there is no value for any.
    """

    def answer(panel: Any) -> dict[str, Any]:
        log_mean = geks(*prices(panel.numbers["value"], panel.numbers["net_kg"], trim), index)
        return {
            "period": panel.periods, "log_mean": log_mean, "periods": float(len(panel.periods)),
            "value": [2.718281828459045**each for each in log_mean],
        }  # fmt: skip

    weighed = _weighed(flows)
    columns = ("period", "log_mean", "periods", "value")
    return panels(weighed, (*by, "reporter"), ("product",), answer, columns, ("value", "net_kg"))


def _weighed(flows: pa.Table) -> pa.Table:
    """Values without a weight, and weights without a value, made missing, so that each unit value has both."""
    import pyarrow as pa

    numbers = {name: flows[name].to_numpy(zero_copy_only=False) for name in ("value", "net_kg")}
    both = (numbers["value"] > 0) & (numbers["net_kg"] > 0)
    for name, cells in numbers.items():
        flows = flows.set_column(flows.schema.get_field_index(name), name, pa.array(cells, mask=~both))
    return flows


unit_value_index_geks.example(
    source=T(
        "by hand: two periods are one Fisher index, the root of 1.6 x 1.36",
        "手算：两期即一个费雪指数：1.6×1.36之平方根",
    ),
    given={"flows": "\n".join(THREE_YEARS.splitlines()[:5])},
    expect="""period reporter periods value
              2020   A        2       1
              2021   A        2       1.4751271131668618""",
)
unit_value_index_geks.example(
    source=T(
        "by hand: tin has one weight and is never compared; tea at 110 is nine times its median and left out, so 2022 has nothing in "
        "common with 2020: no value",
        "手算：锡仅一期有重量，不比较；茶110为中位数的九倍，剔除后2022年与2020年无共同商品：无值",
    ),
    given={"flows": "\n".join(SUPPRESSED.splitlines()[:6])},
    expect="""period reporter periods value
              2020   A        3       -
              2021   A        3       -
              2022   A        3       -""",
)
