"""What the lake holds, at a glance."""

from __future__ import annotations

from typing import Any

from entrepot.lake.engine import rows_of
from entrepot.lake.lake import Lake
from entrepot.vocabulary.tables import TABLES, TableSpec

_PERIODS = ("period", "year")
_AREAS = ("reporter", "area", "importer", "origin", "currency", "item", "from_nomenclature", "imposed_by")


def contents(lake: Lake) -> list[dict[str, Any]]:
    """One record for each table and source: rows, first and last period, how many areas, whether synthetic."""
    with lake.reader() as connection:
        return [
            record
            for spec in TABLES
            if lake.snapshot(spec.name).files
            for record in rows_of(connection, _glance(spec)).to_pylist()
        ]


def _glance(spec: TableSpec) -> str:
    period = next((name for name in _PERIODS if name in spec.column_names), "NULL")
    dated = " FILTER (WHERE frequency <> 'undated')" if "frequency" in spec.column_names else ""
    area = next(name for name in _AREAS if name in spec.column_names)
    return (
        f"SELECT '{spec.name}' AS \"table\", source, count(*) AS rows, CAST(min({period}){dated} AS VARCHAR) AS first_period, "
        f"CAST(max({period}){dated} AS VARCHAR) AS last_period, count(DISTINCT {area}) AS areas, bool_or(synthetic) AS synthetic "
        f"FROM {spec.name} GROUP BY source ORDER BY source"
    )
