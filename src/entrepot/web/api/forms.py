"""One table in the form that is accepted: JSON, CSV or an Arrow stream."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pyarrow as pa
from django.http import HttpRequest, HttpResponse

from entrepot.web.papers.downloads import harmless

JSON: Final = "application/json"
CSV: Final = "text/csv"
ARROW: Final = "application/vnd.apache.arrow.stream"
FORMS: Final = {"json": JSON, "csv": CSV, "arrow": ARROW}
FORBIDDEN: Final = "Entrepot-Not-To-Be-Passed-On"


@dataclass(frozen=True, slots=True)
class Reply:
    """`whole` is the JSON; `table` its rows for CSV and Arrow; `told` goes with an Arrow table as metadata.

    `forbidden` are sources whose publishers forbid passing the rows on.
    """

    whole: object
    table: pa.Table
    told: Mapping[str, Any] | None = None
    forbidden: Sequence[str] = ()

    def only(self) -> Reply:
        """Of a list of one: the one itself."""
        if not isinstance(self.whole, list) or len(self.whole) != 1:
            raise ValueError("not a list of one")
        return replace(self, whole=self.whole[0])


class NotAcceptable(Exception):
    """None of our forms will do."""


def respond(request: HttpRequest, reply: Reply) -> HttpResponse:
    content, kind = _written(reply, form_for(request))
    response = HttpResponse(content, content_type=kind)
    response.headers["Vary"] = "Accept, Accept-Language"
    if reply.forbidden:
        response.headers[FORBIDDEN] = ", ".join(reply.forbidden)
    return response


def form_for(request: HttpRequest) -> str:
    """What `format` names, for those who cannot set headers; otherwise what `Accept` likes best."""
    asked = request.GET.get("format")
    found = request.get_preferred_type([*FORMS.values()]) if asked is None else FORMS.get(asked)
    if found is None:
        raise NotAcceptable
    return found


def _written(reply: Reply, form: str) -> tuple[bytes, str]:
    if form == CSV:
        return _csv(reply.table), "text/csv; charset=utf-8"
    if form == ARROW:
        return _arrow(reply.table, reply.told or {}), ARROW
    return json.dumps(reply.whole, ensure_ascii=False, allow_nan=False, default=str).encode(), JSON


def _csv(table: pa.Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.column_names)
    writer.writerows(zip(*(_cells(column) for column in table.columns), strict=True))
    return text.getvalue().encode()


def _cells(column: pa.ChunkedArray[Any]) -> Iterable[object]:
    """A number printed as text (`-5.3`) stays what it is; other texts are made harmless."""
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        return column.to_pylist()
    return [text if text is None or _is_number(text) else harmless(text) for text in column.to_pylist()]


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(",", "").replace(".", "", 1).isdigit()


def _arrow(table: pa.Table, told: Mapping[str, Any]) -> bytes:
    named = table.replace_schema_metadata({"entrepot": json.dumps(told, ensure_ascii=False, default=str)})
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, named.schema) as stream:
        stream.write_table(named)
    return sink.getvalue()


def listed(records: Sequence[Mapping[str, Any]]) -> Reply:
    """Records as they are in JSON; in a table what they hold within becomes columns of its own."""
    flat = [_flat(record) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    return Reply(list(records), pa.table({name: _column([record.get(name) for record in flat]) for name in names}))


def _column(values: list[Any]) -> pa.Array[Any]:
    """Values of several kinds (a number here, a word there) are told as text."""
    kinds = {type(value) for value in values if value is not None}
    plain = len(kinds) <= 1 or kinds == {int, float}
    made: pa.Array[Any] = pa.array(values if plain else [None if value is None else str(value) for value in values])
    return made


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, Mapping):
            found |= {f"{name}_{inner}": one for inner, one in _flat(value).items()}
        elif isinstance(value, list | tuple):
            found[name] = " ".join(str(one) for one in value) if all(isinstance(one, str) for one in value) else json.dumps(value, ensure_ascii=False, default=str)  # fmt: skip
        else:
            found[name] = value
    return found
