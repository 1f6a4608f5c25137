"""What was found out by the steps, read back: for each of whose trade was handed over, its exposure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from entrepot.risks.finding import Span
from entrepot.risks.notices.exposure import NoticeMet, ProductMet, Unplaced
from entrepot.vocabulary.notices import KINDS, NoticeKind
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]
_KINDS: Final[Mapping[str, NoticeKind]] = {kind.id: kind for kind in KINDS}


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    found: list[Row] = connection.sql(sql).to_arrow_table().to_pylist()
    return found


def by_who(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["who"], []).append(row)
    return found


def amounts(connection: duckdb.DuckDBPyConnection) -> dict[str, Row]:
    """What is listed, how many rows, and how much of it meets any notice."""
    told = rows_of(
        connection,
        "SELECT who, sum(value) AS listed, count(*) AS rows FROM trade GROUP BY who",
    )
    met = {
        row["who"]: row
        for row in rows_of(
            connection, "SELECT who, sum(value) FILTER (must > 0) AS low, sum(value) AS high FROM met_rows GROUP BY who"
        )
    }
    return {row["who"]: row | {"low": 0.0, "high": 0.0} | met.get(row["who"], {}) for row in told}


def notices_met(connection: duckdb.DuckDBPyConnection) -> dict[str, list[NoticeMet]]:
    """Each notice with all that meets it, its even part of it, and what no other notice touches."""
    cards = {
        (row["source"], row["notice"]): row
        for row in rows_of(
            connection,
            """SELECT source, notice, any_value(title_en) AS title_en, any_value(title_zh) AS title_zh, any_value(imposed_by) AS imposed_by,
            string_agg(DISTINCT products, ' ' ORDER BY products) AS products, min(in_force_from) AS first, max(in_force_until) AS last,
            string_agg(DISTINCT rate_printed, '; ' ORDER BY rate_printed) AS rate, any_value(url) AS url, any_value(reference) AS reference,
            list(DISTINCT batch ORDER BY batch) AS batches FROM meant SEMI JOIN hits USING (source, notice) GROUP BY source, notice""",
        )
    }
    found = rows_of(
        connection,
        """SELECT who, source, notice, kind, sum(value) FILTER (surely) AS low, sum(value) AS high,
            sum(value / must) FILTER (surely) AS part_low, sum(value / may) AS part_high,
            sum(value) FILTER (surely AND may = 1) AS alone_low, sum(value) FILTER (must = 0 OR (must = 1 AND surely)) AS alone_high,
            count(*) AS rows FROM counted GROUP BY ALL ORDER BY high DESC, low DESC NULLS LAST, source, notice""",
    )
    return {
        who: [_met(row, cards[row["source"], row["notice"]]) for row in rows] for who, rows in by_who(found).items()
    }


def _met(row: Row, card: Row) -> NoticeMet:
    kind = _KINDS[row["kind"]]
    untitled = f"{kind.name.en} {row['notice']}", f"{kind.name.zh} {row['notice']}"
    en, zh = card["title_en"] or card["title_zh"] or untitled[0], card["title_zh"] or card["title_en"] or untitled[1]
    return NoticeMet(
        row["source"], row["notice"], kind, T(en, zh), tuple((card["imposed_by"] or "").split()),
        tuple(dict.fromkeys((card["products"] or "").split())), card["first"], card["last"], card["rate"], card["url"], card["reference"],
        span(row), Span(row["part_low"] or 0.0, row["part_high"] or 0.0), Span(row["alone_low"] or 0.0, row["alone_high"] or 0.0),
        row["rows"], tuple(batch for batch in card["batches"] if batch),
    )  # fmt: skip


def families(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, Span]]]:
    """Within each family a row counts once; families overlap, and do not add up."""
    cases = " ".join(f"WHEN '{kind.id}' THEN '{kind.family}'" for kind in KINDS)
    found = rows_of(
        connection,
        f"SELECT who, family, sum(value) FILTER (must) AS low, sum(value) AS high FROM (SELECT id, who, CASE kind {cases} END AS family, "
        "any_value(value) AS value, bool_or(surely) AS must FROM hits GROUP BY ALL) GROUP BY ALL ORDER BY high DESC, family",
    )
    return {who: [(row["family"], span(row)) for row in rows] for who, rows in by_who(found).items()}


def partners(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, Span]]]:
    found = rows_of(
        connection,
        "SELECT who, partner, sum(value) FILTER (must > 0) AS low, sum(value) AS high FROM met_rows GROUP BY ALL ORDER BY high DESC, partner",
    )
    return {who: [(row["partner"], span(row)) for row in rows] for who, rows in by_who(found).items()}


def unplaced(connection: duckdb.DuckDBPyConnection) -> dict[str, Unplaced]:
    """Notices without codes that mean partners of ours, and the trade with these partners."""
    found = rows_of(
        connection,
        """WITH silent AS (SELECT partner, source, notice FROM at_partner JOIN meant USING (line) WHERE products IS NULL)
        SELECT who, (SELECT count(DISTINCT (source, notice)) FROM silent WHERE partner IN
            (SELECT partner FROM trade one WHERE one.who = trade.who)) AS notices,
            coalesce(sum(value) FILTER (partner IN (SELECT partner FROM silent)), 0) AS trade FROM trade GROUP BY who""",
    )
    return {row["who"]: Unplaced(row["notices"], row["trade"]) for row in found}


def products_met(connection: duckdb.DuckDBPyConnection, wanted: Sequence[str]) -> dict[str, list[ProductMet]]:
    """Of each product of the list: a row belongs to it by the shorter of the two codes, and then may be of it only."""
    if not wanted:
        return {}
    found = rows_of(
        connection,
        """WITH own AS (SELECT firm.code, trade.who, trade.id, trade.value, starts_with(trade.product, firm.code) AS wholly FROM firm JOIN trade
                ON starts_with(trade.product, firm.code) OR starts_with(firm.code, trade.product)),
            sold AS (SELECT code, who, sum(value) AS traded FROM own GROUP BY ALL),
            met AS (SELECT own.code, own.who, sum(own.value) FILTER (wholly AND must > 0) AS low, sum(own.value) AS high FROM own
                JOIN met_rows USING (id) GROUP BY ALL),
            named AS (SELECT own.code, own.who, list(DISTINCT source || ':' || notice ORDER BY source || ':' || notice) AS notices,
                list(DISTINCT partner ORDER BY partner) AS partners FROM own JOIN hits USING (id) GROUP BY ALL)
        SELECT firm.code, everyone.who, coalesce(traded, 0) AS traded, low, high, notices, partners
        FROM firm CROSS JOIN (SELECT DISTINCT who FROM trade) everyone LEFT JOIN sold USING (code, who) LEFT JOIN met USING (code, who)
            LEFT JOIN named USING (code, who)""",
    )
    order = {code: place for place, code in enumerate(wanted)}
    return {
        who: [
            ProductMet(row["code"], row["traded"], span(row), tuple(row["notices"] or ()), tuple(row["partners"] or ()))
            for row in sorted(rows, key=lambda row: order[row["code"]])
        ]
        for who, rows in by_who(found).items()
    }


def span(row: Row) -> Span:
    return Span(row["low"] or 0.0, row["high"] or 0.0)
