"""The template in which anyone can type notices and measures in force."""

from __future__ import annotations

from typing import Final

from entrepot.sources.template import Template
from entrepot.vocabulary.notices import EFFECTS, KINDS
from entrepot.vocabulary.products import HS_EDITIONS
from entrepot.vocabulary.text import T

NOTICES_TEMPLATE: Final = Template(
    "notices_template.csv",
    "notices",
    {
        "id": T("Number of the notice; several lines may share it", "措施编号；同一编号可有多行"),
        "kind": T("Which kind: anti_dumping, 反倾销, tbt", "类别：反倾销、tbt 等"),
        "imposed_by": T("Who imposes it; several with semicolons: USA; EU", "实施方；多个用分号：美国；欧盟"),
        "affected": T("Whom it affects: CHN, or all; empty if not told", "受影响方：中国，或全部；未说明则留空"),
        "products": T(
            "HS codes with semicolons: 8541.42; 8541.43; or TOTAL", "商品编码，分号分隔：8541.42；8541.43；或 TOTAL"
        ),
        "nomenclature": T("Edition of the codes: HS2022", "编码版本：HS2022"),
        "announced_on": T("2024-03-01, 2024年3月1日, 2024-03", "2024-03-01、2024年3月1日、2024-03"),
        "in_force_from": T("First day in force; empty if not in force or not known", "生效首日；未生效或不详则留空"),
        "in_force_until": T("Last day in force; empty while it stands", "失效日；仍有效则留空"),
        "rate": T("As printed: 18.32%, 3.2 USD/kg", "按原文：18.32%、3.2 USD/kg"),
        "effect": T("restricts (unless said) or liberalises", "限制（默认）或放宽"),
        "title_en": T("Title in English", "英文标题"),
        "title_zh": T("Title in Chinese", "中文标题"),
        "url": T("Address on the web", "网址"),
        "reference": T("Where it is published: 77 FR 73018, 公告2024年第1号", "出处：77 FR 73018、公告2024年第1号"),
    },
    {
        "kind": tuple(kind.id for kind in KINDS),
        "nomenclature": HS_EDITIONS,
        "effect": tuple(EFFECTS),
    },
)
