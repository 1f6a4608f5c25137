"""Work that no library breaks off: who asks is told in time, few pieces are worked at together, and what is done is kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import os, threading, time, duckdb, numpy as np
from entrepot.lake.patience import current, refuse_late, within
from entrepot.vocabulary.errors import TookTooLong
from entrepot.web.front import work
from entrepot.web.front.bench import is_kept, kept
calls, at_once, most, guard = [], [0], [0], threading.Lock()
def arrays(seconds):
    with guard:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        calls.append(seconds)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        np.linalg.eigvals(np.random.default_rng(1).random((60, 60)))
    with guard:
        at_once[0] -= 1
    return seconds
def ask(name, seconds, patience):
    begun = time.monotonic()
    try:
        with within(patience):
            said = kept((name,), lambda: arrays(seconds), in_every_language=True)
    except Exception as problem:
        said = type(problem).__name__
    return said, time.monotonic() - begun
# One question, many who ask: worked out once.
told = []
asking = [threading.Thread(target=lambda: told.append(ask("alike", 0.5, 20))) for _ in range(12)]
[one.start() for one in asking]; [one.join() for one in asking]
print("alike", sorted({said for said, _ in told}), calls.count(0.5))
# Longer than they wait: told in time, and there for who comes again.
said, took = ask("slow", 1.5, 0.3)
print("slow", said, took < 1.2, is_kept(("slow",), in_every_language=True))
print("again", ask("slow", 1.5, 20)[0], calls.count(1.5))
# More than there are places for: some are worked at, the others are asked to come again.
work.BRIEFLY = 0.3
told.clear()
asking = [threading.Thread(target=lambda n=n: told.append(ask(f"many {n}", 1.0, 20))) for n in range(work.PLACES + 3)]
[one.start() for one in asking]; [one.join() for one in asking]
print("many", sorted(str(said) for said, _ in told).count("1.0") == work.PLACES, [said for said, _ in told].count("Busy"), most[0] <= work.PLACES)
# A question within another, while somebody else waits for a place with the inner one.
def outer():
    return kept(("inner",), lambda: arrays(0.1), in_every_language=True) + 1
with within(20):
    print("within", kept(("outer",), outer, in_every_language=True), kept(("inner",), lambda: 7, in_every_language=True))
# What goes wrong is said to all and not kept.
def wrong():
    raise ValueError("nonsense")
print("wrong", ask("wrong", 0, 20)[0], end=" ")
for _ in range(2):
    try:
        kept(("really wrong",), wrong)
    except ValueError as problem:
        print(problem, end=" ")
print()
# Broken off in the end: said to whoever looks again, and not begun anew at once.
tried = []
def endless():
    tried.append(1)
    with current().attending(duckdb.connect()) as _:
        time.sleep(1.0)
        refuse_late()
os.environ["ENTREPOT_ANSWER_SECONDS"] = "0.04"
def ask_for(patience):
    try:
        with within(patience):
            kept(("endless",), endless)
    except Exception as problem:
        return type(problem).__name__
print("endless", ask_for(0.1), ask_for(20), ask_for(20), len(tried))
"""


def test_long_work_neither_holds_up_who_asks_nor_piles_up(tmp_path: Path) -> None:
    surroundings = {**os.environ, "ENTREPOT_LAKE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "entrepot.web.settings"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=surroundings, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.splitlines() == [
        "alike [0.5] 1",
        "slow StillWorking True False",
        "again 1.5 1",
        "many True 3 True",
        "within 1.1 0.1",
        "wrong 0 nonsense nonsense ",
        "endless StillWorking TookTooLong TookTooLong 1",
    ]
