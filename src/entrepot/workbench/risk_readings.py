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
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import T
from entrepot.workbench.risk_wholes import Wholes

if TYPE_CHECKING:
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


def not_told(asking: Asking, reading: Reading) -> ReadingsOfAll:
    source = asking.wholes.trade.source
    by = [COLUMN_TITLES[name] for name in reading.needs]
    way = T("imports", "进口") if reading.flow == "import" else T("exports", "出口")
    en, zh = " and ".join(one.en for one in by), "、".join(one.zh for one in by)
    return ReadingsOfAll(
        said=T(
            f"{source} tells no {way.en}{f' by {en}' if by else ''} in these years: take in a table that does",
            f"{source} 没有这些年份{f'按{zh}划分的' if by else '的'}{way.zh}数据：请录入相应数据",
        )
    )


def plainly(asking: Asking, reading: Reading) -> ReadingsOfAll:
    """The measure itself, of each whole."""
    options = dict(reading.options)
    years = None if reading.id in _ALL_YEARS else 2
    rows = asking.wholes.rows(reading.flow, frozenset(reading.needs), years=years)
    shares = asking.wholes.printed.get(str(options.get("over", "")))
    if rows is None and (shares is None or not shares.num_rows):
        return not_told(asking, reading)
    found = ReadingsOfAll()
    if rows is not None:
        found.values |= spans(asking.workbench.measure(reading.measure, data=rows, **options).table, asking.years)
    if shares is not None and shares.num_rows and reading.flow == "export":
        composition = {"composition": shares.select(["period", "reporter", "part", "share"])}
        printed = dict(
            spans(asking.workbench.measure(reading.measure, tables=composition, **options).table, asking.years)
        )
        found.values |= {key: span for key, span in printed.items() if key not in found.values}
    window = options.get("window")
    if window:
        found.otherwise = T(
            f"{window} growth rates in a row up to {asking.wholes.period} are needed, and fewer are held",
            f"需要截至 {asking.wholes.period} 连续 {window} 个增长率，数据湖中不足",
        )
    return found


_ALL_YEARS: Final = frozenset({"swing", "volatility", "downside", "drawdown"})
