"""The pages of tables, errors and settings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from entrepot.cli.checkout import FAILED
from entrepot.cli.entry import INTERRUPTED
from entrepot.parameters.settings import SETTINGS
from entrepot.vocabulary import errors as declared
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.tables import TABLES, TableSpec
from pages.markdown import both, code, codes, joined, table

TABLES_INTRODUCTION = """\
# Tables · 数据表

The tables of the lake: Delta tables in the folder `tables` of the lake, one folder each. The same column name is always the same
quantity in the same unit. Missing is null, never zero.
数据湖中的各张表（Delta 格式）。同名的列总是同一数量、同一单位；缺失为空值，从不写作零。"""

ERRORS_INTRODUCTION = """\
# Errors and exit codes · 错误与退出码

Every error is one sentence: what, where, what to do next. With `--json` it is one object
`{"error": ..., "exit_code": ...}` on the error stream.
每个错误都是一句话：什么错、在哪里、下一步怎么办；加 `--json` 时在错误流输出一个对象。"""

SETTINGS_INTRODUCTION = """\
# Settings · 设置

Environment variables, and nothing else. A value that is not allowed stops the start with those that are.
只通过环境变量设置；取值不被允许时，启动即停并列出可用取值。"""

_KIND = re.compile(r"(\w+) {2,}(\S.*?) {2,}exit (\d+)$", re.MULTILINE)


def tables() -> str:
    return joined(TABLES_INTRODUCTION, *(_table(spec) for spec in TABLES))


def _table(spec: TableSpec) -> str:
    facts = [f"- key within a source · 键: {codes(spec.key)}"]
    if spec.levels:
        facts.append(f"- levels: rows that differ in one stand side by side · 层级: {codes(spec.levels)}")
    facts.append(f"- folders · 分区: {codes(spec.partition)}; sorted by · 排序: {codes(spec.sort)}")
    columns = (
        (code(c.name), c.type, c.unit, "" if c.may_be_missing else "required · 必填", c.title.en, c.title.zh)
        for c in spec.columns
    )
    heads = ("column · 列", "type · 类型", "unit · 单位", "", "what", "说明")
    return joined(f"## {spec.name}", f"**{both(spec.title)}**", "\n".join(facts), table(heads, columns))


def errors() -> str:
    said = {name: (meaning, int(exit_code)) for name, meaning, exit_code in _KIND.findall(declared.__doc__ or "")}
    rows = [
        (0, "", "fine; findings of level warn or note may have been said"),
        (FAILED, "", "a check or a test of `./entrepot test` failed"),
    ]
    for one in _kinds(EntrepotError):
        meaning, exit_code = said[one.__name__]
        if exit_code != one.exit_code:
            raise ValueError(f"the tree of errors says exit {exit_code} of {one.__name__}, which exits {one.exit_code}")
        rows.append((exit_code, code(one.__name__), meaning))
    rows.append((INTERRUPTED, "", "stopped with Ctrl-C; nothing half-done was kept"))
    return joined(ERRORS_INTRODUCTION, table(("exit · 退出码", "error", "meaning"), sorted(rows)))


def _kinds(base: type[EntrepotError]) -> Iterator[type[EntrepotError]]:
    """The kinds that the tree names; what sets up the checkout has one of its own, with the code of BadMachine."""
    for one in base.__subclasses__():
        if one.__module__ == declared.__name__:
            yield one
            yield from _kinds(one)


def settings() -> str:
    rows = (
        (
            code(s.name),
            s.sentence.en,
            s.sentence.zh,
            codes(a for a in s.allowed if a),
            code(s.default) if s.default else "",
        )
        for s in SETTINGS
    )
    heads = ("variable · 变量", "what", "说明", "allowed · 可取", "default · 默认")
    return joined(SETTINGS_INTRODUCTION, table(heads, rows))
