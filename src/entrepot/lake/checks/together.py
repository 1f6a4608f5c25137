"""Rules about rows taken together: the same key twice, totals that are not their parts, jumps."""

from __future__ import annotations

from dataclasses import dataclass, field

from entrepot.lake.staging import Staged
from entrepot.vocabulary.findings import Finding
from entrepot.vocabulary.text import T


@dataclass(slots=True)
class Together:
    """`bad` is SQL true for rows to set aside; `row_rules` are rules whose stops are about rows, not the whole file."""

    findings: list[Finding] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    row_rules: frozenset[str] = frozenset({"duplicate_key"})


def together_findings(staged: Staged) -> Together:
    found = Together()
    _duplicate_keys(staged, found)
    if staged.count() == 0:
        found.findings.append(
            Finding("stop", "no_rows", T("not one row of data", "没有任何数据行"), staged.file),
        )
    return found


def _duplicate_keys(staged: Staged, found: Together) -> None:
    key = ", ".join(_key(staged))
    rows = staged.connection.execute(
        f"SELECT {key}, min(row), max(row), count(*) FROM staged GROUP BY ALL HAVING count(*) > 1 ORDER BY min(row) LIMIT 100"
    ).fetchall()
    if not rows:
        return
    for row in rows:
        *values, first, last, times = row
        shown = ", ".join(str(value) for value in values if value is not None)
        found.findings.append(
            Finding(
                "stop", "duplicate_key",
                T(
                    f"the same cell is given {times} times, first in row {first}, last in row {last}: {shown}",
                    f"同一单元给出 {times} 次，首见于第 {first} 行，末见于第 {last} 行：{shown}",
                ),
                staged.file, last, None, shown,
            )
        )  # fmt: skip
    found.bad.append(f"({key}) IN (SELECT ({key}) FROM staged GROUP BY ALL HAVING count(*) > 1)")


def _key(staged: Staged) -> list[str]:
    # Currency is part of a cell's identity: the same query in yuan and in dollars stands side by side.
    key = [name for name in staged.spec.key if name not in ("regime_level",)]
    levels = [name for name in staged.spec.levels if name not in key]
    return [*key, *levels, *(["value_usd IS NULL", "value_cny IS NULL"] if staged.spec.name == "flows" else [])]
