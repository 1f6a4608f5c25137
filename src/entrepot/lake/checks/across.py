"""Looking over everything that is stored, across files and sources."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import duckdb

from entrepot.lake.checks.between_sources import BETWEEN_SOURCES
from entrepot.lake.checks.looking import LOOKED_AT, PAST_ROWS, Look, look_over_rows, told
from entrepot.lake.checks.together import TOGETHER
from entrepot.lake.engine import connect
from entrepot.lake.reading import scan
from entrepot.vocabulary.findings import Finding
from entrepot.vocabulary.tables import table
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.lake.lake import Lake

_RULES: Final = (*TOGETHER, *BETWEEN_SOURCES)
# Tried in turn until what is left is small enough: all goods and chapters tell most of what there is to find.
_NARROWER: Final = ("true", "product_digits <= 2", "product_digits = 0")


def look_over(lake: Lake) -> tuple[Finding, ...]:
    """What the rules find in the lake as it stands; `file` of a finding is its place: source and key."""
    found: list[Finding] = []
    for name in LOOKED_AT:
        snapshot = lake.snapshot(name)
        if not snapshot.files:
            continue
        with TemporaryDirectory() as spill, connect(spill=Path(spill)) as connection:
            rows = scan(snapshot.spec, snapshot.files)
            narrowed = _narrowed(connection, rows) if name == "flows" else "true"
            look: Look = look_over_rows(connection, table(name), f"SELECT * FROM ({rows}) WHERE {narrowed}")
            found += told(look, _RULES)
        if narrowed != "true":
            found.append(_only_some(narrowed))
    order = {"stop": 0, "warn": 1, "note": 2}
    return tuple(sorted(found, key=lambda finding: order[finding.level]))


def _narrowed(connection: duckdb.DuckDBPyConnection, rows: str) -> str:
    cells = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in _NARROWER)
    counts = connection.execute(f"SELECT {cells} FROM ({rows})").fetchone() or ()
    small = [condition for condition, count in zip(_NARROWER, counts, strict=True) if count <= PAST_ROWS]
    return small[0] if small else "false"


def _only_some(condition: str) -> Finding:
    return Finding(
        "note", "only_some_looked_at",
        T(
            f"the flows are too many to look at all of them here: only those with {condition} were; each file was checked when it was taken in",
            f"贸易流量过多，此处只检查了 {condition} 的部分；各文件在导入时已分别检查",
        ),
        "flows",
    )  # fmt: skip
