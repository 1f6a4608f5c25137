"""The readings of the papers, worked out for any region; and the share of high technology by year."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entrepot.parameters.product_lists import Field, ProductList, product_list
from entrepot.risks.finding import Span
from entrepot.risks.readings.high_technology import FieldFacts, HighTechnologyFacts, high_technology_reading, ratio
from entrepot.risks.readings.manufacturing import CALLED, GOODS
from entrepot.risks.readings.reading import Figure, Reading
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import EntrepotError, WrongCall
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit
from entrepot.workbench.reading_facts import Asking, Records, asking_of, lacking, place

if TYPE_CHECKING:
    from entrepot.lake.lake import AsOf
    from entrepot.workbench.bench import Workbench


def high_technology_share(
    workbench: Workbench, region: str, period: str | None = None, *, products: Path | str | None = None, **asked: Any
) -> dict[str, float | None]:
    """Year -> the share of the list's goods in all exports that are told by product; null where nothing is told."""
    listed, region = product_list(products), area(region).id
    within = workbench.measure("exports", region=region, period=period, frequency="year", product=listed.codes, **asked)
    pinned = {**asked, "currency": within.currency}
    whole = workbench.measure("exports", region=region, period=period, frequency="year", **pinned)
    totals = {row["period"]: row["value"] for row in whole.records()}
    return {row["period"]: _over(row["value"], totals.get(row["period"])) for row in within.records()}


def reading(
    workbench: Workbench,
    name: str,
    region: str,
    period: str | None = None,
    *,
    products: Path | str | None = None,
    flows: Any = None,
    source: str | None = None,
    currency: str | None = None,
    as_of: AsOf = None,
) -> Reading:
    """The reading `high-technology` or `manufacturing` of a region in a year (the last one told)."""
    from entrepot.workbench.manufacturing import manufacturing

    given = {"source": source, "currency": currency, "as_of": as_of, "data": flows}
    fixed = {key: value for key, value in given.items() if value is not None}
    home, year = area(region).id, _year(period)
    if name == "manufacturing":
        return manufacturing(asking_of(workbench, home, year, fixed, products=GOODS, called=CALLED))
    listed = product_list(products)
    asking = asking_of(workbench, home, year, fixed, products=listed.codes, called=listed.title)
    return _high_technology(asking, listed)


def _year(period: str | None) -> str:
    """A reading is of one year."""
    if not period:
        return ""
    found = parse_period(period)
    if found.frequency != "year":
        raise WrongCall(T(f"a reading is of one year, not of {period}", f"解读针对某一年份，而不是 {period}"))
    return found.text


def _high_technology(asking: Asking, products: ProductList) -> Reading:
    name, codes = place(asking.region), products.codes
    exports_title = T("exports of high technology", "高技术产品出口额")
    exports = asking.figure("exports", exports_title, product=codes)
    if exports is None:
        raise lacking(asking.region, asking.period, products.title)
    asking.settle(exports.currency)
    rows = asking.records("exports", product=codes, by=("product",))
    fields, untold = _by_field(asking, products, rows, exports)
    barriers, met = _barriers(asking, codes)
    inputs = tuple(dict.fromkeys(code for one in products.fields for code in one.inputs))
    imported = asking.figure("imports", T("imports of inputs", "投入品进口额"), product=inputs) if inputs else None
    facts = HighTechnologyFacts(
        region=asking.region, name=name, period=asking.period, products=products, exports=exports,
        share=_share(asking, codes, asking.period), share_before=_share(asking, codes, asking.before),
        growth=asking.figure("growth", T("growth", "增速"), product=codes),
        growth_of_all=asking.figure("growth", T("growth of all exports", "全部出口增速")),
        by_field=fields, untold_fields=untold,
        concentration=asking.figure("hhi", T("concentration of markets", "市场集中度"), product=codes, over="partner"),
        fields_concentration=fields[0].share if fields else None,
        top_market=top_partner(asking, product=codes, flow="export"),
        top_five=asking.figure("top_n_share", T("five largest markets", "前五大市场"), product=codes, over="partner", n=5),
        inputs=imported,
        inputs_per_export=_per_export(asking, imported, exports, inputs),
        top_origin=top_partner(asking, product=inputs, flow="import") if inputs else None,
        barriers=barriers, barriers_met=met, says=tuple(asking.says), source=", ".join(sorted(asking.sources)) or "given",
        batches=tuple(sorted(asking.batches)), synthetic=asking.synthetic,
    )  # fmt: skip
    return high_technology_reading(facts)


