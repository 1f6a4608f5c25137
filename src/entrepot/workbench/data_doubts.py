"""Whether an unusual month may be an error of the data: what the lake's own checks say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from entrepot.lake.checks.looking import look_over_rows
from entrepot.lake.checks.together import TOGETHER
from entrepot.lake.lake import AsOf, Lake
from entrepot.risks.warnings.warning import EarlyWarning
from entrepot.vocabulary.tables import FLOWS
from entrepot.vocabulary.text import T
from entrepot.workbench.monthly_rows import MonthlyRows
from entrepot.workbench.narrowing import quoted
from entrepot.workbench.reading import open_lake

_ABOUT_AMOUNTS: Final = ("magnitude_jump", "currency_jump")
_RULES: Final = tuple(rule for rule in TOGETHER if rule.table == FLOWS.name and rule.name in _ABOUT_AMOUNTS)


def doubts_of(
    lake: Lake, monthly: MonthlyRows, since: str, *, as_of: AsOf = None
) -> Callable[[Sequence[EarlyWarning]], Mapping[int, tuple[T, ...]]]:
    """The checks about amounts, run over the trade from `since` on in all goods that are candidates of an alarm."""

    def look(candidates: Sequence[EarlyWarning]) -> Mapping[int, tuple[T, ...]]:
        if not monthly.rows:
            return {}
        pairs = {(one.reporter, one.product) for one in candidates if one.reporter != "ALL"}
        wanted = ", ".join(f"({quoted(reporter)}, {quoted(product)})" for reporter, product in sorted(pairs))
        if not wanted:
            return {}
        length = min(len(product) for _, product in pairs)
        same = f"(reporter, left(product, {length})) IN ({wanted})" if len({len(p) for _, p in pairs}) == 1 else f"(reporter, product) IN ({wanted})"  # fmt: skip
        until = candidates[0].period
        rows = f"SELECT * FROM ({monthly.rows}) WHERE {same} AND period BETWEEN {quoted(since)} AND {quoted(until)}"
        with open_lake(lake, as_of=as_of) as connection:
            whole = look_over_rows(connection, FLOWS, rows)
            found = [
                (str(place), rule.message(*said))
                for rule in _RULES
                for _, place, _, *said in whole.connection.execute(f"SELECT * FROM ({rule.sql})").fetchall()
            ]
        return _of_each(candidates, found, monthly.source)

    return look


def _of_each(
    candidates: Sequence[EarlyWarning], found: Sequence[tuple[str, T]], source: str
) -> Mapping[int, tuple[T, ...]]:
    doubts = {}
    for number, one in enumerate(candidates):
        begins = f"{source} {one.reporter} {one.flow} {one.partner} {one.product}"
        why = tuple(said for place, said in found if place.startswith(begins) and place.endswith(one.period))
        if why:
            doubts[number] = why
    return doubts
