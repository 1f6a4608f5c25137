"""Findings as they are kept with a job, in both languages, and as they are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from entrepot.vocabulary.columns import Column
from entrepot.vocabulary.findings import Finding
from entrepot.vocabulary.tables import TABLES
from entrepot.vocabulary.text import T

SHOWN: Final = 200
# A cell may hold a million characters; whoever reads a finding wants to recognise it.
_LONGEST: Final = 500
_LONGEST_SENTENCE: Final = 2_000
LEVELS: Final[dict[str, T]] = {
    "stop": T("stop", "拒绝"),
    "warn": T("warn", "警告"),
    "note": T("note", "提示"),
}
_COLUMNS: Final[dict[str, Column]] = {column.name: column for spec in TABLES for column in spec.columns}


@dataclass(frozen=True, slots=True)
class Found:
    level: str
    row: int | None
    column: str
    value: str
    message: T
    rule: str
    place: str = ""

    @property
    def level_title(self) -> T:
        return LEVELS[self.level]

    @property
    def column_title(self) -> str:
        return title_of_column(self.column)


def title_of_column(name: str) -> str:
    """In words, if it is a column of ours; a file may have others."""
    return str(_COLUMNS[name].title) if name in _COLUMNS else name


def finding_as_json(finding: Finding) -> dict[str, Any]:
    return {
        "level": finding.level, "rule": finding.rule, "row": finding.row, "column": finding.column,
        "value": None if finding.value is None else _cut(finding.value), "file": finding.file,
        "message": message_as_json(finding.message),
    }  # fmt: skip


def message_as_json(message: T) -> dict[str, str]:
    """A sentence may quote the file, and the file may say anything."""
    return {"en": _cut(message.en, _LONGEST_SENTENCE), "zh": _cut(message.zh, _LONGEST_SENTENCE)}


def found_in(findings: Sequence[dict[str, Any]]) -> list[Found]:
    """As kept with a job or with a batch; `file` is a place in the lake where the whole lake was looked over."""
    return [
        Found(
            one["level"], one["row"], one["column"] or "", one["value"] or "",
            T(one["message"]["en"], one["message"]["zh"]), one["rule"], one.get("file") or "",
        )
        for one in findings
    ]  # fmt: skip


def counted(found: Sequence[Found]) -> list[tuple[str, T, int]]:
    """Level, its word and how many there are, gravest first."""
    count = Counter(one.level for one in found)
    return [(level, title, count[level]) for level, title in LEVELS.items() if count[level]]


def _cut(text: str, longest: int = _LONGEST) -> str:
    # PostgreSQL keeps no NUL in its JSON.
    text = text.replace("\x00", "\ufffd")
    return text if len(text) <= longest else f"{text[:longest]}…"
