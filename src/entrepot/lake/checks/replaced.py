"""A narrower query that would take the place of a wider one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from entrepot.lake.reading import scan
from entrepot.lake.restating import covered
from entrepot.lake.staging import Staged
from entrepot.lake.writing import replaceable
from entrepot.vocabulary.findings import Finding
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.lake.lake import Lake

LARGEST_QUERY: Final = 2_000_000
_ENOUGH: Final = 20
_KEPT: Final = 0.5
_COUNTED: Final = ("partner", "product", "reporter", "regime")


def replaces_more(staged: Staged, lake: Lake) -> list[Finding]:
    """A warning where the rows that this file replaces are more than twice as many as its own, or of more partners or goods."""
    files = replaceable(staged, lake.snapshot(staged.spec.name))
    # What is larger is no query that somebody narrowed.
    if staged.spec.name != "flows" or not files or staged.count() > LARGEST_QUERY:
        return []
    cells = ", ".join(["count(*)", *(f"count(DISTINCT {name})" for name in _COUNTED)])
    old = staged.connection.execute(
        f"SELECT {cells} FROM ({scan(staged.spec, files)}) old WHERE {covered(staged)}"
    ).fetchone()
    if old is None or old[0] < _ENOUGH:
        return []
    new = staged.connection.execute(f"SELECT {cells} FROM staged").fetchone() or old
    names = ("rows", *_COUNTED)
    fewer = [
        (name, before, after) for name, before, after in zip(names, old, new, strict=True) if after < _KEPT * before
    ]
    return [_finding(staged, fewer)] if fewer else []


def _finding(staged: Staged, fewer: list[tuple[str, int, int]]) -> Finding:
    en = ", ".join(f"{after:,} {_EN[name]} in place of {before:,}" for name, before, after in fewer)
    zh = "，".join(f"{_ZH[name]}由 {before:,} 减为 {after:,}" for name, before, after in fewer)
    return Finding(
        "warn", "replaces_more_than_it_states",
        T(
            f"this file takes the place of a wider one: {en}. If it is a part of that query only, take it back with `entrepot data undo` and ask for all of it",
            f"该文件将替换范围更广的数据：{zh}。若只是其中一部分，请用 `entrepot data undo` 撤销并重新查询全部",
        ),
        staged.file,
    )  # fmt: skip


_EN: Final = {
    "rows": "rows",
    "partner": "partners",
    "product": "products",
    "reporter": "reporters",
    "regime": "regimes",
}
_ZH: Final = {"rows": "行数", "partner": "贸易伙伴", "product": "商品", "reporter": "报告地区", "regime": "贸易方式"}
