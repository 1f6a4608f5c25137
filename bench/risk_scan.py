"""The risk scan of 31 provinces with all sub-levels on the full sample world: `python bench/risk_scan.py [LAKE]`.

Without a lake one is made (minutes). Each line is a run by itself in the same process: the first one opens the lake.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from entrepot.workbench import Workbench


def timed(name: str, run: Callable[[], int]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    found = run()
    print(f"{name:<46} {found:>8,} {time.perf_counter() - wall:>8.2f} {time.process_time() - cpu:>8.2f}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        lake = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "lake"
        workbench = Workbench(lake)
        if len(sys.argv) < 2:
            workbench.take_in_embedded()
            workbench.make_sample_world()
        print(f"{'':<46} {'findings':>8} {'wall s':>8} {'cpu s':>8}")
        source = "sample_world"
        timed(
            "31 provinces, all parts (target: under 10 s)",
            lambda: len(workbench.risks("provinces", parts="all", source=source)),
        )
        timed("31 provinces, all parts, again", lambda: len(workbench.risks("provinces", parts="all", source=source)))
        timed("31 provinces, regions alone", lambda: len(workbench.risks("provinces", source=source)))
        timed("one province beside its peers", lambda: len(workbench.risks("CN-LN", source=source)))


if __name__ == "__main__":
    main()
