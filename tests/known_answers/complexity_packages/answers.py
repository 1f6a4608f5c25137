"""What two packages answer for a table of exports: `python answers.py EXPORTS.csv FOLDER`, where both are installed."""

from __future__ import annotations

import contextlib
import io
import sys
import warnings
from pathlib import Path

import economic_complexity
import pandas as pd
from ecomplexity import ecomplexity

COLUMNS = {"time": "period", "loc": "reporter", "prod": "product", "val": "value"}


def atlas(exports: pd.DataFrame) -> pd.DataFrame:
    """ecomplexity: one row per reporter and product."""
    with contextlib.redirect_stdout(io.StringIO()):
        answer = ecomplexity(exports, COLUMNS, check_logsupermodularity=False)
    return answer[["reporter", "product", "rca", "eci", "pci", "density", "coi", "cog"]]


def oec(exports: pd.DataFrame) -> pd.DataFrame:
    """economic-complexity: the same, without an outlook index, which it does not have."""
    rca = economic_complexity.rca(exports.pivot(index="reporter", columns="product", values="value"))
    eci, pci = economic_complexity.complexity(rca)
    grids = {
        "density": economic_complexity.relatedness(rca),
        "cog": economic_complexity.opportunity_gain(rca, pci=pci),
    }
    answer = rca.stack().rename("rca").to_frame()
    for name, grid in grids.items():
        answer[name] = grid.stack()
    answer = answer.reset_index()
    return answer.assign(eci=answer["reporter"].map(eci), pci=answer["product"].map(pci))


def main(exports_csv: Path, folder: Path) -> None:
    """Reporters' and products' numbers whole; density and gain of every tenth reporter, to keep the files small."""
    warnings.simplefilter("ignore")
    given = pd.read_csv(exports_csv)
    names = {"Country ID": "reporter", "Section ID": "product", "Trade Value": "value"}
    exports = given.rename(columns=names)[list(names.values())].assign(period=2019)
    for name, package in (("atlas", atlas), ("oec", oec)):
        answer = package(exports).sort_values(["reporter", "product"])
        of_reporters = ["reporter", "eci", *({"coi"} & set(answer.columns))]
        some = answer["reporter"].drop_duplicates().iloc[::10]
        answer[of_reporters].drop_duplicates().to_csv(folder / f"{name}_reporters.csv", index=False)
        answer[["product", "pci"]].drop_duplicates().to_csv(folder / f"{name}_products.csv", index=False)
        cells = answer[answer["reporter"].isin(some)][["reporter", "product", "rca", "density", "cog"]]
        cells.to_csv(folder / f"{name}_cells.csv", index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
