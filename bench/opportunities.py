"""The parts of a page of opportunities: `python bench/opportunities.py LAKE REGION [REGION ...]`, a markdown table.

In the order asked, in one process with an empty cache: the first region adds up what the world sells, the others find it. Seconds of
the wall and of the processors, and the most memory so far.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from typing import TypeVar

from entrepot.workbench import Workbench
from entrepot.workbench.diversification import spread_of
from entrepot.workbench.limits import Limits
from entrepot.workbench.opportunities import opportunities

Answer = TypeVar("Answer")


def main() -> None:
    lake, *regions = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ENTREPOT_CACHE"] = folder
        bench = Workbench(lake)
        print("| region | part | wall, s | processors, s | memory, GB |\n|---|---|---|---|---|")
        for region in regions:
            told(region, bench)


def told(region: str, bench: Workbench) -> None:
    known = timed(region, "potential", lambda: bench.potential(region))
    timed(region, "new products", lambda: bench.new_products(region))
    timed(region, "spread", lambda: spread_of(known))
    timed(region, "the whole paper again", lambda: opportunities(bench, region, Limits()))


def timed(region: str, part: str, work: Callable[[], Answer]) -> Answer:
    wall, processor = time.perf_counter(), time.process_time()
    found = work()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"| {region} | {part} | {wall:.2f} | {processor:.2f} | {memory:.2f} |", flush=True)
    return found


if __name__ == "__main__":
    main()
