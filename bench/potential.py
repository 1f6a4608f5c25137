"""Export potential: `python bench/potential.py [--regions 31] [--markets 200] [--products 1000]`, a markdown table.

A made-up world with tariffs, distances, growth and the region's own imports. Best of three, as the wall and the processors see it;
drawing the world is not timed.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from entrepot.models.potential import potential


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("regions", 31), ("markets", 200), ("products", 1000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    shape = regions, markets, products = asked.regions, asked.markets, asked.products
    rng = np.random.default_rng(7)
    exports = rng.lognormal(0, 2, shape) * (rng.random(shape) < 0.2)
    bought = exports.sum(axis=0) * rng.uniform(2, 20, (markets, products)) + rng.lognormal(0, 2, (markets, products))
    given = {
        "imports": rng.lognormal(3, 2, (regions, products)),
        "growth": rng.uniform(1.0, 1.3, regions),
        "market_growth": rng.uniform(1.0, 1.3, markets),
        "population_growth": rng.uniform(0.98, 1.1, markets),
        "income_elasticity": rng.uniform(0.5, 1.5, (markets, products)),
        "tariffs": rng.uniform(0, 0.2, shape),
        "market_tariffs": rng.uniform(0, 0.2, (markets, products)),
        "log_distance": rng.uniform(6, 10, (regions, markets)),
        "mean_log_distance": rng.uniform(6, 10, (markets, products)),
    }
    found = []
    for _ in range(3):
        wall, processor = time.perf_counter(), time.process_time()
        result = potential(exports, bought, bought.sum(axis=0), **given)
        result.by_market, result.by_product  # noqa: B018 - worked out when asked for
        found.append((time.perf_counter() - wall, time.process_time() - processor))
    wall, processor = min(found)
    print(f"| {regions} regions x {markets} markets x {products:,} products | wall, s | processors, s |")
    print("|---|---|---|")
    print(f"| potential, unrealised by market and by product | {wall:.2f} | {processor:.2f} |")


if __name__ == "__main__":
    main()
