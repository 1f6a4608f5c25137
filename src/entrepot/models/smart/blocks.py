"""The quick model over a large schedule and many scenarios: some lines at a time, so that memory stays bounded."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from entrepot.models.smart.case import Case, shared_out, world_prices
from entrepot.models.smart.checks import Array
from entrepot.models.smart.result import Smart

# A mebibyte each: smaller blocks stay in a faster cache, but then calls of Python cost more than the numbers do.
_CELLS: Final = 131_072
# As many on every machine, so that sums over lines are the same on all.
_PARTS: Final = 8
_WORTH_THREADS: Final = 1_000_000
_BY_LINE: Final = ("creation", "moved", "price_effect", "revenue_after", "welfare", "cut")


def worked_out(case: Case, scenarios: int) -> Smart:
    lines, partners = case.imports.shape
    by_line = {name: np.zeros((scenarios, lines)) for name in _BY_LINE}
    sold, kept = np.zeros((2, _PARTS, scenarios, partners))
    edges = np.linspace(0, lines, _PARTS + 1).astype(int).tolist()
    at_once = max(1, _CELLS // partners)

    def work(part: int) -> None:
        for first in range(edges[part], edges[part + 1], at_once):
            _block(case, slice(first, min(first + at_once, edges[part + 1])), by_line, sold[part], kept[part])

    if case.imports.size * scenarios < _WORTH_THREADS:
        for part in range(_PARTS):
            work(part)
    else:
        with ThreadPoolExecutor(min(_PARTS, _cores())) as pool:
            list(pool.map(work, range(_PARTS)))
    before, stayed, after = case.imports.sum(axis=0), kept.sum(axis=0), sold.sum(axis=0)
    return Smart(
        imports_before=case.imports.sum(axis=1),
        revenue_before=np.einsum("ij,ij->i", case.before, case.imports),
        exports_before=before,
        exports_after=after,
        created=after - stayed,
        diverted=stayed - before,
        **by_line,
    )


def _block(case: Case, lines: slice, by_line: dict[str, Array], sold: Array, stayed: Array) -> None:
    """Some lines of every scenario."""
    imports, before = case.imports[lines], case.before[lines]
    per_price = imports / (1 + before)
    total, paid = imports.sum(axis=1), np.einsum("ij,ij->i", before, imports)
    costs = total + paid
    after, kept, most = np.empty((3, *imports.shape))
    finite = np.isfinite(case.supply[:, lines]).any()
    for scenario in range(len(sold)):
        rates = case.rates(scenario, lines)
        response = case.response(scenario, lines)
        # M x, then M f, then what stays with each partner when all is shared out anew.
        np.subtract(rates, before, out=after)
        after *= per_price
        np.multiply(after, case.elasticity("substitution", scenario, lines)[:, None], out=kept)
        kept += imports
        np.maximum(kept, 0, out=kept)
        shared_out(kept, imports, total)
        after *= response[:, None]
        cut = _joined(after, kept)
        np.maximum(kept, imports, out=most)
        sold[scenario] += after.sum(axis=0)
        stayed[scenario] += kept.sum(axis=0)
        found = {"creation": after.sum(axis=1) - total, "moved": most.sum(axis=1) - total, "cut": cut}
        if finite:
            prices = world_prices(rates, before, response / case.elasticity("supply", scenario, lines), most)
            sold_at = np.einsum("ij,ij->i", prices, after)
            # From here on with the duty: what buyers pay.
            prices *= np.add(rates, 1, out=kept)
            paid_for = np.einsum("ij,ij->i", prices, after)
            surplus = 0.5 * (costs + np.einsum("ij,ij->i", before, after) + after.sum(axis=1))
            surplus -= 0.5 * (np.einsum("ij,ij->i", prices, imports) + paid_for)
            taxed = paid_for - sold_at
            found |= {"price_effect": sold_at - after.sum(axis=1), "revenue_after": taxed}
            found["welfare"] = surplus + taxed - paid
        else:
            taxed = np.einsum("ij,ij->i", rates, after)
            at_old, at_new = np.einsum("ij,ij->i", before, after), np.einsum("ij,ij->i", rates, imports)
            found |= {"revenue_after": taxed, "welfare": 0.5 * (taxed + at_old - at_new - paid)}
        for name, values in found.items():
            by_line[name][scenario, lines] = values


def _joined(created: Array, kept: Array) -> Array | float:
    """Imports after, into `created`; by line, how far creation went on below no imports at all."""
    wanted = created.sum(axis=1)
    created += kept
    if created.min() >= 0:
        return 0.0
    np.maximum(created, 0, out=created)
    return np.asarray(created.sum(axis=1) - kept.sum(axis=1) - wanted)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