def _share(asking: Asking, codes: tuple[str, ...], year: str) -> Figure | None:
    """Of all exports, at whatever level these are told: goods not told by product are in the whole."""
    title = T("share of high technology in exports", "高技术产品占出口比重")
    part = asking.figure("exports", title, year=year, product=codes)
    whole = asking.figure("exports", title, year=year)
    if part is None or whole is None or not whole.value.point:
        return None
    return asking.made(Unit.SHARE, title, ratio(part, whole), "exports", year=year, whole={}, product=codes)


def _by_field(
    asking: Asking, products: ProductList, rows: Records, exports: Figure
) -> tuple[tuple[FieldFacts, ...], tuple[T, ...]]:
    found, untold = [], []
    for one in products.fields:
        now, before = (_sum_of(one, rows, year) for year in (asking.period, asking.before))
        if now is None:
            untold.append(one.title)
            continue
        whole = exports.value.point
        amount = asking.made(Unit.MONEY, one.title, Span(now, now), "exports", product=one.codes)
        share = asking.made(
            Unit.SHARE,
            one.title,
            _even(_over(now, whole)),
            "exports",
            whole={"product": products.codes},
            product=one.codes,
        )
        rise = _over(now - before, before) if before else None
        growth = (
            asking.made(Unit.GROWTH, one.title, _even(rise), "growth", product=one.codes) if rise is not None else None
        )
        found.append((now, FieldFacts(one.title, amount, share, growth)))
    ordered = sorted(found, key=lambda pair: -pair[0])
    return tuple(facts for _, facts in ordered), tuple(untold)


def _sum_of(one: Field, rows: Records, year: str) -> float | None:
    told = [row["value"] for row in rows if row["period"] == year and str(row["product"]).startswith(one.codes)]
    values = [value for value in told if value is not None]
    return sum(values) if values else None


def top_partner(asking: Asking, *, flow: str, product: tuple[str, ...] | None = None) -> tuple[T, Figure] | None:
    """The partner with the largest share, among what is told by partner."""
    asked: dict[str, Any] = {"flow": flow, **({"product": product} if product else {})}
    flows = "exports" if flow == "export" else "imports"
    rows = [
        row for row in asking.records(flows, by=("partner",), **({"product": product} if product else {}))
        if row["period"] == asking.period and row["value"] is not None and row["partner"] != "WLD"
    ]  # fmt: skip
    whole = sum(row["value"] for row in rows)
    if not whole:
        return None
    largest = max(rows, key=lambda row: (row["value"], row["partner"]))
    value = _even(largest["value"] / whole)
    title = T("share of the largest partner", "最大伙伴比重")
    words = {**asked, "partner": largest["partner"]}
    return place(largest["partner"]), asking.made(Unit.SHARE, title, value, "partner_share", **words)


def _per_export(asking: Asking, imported: Figure | None, exports: Figure, inputs: tuple[str, ...]) -> Figure | None:
    if imported is None:
        return None
    value = ratio(imported, exports)
    title = T("inputs imported per unit exported", "每单位出口的投入品进口")
    return asking.made(Unit.RATIO, title, value, "imports", product=inputs) if value.known else None


def _barriers(asking: Asking, codes: tuple[str, ...]) -> tuple[Figure | None, tuple[tuple[T, Figure], ...]]:
    """The exposure of these goods alone; nothing where the lake holds no notices."""
    fixed: Mapping[str, Any] = {key: value for key, value in asking.fixed.items() if key not in ("data", "from")}
    try:
        found = asking.workbench.notices(
            asking.region, asking.period, of=codes, flows=asking.fixed.get("data"), **fixed
        )
    except EntrepotError as problem:
        asking.says.append(problem.message)
        return None, ()
    title = T("share under measures in force", "受已生效措施影响的比重")
    share = asking.made(Unit.SHARE, title, found.share, "notices", of=codes)
    met = tuple(
        (T(f"{one.kind.name.en}, {one.title.en}", f"{one.kind.name.zh}，{one.title.zh}"), asking.made(Unit.MONEY, one.title, one.money, "notices", of=codes))
        for one in found.notices
    )  # fmt: skip
    return share, met


def _over(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole


def _even(value: float | None) -> Span:
    return Span(value, value)
