"""Notices set beside rows of trade: which row certainly meets which notice, and which only may.

A row certainly meets a notice that certainly is in force, names the region's country among those it affects, and covers the
whole of the row's product and partner. It may meet it where the notice's day of entry into force or whom it affects is
not told, where the notice names goods more finely than the row does (8-digit lines of a 6-digit product), where a code of
another edition of the nomenclature has no concordance, or where the row's partner is a bloc of which some members
impose it. Rows are added up once, however many notices they meet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from entrepot.risks.finding import Span
from entrepot.risks.notices import telling
from entrepot.risks.notices.exposure import Exposure, Unplaced
from entrepot.risks.notices.saying import of_all, of_one
from entrepot.risks.notices.steps import STEPS
from entrepot.vocabulary.areas import all_areas
from entrepot.vocabulary.blocs import members
from entrepot.vocabulary.errors import MissingData, WrongCall
from entrepot.vocabulary.notices import ANNOUNCED, KINDS
from entrepot.vocabulary.products import HS_EDITIONS, TOTAL, hs_edition_on
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

SURE_DIGITS: Final = 4
"""Chapters and headings are taken as the same goods in all editions of the HS; finer codes are not, without a concordance."""
AT_THE_BORDER: Final = tuple(kind.id for kind in KINDS if kind.at_the_border)
_ALONE: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
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
    import pyarrow as pa

    told = trade.select(["partner", "product", "value"])
    told = told.append_column("who", pa.array([asked.region] * told.num_rows, pa.string()))
    found = exposures(told, notices, {asked.region: asked}, links=links)
    if asked.region not in found:
        raise MissingData(
            T(f"{asked.region} has no trade by partner and product in {asked.period}", f"{asked.region} {asked.period} 没有分伙伴、分商品的贸易数据")
        )  # fmt: skip
    return found[asked.region]


def exposures(
    trade: pa.Table, notices: pa.Table, asked: Mapping[str, Asked], *, links: Mapping[str, pa.Table] | None = None
) -> dict[str, Exposure]:
    """The same for many at once: `trade` has a column `who`, and each who is asked for. Whoever has no trade has no answer.

    Those who ask alike (country, day, direction, kinds, nomenclature, products) are answered in one pass.
    """
    import duckdb
    import pyarrow as pa
    import pyarrow.compute as pc

    alike: dict[Asked, list[str]] = {}
    for who, one in asked.items():
        alike.setdefault(replace(one, region="", period="", currency=None, total=None), []).append(who)
    found: dict[str, Exposure] = {}
    for common, members_ in alike.items():
        own = trade.filter(pc.is_in(trade["who"], pa.array(members_, pa.string())))
        with duckdb.connect(config=_ALONE) as connection:
            _bind(connection, own, notices, common, links or {})
            for statement in STEPS:
                connection.execute(statement)
            found |= _read(connection, {who: asked[who] for who in members_}, common, tuple(links or ()))
    return found


def _bind(
    connection: duckdb.DuckDBPyConnection,
    trade: pa.Table,
    notices: pa.Table,
    asked: Asked,
    links: Mapping[str, pa.Table],
) -> None:
    import pyarrow as pa

    blocs = _blocs_on(asked.on)
    ours = (asked.home, "WLD", *(bloc for bloc, parts in blocs.items() if asked.home in parts))
    connection.register("given_trade", trade.select(["who", "partner", "product", "value"]))
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
    variables = {
        "today": asked.on.isoformat(), "edition": asked.edition, "flow": f"{asked.flow}s", "sure_digits": SURE_DIGITS,
        "announced": ANNOUNCED,
    }  # fmt: skip
    for name, value in variables.items():
        connection.execute(f"SET VARIABLE {name} = ?", [value])


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


def _read(
    connection: duckdb.DuckDBPyConnection, asked: Mapping[str, Asked], common: Asked, linked: Sequence[str]
) -> dict[str, Exposure]:
    listed = tuple(dict.fromkeys(code for code in common.products if code != TOTAL))
    amounts, met = telling.amounts(connection), telling.notices_met(connection)
    families, partners = telling.families(connection), telling.partners(connection)
    unplaced, products = telling.unplaced(connection), telling.products_met(connection, listed)
    held = connection.execute(
        "SELECT count(DISTINCT (source, notice)) FROM given_notices JOIN kinds USING (kind)"
    ).fetchall()[0][0]
    shared = of_all(lambda sql: telling.rows_of(connection, sql), common.edition, linked)
    found = {}
    for who, row in amounts.items():
        one = asked[who]
        total = max(one.total or 0.0, row["listed"])
        outside, money = total - row["listed"], telling.span(row)
        silent = unplaced.get(who, Unplaced(0, 0.0))
        told = tuple(met.get(who, ()))
        found[who] = Exposure(
            region=one.region, period=one.period, flow=one.flow, on=one.on.isoformat(), currency=one.currency, total=total,
            listed=row["listed"], money=money, share=Span(_over(money.low, total), _over((money.high or 0.0) + outside, total)),
            notices=told, families=tuple(families.get(who, ())), partners=tuple(partners.get(who, ())),
            products=tuple(products.get(who, ())), unplaced=silent, rows=row["rows"],
            says=(*of_one(outside, total, silent), *shared),
            batches=tuple(sorted({batch for each in told for batch in each.batches})), looked_at=held,
        )  # fmt: skip
    return found


def _over(part: float | None, whole: float) -> float | None:
    return None if part is None or not whole else part / whole
