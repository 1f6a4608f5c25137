"""The rows behind a finding: where they lie, how many, what they add up to, and the largest of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from entrepot.lake.engine import rows_of
from entrepot.lake.lake import AsOf, Lake
from entrepot.lake.rows import rows
from entrepot.risks.finding import Evidence, Finding
from entrepot.vocabulary.regimes import regimes
from entrepot.workbench.flow_rows import FIGURES
from entrepot.workbench.reading import open_lake
from entrepot.workbench.risk_wholes import Whole

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from entrepot.workbench.bench import Workbench

LARGEST: Final = 10
GIVEN: Final = "given"
_SHOWN: Final = {
    "flows": (
        "period",
        "flow",
        "reporter",
        "partner",
        "product",
        "regime",
        "value_usd",
        "value_cny",
        "net_kg",
        "batch",
    ),
    "notices": ("source", "notice", "kind", "imposed_by", "products", "in_force_from", "title_en", "title_zh", "batch"),
    "series": ("locator", "area", "counterpart", "subject", "measure", "period", "value", "unit", "batch"),
}

_LARGEST_BY: Final = {"flows": "coalesce(value_usd, value_cny)", "notices": "in_force_from", "series": "value"}


def evidence_of(
    whole: Whole,
    told: tuple[str, str],
    flow: str,
    year: str,
    rows: int,
    added_up: float | None,
    batches: tuple[str, ...],
) -> Evidence:
    """What `Workbench.rows` is asked for to see the rows of one flow of a whole in a year; `told` by whom, in which currency."""
    source, currency = told
    reporter = whole.part if whole.kind == "city" else whole.reporter
    if source == FIGURES:
        where = [
            ("area", reporter),
            ("measure", f"{flow}s"),
            ("period", year),
            ("counterpart", "WLD"),
            ("unit", currency),
        ]
        return Evidence("series", source, tuple(where), rows, added_up, batches)
    where = [("source", source), ("reporter", reporter), ("flow", flow), ("year", year)]
    if whole.kind == "product":
        where.append(("product", f"{whole.part}*"))
    elif whole.kind == "partner":
        where.append(("partner", whole.part))
    elif whole.kind == "regime":
        where.append(("regime", ",".join(_codes_of(whole.part))))
    return Evidence("flows", source, tuple(where), rows, added_up, batches)


def with_places(connection: DuckDBPyConnection, lake: Lake, found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Published figures with where they are printed."""
    return tuple(_placed(connection, lake, one) if one.table == "series" else one for one in found)


def _placed(connection: DuckDBPyConnection, lake: Lake, one: Evidence) -> Evidence:
    """What is printed of all goods goes by that name or by none, and beside it the same figure of some goods may be printed."""
    asked = rows(lake, one.table, where=one.where)
    sql = f"SELECT coalesce(subject, '') AS subject, locator, count(*) AS number FROM series WHERE {asked.where} GROUP BY ALL"
    told = rows_of(connection, sql, asked.values).to_pylist()
    where = one.where
    if sum(row["number"] for row in told) != one.rows:
        named = next(
            (
                name
                for name in ("goods", "")
                if sum(row["number"] for row in told if row["subject"] == name) == one.rows
            ),
            None,
        )
        told = [row for row in told if named in (None, row["subject"])]
        where = where if named is None else (*where, ("subject", named))
    return replace(one, where=where, places=tuple(sorted({str(row["locator"]) for row in told})))


def _codes_of(group: str) -> list[str]:
    return [one.id for one in regimes() if one.group == group or one.id == group]


def largest_rows(
    workbench: Workbench, finding: Finding, *, as_of: AsOf = None
) -> list[tuple[Evidence, list[dict[str, Any]]]]:
    """The largest rows of each piece of evidence that lies in the lake, as they stand."""
    found: list[tuple[Evidence, list[dict[str, Any]]]] = []
    for one in finding.evidence:
        if one.source == GIVEN:
            continue
        asked = rows(workbench.lake, one.table, where=one.where, as_of=as_of)
        value = _LARGEST_BY[one.table]
        columns = ", ".join(_SHOWN[one.table])
        with open_lake(workbench.lake, as_of=as_of) as connection:
            sql = f"SELECT {columns} FROM ({asked.sql()}) ORDER BY {value} DESC NULLS LAST LIMIT {LARGEST}"
            found.append((one, rows_of(connection, sql, asked.values).to_pylist()))
    return found
