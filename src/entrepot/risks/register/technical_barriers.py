"""Exports that meet measures in force."""

from entrepot.risks.risk import DriversBy, Reading, Risk
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

TECHNICAL_BARRIERS = Risk(
    id="technical_barriers",
    title=T("Technical barriers", "技术性壁垒"),
    asks=T("How much of the exports meets measures in force?", "多大比例的出口受已生效措施影响？"),
    data=T("exports by partner and product, and notices of measures in force", "按伙伴与商品划分的出口，以及已生效措施的通报"),
    readings=(
        Reading(
            "exposure", T("Share of exports under measures in force", "受已生效措施影响的出口比重"), "exports", Unit.SHARE,
            T("notices (TBT, SPS, 337, anti-dumping) matched to the region's own products and partners",
              "通报与措施（TBT、SPS、337、反倾销等）与本地区商品、伙伴逐一匹配"),
            needs=("partner", "product"),
        ),
    ),
    drivers=DriversBy("exposure", "notice", "sum"),
    parts=("region", "city"),
    cannot=(
        T("what a measure costs is not read: a share under measures is exposure, not loss", "不计算措施的成本：比重表示暴露程度，而非损失"),
    ),
)  # fmt: skip
