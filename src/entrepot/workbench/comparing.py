"""Regions beside each other by one measure: which source tells of them, since when, and the study drafted from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from entrepot.lake.engine import rows_of
from entrepot.measures import measure_named
from entrepot.sources import ALL_SOURCES
from entrepot.studies.drafting import filled_in, quoted
from entrepot.studies.places import places_of
from entrepot.studies.titles import area_title
from entrepot.vocabulary.areas import mainland_provinces
from entrepot.vocabulary.errors import EntrepotError, MissingData, UnknownName, WrongCall
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T
from entrepot.workbench.contents import Contents
from entrepot.workbench.reading import open_lake

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

MOST: Final = 60
_YEARS: Final = 10
_FEW: Final = 6
_SINCE: Final = "1950.."
_TOLD: Final = """
WITH years AS (
    SELECT source, currency, reporter, left(period, 4) AS year, bool_or(synthetic) AS synthetic
    FROM held, (VALUES ('USD', 'usd'), ('CNY', 'cny')) AS told(currency, letters)
    WHERE flow IN ('export', 'import') AND frequency IN ('year', 'month') AND money IN (letters, 'both') AND reporter IN ({marks})
    GROUP BY ALL
    HAVING count(DISTINCT flow) = 2 AND (bool_or(frequency = 'year') OR count(DISTINCT period) = 12)
)
SELECT source, currency, bool_or(synthetic) AS synthetic, list(DISTINCT reporter ORDER BY reporter) AS regions,
    list(DISTINCT year ORDER BY year) AS years FROM years GROUP BY source, currency
