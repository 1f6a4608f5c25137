"""Rows as a file: CSV in a stream, XLSX whole; what a worksheet would run is made harmless."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow.csv as arrow_csv
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from entrepot.lake.export import PRINTED_NUMBER, RUN_BY_A_SHEET, write_file
from entrepot.lake.licences import not_to_be_passed_on
from entrepot.lake.patience import Patience
from entrepot.lake.reading import scan
from entrepot.lake.rows import Rows
from entrepot.vocabulary.columns import Column
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T
from entrepot.web.data.rows import asked_of, counted
from entrepot.web.papers.downloads import TYPES

MOST: Final = {"csv": 1_000_000, "xlsx": 100_000}
# A file goes out as fast as it is taken; a slow line may take some minutes, but not for ever.
MOST_SECONDS: Final = 900
FORBIDDEN: Final = "Entrepot-Not-To-Be-Passed-On"
_MARK: Final = "\ufeff".encode()


@require_safe
def rows_file(request: HttpRequest, lang: str, name: str, ending: str) -> HttpResponseBase:
    rows = asked_of(request, name).rows()
    count = counted(rows)
    if count > MOST[ending]:
        raise WrongCall(
            T(
                f"{count:,} rows are too many for a {ending.upper()} file from here (at most {MOST[ending]:,}): narrow them, or use "
                f"`entrepot data export {name}` on the command line",
                f"{count:,} 行超出此处 {ending.upper()} 文件的上限（{MOST[ending]:,} 行）：请缩小范围，或在命令行用 `entrepot data export {name}`",
            )
        )
    response = _csv(rows) if ending == "csv" else _xlsx(rows)
    response.headers["Content-Disposition"] = f'attachment; filename="{rows.spec.name}.{ending}"'
    if forbidden := not_to_be_passed_on(rows.distinct("source")):
        response.headers[FORBIDDEN] = ", ".join(forbidden)
    return response


def _csv(rows: Rows) -> HttpResponseBase:
    return StreamingHttpResponse(_lines(rows), content_type=TYPES["csv"])


def _lines(rows: Rows) -> Iterator[bytes]:
    """With a byte order mark, so that Excel reads it as UTF-8."""
    spec = rows.spec
    files = rows.lake.snapshot(spec.name, as_of=rows.as_of).files
    order = ", ".join(dict.fromkeys((*spec.partition, *spec.sort)))
    columns = ", ".join(_written(column) for column in spec.columns)
    inner = f"SELECT * FROM ({scan(spec, files)}) WHERE {rows.where} ORDER BY {order}"
    yield _MARK + ",".join(spec.column_names).encode() + b"\r\n"
    options = arrow_csv.WriteOptions(include_header=False)
    # A page's own time is over before the first line is written.
    with rows.lake.warm.cursor() as cursor, Patience(MOST_SECONDS) as patience, patience.attending(cursor):
        for batch in cursor.sql(f"SELECT {columns} FROM ({inner})", params=list(rows.values)).to_arrow_reader(50_000):
            sink = io.BytesIO()
            arrow_csv.write_csv(batch, sink, options)
            yield sink.getvalue()


def _written(column: Column) -> str:
    """A number printed as text (`-5.3`) stays what it is, and none is written with an exponent that need not be."""
    name = column.name
    if column.type == "number":
        whole = f"{name} = trunc({name}) AND abs({name}) < 1e15"
        return f"CASE WHEN {whole} THEN CAST({name} AS BIGINT)::VARCHAR ELSE {name}::VARCHAR END AS {name}"
    if column.type != "text":
        return name
    return (
        f"CASE WHEN regexp_matches({name}, '{RUN_BY_A_SHEET}') AND NOT regexp_matches({name}, '{PRINTED_NUMBER}') "
        f"THEN '''' || {name} ELSE {name} END AS {name}"
    )


def _xlsx(rows: Rows) -> HttpResponseBase:
    # Every text is written as a text there, so that nothing has to be changed.
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.xlsx"
        write_file(rows, file)
        return HttpResponse(file.read_bytes(), content_type=TYPES["xlsx"])
