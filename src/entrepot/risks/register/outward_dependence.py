"""An economy that hangs on trade and on foreign capital, and how fast that changes."""

from entrepot.risks.risk import DriversBy, Reading, Risk
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

OUTWARD_DEPENDENCE = Risk(
    id="outward_dependence",
    title=T("Outward dependence", "对外依存"),
    asks=T("How much of the economy hangs on the outside, and is it falling away?", "经济对外依存多深、是否在流失？"),
    data=T("exports, imports, output (GDP) and foreign investment, of a whole year and the year before", "出口、进口、地区生产总值与实际利用外资，须有整年及上年"),
    readings=(
        Reading(
            "trade_dependence", T("Trade dependence", "外贸依存度"), "trade_dependence", Unit.SHARE,
            T("what the world's demand does to the whole economy", "外部需求对整体经济的影响"), flow="both",
        ),
        Reading(
            "export_dependence", T("Export dependence", "出口依存度"), "export_dependence", Unit.SHARE,
            T("the part of it that others' demand decides", "由外部需求决定的部分"),
        ),
        Reading(
            "fdi_dependence", T("Dependence on foreign direct investment", "外资依存度"), "fdi_dependence", Unit.SHARE,
            T("capital that came from outside may leave; how it moved stands below", "外来资本可能撤离；其变化见下项"), flow="both",
        ),
        Reading(
            "fdi_change", T("Change of FDI dependence in a year", "外资依存度年度变化"), "fdi_dependence", Unit.SHARE,
            T("a sudden fall says that capital leaves", "骤降表示资本流出"), flow="both",
        ),
    ),
    drivers=DriversBy("trade_dependence", "part", "over_gdp"),
    parts=("region", "city"),
)  # fmt: skip
