"""Measures beside hand-written DuckDB SQL, polars and pandas over the same files: `python bench/measures_beside.py FOLDER [ROWS] [REPEATS]`.

RCA, HHI over partners, trade intensity and growth of all reporters, from a lake in FOLDER with ROWS flows (10 million) of two
years, made where it is not there yet. Each run is a process of its own, taken in turn; the clock starts when its libraries are
loaded and stops when the answer is there as Arrow or as a frame. `again` is the same question a second time in that process.
`entrepot` finds its statements kept by an earlier process, as it does from the second time that anybody asks so of a lake;
`entrepot_anew` finds nothing kept. Peak memory is the whole process's. All must add up to the same, or it is said.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MEASURES = ("rca", "hhi", "trade_intensity_export", "growth")
COLUMNS = {
    "rca": ("reporter", "product"),
    "hhi": ("reporter", "partner"),
    "trade_intensity_export": ("reporter", "partner"),
    "growth": ("reporter",),
}
Ask = Callable[[], Any]

SQL = {
    "rca": """
        WITH cells AS (SELECT period, reporter, product, sum(value_usd) AS x FROM flows GROUP BY ALL),
        own AS (SELECT period, reporter, sum(x) AS x_p FROM cells GROUP BY ALL),
        products AS (SELECT period, product, sum(x) AS x_wk FROM cells GROUP BY ALL),
        world AS (SELECT period, sum(x) AS x_w FROM cells GROUP BY ALL)
        SELECT *, (x / nullif(x_p, 0)) / nullif(x_wk / nullif(x_w, 0), 0) AS value FROM cells JOIN own USING (period, reporter)
        JOIN products USING (period, product) JOIN world USING (period) ORDER BY period, reporter, product""",
    "hhi": """
        WITH cells AS (SELECT period, reporter, partner, sum(value_usd) AS x FROM flows GROUP BY ALL),
        own AS (SELECT period, reporter, sum(x) AS total FROM cells GROUP BY ALL)
        SELECT period, reporter, sum((x / nullif(total, 0)) ** 2) AS value FROM cells JOIN own USING (period, reporter)
        GROUP BY ALL ORDER BY period, reporter""",
    "trade_intensity_export": """
        WITH cells AS (SELECT period, reporter, partner, sum(value_usd) AS x FROM flows GROUP BY ALL),
        own AS (SELECT period, reporter, sum(x) AS x_p FROM cells GROUP BY ALL),
        partners AS (SELECT period, partner, sum(x) AS x_wj FROM cells GROUP BY ALL),
        world AS (SELECT period, sum(x) AS x_w FROM cells GROUP BY ALL)
        SELECT *, (x / nullif(x_p, 0)) / nullif(x_wj / nullif(x_w, 0), 0) AS value FROM cells JOIN own USING (period, reporter)
        JOIN partners USING (period, partner) JOIN world USING (period) ORDER BY period, reporter, partner""",
    "growth": """
        WITH own AS (SELECT period, reporter, sum(value_usd) AS x FROM flows GROUP BY ALL)
        SELECT now.period, now.reporter, now.x, before.x AS x_before, now.x / nullif(before.x, 0) - 1 AS value
        FROM own AS now LEFT JOIN own AS before ON now.reporter = before.reporter
        AND CAST(now.period AS INTEGER) = CAST(before.period AS INTEGER) + 1 ORDER BY now.period, now.reporter""",
}


def entrepot(measure: str, folder: Path) -> Ask:
    import entrepot.workbench.measuring  # noqa: F401
    from entrepot.measures import measure_named
    from entrepot.workbench import Workbench

    measure_named(measure)
    workbench = Workbench(folder)
    return lambda: workbench.measure(measure, flow="export").to_arrow()["value"]


def entrepot_anew(measure: str, folder: Path) -> Ask:
    import ibis

    from entrepot.workbench import preparing  # noqa: F401

    # Its compiler is a library that it loads when it is first needed.
    ibis.to_sql(ibis.table({"a": "int64"}, name="t"), dialect="duckdb")
    nothing = tempfile.TemporaryDirectory()
    os.environ["ENTREPOT_CACHE"] = nothing.name
    ask = entrepot(measure, folder)
    return lambda: (ask(), nothing)[0]


def duckdb(measure: str, folder: Path) -> Ask:
    import duckdb
    import pyarrow  # noqa: F401

    files = [str(file) for file in _files(folder)]

    def ask() -> Any:
        with duckdb.connect() as connection:
            connection.execute(f"CREATE VIEW flows AS SELECT * FROM read_parquet({files!r}) WHERE flow = 'export'")
            return connection.sql(SQL[measure]).to_arrow_table()["value"]

    return ask


def polars(measure: str, folder: Path) -> Ask:
    import polars as pl

    files, keys = _files(folder), ["period", *COLUMNS[measure]]

    def ask() -> Any:
        rows = pl.scan_parquet(files).filter(pl.col("flow") == "export")
        cells = rows.group_by(keys).agg(x=pl.col("value_usd").sum()).collect()
        if measure == "growth":
            cells = cells.with_columns(year=pl.col("period").cast(pl.Int64))
            before = cells.select("reporter", year=pl.col("year") + 1, x_before="x")
            found = cells.join(before, on=["reporter", "year"], how="left")
            return found.with_columns(value=pl.col("x") / pl.col("x_before") - 1).sort(keys)["value"].to_numpy()
        own = pl.col("x").sum().over("period", "reporter")
        if measure == "hhi":
            shares = cells.with_columns(share=pl.col("x") / own)
            found = shares.group_by("period", "reporter").agg(value=(pl.col("share") ** 2).sum())
            return found.sort("period", "reporter")["value"].to_numpy()
        item, world = pl.col("x").sum().over("period", keys[-1]), pl.col("x").sum().over("period")
        return cells.with_columns(value=(pl.col("x") / own) / (item / world)).sort(keys)["value"].to_numpy()

    return ask


def pandas(measure: str, folder: Path) -> Ask:
    import pandas as pd
    import pyarrow  # noqa: F401

    files, keys = _files(folder), ["period", *COLUMNS[measure]]

    def ask() -> Any:
        parts = [pd.read_parquet(file, columns=[*keys, "flow", "value_usd"], partitioning=None) for file in files]
        rows = pd.concat(parts, ignore_index=True)
        rows = rows[rows["flow"] == "export"]
        cells = rows.groupby(keys, observed=True)["value_usd"].sum().rename("x").reset_index()
        if measure == "growth":
            cells["year"] = cells["period"].astype(int)
            before = cells[["reporter", "year", "x"]].assign(year=cells["year"] + 1).rename(columns={"x": "x_before"})
            found = cells.merge(before, on=["reporter", "year"], how="left").sort_values(keys)
            return (found["x"] / found["x_before"] - 1).to_numpy()
        own = cells.groupby(["period", "reporter"])["x"].transform("sum")
        if measure == "hhi":
            shares = cells.assign(square=(cells["x"] / own) ** 2)
            return shares.groupby(["period", "reporter"])["square"].sum().to_numpy()
        item = cells.groupby(["period", keys[-1]])["x"].transform("sum")
        world = cells.groupby("period")["x"].transform("sum")
        cells["value"] = (cells["x"] / own) / (item / world)
        return cells.sort_values(keys)["value"].to_numpy()

    return ask


PROGRAMS: dict[str, Callable[[str, Path], Ask]] = {
    "entrepot": entrepot, "entrepot_anew": entrepot_anew, "duckdb": duckdb, "polars": polars, "pandas": pandas,
}  # fmt: skip


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "tables" / "flows").rglob("*.parquet"))


def measured(program: str, measure: str, folder: Path) -> dict[str, float]:
    """One run in this process: seconds and CPU seconds of the first and the second time, peak MiB, the sum of the values."""
    import numpy as np

    ask = PROGRAMS[program](measure, folder)
    wall, cpu = time.perf_counter(), time.process_time()
    answer = ask()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    again = time.perf_counter()
    cpu_again = time.process_time()
    ask()
    again, cpu_again = time.perf_counter() - again, time.process_time() - cpu_again
    # Not on the clock: PyArrow loads pandas for this.
    values = np.asarray(answer, dtype=float)
    return {
        "wall": wall,
        "cpu": cpu,
        "again": again,
        "cpu_again": cpu_again,
        "peak": peak,
        "sum": float(np.nansum(values)),
    }


def page_milliseconds(folder: Path, questions: int = 15) -> float:
    """What a page waits for: the partners' shares of another country each time, the lake open and the formula known."""
    from entrepot.workbench import Workbench

    workbench, taken = Workbench(folder), []
    for region in ("AUS", "BRA", "CAN", "CHN", "DEU", "FRA", "GBR", "IDN", "IND", "ITA", "JPN", "KOR", "MEX", "NLD", "USA")[:questions]:  # fmt: skip
        start = time.perf_counter()
        workbench.measure("partner_share", region=region, period="2014", flow="export")
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[1:])


