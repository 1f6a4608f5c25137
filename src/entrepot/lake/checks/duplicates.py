"""The same cell given twice in one file."""

from __future__ import annotations

from entrepot.lake.staging import Staged
from entrepot.vocabulary.findings import Finding
from entrepot.vocabulary.text import T

SHOWN = 100
_SAMPLE = 20_000


def duplicate_keys(staged: Staged) -> tuple[list[Finding], str]:
    """A stop for each cell given more than once, and SQL that is true for its rows; empty where there is none."""
    key = _key(staged)
    if staged.ready:
        return [], ""
    if _all_different(staged, _telling(staged, key)) or _all_different(staged, key):
        return [], ""
    names = ", ".join(key)
    grouped = f"SELECT {names}, min(row) AS first, max(row) AS last, count(*) AS times FROM staged GROUP BY ALL HAVING count(*) > 1"
    lines = staged.connection.execute(
        f"SELECT *, count(*) OVER () FROM ({grouped}) ORDER BY first LIMIT {SHOWN}"
    ).fetchall()
    found = [_finding(staged, values, first, last, times) for *values, first, last, times, _ in lines]
    more = lines[0][-1] - len(lines) if lines else 0
    if more:
        text = T(f"and {more:,} more cells given twice", f"另有 {more:,} 个单元重复")
        found.append(Finding("stop", "duplicate_key", text, staged.file))
    bad = f"({names}) IN (SELECT ({names}) FROM staged GROUP BY ALL HAVING count(*) > 1)"
    return found, bad if found else ""


def _finding(staged: Staged, values: list[object], first: int, last: int, times: int) -> Finding:
    shown = ", ".join(str(value) for value in values if value is not None and not isinstance(value, bool))
    return Finding(
        "stop", "duplicate_key",
        T(
            f"the same cell is given {times} times, first in row {first}, last in row {last}: {shown}; keep one of them",
            f"同一单元给出 {times} 次，首见于第 {first} 行，末见于第 {last} 行：{shown}；请只保留一行",
        ),
        staged.file, last, None, shown,
    )  # fmt: skip


def _key(staged: Staged) -> list[str]:
    # Currency is part of a cell's identity: the same query in yuan and in dollars stands side by side.
    key = list(staged.spec.key)
    levels = [name for name in staged.spec.levels if name not in key]
    return [*key, *levels, *(["value_usd IS NULL", "value_cny IS NULL"] if staged.spec.name == "flows" else [])]


def _telling(staged: Staged, key: list[str]) -> list[str]:
    """The columns of the key that vary at the top of the file: if these tell all rows apart, so does the whole key."""
    cells = ", ".join(f"count(DISTINCT {name}) + max(CASE WHEN {name} IS NULL THEN 1 ELSE 0 END)" for name in key)
    row = staged.connection.execute(f"SELECT {cells} FROM (SELECT * FROM staged LIMIT {_SAMPLE})").fetchone()
    counts = row or ()
    return [name for name, count in zip(key, counts, strict=True) if count is not None and count > 1] or key[:1]


def _all_different(staged: Staged, names: list[str]) -> bool:
    """Equal rows have equal hashes: no hash twice, no row twice. Sorting hashes is cheaper than grouping texts."""
    hashes = f"SELECT hash({', '.join(names)}) AS h FROM staged"
    row = staged.connection.execute(
        f"SELECT 1 FROM (SELECT h, lag(h) OVER (ORDER BY h) AS before FROM ({hashes})) WHERE h = before LIMIT 1"
    ).fetchone()
    return row is None
