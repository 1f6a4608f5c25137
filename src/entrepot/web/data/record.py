"""A batch's record in words: what came in, from whom, when, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from entrepot.lake.lake import Batch
from entrepot.sources import ALL_SOURCES
from entrepot.sources.source import Source
from entrepot.vocabulary.flows import FLOW_TITLES, Flow
from entrepot.vocabulary.tables import table
from entrepot.vocabulary.text import T
from entrepot.web.jobs.found import counted, found_in, title_of_column

ACTIONS: Final[Mapping[str, T]] = {"ingest": T("taken in", "导入"), "undo": T("undo", "撤销")}
_SOURCES: Final = {source.id: source for source in ALL_SOURCES}


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch as a line among others."""

    id: str
    file: str
    action: T
    source: Source
    rows_kept: int
    counts: list[tuple[str, T, int]]
    at: datetime
    undone: bool


def batch_lines(history: tuple[Batch, ...], *, most: int) -> list[BatchLine]:
    """The newest batches first."""
    undone = {one.record.get("undoes") for one in history}
    return [
        BatchLine(
            one.id, str(one.record["file"] or one.id), ACTIONS[str(one.record["action"])], source_of(one),
            int(str(one.record["rows_kept"])), counted(found_in(findings_of(one))), datetime.fromisoformat(one.at),
            one.id in undone,
        )
        for one in history[::-1][:most]
    ]  # fmt: skip


def source_of(batch: Batch) -> Source:
    return _SOURCES[str(batch.record["source"])]


def findings_of(batch: Batch) -> list[dict[str, Any]]:
    found = batch.record.get("findings")
    return list(found) if isinstance(found, list) else []


def in_words(batch: Batch) -> list[tuple[T, str]]:
    """Title and value of everything worth knowing; what was not said and what is nothing is left out."""
    said = ((title, word(batch.record[key])) for key, title, word in _WORDS if batch.record.get(key))
    return [(title, value) for title, value in said if value]


def _count(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _moment(value: object) -> str:
    """In the time of the pages' readers."""
    from django.utils import timezone

    return timezone.localtime(datetime.fromisoformat(str(value))).strftime("%Y-%m-%d %H:%M:%S")


def _pairs(value: object) -> str:
    return ", ".join(f"{name}={one}" for name, one in value.items()) if isinstance(value, dict) else str(value)


def _source(value: object) -> str:
    return str(_SOURCES[str(value)].title) if str(value) in _SOURCES else str(value)


def _columns(names: object) -> str:
    return ", ".join(title_of_column(str(one)) for one in names) if isinstance(names, list) else str(names)


_WORDS: Final[tuple[tuple[str, T, Callable[[object], str]], ...]] = (
    ("action", T("Action", "操作"), lambda value: str(ACTIONS.get(str(value), value))),
    ("at", T("When (Beijing)", "时间（北京）"), _moment),
    ("file", T("File", "文件"), str),
    ("source", T("Source", "来源"), _source),
    ("table", T("Table", "表"), lambda value: str(table(str(value)).title)),
    ("rows_read", T("Rows read", "读取行数"), _count),
    ("rows_kept", T("Rows kept", "写入行数"), _count),
    ("rows_quarantined", T("Rows set aside", "搁置行数"), _count),
    ("rows_replaced", T("Older rows replaced", "替换旧数据行数"), _count),
    ("flow", T("Said of it: flow", "补充说明：进出口"), lambda value: str(FLOW_TITLES.get(Flow(str(value)), value))),
    ("options", T("Said of it: more", "补充说明：其他"), _pairs),
    ("vintage", T("Released on", "发布日期"), str),
    ("restates", T("Takes the place of rows of the same", "替换下列内容相同的旧数据"), _columns),
    ("undoes", T("Takes back batch", "撤销的批次"), str),
    ("batch", T("Batch", "批次"), str),
    ("sha256", T("Fingerprint (SHA-256)", "文件指纹（SHA-256）"), str),
)  # fmt: skip
