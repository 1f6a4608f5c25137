"""Equilibria side by side: `python bench/equilibrium.py [--theirs PYTHON] [--draws 1000]`, a markdown table.

One sector and many sectors of made-up worlds, each in a process of its own, one after the other. `--theirs` is the Python of an
environment with gegravity (0.3), which knows one sector only. Best of five runs, as the wall and the processor see it, with
the largest excess of any market; drawing the worlds is not timed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys

WORLD = """
import json, sys, time
import numpy as np
asked = json.loads(sys.argv[1])
n, sectors, draws = asked["countries"], asked["sectors"], asked["draws"]
rng = np.random.default_rng(7)
size = rng.lognormal(0, 1.0, n)
trade = size[:, None] * size / size.sum() * rng.lognormal(0, 0.8, (max(sectors, 1), n, n))
trade[:, np.arange(n), np.arange(n)] = 4 * size * rng.lognormal(0, 0.2, (max(sectors, 1), n))
shock = np.where(np.eye(n) == 1, 1.0, rng.uniform(0.9, 1.1, (n, n)))
def timed(solve, runs):
    best = None
    for _ in range(runs):
        wall, processor = time.perf_counter(), time.process_time()
        result = solve()
        now = time.perf_counter() - wall, time.process_time() - processor
        best = now if best is None else min(best, now)
    return best, result
def told(best, residual, iterations):
    print(json.dumps({"wall": best[0], "processor": best[1], "residual": residual, "iterations": iterations}))
"""

OURS = (
    WORLD
    + """
from entrepot.models.equilibrium import many_sectors, one_sector
many = draws or None
if sectors == 0:
    theta = rng.uniform(3, 7, draws) if draws else 5.0
    solve = lambda: one_sector(trade[0], theta, shock, deficits="share", batch=many)
else:
    labour = rng.uniform(0.3, 0.7, (n, sectors))
    inputs = rng.dirichlet(np.full(sectors, 2.0), (n, sectors)) * (1 - labour)[..., None]
    before = np.where(np.eye(n) == 1, 0, rng.uniform(0, 0.2, trade.shape))
    after = before * rng.uniform(0, 1.5, before.shape)
    theta = rng.uniform(3, 9, sectors) * (rng.uniform(0.8, 1.2, (draws, 1)) if draws else 1.0)
    solve = lambda: many_sectors(trade, labour, inputs, theta, before, after, deficits=asked["deficits"], batch=many)
best, result = timed(solve, 1 if draws else 5)
told(best, float(np.max(result.residual)), float(np.mean(result.iterations)))
"""
)

# It makes trade costs of estimates, so it is given a distance: what the trade shares say, and then the same changes.
THEIRS = (
    WORLD
    + """
import contextlib, io, warnings
import pandas as pd
warnings.simplefilter("ignore")
from gegravity import BaselineData, CostCoeffs, OneSectorGE
names = [f"C{i:03}" for i in range(n)]
flows = trade[0]
pairs = {"exporter": np.repeat(names, n), "importer": np.tile(names, n), "year": "2000"}
distance = -np.log(flows / flows.sum(axis=0) / flows.sum(axis=1, keepdims=True) * flows.sum())
output, expenditure = (np.broadcast_to(one, (n, n)).ravel() for one in (flows.sum(axis=1)[:, None], flows.sum(axis=0)))
before = pd.DataFrame({**pairs, "trade": flows.ravel(), "output": output, "spent": expenditure,
                       "distance": distance.ravel()})
after = pd.DataFrame({**pairs, "distance": (distance + 5.0 * np.log(shock)).ravel()})
data = BaselineData(before, trade_var_name="trade", expend_var_name="spent", output_var_name="output")
costs = CostCoeffs(pd.DataFrame({"name": ["distance"], "value": [-1.0]}), identifier_col="name", coeff_col="value")
def solve():
    with contextlib.redirect_stdout(io.StringIO()):
        world = OneSectorGE(data, year="2000", reference_importer=names[0], sigma=6, cost_variables=["distance"],
                            cost_coeff_values=costs, quiet=True)
        world.build_baseline(omr_rescale=1)
        world.define_experiment(after)
        world.simulate()
    return world
best, result = timed(solve, 1)
told(best, None, None)
"""
)

ROWS = (
    ("one sector, 100 countries", 100, 0, False, "share"),
    ("one sector, 200 countries", 200, 0, False, "share"),
    ("one sector, 200 countries, draws of the elasticity", 200, 0, True, "share"),
    ("many sectors, 31 countries x 40", 31, 40, False, "fixed"),
    ("the same, deficits removed first", 31, 40, False, "zero"),
    ("many sectors, 80 countries x 45", 80, 45, False, "fixed"),
    ("the same, deficits removed first", 80, 45, False, "zero"),
    ("many sectors, 160 countries x 45", 160, 45, False, "fixed"),
    ("many sectors, 31 countries x 40, draws of the elasticities", 31, 40, True, "fixed"),
)


def run(python: str, program: str, asked: dict[str, int | str]) -> dict[str, float]:
    done = subprocess.run([python, "-c", program, json.dumps(asked)], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--theirs", help="Python of an environment with gegravity")
    asked.add_argument("--draws", type=int, default=1000)
    given = asked.parse_args()
    print("| | wall, ms | processor, ms | iterations | largest excess |")
    print("|---|---:|---:|---:|---:|")
    for name, countries, sectors, drawn, deficits in ROWS:
        draws = given.draws if drawn else 0
        row = run(
            sys.executable, OURS, {"countries": countries, "sectors": sectors, "draws": draws, "deficits": deficits}
        )
        label = f"{name} ({draws:,})" if drawn else name
        times = f"{row['wall'] * 1000:,.1f} | {row['processor'] * 1000:,.1f}"
        print(f"| {label} | {times} | {row['iterations']:.0f} | {row['residual']:.0e} |", flush=True)
        if given.theirs and not sectors and not drawn:
            other = run(given.theirs, THEIRS, {"countries": countries, "sectors": 0, "draws": 0})
            print(
                f"| gegravity, {name} | {other['wall'] * 1000:,.0f} | {other['processor'] * 1000:,.0f} | | |",
                flush=True,
            )


if __name__ == "__main__":
    main()