def main(folder: Path, rows: int, repeats: int) -> None:
    # In a process of its own: those that are measured inherit this one's peak of memory.
    made = f"from pathlib import Path; from lake_of_flows import make_lake; make_lake(Path({str(folder)!r}), {rows}, 2)"
    subprocess.run([sys.executable, "-c", made], check=True, cwd=Path(__file__).parent)
    print(
        "| measure | program | wall s | CPU s | again: wall s | CPU s | peak MiB | entrepot / it: wall | CPU | again: CPU | peak |"
    )
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for measure in MEASURES:
        runs: dict[str, list[dict[str, float]]] = {program: [] for program in PROGRAMS}
        subprocess.run([sys.executable, __file__, str(folder), "entrepot", measure], check=True, capture_output=True)
        for _ in range(repeats):
            # In turn, so that a busy moment of the machine falls on all of them.
            for program in PROGRAMS:
                words = [sys.executable, __file__, str(folder), program, measure]
                done = subprocess.run(words, check=True, capture_output=True, text=True)
                runs[program].append(json.loads(done.stdout.splitlines()[-1]))
        middle = {
            p: {key: statistics.median(run[key] for run in found) for key in found[0]} for p, found in runs.items()
        }
        ours = middle["entrepot"]
        for program, found in middle.items():
            ratios = " | ".join(f"{ours[key] / found[key]:.2f}" for key in ("wall", "cpu", "cpu_again", "peak"))
            print(
                f"| {measure} | {program} | {found['wall']:.2f} | {found['cpu']:.2f} | {found['again']:.2f} "
                f"| {found['cpu_again']:.2f} | {found['peak']:,.0f} | {ratios} |"
            )
            if abs(found["sum"] - ours["sum"]) > 1e-9 * abs(ours["sum"]):
                print(f"{program} adds up to {found['sum']!r}, entrepot to {ours['sum']!r}", file=sys.stderr)
    print(f"\nA page's question (partner_share of another country each time): {page_milliseconds(folder):.0f} ms")


if __name__ == "__main__":
    at = Path(sys.argv[1]).resolve()
    if len(sys.argv) > 3 and sys.argv[2] in PROGRAMS:
        print(json.dumps(measured(sys.argv[2], sys.argv[3], at)))
    else:
        numbers = [int(word) for word in sys.argv[2:]]
        main(at, *(numbers + [10_000_000, 3][len(numbers) :]))
