"""One region's top partners out of 1 million and of 100 million flows, warm: `python bench/top_partners.py FOLDER`."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lake_of_flows import make_lake

from entrepot.lake.lake import Lake

YEARS = 10
TOP = (
    "SELECT partner, sum(value_usd) AS value_usd FROM flows WHERE reporter = 'AUS' AND flow = 'export' "
    "AND year = 2020 GROUP BY partner ORDER BY value_usd DESC LIMIT 10"
)


def warm_milliseconds(ask: Callable[[], object], runs: int = 21) -> float:
    ask()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main(folder: Path) -> None:
    found = {}
    for rows in (1_000_000, 100_000_000):
        lake: Lake = make_lake(folder / f"lake_{rows}", rows, YEARS)
        found[rows] = warm_milliseconds(lambda lake=lake: lake.warm.cursor().execute(TOP).fetchall())
        print(f"{rows:>11,} flows, one year of one region: {found[rows]:6.1f} ms")
    small, large = found.values()
    print(f"ratio {large / small:.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