"""


@dataclass(frozen=True, slots=True)
class Headline:
    """A measure by which regions are usefully compared. `grows`: its own growth means something; `positive`: multiples do."""

    id: str
    title: T
    formula: str
    measure: str
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    decimals: int = 2
    positive: bool = False
    grows: bool = False
    of_flows: bool = True


def _of(measure: str, **more: Any) -> Headline:
    return Headline(measure, measure_named(measure).title, measure, measure, **more)


def _growth(measure: str, title: T) -> Headline:
    return Headline(f"growth_of_{measure}", title, f"growth({measure})", measure, unit="%", decimals=1)


def _concentration(over: str, title: T) -> Headline:
    return Headline(
        f"concentration_of_{over}s", title, f"hhi[over={over}]", "hhi", (("over", over),), decimals=3, positive=True
    )


def headline_measures() -> tuple[Headline, ...]:
    """What a comparison can be of, the most asked first."""
    return (
        _of("total", unit="money", positive=True, grows=True),
        _of("exports", unit="money", positive=True, grows=True),
        _of("imports", unit="money", positive=True, grows=True),
        _of("balance", unit="money"),
        _growth("exports", T("Growth of exports", "出口增速")),
        _growth("imports", T("Growth of imports", "进口增速")),
        _of("trade_dependence", unit="%", decimals=1, positive=True, of_flows=False),
        _of("export_dependence", unit="%", decimals=1, positive=True, of_flows=False),
        _concentration("partner", T("Concentration of markets (HHI)", "出口市场集中度（HHI）")),
        _concentration("product", T("Concentration of goods (HHI)", "出口商品集中度（HHI）")),
        _of("trade_competitiveness", decimals=3),
    )


def headline_named(name: str) -> Headline:
    found = next((one for one in headline_measures() if one.id == name), None)
    if found is None:
        raise UnknownName(T("headline measure", "可比指标"), name, [one.id for one in headline_measures()])
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """Of which of the regions a source tells, and in which years."""

    source: str
    regions: tuple[str, ...]
    years: tuple[str, ...]
    currency: str = "USD"


def regions_meant(names: Sequence[str]) -> tuple[str, ...]:
    """Ids, the first being whom the comparison is about; groups of provinces stand for their members."""
    found = tuple(dict.fromkeys(place for name in names if name.strip() for place in places_of(name.strip())))
    if len(found) < 2:
        raise WrongCall(T("a comparison takes two regions at least: regions=CN-LN,CN-SD", "比较至少需要两个地区：regions=CN-LN,CN-SD"))  # fmt: skip
    if len(found) > MOST:
        raise WrongCall(T(f"at most {MOST} regions at a time, not {len(found)}", f"一次最多比较 {MOST} 个地区，而不是 {len(found)} 个"))  # fmt: skip
    return found


def new_comparison(workbench: Workbench, measure: str, regions: Sequence[str], *, period: str = "", name: str = "") -> str:  # fmt: skip
    """The TOML of a study that compares regions by a headline measure; MissingData where fewer than two are told of."""
    headline, places = headline_named(measure), regions_meant(regions)
    asked = _asked(period)
    told = _told(workbench, headline, places, asked)
    last = told.years[-1]
    first = told.years[0] if asked else max(told.years[0], str(int(last) - _YEARS))
    home = area_title(places[0])
    money = headline.unit == "money"
    unit = ("亿元" if told.currency == "CNY" else "亿美元") if money else headline.unit
    slots = {
        "id": name or f"compare-{headline.id.replace('_', '-')}-{places[0].lower()}",
        "measure_en": headline.title.en, "measure_zh": headline.title.zh, "formula": headline.formula,
        "region": quoted(places[0]), "region_en": home.en, "region_zh": home.zh,
        "peers": ", ".join(quoted(one) for one in places[1:] if one in told.regions),
        "period": last if first == last else f"{first}..{last}", "source": quoted(told.source),
        "currency": quoted(told.currency), "shown": f', unit = "{unit}"' if unit else "",
        "decimals": f", decimals = {headline.decimals}",
    }  # fmt: skip
    conditions = {
        "always": True,
        "source": bool(told.source),
        "years": first < last,
        "money": money,
        "positive": headline.positive,
        "grows": headline.grows,
        "map": len(places) > _FEW and set(places) <= set(mainland_provinces()),
        "several": len(told.regions) > _FEW,
    }
    return filled_in("draft_compare.toml", slots, conditions)


def _told(workbench: Workbench, headline: Headline, places: tuple[str, ...], period: str) -> Told:
    """The first of the sources that really gives the measure of two regions, the one in question among them."""
    candidates = _candidates(workbench, places) if headline.of_flows else (Told("", places, ()),)
    for one in candidates:
        told = _known(workbench, headline, one, period or _span(one))
        if places[0] in told.regions and len(told.regions) > 1:
            return told
    raise MissingData(
        T(
            f"{headline.title.en} of {area_title(places[0]).en} and another of these regions is not known for one year from one "
            "source: choose another measure, other regions or years, or take in data (entrepot ingest)",
            f"没有同一来源、同一年份的{area_title(places[0]).zh}与其他所选地区的{headline.title.zh}：请换一个指标、地区或年份，或录入数据（entrepot ingest）",
        )
    )


def _candidates(workbench: Workbench, places: tuple[str, ...]) -> tuple[Told, ...]:
    """Whoever tells of most of them; real before synthetic where it tells of at least half as many."""
    order = {one.id: position for position, one in enumerate(ALL_SOURCES)}
    with open_lake(workbench.lake) as connection:
        Contents(connection, workbench.lake)
        rows = rows_of(connection, _TOLD.format(marks=", ".join("?" * len(places))), [*places]).to_pylist()
    most = max((len(row["regions"]) for row in rows), default=0)
    ordered = sorted(
        rows,
        key=lambda row: (
            2 * len(row["regions"]) < most, row["synthetic"], order.get(row["source"], len(order)), -len(row["regions"]),
            row["currency"] == "CNY",
        ),
    )  # fmt: skip
    return tuple(Told(row["source"], tuple(row["regions"]), tuple(row["years"]), row["currency"]) for row in ordered)


def _known(workbench: Workbench, headline: Headline, among: Told, period: str) -> Told:
    """The regions and years of which the measure has values: of the newest year that has two of them."""
    asked: dict[str, Any] = {"source": among.source or None, "currency": among.currency, **dict(headline.options)}
    try:
        answer = workbench.measure(headline.measure, region=among.regions, period=period, **asked)
    except EntrepotError:
        return Told(among.source, (), ())
    of_year: dict[str, list[str]] = {}
    for row in answer.records():
        if row["value"] is not None:
            of_year.setdefault(row["period"], []).append(row["reporter"])
    years = sorted(year for year, regions in of_year.items() if len(regions) > 1)
    return Told(among.source, tuple(of_year[years[-1]]) if years else (), tuple(years), among.currency)


def _span(told: Told) -> str:
    return f"{int(told.years[-1]) - _YEARS}..{told.years[-1]}" if told.years else _SINCE


def _asked(period: str) -> str:
    """Years, from the first to the last; without a last, to the newest."""
    if not period.strip():
        return ""
    first, dots, last = (end.strip() for end in period.partition(".."))
    ends = parse_period(first), parse_period(last or first)
    if any(one.frequency != "year" for one in ends) or ends[0].begin > ends[1].begin:
        raise WrongCall(T("a comparison is of years: 2020, 2016..2023", "比较以年为单位：2020、2016..2023"))
    return f"{ends[0].text}.." if dots and not last else f"{ends[0].text}..{ends[1].text}"
