"""A lake with as many flows as asked for, written as ingest writes them: one sorted file a year."""

from __future__ import annotations

import uuid
from pathlib import Path

import duckdb

from entrepot.lake.delta import partition_folder
from entrepot.lake.lake import Lake
from entrepot.vocabulary.areas import all_areas
from entrepot.vocabulary.tables import FLOWS

FIRST_YEAR = 2013


def make_lake(folder: Path, rows: int, years: int) -> Lake:
    """BACI-shaped: every country sells thousands of products to the others; values are heavy-tailed, seeded by row."""
    lake = Lake(folder)
    table = lake.table("flows")
    if table.snapshot().files:
        return lake
    countries = sorted(area.id for area in all_areas("country"))
    paths = []
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE country AS SELECT unnest(?) AS id, generate_subscripts(?, 1) - 1 AS n", [countries, countries]
        )
        for year in range(FIRST_YEAR, FIRST_YEAR + years):
            path = table.folder / partition_folder(FLOWS, ("baci", year)) / f"{uuid.UUID(int=year).hex}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            connection.execute(
                f"COPY ({_year_sql(year, rows // years, len(countries))}) TO '{path}' (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880)"
            )
            paths.append(path)
    record = {"batch": "made", "action": "ingest", "at": "2026-01-01T00:00:00.000000+00:00", "source": "baci", "table": "flows", "file": "made", "rows_read": rows, "rows_kept": rows, "rows_quarantined": 0}  # fmt: skip
    table.commit(record, add=paths, remove=[])
    return lake


def _year_sql(year: int, rows: int, countries: int) -> str:
    # The pair is drawn with a square, so that some countries trade far more than others.
    cell = f"(hash(i, {year}) % 1000003) / 1000003.0"
    constants = {
        "period": f"'{year}'", "frequency": "'year'", "flow": "'export'", "regime": "'ALL'", "value_cny": "NULL::DOUBLE",
        "quantity": "NULL::DOUBLE", "quantity_unit": "NULL::VARCHAR", "nomenclature": "'HS2012'", "valuation": "'FOB'",
        "product_digits": "6::BIGINT", "partner_level": "'country'", "regime_level": "'all'", "basis": "'national'",
        "firm_type": "NULL::VARCHAR", "customs_district": "NULL::VARCHAR", "flag": "NULL::VARCHAR", "synthetic": "true", "batch": "'made'",
    }  # fmt: skip
    cells = {
        **constants,
        "reporter": "r.id", "partner": "p.id", "product": "lpad((10000 + product)::VARCHAR, 6, '0')",
        "value_usd": "exp(8 + 3 * ln((seed + 1) / 1000.0))", "net_kg": "exp(6 + 3 * ln((seed + 1) / 1000.0))",
    }  # fmt: skip
    columns = ", ".join(f"{cells[name]} AS {name}" for name in FLOWS.column_names if name not in FLOWS.partition)
    return (
        f"SELECT {columns} FROM (SELECT CAST({countries} * pow({cell}, 2) AS INTEGER) % {countries} AS seller, hash(i, 'p') % {countries} AS buyer, "
        f"hash(i, 'k') % 5000 AS product, hash(i, 'v') % 1000 AS seed FROM range({rows}) t(i)) "
        "JOIN country r ON r.n = seller JOIN country p ON p.n = buyer ORDER BY r.id, product, p.id"
    )
