"""The full set of measures for all reporters of one year: `python bench/full_set.py LAKE FOLDER PERIOD SOURCE`.

The command `entrepot measure all` in a process of its own, imports and the writing of all tables included; wall and CPU
seconds and peak memory. LAKE holds the year that `bench/baci_year.py` makes, taken in with `entrepot ingest`.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

RUN = "import sys; from entrepot.cli.entry import run; sys.exit(run(sys.argv[1:]))"


def main(lake: str, folder: str, period: str, source: str) -> None:
    words = ["measure", "all", "--lake", lake, "--period", period, "--from", source, "--to", folder, "--json"]
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", RUN, *words], stdout=subprocess.PIPE, check=True)
    wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = json.loads(done.stdout)
    tables = [one for one in told if one["file"]]
    print(
        f"{len(tables)} measures, {sum(one['rows'] for one in tables):,} rows; {len(told) - len(tables)} cannot be worked out"
    )
    print(f"wall {wall:.1f} s, CPU {used.ru_utime + used.ru_stime:.1f} s, peak {used.ru_maxrss / 1024:,.0f} MiB")


if __name__ == "__main__":
    main(*sys.argv[1:])
