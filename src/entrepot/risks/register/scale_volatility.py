"""Exports that swing."""

from entrepot.risks.risk import DriversBy, Reading, Risk
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

_WINDOW = ("window", 5)

SCALE_VOLATILITY = Risk(
    id="scale_volatility",
    title=T("Scale volatility", "出口规模波动"),
    asks=T("How far do exports swing, and how deep do they fall?", "出口规模波动多大、跌幅多深？"),
    data=T("exports of six whole years in a row", "连续六个整年的出口"),
    readings=(
        Reading(
            "swing", T("Growth of exports against the year before", "出口同比增长"), "growth", Unit.GROWTH,
            T("a year that moves by a tenth, up or down, is a swing", "年度增减达到一成即为明显波动"),
        ),
        Reading(
            "volatility", T("Volatility over five years", "五年波动率"), "volatility", Unit.GROWTH,
            T("how far growth strays from its mean", "增速偏离均值的程度"), options=(_WINDOW,),
        ),
        Reading(
            "downside", T("Downside deviation over five years", "五年下行偏差"), "downside_deviation", Unit.GROWTH,
            T("falls alone, since rises do no harm", "只计下跌，因上升无害"), options=(_WINDOW,),
        ),
        Reading(
            "level_change", T("Newest change of level of exports", "出口水平最近一次变动"), "exports", Unit.GROWTH,
            T("a swing passes, another level stays: since when, and how far", "波动会过去，水平变动则持续：自何时起、幅度多大"),
        ),
        Reading(
            "drawdown", T("Worst fall from a peak", "最大回撤"), "drawdown", Unit.SHARE,
            T("how much was lost at worst in the years held", "所载年份中最大的损失"),
        ),
    ),
    drivers=DriversBy("swing", "partner", "growth"),
    parts=("region", "city", "product", "partner", "regime"),
)  # fmt: skip
