"""Notices set beside rows of trade: which row certainly meets which notice, and which only may.

A row certainly meets a notice that certainly is in force, names the region's country among those it affects, and covers the
whole of the row's product and partner. It may meet it where the notice's day of entry into force or whom it affects is
not told, where the notice names goods more finely than the row does (8-digit lines of a 6-digit product), where a code of
another edition of the nomenclature has no concordance, or where the row's partner is a bloc of which some members
impose it. Rows are added up once, however many notices they meet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from entrepot.risks.finding import Span
from entrepot.risks.notices.exposure import Exposure, NoticeMet, ProductMet, Unplaced
from entrepot.risks.notices.saying import said
from entrepot.vocabulary.areas import all_areas
from entrepot.vocabulary.blocs import members
from entrepot.vocabulary.errors import MissingData, WrongCall
from entrepot.vocabulary.notices import ANNOUNCED, KINDS, NoticeKind
from entrepot.vocabulary.products import HS_EDITIONS, TOTAL, hs_edition_on
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

SURE_DIGITS: Final = 4
"""Chapters and headings are taken as the same goods in all editions of the HS; finer codes are not, without a concordance."""
AT_THE_BORDER: Final = tuple(kind.id for kind in KINDS if kind.at_the_border)
_COLUMNS: Final = (
    "source", "notice", "kind", "effect", "imposed_by", "affected", "products", "nomenclature", "announced_on", "in_force_from",
    "in_force_until", "rate_printed", "title_en", "title_zh", "url", "reference", "flag", "batch",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose trade in which direction, and the day whose measures count. `home` is the country that the region lies in."""

    region: str
    home: str
    period: str
    flow: str
    on: date
    currency: str | None = None
    total: float | None = None
    """The stated whole; the sum of the rows where none is stated."""
    edition: str | None = None
    """The nomenclature of the rows' codes."""
    kinds: tuple[str, ...] = AT_THE_BORDER
    products: tuple[str, ...] = ()
    """A firm's own products, by code: each is answered for by itself."""


def exposure(
    trade: pa.Table, notices: pa.Table, asked: Asked, *, links: Mapping[str, pa.Table] | None = None
) -> Exposure:
    """The exposure of `trade` (partner, product, value) to `notices` (columns of the table of notices).

    `links` are concordances: nomenclature of notices -> pairs of `own` code and `code` in that nomenclature.
    """
    import duckdb

    with duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    ) as connection:
        _bind(connection, trade, notices, asked, links or {})
        for statement in _STATEMENTS:
            connection.execute(statement)
        return _read(connection, asked, tuple(links or ()))


def _bind(
    connection: duckdb.DuckDBPyConnection,
    trade: pa.Table,
    notices: pa.Table,
    asked: Asked,
    links: Mapping[str, pa.Table],
) -> None:
    import pyarrow as pa

    if trade.num_rows == 0:
        raise MissingData(
            T(f"{asked.region} has no trade by partner and product in {asked.period}", f"{asked.region} {asked.period} 没有分伙伴、分商品的贸易数据")
        )  # fmt: skip
    blocs = _blocs_on(asked.on)
    ours = tuple(dict.fromkeys((asked.region, asked.home, "WLD", *(b for b, m in blocs.items() if asked.home in m))))
    connection.register("given_trade", trade.select(["partner", "product", "value"]))
    connection.register("given_notices", notices.select(list(_COLUMNS)))
    connection.register("bloc_members", _pairs("bloc", "member", [(b, m) for b, parts in blocs.items() for m in parts]))
    connection.register("ours", pa.table({"area": pa.array(ours, pa.string())}))
    connection.register("kinds", _pairs("kind", "acts_on", [(k.id, k.on) for k in KINDS if k.id in asked.kinds]))
    connection.register("editions", _pairs("year", "edition", _editions()))
    parts = [
        pa.table({"edition": pa.array([e] * t.num_rows, pa.string()), "own": t["own"], "code": t["code"]}) for e, t in links.items()
    ]  # fmt: skip
    empty = {name: pa.array([], pa.string()) for name in ("edition", "own", "code")}
    connection.register("links", pa.concat_tables(parts) if parts else pa.table(empty))
    firm = pa.array([code for code in asked.products if code != TOTAL], pa.string())
    connection.register("firm", pa.table({"code": firm}))
    connection.execute("SET VARIABLE today = ?", [asked.on.isoformat()])
    connection.execute("SET VARIABLE edition = ?", [asked.edition])
    connection.execute("SET VARIABLE flow = ?", [f"{asked.flow}s"])
    connection.execute("SET VARIABLE sure_digits = ?", [SURE_DIGITS])
    connection.execute("SET VARIABLE announced = ?", [ANNOUNCED])


