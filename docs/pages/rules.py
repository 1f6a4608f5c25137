"""The page of checks: every rule by name."""

from __future__ import annotations

from collections.abc import Iterator

from entrepot.lake.checks.between_sources import BETWEEN_SOURCES
from entrepot.lake.checks.rows import row_rules
from entrepot.lake.checks.together import TOGETHER
from entrepot.vocabulary.tables import TABLES
from pages.markdown import code, codes, joined, table

INTRODUCTION = """\
# Rules · 检查规则

A finding names the file, the row as you see it, the column, the value, what is wrong and what to do, and in brackets its rule.
A **stop** refuses the whole file (exit 3), or sets the row aside with `--quarantine-rows`; a **warn** and a **note** are said and
the file is kept. See [data.md](../data.md).
“stop”拒绝整个文件（退出码3），或用 `--quarantine-rows` 搁置该行；“warn”和“note”只作提示，文件照常写入。"""

HEADS = ("rule · 规则", "level · 级别", "columns · 列", "tables · 表")

MOST_NAMED = 8

Known = tuple[str, str, str, str]


def rules() -> str:
    return joined(
        INTRODUCTION,
        "## About one row · 单行", _listed(_of_rows()),
        "## About rows taken together · 多行合看",
        "Those for the whole lake only are run by `entrepot data check`; the others at every ingest too.\n"
        "标“data check”者只在 `entrepot data check` 中检查，其余导入时也检查。",
        _listed(_of_many()),
        "## About the file · 整个文件",
        "`duplicate_key`: two rows say the same of the same thing with different numbers; `no_rows`: not one row of data; "
        "`replaces_more`: a file would take the place of rows that it does not name. "
        "Sources add remarks of their own: rows left out on purpose, codes mended.\n"
        "键重复、没有数据行、替换范围过大；各来源另有说明性提示（有意略去的行、修复的编码）。",
    )  # fmt: skip


def _of_rows() -> Iterator[Known]:
    for spec in TABLES:
        printed = tuple(f"{column.name}_printed" for column in spec.columns)
        for rule in row_rules(spec, printed):
            yield rule.name, rule.level, rule.column, spec.name


def _of_many() -> Iterator[Known]:
    for rule in TOGETHER:
        yield rule.name, rule.level, rule.column or "", rule.table
    for rule in BETWEEN_SOURCES:
        yield rule.name, rule.level, rule.column or "", f"{rule.table} (data check)"


def _listed(known: Iterator[Known]) -> str:
    """One line for each rule and level, with all its columns and tables."""
    columns: dict[tuple[str, str], dict[str, None]] = {}
    where: dict[tuple[str, str], dict[str, None]] = {}
    for name, level, column, spec in known:
        columns.setdefault((name, level), {}).update({column: None} if column else {})
        where.setdefault((name, level), {})[spec] = None
    rows = (
        (code(name), level, _columns(tuple(columns[name, level])), ", ".join(where[name, level]))
        for name, level in sorted(columns)
    )
    return table(HEADS, rows)


def _columns(names: tuple[str, ...]) -> str:
    return codes(names) if len(names) <= MOST_NAMED else "any · 任意"
