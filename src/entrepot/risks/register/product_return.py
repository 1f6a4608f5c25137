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
        Reading(
            "terms_of_trade", T("Export prices against import prices, change in a year", "出口价格相对进口价格的年度变动"), "unit_value_index", Unit.GROWTH,
            T("what is sold buys less of what is bought: inputs grow dearer than goods", "出口换回的进口减少：投入涨价快于产品"), needs=("product",),
        ),
        Reading(
            "sophistication", T("Sophistication (EXPY): share of other regions below", "出口复杂度（EXPY）高于其他地区的比例"), "expy", Unit.SHARE,
            T("goods that rich places sell; low among the others is a risk", "富裕地区所售商品；在各地中偏低即为风险"), needs=("product",),
        ),
    ),
    drivers=DriversBy("unit_value_gap", "product", "weighted"),
    parts=("region", "city", "product", "partner", "regime"),
    cannot=(
        T("domestic value added needs tables of the value chain, which the lake does not hold", "国内增加值需要价值链数据，数据湖中没有"),
        T("prices are unit values: a change of the mix within a code is read as a change of price", "价格为单位价值：同一编码内商品结构的变化会被读作价格变化"),
    ),
)  # fmt: skip