def _pairs(first: str, second: str, pairs: Sequence[tuple[str, str]]) -> pa.Table:
    import pyarrow as pa

    return pa.table(
        {first: pa.array([a for a, _ in pairs], pa.string()), second: pa.array([b for _, b in pairs], pa.string())}
    )


def _editions() -> list[tuple[str, str]]:
    """The edition in force in each year that a notice may be of: codes are taken to be of it where the notice does not say."""
    return [(str(year), hs_edition_on(year)) for year in range(int(HS_EDITIONS[0][2:]), int(HS_EDITIONS[-1][2:]) + 6)]


def _blocs_on(day: date) -> dict[str, tuple[str, ...]]:
    """The members of every bloc on that day; where the list does not reach back, its latest members."""
    found = {}
    for bloc in all_areas("bloc"):
        try:
            found[bloc.id] = members(bloc.id, on=day)
        except WrongCall:
            try:
                found[bloc.id] = members(bloc.id)
            except WrongCall:
                continue
    return found


# One step reads the one before. `theirs` are the counterparts of the region in a notice: those who impose it on what they
# import, or those whom it affects where the region's own country imposes it on what it exports; likewise for imports.
_STATEMENTS: Final = (
    "CREATE TABLE trade AS SELECT row_number() OVER () AS id, coalesce(partner, '') AS partner, "
    "CASE WHEN product = 'TOTAL' THEN '' ELSE product END AS product, value FROM given_trade WHERE value IS NOT NULL AND value <> 0",
    # One line of a notice, if it is of this direction of trade, hinders it, and is or may be in force on the day.
    """CREATE TABLE lines AS SELECT row_number() OVER () AS line, *,
        CASE WHEN acts_on = getvariable('flow') THEN imposed_by ELSE affected END AS our_list,
        CASE WHEN acts_on = getvariable('flow') THEN affected ELSE imposed_by END AS their_list,
        coalesce(n.nomenclature, editions.edition) AS codes_of,
        in_force_from IS NOT NULL AS surely_in_force
    FROM given_notices n JOIN kinds USING (kind) LEFT JOIN editions ON editions.year = left(announced_on, 4)
    WHERE effect = 'restricts' AND flag IS DISTINCT FROM getvariable('announced')
        AND coalesce(in_force_from, announced_on, '0') <= getvariable('today') AND coalesce(in_force_until, '9') >= getvariable('today')""",
    # Whether our country is among those meant; a list that is not told may mean it.
    """CREATE TABLE meant AS SELECT lines.*, surely_in_force AND our_list IS NOT NULL AS surely FROM lines
        WHERE our_list IS NULL OR EXISTS (SELECT 1 FROM ours WHERE list_contains(string_split(our_list, ' '), area))""",
    """CREATE TABLE their AS SELECT DISTINCT line, coalesce(member, area) AS area FROM
        (SELECT line, unnest(string_split(their_list, ' ')) AS area FROM meant WHERE their_list IS NOT NULL) LEFT JOIN bloc_members ON bloc = area""",
    "CREATE TABLE partners AS SELECT DISTINCT partner, coalesce(member, partner) AS member FROM trade LEFT JOIN bloc_members ON bloc = partner",
    # Which partner meets which line, and whether all of it does; of WLD or of nobody named any part may.
    """CREATE TABLE at_partner AS
        SELECT partner, line, count(*) = any_value(parts) AS wholly FROM
            (SELECT *, count(*) OVER (PARTITION BY partner) AS parts FROM partners) JOIN their ON member = area GROUP BY partner, line
        UNION ALL SELECT partner, line, true FROM (SELECT DISTINCT partner FROM trade) JOIN their ON area = 'WLD'
        UNION ALL SELECT partner, line, false FROM (SELECT DISTINCT partner FROM trade), meant WHERE their_list IS NULL
        UNION ALL SELECT partner, line, false FROM (SELECT DISTINCT partner FROM trade WHERE partner IN ('', 'WLD')), meant
            WHERE their_list <> 'WLD'""",
    "CREATE TABLE codes AS SELECT DISTINCT line, codes_of, unnest(string_split(products, ' ')) AS code FROM meant WHERE products IS NOT NULL",
    # Each product in the words of each nomenclature that notices use: as it stands, or through a concordance.
    """CREATE TABLE alike AS
        SELECT DISTINCT product, codes_of, product AS code, codes_of IS NOT DISTINCT FROM getvariable('edition') AS surely
        FROM (SELECT DISTINCT product FROM trade), (SELECT DISTINCT codes_of FROM codes)
        WHERE codes_of IS NOT DISTINCT FROM getvariable('edition') OR NOT EXISTS (SELECT 1 FROM links WHERE edition = codes_of AND own = left(product, 6))
        UNION ALL SELECT DISTINCT product, edition, links.code, true FROM (SELECT DISTINCT product FROM trade) JOIN links ON own = left(product, 6)
            WHERE edition IS DISTINCT FROM getvariable('edition')""",
    "CREATE TABLE alike_counted AS SELECT *, count(*) OVER (PARTITION BY product, codes_of) AS targets FROM alike",
    # A line covers a code that begins with one of its own; it touches one of which it names a part.
    """CREATE TABLE code_met AS
        SELECT a.product, c.line, a.code, bool_or(covers AND (a.surely OR length(c.code) <= getvariable('sure_digits') OR c.code = 'TOTAL')) AS covered,
            any_value(targets) AS targets FROM (
            SELECT alike_counted.product, codes.line, alike_counted.code, codes.code AS by_code, true AS covers
            FROM alike_counted JOIN codes ON alike_counted.codes_of IS NOT DISTINCT FROM codes.codes_of
                AND (codes.code = 'TOTAL' OR starts_with(alike_counted.code, codes.code))
            UNION ALL SELECT alike_counted.product, codes.line, alike_counted.code, codes.code, false
            FROM alike_counted JOIN codes ON alike_counted.codes_of IS NOT DISTINCT FROM codes.codes_of
                AND codes.code <> 'TOTAL' AND length(codes.code) > length(alike_counted.code) AND starts_with(codes.code, alike_counted.code)) m
        JOIN alike_counted a ON a.product = m.product AND a.code = m.code JOIN codes c ON c.line = m.line AND c.code = m.by_code
            AND a.codes_of IS NOT DISTINCT FROM c.codes_of
        GROUP BY a.product, c.line, a.code""",
    "CREATE TABLE at_product AS SELECT product, line, count(*) FILTER (covered) = any_value(targets) AS wholly FROM code_met GROUP BY product, line",
    # A notice may have several lines: a row meets it once.
    """CREATE TABLE hits AS SELECT trade.id, meant.source, meant.notice, any_value(trade.partner) AS partner, any_value(trade.product) AS product,
            any_value(trade.value) AS value, any_value(meant.kind) AS kind, bool_or(meant.surely AND p.wholly AND q.wholly) AS surely
        FROM at_product q JOIN meant USING (line) JOIN at_partner p USING (line) JOIN trade ON trade.product = q.product AND trade.partner = p.partner
        GROUP BY trade.id, meant.source, meant.notice""",
    """CREATE TABLE counted AS SELECT *, count(*) OVER (PARTITION BY id) AS may, count(*) FILTER (surely) OVER (PARTITION BY id) AS must FROM hits""",
)


