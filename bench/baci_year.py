"""A BACI-shaped year, generated: `python bench/baci_year.py FILE ROWS`."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from entrepot.vocabulary.areas import code_table


def write_year(file: Path, rows: int, *, year: int = 2021, seed: int = 2021) -> None:
    """Distinct (exporter, importer, product) cells with heavy-tailed values, in BACI's columns and padding."""
    rng = np.random.default_rng(seed)
    # France was 250 before it was 251, and so on: one code for each country, as one edition has it.
    countries = np.array(sorted({area: int(code) for code, area in code_table("baci") if code.isdigit()}.values()))
    chapters = [chapter for chapter in range(1, 98) if chapter != 77]
    products = np.array([f"{chapter:02d}{rest:04d}" for chapter in chapters for rest in range(10, 540, 10)])
    cells = len(countries) ** 2 * len(products)
    # Drawn with replacement and made distinct: the few doubles are drawn anew by taking some more.
    cell = np.unique(rng.integers(0, cells, int(rows * 1.05)))
    cell = np.sort(rng.permutation(cell)[:rows])
    pair, product = np.divmod(cell, len(products))
    exporter, importer = np.divmod(pair, len(countries))
    value = np.round(rng.lognormal(3, 3, rows), 3)
    tons = np.round(value / rng.lognormal(1, 1.5, rows), 3)
    quantity = np.where(rng.random(rows) < 0.03, "           NA", np.char.rjust(tons.astype(str), 13))
    with duckdb.connect() as connection:
        table = pa.table(
            {"t": np.full(rows, year), "i": countries[exporter], "j": countries[importer], "k": products[product], "v": value, "q": quantity}
        )  # fmt: skip
        connection.register("year", table)
        connection.execute(f"COPY year TO '{file}' (HEADER, DELIMITER ',')")


if __name__ == "__main__":
    write_year(Path(sys.argv[1]), int(sys.argv[2]))
