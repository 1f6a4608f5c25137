"""Many notices against the trade of 31 provinces, in one pass and by a loop beside it: `python bench/notices.py [NOTICES] [ROWS]`.

Notices as large as an export of Global Trade Alert: lists of areas and of six-digit codes. The loop is the plain way: for each
notice a mask over the rows of one province, in NumPy, with every code and area looked up in a set; it is timed for one province.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa

from entrepot.risks.notices import Asked, exposures
from entrepot.vocabulary.areas import all_areas

KINDS = ("tbt", "sps", "anti_dumping", "tariff", "import_limit")
TEXT = (
    "source", "notice", "kind", "effect", "imposed_by", "affected", "products", "nomenclature", "announced_on", "in_force_from",
    "in_force_until", "rate_printed", "title_en", "title_zh", "url", "reference", "flag", "batch",
)  # fmt: skip
PLACES = [one.id for one in all_areas("country")][:200]
CODES = [f"{c:02d}{h:02d}{s}" for c in range(1, 97) if c != 77 for h in range(1, 13) for s in (10, 20, 30, 40, 90)]


def drawn(count: int, rows: int, provinces: int = 31) -> tuple[pa.Table, pa.Table]:
    rng = np.random.default_rng(20160101)
    lines = {
        "source": ["bench"] * count, "notice": [str(i) for i in range(count)], "kind": [KINDS[i % 5] for i in range(count)],
        "effect": ["restricts"] * count, "imposed_by": list(rng.choice(PLACES, count)),
        "affected": ["WLD" if i % 3 else " ".join((*rng.choice(PLACES, 80), "CHN")) for i in range(count)],
        "products": [" ".join(rng.choice(CODES, int(rng.integers(1, 60)))) for _ in range(count)],
        "nomenclature": ["HS2022"] * count, "announced_on": ["2019-01-01"] * count, "in_force_from": ["2020-01-01"] * count,
    }  # fmt: skip
    notices = pa.table({name: pa.array(lines.get(name, [None] * count), pa.string()) for name in TEXT})
    trade = pa.table(
        {
            "who": np.repeat([f"R{i}" for i in range(provinces)], rows), "partner": rng.choice(PLACES, provinces * rows),
            "product": rng.choice(CODES, provinces * rows), "value": rng.random(provinces * rows),
        }
    )  # fmt: skip
    return notices, trade


def by_a_loop(notices: pa.Table, trade: pa.Table) -> float:
    partner, product = np.array(trade["partner"].to_pylist()), np.array(trade["product"].to_pylist())
    met = np.zeros(len(partner), dtype=bool)
    for line in notices.select(["imposed_by", "affected", "products"]).to_pylist():
        if line["affected"] == "WLD" or "CHN" in line["affected"].split():
            met |= np.isin(partner, line["imposed_by"].split()) & np.isin(product, line["products"].split())
    return float(trade["value"].to_numpy()[met].sum())


def timed(name: str, run: Callable[[], float]) -> float:
    wall, cpu = time.perf_counter(), time.process_time()
    found = run()
    print(f"{name:<44} {found:>14,.4f} {time.perf_counter() - wall:>8.2f} {time.process_time() - cpu:>8.2f}")
    return found


def main() -> None:
    count, rows = (int(word) for word in (*sys.argv[1:3], *("20000", "20000")[len(sys.argv) - 1 :]))
    notices, trade = drawn(count, rows)
    asked = {
        f"R{i}": Asked(f"R{i}", "CHN", "2023", "export", date(2023, 12, 31), "USD", edition="HS2022") for i in range(31)
    }
    one = trade.slice(0, rows)
    print(f"{count:,} notices, {rows:,} rows a province{'':<8} {'met by R0':>14} {'wall s':>8} {'cpu s':>8}")
    timed("31 provinces in one pass", lambda: exposures(trade, notices, asked)["R0"].money.point or 0.0)
    timed("one province", lambda: exposures(one, notices, {"R0": asked["R0"]})["R0"].money.point or 0.0)
    timed("one province, a loop over notices (NumPy)", lambda: by_a_loop(notices, one))


if __name__ == "__main__":
    main()
