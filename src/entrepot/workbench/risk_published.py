"""What papers print of a region where no flows tell it: shares, growth rates, exports of single goods and to single partners."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from entrepot.lake.engine import rows_of
from entrepot.risks.finding import Evidence, Span
from entrepot.risks.risk import PartKind
from entrepot.vocabulary.text import T
from entrepot.workbench.flow_rows import FIGURES
from entrepot.workbench.narrowing import among, quoted
from entrepot.workbench.reading import open_lake
from entrepot.workbench.risk_printed_shares import BLOCS_SAID, printed_as, shares_printed

if TYPE_CHECKING:
    import duckdb

    from entrepot.lake.lake import AsOf, Lake

SCALE: Final = "scale_volatility"
_AMOUNTS_FROM: Final = 2
_GROWTH_SAID: Final = T(
    "the growth rate is read as it is printed; the amounts behind it are not printed",
    "增速按公布值读取；其所依据的金额未公布",
)
_CATALOGUE_SAID: Final = T(
    "the share of high technology is read as it is printed, by the publisher's own list of goods and not by Lall's",
    "高技术产品比重按公布值读取，依据发布方自己的商品目录，而非Lall分类",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """That a paper prints something of a whole in a year which one risk reads, and where; `value` of which reading, if by itself."""

    risk: str
    reporter: str
    home: str
    kind: PartKind
    part: str
    period: str
    evidence: Evidence
    says: tuple[T, ...] = ()
    reading: str = ""
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Prints:
    """`shares` by dimension; `amounts` (period, reporter, value) of goods and partners; `facts` of the year that is judged."""

    shares: Mapping[str, pa.Table] = field(default_factory=dict)
    amounts: pa.Table | None = None
    facts: tuple[Fact, ...] = ()
    values: Mapping[tuple[str, str, str], float] = field(default_factory=dict)
    """By reading, whole and year."""

    def about(self, risk: str, whole: str) -> tuple[Fact, ...]:
        return tuple(one for one in self.facts if (one.risk, one.reporter) == (risk, whole))

    def tells_unasked(self, whole: str) -> bool:
        """What is printed of a part is all that is printed; but single partners of a region are so many as to be asked for."""
        return any(one.reporter == whole and (one.kind, one.risk) != ("partner", SCALE) for one in self.facts)

    def listed(self, over: str, whole: str, year: str) -> float | None:
        """What the shares that are printed of a whole add up to; nothing where none are."""
        rows = self.shares[over].to_pylist() if over in self.shares else []
        told = [row["share"] or 0.0 for row in rows if (row["reporter"], row["period"]) == (whole, year)]
        return min(1.0, math.fsum(told)) if told else None

    def of(self, reading: str) -> dict[tuple[str, str], Span]:
        return {
            (whole, year): Span(value, value) for (name, whole, year), value in self.values.items() if name == reading
        }


def newest_printed(lake: Lake, regions: tuple[str, ...], *, as_of: AsOf = None) -> str:
    """The newest year of which papers print something that a risk reads of any of these regions, or nothing."""
    with open_lake(lake, as_of=as_of) as connection:
        return newest_year(connection, regions)


def newest_year(connection: duckdb.DuckDBPyConnection, regions: tuple[str, ...]) -> str:
    shares = [str(year) for year in shares_printed(connection, regions, ())["period"].to_pylist()]
    facts = [one.period for one in (*_rates(connection, regions, ()), *_high_technology(connection, regions, ()))]
    return max((*shares, *facts), default="")


def prints_of(connection: duckdb.DuckDBPyConnection, regions: tuple[str, ...], year: str, *, currency: str) -> Prints:
    """What is printed of the year and of the years before it that it is compared with."""
    years = (year, str(int(year) - 1))
    shares = shares_printed(connection, regions, years)
    amounts = _amounts(connection, regions, year, currency)
    facts = [
        *_of_shares(shares), *_of_amounts(amounts, year),
        *_rates(connection, regions, years), *_high_technology(connection, regions, years),
    ]  # fmt: skip
    return Prints(
        shares={over: shares.filter(pa.array([one == over for one in shares["over"].to_pylist()], pa.bool_())) for over in ("partner", "regime")},
        amounts=amounts.select(["period", "reporter", "value"]),
        facts=tuple(one for one in facts if one.period == year),
        values={(one.reading, one.reporter, one.period): one.value for one in facts if one.value is not None},
    )  # fmt: skip


def _of_shares(shares: pa.Table) -> Iterator[Fact]:
    wholes: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in shares.to_pylist():
        wholes.setdefault((row["over"], row["reporter"], row["period"]), []).append(row)
    for (over, reporter, period), rows in wholes.items():
        one, first = printed_as(rows[0]["measure"], over), rows[0]
        where = [("area", first["home"]), ("measure", one.measure), ("period", period)]
        says = (one.says, *((BLOCS_SAID,) if any(row["bloc"] for row in rows) else ()))
        number = len(rows)
        if one.amounts:
            where += _beside_whole(over, [row["named"] for row in rows])
            number += 1
        part = first["of_part"] or first["home"]
        yield Fact(one.risk, reporter, first["home"], first["kind"], part, period, _evidence(where, number, rows), says)
        processing = [row["share"] for row in rows if row["part"] == "processing"]
        if over == "regime" and len(processing) == 1 and processing[0] is not None:
            found = _evidence(where, number, rows)
            yield Fact(
                one.risk, reporter, first["home"], first["kind"], part, period, found, says, "processing", processing[0]
            )


def _beside_whole(over: str, parts: Iterable[str]) -> list[tuple[str, str]]:
    """The parts, and the whole that they are shares of."""
    if over == "partner":
        return [("counterpart", ",".join(sorted({*parts, "WLD"}))), ("subject", "goods")]
    return [("counterpart", "WLD"), ("subject", ",".join(sorted({*parts, "goods"})))]


def _amounts(connection: duckdb.DuckDBPyConnection, regions: tuple[str, ...], year: str, currency: str) -> pa.Table:
    """Exports of single goods and to single partners that are told of two years or more, in `currency` where they are printed in it."""
    return rows_of(
        connection,
        "WITH told AS (SELECT area, unit, period, batch, value, CASE WHEN coalesce(counterpart, 'WLD') = 'WLD' THEN 'product' ELSE 'partner' END AS kind, "
        "CASE WHEN coalesce(counterpart, 'WLD') = 'WLD' THEN subject ELSE counterpart END AS part FROM series "
        f"WHERE measure = 'exports' AND frequency = 'year' AND value > 0 AND NOT coalesce(synthetic, false) AND {among('area', regions)} AND period <= {quoted(year)} "
        "AND (coalesce(counterpart, 'WLD') = 'WLD') <> (coalesce(subject, 'goods') = 'goods')), "
        "once AS (SELECT area, kind, part, unit, period, min(value) AS value, min(batch) AS batch FROM told GROUP BY ALL HAVING min(value) = max(value)) "
        "SELECT period, area || '|' || kind || '|' || part AS reporter, value, area AS home, kind, part, unit, batch FROM once "
        f"QUALIFY count(*) OVER (PARTITION BY area, kind, part, unit) >= {_AMOUNTS_FROM} AND "
        f"unit = max_by(unit, (period, unit = {quoted(currency)}, unit)) OVER (PARTITION BY area, kind, part) ORDER BY ALL",
    )


def _of_amounts(amounts: pa.Table, year: str) -> Iterator[Fact]:
    rows = amounts.to_pylist()
    told: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        told.setdefault(row["reporter"], []).append(row)
    for reporter, own in told.items():
        if max(row["period"] for row in own) != year:
            continue
        first = own[0]
        named = ("counterpart", first["part"]) if first["kind"] == "partner" else ("subject", _exactly(first["part"]))
        where = [
            ("area", first["home"]),
            ("measure", "exports"),
            named,
            ("period", f"{own[0]['period']}..{year}"),
            ("unit", first["unit"]),
        ]
        yield Fact(SCALE, reporter, first["home"], first["kind"], first["part"], year, _evidence(where, len(own), own))


def _rates(connection: duckdb.DuckDBPyConnection, regions: tuple[str, ...], years: tuple[str, ...]) -> Iterator[Fact]:
    """Printed growth of exports: of the whole, or of the goods named."""
    rows = _series(connection, "exports_growth", regions, years)
    for row in rows:
        whole = (row["subject"] or "goods") == "goods"
        reporter = row["area"] if whole else f"{row['area']}|product|{row['subject']}"
        where = [
            ("area", row["area"]),
            ("measure", "exports_growth"),
            ("period", row["period"]),
            ("subject", _exactly(row["subject"] or "")),
        ]
        yield Fact(
            SCALE, reporter, row["area"], "region" if whole else "product", row["area"] if whole else row["subject"],
            row["period"], _evidence(where, 1, [row]), (_GROWTH_SAID,), "swing", row["value"],
        )  # fmt: skip


def _high_technology(
    connection: duckdb.DuckDBPyConnection, regions: tuple[str, ...], years: tuple[str, ...]
) -> Iterator[Fact]:
    for row in _series(connection, "export_share", regions, years):
        if row["subject"] == "high-tech":
            where = [
                ("area", row["area"]),
                ("measure", "export_share"),
                ("period", row["period"]),
                ("subject", "high-tech"),
            ]
            yield Fact(
                "product_return", row["area"], row["area"], "region", row["area"], row["period"], _evidence(where, 1, [row]),
                (_CATALOGUE_SAID,), "high_technology", row["value"],
            )  # fmt: skip


def _series(
    connection: duckdb.DuckDBPyConnection, measure: str, regions: tuple[str, ...], years: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Figures of all partners together, where only one value is printed."""
    between = f"AND {among('period', years)}" if years else ""
    return rows_of(
        connection,
        f"SELECT area, subject, period, min(value) AS value, min(batch) AS batch FROM series WHERE measure = '{measure}' AND frequency = 'year' "
        f"AND coalesce(counterpart, 'WLD') = 'WLD' AND value IS NOT NULL AND NOT coalesce(synthetic, false) AND {among('area', regions)} {between} "
        "GROUP BY ALL HAVING min(value) = max(value) ORDER BY ALL",
    ).to_pylist()


def _exactly(subject: str) -> str:
    """As a question for rows names a text with commas, which would ask for several."""
    return f"{subject}*" if "," in subject else subject


def _evidence(where: Iterable[tuple[str, str]], number: int, rows: Iterable[Mapping[str, Any]]) -> Evidence:
    return Evidence("series", FIGURES, tuple(where), number, None, tuple(sorted({row["batch"] for row in rows})))
