"""SMART over a whole schedule: `python bench/smart.py [--lines 8961] [--partners 200] [--scenarios 100]`, a markdown table.

A made-up schedule in which every scenario changes the tariff of some tenth of the partners in every line. Best of three, as the
wall and the processors see it; beside it, line after line, the formulas as one writes them in NumPy, one scenario at a time.
Drawing the world is not timed. The new tariffs alone are 1.4 GB at the full size.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np

from entrepot.models.smart import Smart, smart


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("lines", 8961), ("partners", 200), ("scenarios", 100)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    lines, partners, scenarios = asked.lines, asked.partners, asked.scenarios
    rng = np.random.default_rng(7)
    imports = rng.lognormal(0, 2, (lines, partners)) * (rng.random((lines, partners)) < 0.3)
    imports[:, 0] += 1
    before = np.repeat(rng.uniform(0, 0.3, (lines, 1)), partners, axis=1)
    after = np.empty((scenarios, lines, partners))
    for one in after:
        one[:] = before
        one[:, rng.choice(partners, max(1, partners // 10))] *= rng.uniform(0, 1)
    demand = -rng.uniform(0.5, 3, lines)

    def ours(supply: float) -> Smart:
        return smart(imports, before, after, demand=demand, substitution=-1.5, supply=supply, batch=scenarios)

    def plainly() -> np.ndarray:
        return np.stack([_welfare(imports, before, one, demand[:, None]) for one in after])

    assert np.allclose(ours(np.inf).welfare, plainly(), rtol=1e-9, atol=1e-6)
    print(f"{lines:,} lines x {partners} partners x {scenarios} scenarios\n")
    print("| | wall, s | processors, s |")
    print("|---|---|---|")
    for name, work in (
        ("entrepot, infinite supply", lambda: ours(np.inf)),
        ("entrepot, finite supply", lambda: ours(3.0)),
        ("the formulas in plain NumPy, welfare only", plainly),
    ):
        wall, processor = _best(work)
        print(f"| {name} | {wall:.2f} | {processor:.2f} |")


def _best(work: Callable[[], object]) -> tuple[float, float]:
    found = []
    for _ in range(3):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        found.append((time.perf_counter() - wall, time.process_time() - processor))
    return min(found)


def _welfare(imports: np.ndarray, before: np.ndarray, after: np.ndarray, demand: np.ndarray) -> np.ndarray:
    change = (after - before) / (1 + before)
    created = imports * demand * change
    kept = imports * np.maximum(0, 1 - 1.5 * change)
    kept *= imports.sum(axis=1, keepdims=True) / kept.sum(axis=1, keepdims=True)
    return 0.5 * ((before + after) * (created + kept - imports)).sum(axis=1)


if __name__ == "__main__":
    main()