def _read(connection: duckdb.DuckDBPyConnection, asked: Asked, linked: Sequence[str]) -> Exposure:
    def rows(sql: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = connection.sql(sql).to_arrow_table().to_pylist()
        return found

    listed, number = connection.execute("SELECT coalesce(sum(value), 0), count(*) FROM trade").fetchall()[0]
    total = max(asked.total or 0.0, listed)
    met = rows(
        """SELECT source, notice, kind, sum(value) FILTER (surely) AS low, sum(value) AS high,
            sum(value / must) FILTER (surely) AS part_low, sum(value / may) AS part_high,
            sum(value) FILTER (surely AND may = 1) AS alone_low, sum(value) FILTER (must = 0 OR (must = 1 AND surely)) AS alone_high,
            count(*) AS rows FROM counted GROUP BY ALL ORDER BY high DESC, low DESC NULLS LAST, source, notice"""
    )
    cards = {
        (row["source"], row["notice"]): row
        for row in rows(
            """SELECT source, notice, any_value(title_en) AS title_en, any_value(title_zh) AS title_zh, any_value(imposed_by) AS imposed_by,
            string_agg(DISTINCT products, ' ' ORDER BY products) AS products, min(in_force_from) AS first, max(in_force_until) AS last,
            string_agg(DISTINCT rate_printed, '; ' ORDER BY rate_printed) AS rate, any_value(url) AS url, any_value(reference) AS reference,
            list(DISTINCT batch ORDER BY batch) AS batches FROM meant GROUP BY source, notice"""
        )
    }
    union = rows(
        "SELECT sum(value) FILTER (must > 0) AS low, sum(value) AS high FROM (SELECT DISTINCT id, value, must FROM counted)"
    )[0]
    money = _span(union)
    outside = total - listed
    share = Span(_over(money.low, total), _over((money.high or 0.0) + outside, total))
    unplaced = connection.execute(
        """SELECT count(DISTINCT (source, notice)), coalesce((SELECT sum(value) FROM trade WHERE partner IN
            (SELECT partner FROM at_partner JOIN meant USING (line) WHERE products IS NULL)), 0)
        FROM meant WHERE products IS NULL AND line IN (SELECT line FROM at_partner)"""
    ).fetchall()[0]
    told = tuple(_met(row, cards[row["source"], row["notice"]]) for row in met)
    return Exposure(
        region=asked.region, period=asked.period, flow=asked.flow, on=asked.on.isoformat(), currency=asked.currency, total=total, listed=listed,
        money=money, share=share, notices=told, families=_by_family(rows), partners=_by_partner(rows),
        products=_of_products(rows, asked), unplaced=Unplaced(*unplaced), rows=number,
        says=said(rows, asked.edition, linked, outside, total, Unplaced(*unplaced)),
        batches=tuple(sorted({batch for one in told for batch in one.batches})),
        looked_at=connection.execute("SELECT count(DISTINCT (source, notice)) FROM given_notices JOIN kinds USING (kind)").fetchall()[0][0],
    )  # fmt: skip


def _met(row: Mapping[str, Any], card: Mapping[str, Any]) -> NoticeMet:
    kind: NoticeKind = next(one for one in KINDS if one.id == row["kind"])
    untitled = f"{kind.name.en} {row['notice']}", f"{kind.name.zh} {row['notice']}"
    en, zh = card["title_en"] or card["title_zh"] or untitled[0], card["title_zh"] or card["title_en"] or untitled[1]
    return NoticeMet(
        row["source"], row["notice"], kind, T(en, zh), tuple((card["imposed_by"] or "").split()),
        tuple(dict.fromkeys((card["products"] or "").split())), card["first"], card["last"], card["rate"], card["url"], card["reference"],
        _span(row), Span(row["part_low"] or 0.0, row["part_high"] or 0.0), Span(row["alone_low"] or 0.0, row["alone_high"] or 0.0),
        row["rows"], tuple(batch for batch in card["batches"] if batch),
    )  # fmt: skip


def _by_family(rows: Any) -> tuple[tuple[str, Span], ...]:
    """Within each family a row counts once; families overlap, and do not add up."""
    cases = " ".join(f"WHEN '{kind.id}' THEN '{kind.family}'" for kind in KINDS)
    found = rows(
        f"SELECT family, sum(value) FILTER (must) AS low, sum(value) AS high FROM (SELECT id, CASE kind {cases} END AS family, any_value(value) AS value, "
        "bool_or(surely) AS must FROM hits GROUP BY ALL) GROUP BY family ORDER BY high DESC, family"
    )
    return tuple((row["family"], _span(row)) for row in found)


def _by_partner(rows: Any) -> tuple[tuple[str, Span], ...]:
    found = rows(
        "SELECT partner, sum(value) FILTER (must > 0) AS low, sum(value) AS high FROM (SELECT DISTINCT id, partner, value, must FROM counted) "
        "GROUP BY partner ORDER BY high DESC, partner"
    )
    return tuple((row["partner"], _span(row)) for row in found)


def _of_products(rows: Any, asked: Asked) -> tuple[ProductMet, ...]:
    """Of each product of the list: a row belongs to it by the shorter of the two codes, and then may be of it only."""
    if not asked.products:
        return ()
    found = rows(
        """WITH own AS (SELECT firm.code, trade.id, trade.value, starts_with(trade.product, firm.code) AS wholly FROM firm JOIN trade
                ON starts_with(trade.product, firm.code) OR starts_with(firm.code, trade.product)),
            met AS (SELECT own.code, sum(value) FILTER (wholly AND must > 0) AS low, sum(value) AS high FROM own
                JOIN (SELECT DISTINCT id, must FROM counted) USING (id) GROUP BY 1),
            named AS (SELECT own.code, list(DISTINCT source || ':' || notice ORDER BY source || ':' || notice) AS notices,
                list(DISTINCT partner ORDER BY partner) AS partners FROM own JOIN hits USING (id) GROUP BY 1)
        SELECT firm.code, (SELECT coalesce(sum(value), 0) FROM own WHERE own.code = firm.code) AS traded, low, high, notices, partners
        FROM firm LEFT JOIN met USING (code) LEFT JOIN named USING (code)"""
    )
    by_code = {row["code"]: row for row in found}
    return tuple(
        ProductMet(code, row["traded"], _span(row), tuple(row["notices"] or ()), tuple(row["partners"] or ()))
        for code in dict.fromkeys(asked.products)
        if (row := by_code.get(code)) is not None
    )


def _span(row: Mapping[str, Any]) -> Span:
    return Span(row["low"] or 0.0, row["high"] or 0.0)


def _over(part: float | None, whole: float) -> float | None:
    return None if part is None or not whole else part / whole
