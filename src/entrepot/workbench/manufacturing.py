"""The facts of the manufacturing reading, from measures."""

from __future__ import annotations

from typing import Any, Final

from entrepot.risks.finding import Span
from entrepot.risks.readings.high_technology import ratio
from entrepot.risks.readings.manufacturing import GOODS, Danger, ManufacturingFacts, manufacturing_reading
from entrepot.risks.readings.reading import Figure, Reading
from entrepot.risks.register import risk_named
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.products import product
from entrepot.vocabulary.regimes import GROUP_TITLES, regime_group
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit
from entrepot.workbench.reading_facts import Asking, place

SHOWN: Final = 3
# Each risk of the paper, the measures that speak of it here, and the group of controls that the paper sets against it.
_DANGERS: Final[tuple[tuple[str, T, tuple[tuple[str, T, dict[str, Any]], ...]], ...]] = (
    (
        "market_concentration", T("Spread markets", "市场多元化"),
        (
            ("hhi", T("concentration of markets (HHI)", "市场集中度（HHI）"), {"over": "partner"}),
            ("top_n_share", T("five largest markets", "前五大市场"), {"over": "partner", "n": 5}),
        ),
    ),
    (
        "scale_volatility", T("Steady the scale", "稳定出口规模"),
        (
            ("growth", T("change on the year before", "较上年变动"), {}),
            ("volatility", T("standard deviation of growth", "增速标准差"), {}),
        ),
    ),
    (
        "product_return", T("Raise what goods return", "提升产品收益"),
        (("hhi", T("concentration of goods (HHI)", "商品集中度（HHI）"), {"over": "product"}),),
    ),
    (
        "single_regime", T("Use more customs regimes", "丰富贸易方式"),
        (("hhi", T("concentration of regimes (HHI)", "贸易方式集中度（HHI）"), {"over": "regime"}),),
    ),
)  # fmt: skip
LEVERS: Final = {
    "open_new_markets": T("open new markets", "开拓新市场"),
    "use_rcep": T("use the RCEP", "用好RCEP"),
    "hold_european_market": T("hold the European market", "稳住欧洲市场"),
    "support_small_exporters": T("support small exporters", "扶持小微出口企业"),
    "relief_fund": T("a relief fund", "设立纾困基金"),
    "shift_product_mix": T("shift the mix of goods", "优化商品结构"),
    "build_clusters": T("build clusters", "建设产业集群"),
    "prune_dead_products": T("give up dead products", "淘汰滞销产品"),
    "ecommerce_regimes": T("move to regimes of cross-border e-commerce", "发展跨境电商方式"),
    "mutual_recognition": T("mutual recognition of standards", "标准互认"),
}


def manufacturing(asking: Asking) -> Reading:
    name = place(asking.region)
    exports = asking.figure("exports", T("exports of manufactured goods", "制造业产品出口额"), product=GOODS)
    if exports is None:
        raise MissingData(
            T(
                f"nothing is told of exports by product of {name.en} in {asking.period}: take in its customs table, or name another year",
                f"{name.zh} {asking.period}年没有分商品的出口数据：请收入其海关数据，或换一年份",
            )
        )
    asking.settle(exports.currency)
    whole = asking.figure("exports", T("all exports", "全部出口额"))
    share = ratio(exports, whole) if whole is not None else Span(None, None)
    facts = ManufacturingFacts(
        region=asking.region, name=name, period=asking.period, exports=exports,
        share=asking.made(Unit.SHARE, T("share of manufactured goods", "制造业产品比重"), share, "exports", whole={}, product=GOODS) if share.known else None,
        growth=asking.figure("growth", T("growth", "增速"), product=GOODS),
        goods=_largest(asking, "product", exports, digits=2),
        markets=_largest(asking, "partner", exports),
        regimes=_regimes(asking),
        dangers=tuple(_danger(asking, *one) for one in _DANGERS),
        says=tuple(asking.says), source=", ".join(sorted(asking.sources)) or "given",
        batches=tuple(sorted(asking.batches)), synthetic=asking.synthetic,
    )  # fmt: skip
    return manufacturing_reading(facts)


def _largest(asking: Asking, over: str, exports: Figure, **asked: Any) -> tuple[tuple[T, Figure], ...]:
    """The largest parts of the manufactured exports, each with its share of them."""
    rows = [
        row for row in asking.records("exports", product=GOODS, by=(over,), **asked)
        if row["period"] == asking.period and row["value"] is not None
    ]  # fmt: skip
    whole = exports.value.point
    largest = sorted(rows, key=lambda row: (-row["value"], row[over]))[:SHOWN] if whole else []
    found = []
    for row in largest:
        title = place(row[over]) if over == "partner" else product(row[over]).name
        value = row["value"] / (whole or 1)
        words = {"product": row[over]} if over == "product" else {"product": GOODS, "partner": row[over]}
        found.append(
            (title, asking.made(Unit.SHARE, title, Span(value, value), "exports", whole={"product": GOODS}, **words))
        )
    return tuple(found)


def _regimes(asking: Asking) -> tuple[tuple[T, Figure], ...]:
    """Shares of all exports by group of regimes: the lake seldom tells goods and regimes together."""
    rows = [row for row in asking.records("regime_share", flow="export") if row["period"] == asking.period]
    by_group: dict[str, float] = {}
    for row in rows:
        group = regime_group(str(row["regime"]))
        if row["value"] is not None:
            by_group[group] = by_group.get(group, 0.0) + row["value"]
    found = []
    for group, value in sorted(by_group.items(), key=lambda pair: -pair[1])[:SHOWN]:
        title = GROUP_TITLES.get(group, T(group, group))
        codes = tuple(dict.fromkeys(str(row["regime"]) for row in rows if regime_group(str(row["regime"])) == group))
        found.append((title, asking.made(Unit.SHARE, title, Span(value, value), "regime_share", regime=codes)))
    return tuple(found)


def _danger(asking: Asking, risk: str, control: T, asked: tuple[tuple[str, T, dict[str, Any]], ...]) -> Danger:
    declared = risk_named(risk)
    figures = []
    for measure, title, options in asked:
        # Customs regimes are told of all goods.
        narrowed: dict[str, Any] = {} if options.get("over") == "regime" else {"product": GOODS}
        figure = asking.figure(measure, title, **narrowed, **options)
        if figure is not None:
            figures.append(figure)
    levers = tuple(LEVERS.get(one, T(one, one)) for one in declared.levers)
    return Danger(risk, declared.title, tuple(figures), control, levers)
