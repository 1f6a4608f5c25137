"""What a stress test costs: a region's table of so many rows, written anew, and its totals for 200 draws.

python bench/scenarios.py [ROWS]
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pyarrow as pa

from entrepot.models.scenario.drawing import draw
from entrepot.models.scenario.shelf import scenario_named
from entrepot.models.stress import Stress, reacting

DRAWS = 200
NAMES = ("lost-market", "us-tariffs-2018", "shift-product-mix", "e-commerce-regimes")
PARTNERS = (
    "USA",
    "DEU",
    "JPN",
    "VNM",
    "KOR",
    "GBR",
    "FRA",
    "IND",
    "BRA",
    "MEX",
    "THA",
    "IDN",
    "MYS",
    "PHL",
    "SGP",
    "ITA",
)


def table(rows: int) -> pa.Table:
    rng = np.random.default_rng(1)
    codes = np.array([f"{chapter:02d}{heading:02d}10" for chapter in range(1, 98) for heading in range(1, 41)])
    return pa.table(
        {
            "flow": np.where(rng.random(rows) < 0.6, "export", "import"),
            "partner": rng.choice(PARTNERS, rows),
            "product": rng.choice(codes, rows),
            "regime": rng.choice(["0110", "0615", "9710"], rows),
            "value_usd": np.rint(rng.lognormal(12, 2, rows)),
            "net_kg": rng.lognormal(8, 2, rows),
        }
    )


def main(rows: int) -> None:
    region = table(rows)
    sys.stdout.write(f"{rows:,} rows; CPU seconds\n{'scenario':24}{'table':>8}{f'{DRAWS} draws':>12}\n")
    for name in NAMES:
        scenario = scenario_named(name)
        draws = draw(scenario, reacting(scenario), draws=DRAWS)
        began = time.process_time()
        stress = Stress(region, scenario)
        stress.stressed(draws.one(0))
        written = time.process_time()
        stress.totals(draws)
        sys.stdout.write(f"{name:24}{written - began:8.2f}{time.process_time() - written:12.2f}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
