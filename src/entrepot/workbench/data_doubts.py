"""Whether an unusual month may be an error of the data: what the lake's own checks say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import duckdb

from entrepot.lake.checks.looking import look_over_rows
from entrepot.lake.checks.together import TOGETHER
from entrepot.lake.lake import AsOf, Lake
from entrepot.risks.warnings.doubting import Place, Suspicions
from entrepot.vocabulary.tables import FLOWS
from entrepot.vocabulary.text import T
from entrepot.workbench.monthly_rows import GIVEN, MonthlyRows
from entrepot.workbench.narrowing import quoted
from entrepot.workbench.reading import open_lake
from entrepot.workbench.sitting import a_duckdb

_ABOUT_AMOUNTS: Final = ("magnitude_jump", "currency_jump")
_RULES: Final = tuple(rule for rule in TOGETHER if rule.table == FLOWS.name and rule.name in _ABOUT_AMOUNTS)


def doubts_of(lake: Lake, monthly: MonthlyRows, since: str, until: str, *, as_of: AsOf = None) -> Suspicions:
    """The checks about amounts, run over the trade of these months in all goods that are candidates of an alarm."""

    def look(candidates: Sequence[Place]) -> Mapping[int, tuple[T, ...]]:
        pairs = {(reporter, product) for reporter, _, product in candidates if reporter != "ALL"}
        if not pairs:
            return {}
        wanted = ", ".join(f"({quoted(reporter)}, {quoted(product)})" for reporter, product in sorted(pairs))
        lengths = {len(product) for _, product in pairs}
        product = f"left(product, {min(lengths)})" if len(lengths) == 1 else "product"
        # Rows that name no edition of the nomenclature are of one edition.
        rows = (
            f"SELECT * REPLACE (coalesce(nomenclature, '') AS nomenclature) FROM ({monthly.rows}) WHERE (reporter, {product}) IN ({wanted}) "
            f"AND period BETWEEN {quoted(since)} AND {quoted(until)}"
        )
        with _open(lake, monthly, as_of) as connection:
            whole = look_over_rows(connection, FLOWS, rows)
            found = [
                (str(place), rule.message(*said))
                for rule in _RULES
                for _, place, _, *said in whole.connection.execute(f"SELECT * FROM ({rule.sql})").fetchall()
            ]
        return _of_each(candidates, found, monthly, until)

    return look


@contextmanager
def _open(lake: Lake, monthly: MonthlyRows, as_of: AsOf) -> Iterator[duckdb.DuckDBPyConnection]:
    if monthly.given is None:
        with open_lake(lake, as_of=as_of) as connection:
            yield connection
        return
    with a_duckdb() as connection:
        connection.register(GIVEN, monthly.given)
        yield connection


def _of_each(
    candidates: Sequence[Place], found: Sequence[tuple[str, T]], monthly: MonthlyRows, period: str
) -> Mapping[int, tuple[T, ...]]:
    doubts = {}
    for number, (reporter, partner, product) in enumerate(candidates):
        begins = f"{monthly.source} {reporter} {monthly.flow} {partner} {product}"
        why = tuple(said for place, said in found if place.startswith(begins) and place.endswith(period))
        if why:
            doubts[number] = why
    return doubts
