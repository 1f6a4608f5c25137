"""Exports that hang on a few markets."""

from entrepot.risks.risk import DriversBy, Reading, Risk
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

MARKET_CONCENTRATION = Risk(
    id="market_concentration",
    title=T("Market concentration", "出口市场集中"),
    asks=T("How much of the exports hangs on how few markets?", "出口在多大程度上依赖少数市场？"),
    data=T("exports by partner, of a whole year and the year before", "按伙伴划分的出口，须有整年及上年"),
    readings=(
        Reading(
            "hhi_partners", T("Concentration of export markets (HHI)", "出口市场集中度（HHI）"), "hhi", Unit.INDEX,
            T("one market's trouble becomes the region's the more, the fewer there are", "市场越少，单一市场的变故影响越大"),
            options=(("over", "partner"),), needs=("partner",),
        ),
        Reading(
            "top5_partners", T("Share of the five largest markets", "前五大出口市场比重"), "top_n_share", Unit.SHARE,
            T("the index hides whether it is one market or five", "指数不能区分是一个市场还是五个市场"),
            options=(("over", "partner"), ("n", 5)), needs=("partner",),
        ),
        Reading(
            "top_partner", T("Share of the largest market", "第一大出口市场比重"), "top_n_share", Unit.SHARE,
            T("what would be lost if one market closed", "单一市场关闭时的最大损失"),
            options=(("over", "partner"), ("n", 1)), needs=("partner",),
        ),
        Reading(
            "shock_weighted", T("Variance of the markets' demand for this mix", "市场需求冲击下的方差"),
            "shock_weighted_concentration", Unit.VARIANCE,
            T("few markets that move against each other are safer than many that move together", "此消彼长的少数市场，比同涨同跌的众多市场更稳"),
            needs=("partner",),
        ),
    ),
    drivers=DriversBy("hhi_partners", "partner", "squares"),
    parts=("region", "city", "product", "regime"),
)  # fmt: skip
