"""What the risks read of every whole at once: a few questions to the measures, whatever the number of regions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from entrepot.lake.engine import rows_of
from entrepot.parameters.risk_thresholds import RiskThresholds
from entrepot.risks.finding import NOTHING, Evidence, Span
from entrepot.risks.risk import Reading
from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import T
from entrepot.workbench.risk_wholes import Wholes

if TYPE_CHECKING:
    from entrepot.risks.notices.lifting import Lifted
    from entrepot.workbench.answer import Answer
    from entrepot.workbench.bench import Workbench

COLUMN_TITLES: Final = {
    "partner": T("partner", "伙伴"),
    "product": T("product", "商品"),
    "regime": T("customs regime", "贸易方式"),
}


@dataclass(slots=True)
class ReadingsOfAll:
    """`values` by (whole, year); `said` is why there are none at all, `said_of` why some whole has none."""

    values: dict[tuple[str, str], Span] = field(default_factory=dict)
    said: T | None = None
    said_of: dict[str, T] = field(default_factory=dict)
    otherwise: T | None = None
    """What is said of a whole of which nothing more exact is known."""
    by_product: pa.Table | None = None
    """What a sum was made of: reporter, period, product, value, weight; or of notices whole, name, before, now."""
    evidence: dict[str, tuple[Evidence, ...]] = field(default_factory=dict)
    """By whole: rows that it rests on beside those of trade."""
    remarks: dict[str, T] = field(default_factory=dict)
    """By whole: what its value does not say by itself."""
    titles: dict[str, T] = field(default_factory=dict)
    """What its parts are called, where no list tells."""
    terms: Mapping[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)

    def of(self, whole: str, year: str) -> Span:
        return self.values.get((whole, year), NOTHING)

    def why_not(self, whole: str) -> T | None:
        """The most exact reason for which a whole has no value."""
        return self.said_of.get(whole) or self.said or self.otherwise


@dataclass(slots=True)
class Asking:
    """`years` are the two that are compared; answers of measures that several readings use are kept."""

    workbench: Workbench
    wholes: Wholes
    thresholds: RiskThresholds
    asked: tuple[str, ...] = ()
    """The regions asked about, whose peers are read too."""
    lifted: Lifted | None = None
    """What of the notices is taken to hold no longer."""
    answers: dict[str, Answer] = field(default_factory=dict)
    _kept: dict[str, ReadingsOfAll] = field(default_factory=dict)

    @property
    def years(self) -> tuple[str, str]:
        return self.wholes.before, self.wholes.period

    def read(self, reading: Reading) -> ReadingsOfAll:
        """The reading of every whole; what goes wrong is said, not raised: one measure less is no reason to say nothing."""
        if reading.id not in self._kept:
            from entrepot.workbench.risk_special import SPECIAL

            ask = SPECIAL.get(reading.id, plainly)
            try:
                self._kept[reading.id] = ask(self, reading)
            except EntrepotError as problem:
                self._kept[reading.id] = ReadingsOfAll(said=problem.message)
        return self._kept[reading.id]

    def table(self, sql: str, **tables: pa.Table) -> pa.Table:
        """An answer of SQL over tables in memory, beside those of the trade."""
        connection = self.wholes.trade.connection
        for name, table in tables.items():
            connection.register(name, table)
        try:
            return rows_of(connection, sql)
        finally:
            for name in tables:
                connection.unregister(name)


def spans(table: pa.Table, years: tuple[str, ...]) -> Iterator[tuple[tuple[str, str], Span]]:
    """(whole, year) and value of an answer, between its bounds where it has any."""
    names = table.column_names
    low = "value_low" if "value_low" in names else "value"
    high = "value_high" if "value_high" in names else "value"
    columns = [table[name].to_pylist() for name in ("reporter", "period", "value", low, high)]
    for whole, year, value, least, most in zip(*columns, strict=True):
        if year in years and (value is not None or (least is not None and most is not None)):
            yield (whole, year), Span(least if least is not None else value, most if most is not None else value)


def source_title(source: str) -> T:
    """What a source is called; flows that were handed in have none."""
    return next((one.title for one in ALL_SOURCES if one.id == source), T("the flows given", "所给流量"))


def not_told(asking: Asking, reading: Reading) -> ReadingsOfAll:
    source = source_title(asking.wholes.trade.source)
    by = [COLUMN_TITLES[name] for name in reading.needs]
    way = T("imports", "进口") if reading.flow == "import" else T("exports", "出口")
    en, zh = " and ".join(one.en for one in by), "、".join(one.zh for one in by)
    return ReadingsOfAll(
        said=T(
            f"{source.en}: no {way.en}{f' by {en}' if by else ''} in these years; take in a table that tells them",
            f"{source.zh}没有这些年份{f'按{zh}划分的' if by else '的'}{way.zh}数据，请录入相应数据",
        )
    )


def plainly(asking: Asking, reading: Reading) -> ReadingsOfAll:
    """The measure itself, of each whole; of flows before what papers print."""
    options = dict(reading.options)
    years = None if reading.id in _ALL_YEARS else 2
    rows = asking.wholes.rows(reading.flow, frozenset(reading.needs), years=years)
    printed = _printed(asking, reading, options)
    if rows is None and not printed:
        return not_told(asking, reading)
    found = ReadingsOfAll(printed, otherwise=not_told(asking, reading).said if rows is None and reading.needs else None)
    if rows is not None:
        answer = asking.workbench.measure(reading.measure, data=rows, **options)
        found.values |= spans(answer.table, asking.years)
    if reading.measure == "hhi":
        found.remarks |= {
            whole: _only_one(reading)
            for (whole, year), span in found.values.items()
            if year == asking.wholes.period and span.low == 1.0
        }
    if reading.id in _ALL_YEARS:
        found.otherwise = _years_lacking(asking, options.get("window"))
    if reading.id == "drawdown":
        return _of_several_years(asking, found, rows)
    return found


def _only_one(reading: Reading) -> T:
    """A table of one partner's trade looks like trade with one partner."""
    of = COLUMN_TITLES[str(dict(reading.options)["over"])]
    return T(
        f"only one {of.en} is told: this holds only if what was taken in is all of the trade",
        f"仅载有一个{of.zh}：只有所录入的数据涵盖全部贸易时才成立",
    )


