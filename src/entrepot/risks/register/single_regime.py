"""Exports under one customs regime."""

from entrepot.risks.risk import DriversBy, Reading, Risk
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

SINGLE_REGIME = Risk(
    id="single_regime",
    title=T("Single regime", "出口方式单一"),
    asks=T("Do exports leave by one way only?", "出口是否只有一种贸易方式？"),
    data=T("exports by customs regime, of a whole year and the year before", "按贸易方式划分的出口，须有整年及上年"),
    readings=(
        Reading(
            "hhi_regimes", T("Concentration of customs regimes (HHI over groups)", "贸易方式集中度（按大类HHI）"), "hhi", Unit.INDEX,
            T("a rule changed for one regime changes it for all that goes by it", "单一方式的规则一变，全部出口随之受影响"),
            options=(("over", "regime"),), needs=("regime",),
        ),
        Reading(
            "processing", T("Share of processing trade", "加工贸易比重"), "regime_share", Unit.SHARE,
            T("processing trade goes where wages and orders go", "加工贸易随成本和订单转移"), needs=("regime",),
        ),
        Reading(
            "ecommerce_gap", T("E-commerce regimes: share below the peers' median", "跨境电商比重低于可比地区中位数的差距"),
            "regime_share", Unit.SHARE,
            T("how far the new ways of selling lag behind the peers'", "新业态落后于可比地区的程度"), needs=("regime",),
        ),
    ),
    drivers=DriversBy("hhi_regimes", "regime", "squares"),
    parts=("region", "city", "product", "partner"),
)  # fmt: skip
