"""Early warning over 10,000 monthly series of 96 points: a watch, and a back-test of 36 origins: `python bench/early_warning.py [series]`.

STL (statsmodels) of as many of these series stands beside the watch: one after another, it is what a seasonal baseline would
cost otherwise. CPU seconds are given beside those of the clock: on a busy machine only they can be compared.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
from statsmodels.tsa.seasonal import STL

from entrepot.vocabulary.areas import all_areas
from entrepot.workbench import Workbench

SERIES = 10_000
MONTHS = 96
ORIGINS = 36
STL_SERIES = 500
BREAKS = 0.05
Answer = TypeVar("Answer")


def flows(series: int) -> pa.Table:
    """Prices that vary by 6 %, volumes by 30 % with a season, a twentieth of all months untraded, some prices broken for good."""
    generator = np.random.default_rng(1)
    partners = [area.id for area in all_areas("country")][:100]
    shape = (series, MONTHS)
    price = 5 * np.exp(generator.normal(0, 0.06, shape))
    broken = np.flatnonzero(generator.random(series) < BREAKS)
    months = generator.integers(48, MONTHS, len(broken))
    for one, begins in zip(broken, months, strict=True):
        price[one, begins:] *= 0.7
    season = 0.2 * np.sin(np.arange(MONTHS) * 2 * np.pi / 12)
    weight = 1e5 * np.exp(season + generator.normal(0, 0.3, shape))
    there = (generator.random(shape) < 0.95).ravel()
    line = np.repeat(np.arange(series), MONTHS)[there]
    month = np.tile(np.arange(MONTHS), series)[there]
    periods = pa.array([f"{2016 + one // 12}-{one % 12 + 1:02d}" for one in range(MONTHS)])
    products = pa.array([f"{720000 + one}" for one in range(-(-series // len(partners)))])
    return pa.table(
        {
            "reporter": pa.repeat(pa.scalar("CN-LN"), len(line)),
            "partner": pa.array(partners).take(pa.array(line % len(partners))),
            "product": products.take(pa.array(line // len(partners))),
            "period": periods.take(pa.array(month)),
            "value_usd": (price * weight).ravel()[there],
            "net_kg": weight.ravel()[there],
        }
    )


def timed(name: str, work: Callable[[], Answer]) -> Answer:
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    print(f"{name:58} {time.perf_counter() - wall:7.2f} s ({time.process_time() - cpu:7.2f} s CPU)", flush=True)
    return found


def main() -> None:
    series = int(sys.argv[1]) if len(sys.argv) > 1 else SERIES
    table = flows(series)
    logs = np.log(table["value_usd"].to_numpy()[: STL_SERIES * 60].reshape(STL_SERIES, 60))
    with tempfile.TemporaryDirectory() as folder:
        bench = Workbench(Path(folder) / "lake")
        watch = timed(f"watch {series:,} series of {MONTHS} months", lambda: bench.watch(flows=table))
        print(f"  {len(watch.alarms)} alarms, {watch.judged}")
        tested = timed(
            f"back-test of the same, {ORIGINS} origins", lambda: bench.backtest(flows=table, origins=ORIGINS)
        )
        print(f"  {tested.verdict('price').en}")
        timed(f"the same, all {ORIGINS} origins kept", lambda: bench.backtest(flows=table, origins=ORIGINS))
    timed(f"STL of {STL_SERIES} series of 60 months, one by one", lambda: [STL(one, period=12).fit() for one in logs])


if __name__ == "__main__":
    main()