def _years_lacking(asking: Asking, window: int | None) -> T:
    before, now = asking.years
    if window is None:
        return T(
            f"exports of {before} and {now} are needed, and are not both held",
            f"需要 {before}、{now} 两年的出口，数据湖中不全",
        )
    return T(
        f"{window} growth rates in a row up to {now} are needed, and fewer are held",
        f"需要截至 {now} 连续 {window} 个增长率，数据湖中不足",
    )


def _of_several_years(asking: Asking, found: ReadingsOfAll, rows: pa.Table | None) -> ReadingsOfAll:
    """In a single year nothing can have fallen, which is no reason to say that nothing did."""
    tables = [one.select(["reporter", "period"]) for one in (rows, asking.wholes.prints.amounts) if one is not None]
    told = asking.table("SELECT reporter, min(period) AS first FROM given GROUP BY 1", given=pa.concat_tables(tables))
    first = {str(row["reporter"]): str(row["first"]) for row in told.to_pylist()}
    found.values = {key: span for key, span in found.values.items() if first.get(key[0], key[1]) < key[1]}
    return found


def _printed(asking: Asking, reading: Reading, options: dict[str, Any]) -> dict[tuple[str, str], Span]:
    """What papers print: rates as they stand, and the measure of printed amounts and shares."""
    prints, years = asking.wholes.prints, asking.years
    if reading.flow != "export":
        return {}
    found = prints.of(reading.id)
    if reading.id in _ALL_YEARS and prints.amounts is not None and prints.amounts.num_rows:
        found |= spans(asking.workbench.measure(reading.measure, data=prints.amounts, **options).table, years)
    shares = prints.shares.get(str(options.get("over", "")))
    if shares is None or not shares.num_rows:
        return found

    def of(listed: pa.Table) -> dict[tuple[str, str], Span]:
        composition = {"composition": listed.select(["period", "reporter", "part", "share"])}
        return dict(spans(asking.workbench.measure(reading.measure, tables=composition, **options).table, years))

    values, blocs = of(shares), shares["bloc"]
    if any(blocs.to_pylist()):
        # A bloc has several markets: by themselves they are as few as one, and as many as nobody can tell.
        countries = of(shares.filter(pa.array([not one for one in blocs.to_pylist()], pa.bool_())))
        values = {key: Span(countries[key].low if key in countries else 0.0, span.high) for key, span in values.items()}
    return found | values


_ALL_YEARS: Final = frozenset({"swing", "volatility", "downside", "drawdown"})
