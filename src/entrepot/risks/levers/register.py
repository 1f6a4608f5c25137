"""The levers that the papers name."""

from __future__ import annotations

from typing import Final

from entrepot.parameters.assumption import Assumption
from entrepot.risks.levers.lever import Lever
from entrepot.risks.notices.lifting import Lifted
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T

LEVERS: Final = (
    Lever(
        "open_new_markets",
        T("Open new markets", "开拓新市场"),
        T("fairs, credit insurance and agents in markets that buy little so far", "在目前购买较少的市场办展、提供信用保险、设立代理"),
        "government",
        "public money",
        ("market_concentration", "scale_volatility", "technical_barriers"),
        "open-new-markets",
    ),
    Lever(
        "use_rcep",
        T("Use the RCEP", "用好 RCEP"),
        T("help firms to claim preferences: certificates of origin, accumulation, approved exporters", "帮助企业享受优惠：原产地证书、区域累积、经核准出口商"),
        "association",
        "administration",
        ("market_concentration",),
        "use-rcep",
    ),
    Lever(
        "hold_european_market",
        T("Hold the European market", "稳住欧洲市场"),
        T("carbon accounts, recognised tests and stock kept in Europe", "碳核算、标准互认与海外仓"),
        "firm",
        "firms' money",
        ("market_concentration",),
        "hold-europe",
    ),
    Lever(
        "shift_product_mix",
        T("Shift the product mix", "调整产品结构"),
        T("towards goods that are near to what is made, more complex and better paid", "转向与现有生产相近、复杂度更高、单价更高的产品"),
        "park",
        "public money",
        ("product_return", "scale_volatility", "technical_barriers"),
        "shift-product-mix",
    ),
    Lever(
        "ecommerce_regimes",
        T("Move to cross-border e-commerce", "发展跨境电商"),
        T("comprehensive pilot zones, overseas warehouses, simple declarations", "综合试验区、海外仓与简化申报"),
        "park",
        "administration",
        ("single_regime",),
        "e-commerce-regimes",
    ),
    Lever(
        "mutual_recognition",
        T("Mutual recognition of standards", "标准互认"),
        T("agreements on tests and certificates with the largest buyers", "与主要买方就检测与认证达成互认"),
        "government",
        "time",
        ("technical_barriers",),
        "mutual-recognition",
        lifts=Lifted(("tbt", "sps"), ("EU", "RCEP"), ("84", "85", "90")),
        assumed=Assumption(
            "recognised",
            T("The part of this trade whose tests and certificates are recognised", "检测与认证获得互认的贸易比重"),
            0.75, "1", "Stated for this lever: an agreement covers what its annexes list, and firms have to use it", 0.5, 1.0,
        ),
    ),
    Lever(
        "open_new_origins",
        T("Open new origins", "开辟新的进口来源"),
        T("second suppliers for what comes from one country", "为来自单一国家的投入品寻找第二供应方"),
        "firm",
        "firms' money",
        ("supply_dependence",),
        "open-new-origins",
    ),
    Lever(
        "support_small_exporters",
        T("Support small exporters", "扶持中小出口企业"),
        T("shared services for firms that export little or not yet", "为出口少或尚未出口的企业提供公共服务"),
        "association",
        "public money",
        ("market_concentration", "scale_volatility"),
        made="small_exports",
    ),
    Lever(
        "relief_fund",
        T("A relief fund", "设立纾困基金"),
        T("pays a part of what a shock takes away", "补偿冲击造成的部分损失"),
        "government",
        "public money",
        ("scale_volatility",),
        made="relief",
    ),
    Lever(
        "build_clusters",
        T("Build clusters", "培育产业集群"),
        T("suppliers, services and skills in one place", "供应商、服务与技能的集聚"),
        "park",
        "public money",
        ("product_return", "market_concentration"),
        made="near_goods",
    ),
    Lever(
        "prune_dead_products",
        T("Prune dead products", "淘汰衰退产品"),
        T("stop supporting what sells less every year at falling prices", "不再扶持量价逐年下降的产品"),
        "firm",
        "time",
        ("product_return",),
        made="dead_goods",
    ),
)  # fmt: skip


def lever_named(name: str) -> Lever:
    """The lever of an id; hyphens are as good as underlines."""
    wanted = name.replace("-", "_")
    for lever in LEVERS:
        if wanted == lever.id:
            return lever
    raise UnknownName(T("lever", "措施"), name, [lever.id for lever in LEVERS])
