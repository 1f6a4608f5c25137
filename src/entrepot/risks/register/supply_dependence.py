"""Imports that come from one place."""

from entrepot.risks.risk import DriversBy, Reading, Risk
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

SUPPLY_DEPENDENCE = Risk(
    id="supply_dependence",
    title=T("Supply dependence", "供应链依赖"),
    asks=T("How few origins supply each input?", "各类投入来自多少个来源？"),
    data=T("imports by partner and product, of a whole year and the year before", "按伙伴与商品划分的进口，须有整年及上年"),
    readings=(
        Reading(
            "origin_concentration", T("Concentration of origins, mean over products (HHI)", "进口来源集中度（按商品加权HHI）"), "hhi",
            Unit.INDEX,
            T("each product's concentration of origins, weighted by imports", "各商品来源集中度，按进口额加权"),
            flow="import", options=(("over", "partner"),), needs=("partner", "product"),
        ),
        Reading(
            "one_origin", T("Share of imports in products with one dominant origin", "来源单一商品的进口比重"), "top_n_share",
            Unit.SHARE,
            T("where one origin supplies most, there is nobody to turn to at once", "来源单一则短期内难以替代"),
            flow="import", options=(("over", "partner"), ("n", 1)), needs=("partner", "product"),
        ),
        Reading(
            "hhi_origins", T("Concentration of import origins (HHI)", "进口来源地集中度（HHI）"), "hhi", Unit.INDEX,
            T("how few places all imports together come from", "全部进口来自多少个来源地"),
            flow="import", options=(("over", "partner"),), needs=("partner",),
        ),
    ),
    drivers=DriversBy("origin_concentration", "product", "weighted"),
    parts=("region", "city", "product", "regime"),
    cannot=(
        T("dependence through other countries' inputs needs tables of the value chain, which the lake does not hold",
          "经他国投入形成的间接依赖需要价值链数据，数据湖中没有"),
        T("imports by place of registration include goods for users in other provinces", "按收发货人注册地统计的进口含供外省使用的货物"),
    ),
)  # fmt: skip
