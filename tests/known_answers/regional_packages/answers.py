"""What econcomplex and SciPy answer for tables written by formulas: `python answers.py FOLDER`, where both are installed."""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

import econcomplex
import pandas as pd
from scipy.spatial.distance import braycurtis, cityblock, cosine

PLACES, GOODS = [f"R{r}" for r in range(1, 7)], [f"G{k}" for k in range(1, 9)]


def grid(flow: int) -> pd.DataFrame:
    """Exports (0) and imports (1) of six places in eight goods; some are not traded."""
    cells = {
        (PLACES[r], GOODS[k]): float((37 * r + 53 * k + 7 * r * k * k + 29 * flow * (k + 1)) % 101) * ((r + k + flow) % 5 > 0)
        for r, k in product(range(6), range(8))
    }  # fmt: skip
    return pd.Series(cells).unstack()


def ties() -> pd.DataFrame:
    """Exports of six places to six: none to itself."""
    cells = {(PLACES[r], PLACES[j]): float((41 * r + 23 * j + 11 * r * j) % 97 + 1) for r, j in product(range(6), range(6)) if r != j}  # fmt: skip
    return pd.Series(cells).unstack().fillna(0.0)


def long(table: pd.DataFrame, *names: str) -> pd.DataFrame:
    return table.rename_axis(index=names[0], columns=names[1]).stack().rename("value").reset_index()


def similar(exports: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    a, b = exports.div(exports.sum(axis=1), axis=0), others.div(others.sum(axis=1), axis=0)
    pairs = [(p, q) for p, q in product(PLACES, PLACES) if p != q]
    return pd.DataFrame(
        [{"reporter": p, "peer": q, "braycurtis": braycurtis(a.loc[p], b.loc[q]), "cityblock": cityblock(a.loc[p], b.loc[q]),
          "cosine": cosine(a.loc[p], b.loc[q])} for p, q in pairs]
    )  # fmt: skip


def main(folder: Path) -> None:
    exports, imports, trade = grid(0), grid(1), ties()
    incomes = pd.Series([1000.0 * (r + 1) ** 2 for r in range(6)], index=PLACES)
    by_place = pd.DataFrame(
        {
            "krugman": econcomplex.krugman_index(exports),
            "herfindahl": econcomplex.herfindahl(exports, normalize=False),
            "herfindahl_normalised": econcomplex.herfindahl(exports, normalize=True),
            "entropy": econcomplex.shannon_entropy(exports, base=2.718281828459045),
            "expy": econcomplex.expy(exports, incomes),
            "income": incomes,
        }
    )
    whole = pd.DataFrame([{"gini": econcomplex.gini(exports.sum(axis=1))}])
    for name, table in {
        "exports": long(exports, "reporter", "product"),
        "imports": long(imports, "reporter", "product"),
        "ties": long(trade, "reporter", "partner"),
        "places": by_place.rename_axis("reporter").reset_index(),
        "prody": econcomplex.prody(exports, incomes).rename_axis("product").rename("prody").reset_index(),
        "quotients": long(econcomplex.location_quotient(exports), "reporter", "product"),
        "intensities": long(econcomplex.location_quotient(trade), "reporter", "partner"),
        "exports_alike": similar(exports, exports),
        "exports_meet_imports": similar(exports, imports),
        "whole": whole,
    }.items():
        table.to_csv(folder / f"{name}.csv", index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
