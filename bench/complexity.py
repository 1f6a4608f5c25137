"""Complexity side by side: `python bench/complexity.py [--theirs PYTHON] [--reporters 230] [--products 5000]`.

ECI, PCI, proximity, density, COI and COG of one heavy-tailed table of exports, by this project and by ecomplexity, each
in a process of its own, one after the other; `--theirs` is the Python of an environment that has ecomplexity (0.5.3).
The answers are compared as well. Reading the table in is not timed on either side; peak memory is the whole process's.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

OURS = """
import json, resource, sys, time
import numpy as np
exports = np.load(sys.argv[1])
from entrepot.measures.complexity_matrix import advantages, ranked
from entrepot.measures.product_space import opportunities, proximity
def whole():
    world = ranked(advantages(exports), "atlas")
    phi = proximity(world.has, linked_to_itself=True)
    found = opportunities(world.has, world)
    return world.eci, world.pci, phi, found.surroundings.density, found.coi, found.cog
def timed():
    started = time.perf_counter()
    answer = whole()
    return time.perf_counter() - started, answer
seconds, answer = timed()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
again = min(timed()[0] for _ in range(4))
np.savez(sys.argv[2], eci=answer[0], coi=answer[4])
print(json.dumps({"seconds": seconds, "best": again, "peak_kb": peak}))
"""

THEIRS = """
import contextlib, io, json, resource, sys, time, warnings
import numpy as np, pandas as pd
from ecomplexity import ecomplexity
warnings.simplefilter("ignore")
exports = np.load(sys.argv[1])
reporter, product = np.nonzero(exports)
rows = pd.DataFrame({"t": 2020, "r": reporter, "p": product, "v": exports[reporter, product]})
started = time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()):
    answer = ecomplexity(rows, {"time": "t", "loc": "r", "prod": "p", "val": "v"}, check_logsupermodularity=False)
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
places = answer[["r", "eci", "coi"]].drop_duplicates("r").sort_values("r")
np.savez(sys.argv[2], eci=places["eci"].to_numpy(), coi=places["coi"].to_numpy())
print(json.dumps({"seconds": seconds, "best": seconds, "peak_kb": peak}))
"""


def write_exports(file: Path, reporters: int, products: int, seed: int = 230) -> None:
    """Heavy-tailed exports; some reporters sell nearly everything and some next to nothing."""
    import numpy as np

    rng = np.random.default_rng(seed)
    sizes = rng.lognormal(0, 2.5, (reporters, 1)) * rng.lognormal(0, 1.5, (1, products))
    sold = rng.random((reporters, products)) < rng.beta(1, 1.2, (reporters, 1)) ** rng.uniform(0.3, 2, (1, products))
    sold[rng.integers(0, reporters, products), np.arange(products)] = True
    np.save(file, np.where(sold, sizes * rng.lognormal(0, 2, (reporters, products)), 0.0))


def run(python: str, program: str, exports: Path, answer: Path) -> dict[str, float]:
    import json

    done = subprocess.run([python, "-c", program, exports, answer], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    import numpy as np

    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--theirs", help="Python of an environment with ecomplexity")
    asked.add_argument("--reporters", type=int, default=230)
    asked.add_argument("--products", type=int, default=5000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        exports, ours, theirs = (Path(folder) / name for name in ("exports.npy", "ours.npz", "theirs.npz"))
        write_exports(exports, given.reporters, given.products)
        rows = {"entrepot": run(sys.executable, OURS, exports, ours)}
        if given.theirs:
            rows["ecomplexity"] = run(given.theirs, THEIRS, exports, theirs)
        print(f"{given.reporters} reporters x {given.products} products")
        print(f"{'':14}{'first run, s':>14}{'best of 5, s':>14}{'peak, MB':>12}")
        for name, row in rows.items():
            best = min(row["best"], row["seconds"])
            print(f"{name:14}{row['seconds']:>14.3f}{best:>14.3f}{row['peak_kb'] / 1024:>12.0f}")
        if given.theirs:
            one, other = rows["entrepot"], rows["ecomplexity"]
            times = other["seconds"] / min(one["best"], one["seconds"])
            print(
                f"{times:.0f} times as fast ({other['seconds'] / one['seconds']:.0f} on the first run), "
                f"{one['peak_kb'] / other['peak_kb']:.2f} of the memory"
            )
            with np.load(ours) as mine, np.load(theirs) as his:
                apart = {name: float(np.abs(mine[name] - his[name]).max()) for name in ("eci", "coi")}
            print(f"largest difference: ECI {apart['eci']:.1e}, COI {apart['coi']:.1e}")


if __name__ == "__main__":
    main()
