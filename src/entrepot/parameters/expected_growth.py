"""Somebody's forecasts: expected over current GDP and population by area, from a CSV with references."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from entrepot.parameters.keys import Problems
from entrepot.parameters.toml_places import Place
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import SchemaMismatch, UnknownName
from entrepot.vocabulary.text import T

COLUMNS: Final = ("area", "gdp", "population", "reference")
# Growth of five per cent is 1.05; whoever writes 5 or 0.05 means something else.
LEAST, MOST = 0.2, 5.0


@dataclass(frozen=True, slots=True)
class Growth:
    """Ratios of expected to current values: 1.05 is five per cent more."""

    area: str
    gdp: float
    population: float
    reference: str


def expected_growth(path: Path | str) -> tuple[Growth, ...]:
    """SchemaMismatch with every line that is wrong."""
    file = Path(path)
    if not file.is_file():
        raise SchemaMismatch(T(f"{file} is no file", f"{file} 不是文件"))
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if not rows or any(name not in rows[0] for name in COLUMNS):
        raise SchemaMismatch(
            T(f"{file.name}: the columns are {', '.join(COLUMNS)}", f"{file.name}：各列应为 {'、'.join(COLUMNS)}")
        )
    problems = Problems()
    found = [_row(row, line, file.name, problems) for line, row in enumerate(rows, start=2)]
    problems.raise_any()
    return tuple(found)


def _row(row: dict[str, str], line: int, file: str, problems: Problems) -> Growth:
    def wrong(column: str, en: str, zh: str) -> None:
        problems.found.append(Place(file=file).says(T(f"line {line}, {column}: {en}", f"第 {line} 行 {column}：{zh}")))

    def ratio(column: str) -> float:
        text = (row[column] or "").strip()
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not LEAST <= value <= MOST:
            wrong(column, f"{text!r} is no ratio; growth of 5 per cent is 1.05", f"“{text}”不是比值；增长 5% 写作 1.05")
        return value

    home = ""
    try:
        home = area((row["area"] or "").strip()).id
    except UnknownName as problem:
        wrong("area", problem.message.en, problem.message.zh)
    if not (row["reference"] or "").strip():
        wrong("reference", "a number needs a reference", "数值须有出处")
    return Growth(home, ratio("gdp"), ratio("population"), (row["reference"] or "").strip())
