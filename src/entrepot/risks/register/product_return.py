"""Exports that bring in little for what they are."""

from entrepot.risks.risk import DriversBy, Reading, Risk
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

PRODUCT_RETURN = Risk(
    id="product_return",
    title=T("Product return", "出口产品收益"),
    asks=T("Do the goods fetch what others' goods of the same kind fetch?", "同类商品的售价是否达到他地水平？"),
    data=T("exports by product with weights, of a whole year and the year before, and those of other regions", "按商品划分并有重量的出口（整年及上年），以及其他地区的同类数据"),
    readings=(
        Reading(
            "unit_value_gap", T("Unit values against the reference (mean log, 0: alike)", "单位价值与参照之比（对数均值，0为持平）"),
            "relative_unit_value", Unit.INDEX,
            T("each product's value per kilogram over the reference's, weighted by exports", "各商品每千克价值与参照之比，按出口额加权"),
            needs=("product",),
        ),
        Reading(
            "price_war", T("Share of exports that sold more for less", "量增价跌的出口比重"), "relative_unit_value", Unit.SHARE,
            T("quantity up while the unit value falls is the mark of a price war", "数量增加而单价下跌是价格战的标志"),
            needs=("product",),
        ),
        Reading(
            "high_technology", T("Share of high-technology goods", "高技术产品比重"), "product_share", Unit.SHARE,
            T("goods of Lall's classes HT1 and HT2; they earn more per unit of work", "Lall分类 HT1、HT2 类商品，单位收益较高"), needs=("product",),
        ),
    ),
    drivers=DriversBy("unit_value_gap", "product", "weighted"),
    parts=("region", "city", "product", "partner", "regime"),
    cannot=(
        T("domestic value added and terms of trade against input costs need tables of the value chain, which the lake does not hold",
          "国内增加值及相对投入成本的贸易条件需要价值链数据，数据湖中没有"),
        T("the percentile of sophistication (EXPY) needs incomes per head of the peers; entrepot measure run expy says what to load",
          "出口复杂度（EXPY）百分位需要各可比地区的人均收入；entrepot measure run expy 会提示应载入的数据"),
    ),
)  # fmt: skip
