"""Wholes that are judged: regions, and each product (chapter), partner and regime of theirs that is large enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

from entrepot.lake.engine import rows_of
from entrepot.risks.risk import PartKind
from entrepot.vocabulary.areas import all_by_id
from entrepot.workbench.narrowing import quoted
from entrepot.workbench.risk_published import Prints
from entrepot.workbench.risk_trade import Needs, RiskTrade

DIMENSIONS: Final[tuple[PartKind, ...]] = ("product", "partner", "regime")
_ROUNDING: Final = 1e-4
_WHOLE: Final = {"partner": "WLD", "product": "TOTAL", "regime": "ALL"}
# A chapter of the nomenclature is a part; a section, or what is no code, stands for itself.
_PART_OF: Final = {
    "product": "CASE WHEN regexp_full_match(product, '[0-9]{2,}') THEN left(product, 2) ELSE product END",
    "partner": "partner",
    "regime": "regime",
}


def is_part(place: str) -> bool:
    """Whether it is a city or a zone, whose trade is in that of the region around it."""
    area = all_by_id().get(place)
    return area is not None and area.kind in ("prefecture", "zone")


@dataclass(frozen=True, slots=True)
class Whole:
    """`id` is the reporter where the region itself is meant."""

    id: str
    reporter: str
    kind: PartKind
    part: str
    share: float | None


@dataclass(slots=True)
class Wholes:
    """Tables like those of `RiskTrade`, in which `reporter` names a whole."""

    trade: RiskTrade
    period: str
    kinds: tuple[PartKind, ...]
    least_share: float
    prints: Prints = field(default_factory=Prints)
    """What papers print where no flows tell it."""
    _parts: dict[str, str | None] = field(default_factory=dict)
    _tables: dict[tuple[str | None, ...], str | None] = field(default_factory=dict)
    _rows: dict[tuple[str, str, int | None], pa.Table] = field(default_factory=dict)
    _evidence: dict[tuple[str, ...], Mapping[str, tuple[int, float | None, tuple[str, ...]]]] = field(
        default_factory=dict
    )
    _first: str = ""

    @property
    def before(self) -> str:
        return str(int(self.period) - 1)

    def of(self, flow: str) -> Mapping[str, Whole]:
        """Every whole that has trade of that flow in the year."""
        found: dict[str, Whole] = {}
        told = self.trade.told(flow, frozenset())
        if told is not None:
            sql = f"SELECT DISTINCT reporter FROM {told} WHERE period = {quoted(self.period)} ORDER BY 1"
            found |= {name: Whole(name, name, "region", name, None) for name in self._column(sql)}
        parts = self._parts_of(flow)
        if parts is not None:
            rows = rows_of(self.trade.connection, f"SELECT * FROM {parts} ORDER BY whole").to_pylist()
            found |= {
                row["whole"]: Whole(row["whole"], row["reporter"], row["kind"], row["part"], row["share"])
                for row in rows
            }
        for fact in self.prints.facts if flow == "export" else ():
            found.setdefault(fact.reporter, Whole(fact.reporter, fact.home, fact.kind, fact.part, None))
        return found

    def table(self, flow: str, needs: Needs) -> str | None:
        """The name of the table of wholes in that detail, or None where not even regions are told in it."""
        finer = [needs, *(needs | {kind} for kind in DIMENSIONS if kind in self.kinds)]
        # Needs that are told by the same rows are served by the same table.
        key = flow, *(self.trade.told(flow, one) for one in finer), *self._rest(flow, needs)
        if key not in self._tables:
            self._tables[key] = self._made(flow, needs)
        return self._tables[key]

    def rows(self, flow: str, needs: Needs, *, years: int | None) -> pa.Table | None:
        """The rows of so many years up to the period (None: of all years), as a measure is handed them; None without any."""
        name = self.table(flow, needs)
        if name is None:
            return None
        since = f"AND period > {quoted(str(int(self.period) - years))}" if years else ""
        columns = ", ".join(
            ["period", "reporter", *sorted(needs), *(["weighed", "net_kg"] if "product" in needs else [])]
        )
        values = "sum(value) AS value" + (", sum(net_kg) AS net_kg" if "product" in needs else "")
        keys = columns.replace(", net_kg", "")
        sql = f"SELECT {keys}, {values} FROM {name} WHERE period <= {quoted(self.period)} {since} GROUP BY ALL"
        asked = name, keys, years
        if asked not in self._rows:
            self._rows[asked] = rows_of(self.trade.connection, sql)
        return self._rows[asked] if self._rows[asked].num_rows else None

    def evidence(
        self, flow: str, needs: Needs = frozenset(), *, period: str = ""
    ) -> Mapping[str, tuple[int, float | None, tuple[str, ...]]]:
        """Of each whole in the year, or in a period `2016..2021`: rows, what they add up to, and their batches."""
        name = self.table(flow, needs)
        if name is None:
            return {}
        first, _, last = (period or self.period).partition("..")
        last = last or first
        sql = (
            "SELECT reporter, CAST(sum(rows) AS BIGINT) AS rows, sum(value) AS value, "
            f"coalesce(list(DISTINCT batch ORDER BY batch) FILTER (batch IS NOT NULL), []) AS batches FROM {name} "
            f"WHERE period BETWEEN {quoted(first)} AND {quoted(last)} AND rows > 0 GROUP BY reporter"
        )
        asked = name, first, last
        if asked not in self._evidence:
            rows = rows_of(self.trade.connection, sql).to_pylist()
            self._evidence[asked] = {
                row["reporter"]: (row["rows"], row["value"], tuple(row["batches"])) for row in rows
            }
        return self._evidence[asked]

    @property
    def first(self) -> str:
        """The first year that is told of anybody's exports."""
        if not self._first:
            told = self.trade.told("export", frozenset())
            rows = self.trade.connection.execute(f"SELECT min(period) FROM {told}").fetchall() if told else [(None,)]
            self._first = str(rows[0][0] or self.period)
        return self._first

    def _column(self, sql: str) -> list[str]:
        return [str(row[0]) for row in self.trade.connection.execute(sql).fetchall()]

    def _parts_of(self, flow: str) -> str | None:
        if flow not in self._parts:
            parts = [sql for kind in DIMENSIONS if kind in self.kinds and (sql := self._parts_sql(flow, kind))]
            self._parts[flow] = f"risk_parts_{flow}" if parts else None
            if parts:
                self.trade.connection.execute(f"CREATE TEMP TABLE risk_parts_{flow} AS {' UNION ALL '.join(parts)}")
        return self._parts[flow]

    def _parts_sql(self, flow: str, kind: PartKind) -> str:
        told = self.trade.told(flow, frozenset({kind}))
        if told is None:
            return ""
        part = _PART_OF[kind]
        return (
            f"SELECT reporter || '|{kind}|' || part AS whole, reporter, '{kind}' AS kind, part, share FROM "
            "(SELECT reporter, part, value / sum(value) OVER (PARTITION BY reporter) AS share FROM "
            f"(SELECT reporter, {part} AS part, sum(value) AS value FROM {told} WHERE period = {quoted(self.period)} GROUP BY ALL)) "
            f"WHERE share >= {self.least_share} AND part IS NOT NULL"
        )

    def _made(self, flow: str, needs: Needs) -> str | None:
        told = self.trade.told(flow, needs)
        if told is None:
            return None
        columns = (
            "period, {whole} AS reporter, partner, product, regime, nomenclature, batch, weighed, value, net_kg, rows"
        )
        pieces = [f"SELECT {columns.format(whole='reporter')} FROM {told}", *self._rest(flow, needs)]
        parts = self._parts_of(flow)
        for kind in DIMENSIONS if parts else ():
            finer = self.trade.told(flow, needs | {kind}) if kind in self.kinds else None
            if finer is not None:
                pieces.append(
                    f"SELECT {columns.format(whole='p.whole')} FROM (SELECT *, {_PART_OF[kind]} AS in_part FROM {finer}) t "
                    f"JOIN (SELECT whole, reporter AS home, part FROM {parts} WHERE kind = '{kind}') p ON p.home = t.reporter AND p.part = t.in_part"
                )
        name = f"risk_wholes_{len(self._tables)}"
        # What is put together is kept; what is as it was need not be copied.
        made = "TABLE" if len(pieces) > 1 else "VIEW"
        self.trade.connection.execute(f"CREATE TEMP {made} {name} AS {' UNION ALL '.join(pieces)}")
        return name

    def _rest(self, flow: str, needs: Needs) -> list[str]:
        """The stated whole beside parts that do not add up to it, so that shares are of it and what is missing bounds them."""
        whole, told = self.trade.told(flow, frozenset()), self.trade.told(flow, needs)
        if len(needs) != 1 or told is None or whole in (None, told):
            return []
        (column,) = needs
        sums = "SELECT period, reporter, sum(value) AS value FROM {} GROUP BY ALL"
        cells = {name: f"'{_WHOLE[name]}'" if name == column else "NULL::VARCHAR" for name in _WHOLE}
        return [
            f"SELECT w.period, w.reporter, {cells['partner']} AS partner, {cells['product']} AS product, {cells['regime']} AS regime, "
            "NULL::VARCHAR AS nomenclature, NULL::VARCHAR AS batch, false AS weighed, w.value, NULL::DOUBLE AS net_kg, 0 AS rows "
            f"FROM ({sums.format(whole)}) w JOIN ({sums.format(told)}) p ON p.period = w.period AND p.reporter = w.reporter "
            f"WHERE w.value > p.value * {1 + _ROUNDING}"
        ]
