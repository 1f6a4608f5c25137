"""Elasticities of a tariff line: cited defaults with ranges, and one's own by product, which come before them.

Export supply is infinite unless one's own table says otherwise: tariffs came through to buyers' prices completely (Amiti, Redding
and Weinstein 2019, doi:10.1257/jep.33.4.187), which is what SMART takes for granted too.
"""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from entrepot.parameters.assumption import Assumption
from entrepot.parameters.keys import Problems
from entrepot.parameters.toml_places import Place
from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.text import T

_FILE: Final = Path(__file__).parent / "line_elasticities.toml"
# Files that come along, in the form of one's own; further than these nothing may be passed on.
NAMED: Final = {"bgw": Path(__file__).parent / "substitution_bgw.csv"}
KINDS: Final = ("demand", "substitution", "supply")
COLUMNS: Final = ("product", *KINDS, "reference")


@dataclass(frozen=True, slots=True)
class OwnElasticity:
    """Of all products whose code begins with `product`; None leaves the next shorter code, or the default, in force."""

    product: str
    demand: float | None
    substitution: float | None
    supply: float | None
    reference: str


@cache
def line_elasticities() -> dict[str, Assumption]:
    """The defaults, by id: demand, substitution."""
    return {row["id"]: Assumption.of_row(row) for row in _table()["assumptions"]}


def own_elasticities(path: Path | str) -> tuple[OwnElasticity, ...]:
    """A CSV with the columns product, demand, substitution, supply, reference, or the name of one that comes along.

    SchemaMismatch with every line that is wrong.
    """
    file = NAMED.get(str(path), Path(path))
    if not file.is_file():
        known = ", ".join(NAMED)
        raise SchemaMismatch(
            T(
                f"{file} is no file, and none of those that come along ({known})",
                f"{file} 不是文件，也不是随附的数据集（{known}）",
            )
        )
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    lacking = [name for name in ("product", "reference") if rows and name not in rows[0]]
    if not rows or lacking:
        raise SchemaMismatch(
            T(
                f"{file.name}: the columns are {', '.join(COLUMNS)}; {', '.join(lacking) or 'every row'} is missing",
                f"{file.name}：各列应为 {'、'.join(COLUMNS)}；缺少 {'、'.join(lacking) or '数据行'}",
            )
        )
    problems = Problems()
    found = [_own(row, place, file.name, problems) for place, row in enumerate(rows, start=2)]
    problems.raise_any()
    return tuple(found)


def by_longest(own: Sequence[OwnElasticity], kind: str) -> tuple[tuple[str, float], ...]:
    """The codes that say something of this kind, shorter before longer, so that the longer ones have the last word."""
    told = [(one.product, getattr(one, kind)) for one in own]
    return tuple(sorted(((code, value) for code, value in told if value is not None), key=lambda one: len(one[0])))


def _own(row: dict[str, str], line: int, file: str, problems: Problems) -> OwnElasticity:
    def wrong(column: str, en: str, zh: str) -> None:
        problems.found.append(Place(file=file).says(T(f"line {line}, {column}: {en}", f"第 {line} 行 {column}：{zh}")))

    def number(column: str, *, negative: bool) -> float | None:
        text = (row.get(column) or "").strip()
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if math.isnan(value) or (value > 0 if negative else value <= 0):
            sign = (
                ("negative, such as -1.5", "负数，如 -1.5") if negative else ("above zero, such as 3", "大于零，如 3")
            )
            wrong(column, f"{text!r} is not {sign[0]}", f"“{text}”应为{sign[1]}")
            return None
        return value

    product = (row.get("product") or "").strip()
    if not product.isdigit():
        wrong("product", f"{product!r} is no code of digits", f"“{product}”不是数字编码")
    if not (row.get("reference") or "").strip():
        wrong("reference", "a number needs a reference", "数值须有出处")
    return OwnElasticity(
        product,
        number("demand", negative=True),
        number("substitution", negative=True),
        number("supply", negative=False),
        (row.get("reference") or "").strip(),
    )


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
