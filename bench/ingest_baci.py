"""Ingest of a BACI-shaped year beside DuckDB and pandas doing the like: `python bench/ingest_baci.py FILE [REPEATS]`.

FILE is made by `python bench/baci_year.py FILE 10000000` (named as CEPII names it: BACI_HS17_Y2021_V202301.csv). Each run
is a process of its own; the clock starts when its libraries are loaded.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

Job = Callable[[Path, Path], Callable[[], object]]

# What our table says of every row beside the file's six cells.
_SAME = (
    "'year' AS frequency, 'export' AS flow, 'ALL' AS regime, 'HS2017' AS nomenclature, 'FOB' AS valuation, 6 AS product_digits, "
    "'all' AS regime_level, 'national' AS basis, 'baci' AS source, false AS synthetic"
)


def entrepot(file: Path, into: Path) -> Callable[[], object]:
    import deltalake  # noqa: F401
    import ibis  # noqa: F401

    from entrepot.lake.ingest import ingest
    from entrepot.lake.lake import Lake
    from entrepot.sources import ALL_SOURCES
    from entrepot.sources.lookups import lookup_data

    lookup_data()["lookup_baci_area"]()
    return lambda: ingest(Lake(into / "lake"), file, ALL_SOURCES)


def duckdb_plain(file: Path, into: Path) -> Callable[[], object]:
    """The file as it is, sorted."""
    import duckdb

    sql = f"COPY (SELECT * FROM read_csv('{file}') ORDER BY i, j, k) TO '{into / 'plain.parquet'}' (FORMAT parquet)"
    return lambda: duckdb.connect().execute(sql)


def duckdb_alike(file: Path, into: Path) -> Callable[[], object]:
    """The columns of our table: codes as areas, products with their zeros, dollars and kilograms, levels."""
    import duckdb

    from entrepot.sources.lookups import lookup_data

    areas = lookup_data()["lookup_baci_area"]()
    select = (
        "SELECT CAST(t AS VARCHAR) AS period, r.area AS reporter, p.area AS partner, p.level AS partner_level, lpad(k, 6, '0') AS product, "
        f"v * 1000 AS value_usd, TRY_CAST(q AS DOUBLE) * 1000 AS net_kg, {_SAME} FROM read_csv('{file}', types = {{'k': 'VARCHAR'}}) "
        "LEFT JOIN areas r ON i = r.code LEFT JOIN areas p ON j = p.code ORDER BY reporter, product, partner"
    )

    def run() -> None:
        with duckdb.connect() as connection:
            connection.register("listed", areas)
            connection.execute("CREATE TABLE areas AS SELECT CAST(code AS BIGINT) AS code, area, level FROM listed")
            connection.execute(f"COPY ({select}) TO '{into / 'alike.parquet'}' (FORMAT parquet)")

    return run


def pandas_plain(file: Path, into: Path) -> Callable[[], object]:
    """The file as it is, sorted."""
    import pandas

    def run() -> None:
        rows = pandas.read_csv(file, dtype={"k": "string"}, na_values=["NA"], skipinitialspace=True)
        rows.sort_values(["i", "j", "k"]).to_parquet(into / "pandas.parquet", index=False)

    return run


JOBS: dict[str, Job] = {
    "entrepot": entrepot, "duckdb_plain": duckdb_plain, "duckdb_alike": duckdb_alike, "pandas_plain": pandas_plain,
}  # fmt: skip


def measure(job: str, file: Path) -> None:
    """Print wall seconds, CPU seconds and peak MiB of one run in this process."""
    with tempfile.TemporaryDirectory(dir=file.parent) as into:
        run = JOBS[job](file, Path(into))
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(wall, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main(file: Path, repeats: int) -> None:
    taken: dict[str, list[list[float]]] = {job: [] for job in JOBS}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(repeats):
        # In turn, so that a busy moment of the machine falls on all of them.
        for job, runs in taken.items():
            said = subprocess.run(
                [sys.executable, __file__, str(file), job], env=environment, check=True, capture_output=True, text=True
            ).stdout
            runs.append([float(word) for word in said.split()])
    middle = {job: [statistics.median(column) for column in zip(*runs, strict=True)] for job, runs in taken.items()}
    print(f"| {'median of ' + str(repeats):14} | wall s | CPU s | peak MiB | entrepot / it, wall | CPU |")
    print("|---|---:|---:|---:|---:|---:|")
    ours = middle["entrepot"]
    for job, (wall, cpu, peak) in middle.items():
        print(f"| {job:14} | {wall:.1f} | {cpu:.1f} | {peak:,.0f} | {ours[0] / wall:.2f} | {ours[1] / cpu:.2f} |")


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[2] in JOBS:
        measure(sys.argv[2], Path(sys.argv[1]).resolve())
    else:
        main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 3)
