"""Notices as JSON: lists of areas and codes become the cells that a table would print."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.text import T

BETWEEN: Final = ";"
# Whole files of records are read at once: a document is looked at only if its beginning speaks of them.
_BEGINNING: Final = 4000

Json = Any


def own_notices(name: str, content: bytes, columns: Sequence[str]) -> pa.Table | None:
    """`{"notices": [{"id": ..., "imposed_by": ["USA"], ...}]}` as the table of text; None for another document."""
    if b'"notices"' not in content[:_BEGINNING]:
        return None
    document = _loaded(name, content)
    records = document.get("notices") if isinstance(document, Mapping) else None
    if not isinstance(records, list):
        return None
    return table(name, ({key: cell(record.get(key)) for key in columns} for record in objects(name, records)), columns)


def interventions(name: str, content: bytes, columns: Mapping[str, str]) -> pa.Table | None:
    """The answer of Global Trade Alert's data endpoint under the heads of its table; `columns` is key -> head."""
    beginning = content[:_BEGINNING]
    if b'"intervention_id"' not in beginning or b'"implementing_jurisdictions"' not in content:
        return None
    document = _loaded(name, content)
    records = document.get("results", document.get("data")) if isinstance(document, Mapping) else document
    if not isinstance(records, list):
        return None
    rows = ({head: cell(record.get(key)) for key, head in columns.items()} for record in objects(name, records))
    return table(name, rows, list(columns.values()))


def objects(name: str, records: Iterable[Json]) -> Iterable[Mapping[str, Json]]:
    for place, record in enumerate(records, start=1):
        if not isinstance(record, Mapping):
            raise _broken(name, T(f"record {place} is no object", f"第 {place} 条不是对象"))
        yield record


def cell(value: Json) -> str | None:
    """A list becomes one cell; of an object its ISO code, else its name, else its product stands for it."""
    if isinstance(value, list):
        return BETWEEN.join(filter(None, map(cell, value))) or None
    if isinstance(value, Mapping):
        return next((cell(value[key]) for key in ("iso", "name", "product_id") if value.get(key)), None)
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def table(name: str, rows: Iterable[Mapping[str, str | None]], columns: Sequence[str]) -> pa.Table:
    """All text, each row with its place in the list, counted like the lines of a table below its head."""
    listed = [dict(row) for row in rows]
    if not listed:
        raise _broken(name, T("it lists no notice", "没有任何措施"))
    schema = pa.schema([(column, pa.string()) for column in columns])
    return pa.Table.from_pylist(listed, schema=schema)


def _loaded(name: str, content: bytes) -> Json:
    try:
        # Codes such as 0101 stay text; numbers stay as printed.
        return json.loads(content.removeprefix(b"\xef\xbb\xbf"), parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as problem:
        raise _broken(name, T(str(problem), str(problem))) from problem


def _broken(name: str, why: T) -> SchemaMismatch:
    return SchemaMismatch(
        T(
            f"{name} is no list of notices that can be read: {why.en}. docs/notices.md shows the form.",
            f"{name} 不是可读的措施列表：{why.zh}。格式见 docs/notices.md。",
        )
    )
