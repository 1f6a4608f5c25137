"""Rows as a file that people open: CSV for Excel, XLSX, Parquet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from entrepot.lake.delta import arrow_schema
from entrepot.lake.rows import Rows
from entrepot.vocabulary.errors import BadMachine, WrongCall
from entrepot.vocabulary.steps import Progress, Step, no_progress
from entrepot.vocabulary.text import T

# Excel's own limit, less the header.
_SHEET_ROWS = 1_048_575
RUN_BY_A_SHEET = "^[=+@\\t\\r\\n＝＋－＠-]"
"""A worksheet takes a text that begins so for a formula, some also in full width."""
PRINTED_NUMBER = "^[+-]?[0-9][0-9,.]*$"
"""`-5.3` as text stays what it is."""


def write_file(rows: Rows, out: Path, *, progress: Progress = no_progress) -> int:
    """Write the rows to `out` by its ending; how many they were. A half-written file is removed."""
    writers = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}
    writer = writers.get(out.suffix.lower())
    if writer is None:
        raise WrongCall(
            T(
                f"{out.name}: the ending must be .csv, .xlsx or .parquet",
                f"{out.name}：文件须以 .csv、.xlsx 或 .parquet 结尾",
            )
        )
    part = out.with_name(out.name + ".part")
    try:
        count = writer(rows, _told(rows, progress), part)
        part.replace(out)
    except PermissionError as problem:
        raise BadMachine(
            T(
                f"{out} cannot be written ({problem.strerror}): is it open in another program (Excel)? Close it, or choose another name",
                f"无法写入 {out}（{problem.strerror}）：是否在其他程序（Excel）中打开？请关闭后再试，或换一个文件名",
            )
        ) from problem
    except OSError as problem:
        raise BadMachine(
            T(f"{out} cannot be written ({problem.strerror})", f"无法写入 {out}（{problem.strerror}）")
        ) from problem
    finally:
        part.unlink(missing_ok=True)
    return count


def _told(rows: Rows, progress: Progress) -> Iterator[pa.RecordBatch]:
    """The rows, telling how many of them have been asked for."""
    whole, done = max(rows.count(), 1), 0
    progress(Step("writing", "写出", share=lambda: done / whole if done else None))
    for batch in rows.batches():
        yield batch
        done += batch.num_rows


def _csv(rows: Rows, batches: Iterator[pa.RecordBatch], part: Path) -> int:
    # With a byte-order mark: without it Excel takes UTF-8 for the local code page.
    count = 0
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rows.spec.column_names)
        for batch in batches:
            count += batch.num_rows
            writer.writerows(zip(*(_harmless(column).to_pylist() for column in batch.columns), strict=True))
    return count


def _harmless(column: Any) -> Any:
    """The cells, with an apostrophe before each text that a worksheet would run."""
    if not pa.types.is_string(column.type):
        return column
    as_number = pc.match_substring_regex(column, PRINTED_NUMBER)
    runs = pc.and_not(pc.match_substring_regex(column, RUN_BY_A_SHEET), as_number)
    return pc.if_else(runs, pc.binary_join_element_wise("'", column, ""), column)


def _xlsx(rows: Rows, batches: Iterator[pa.RecordBatch], part: Path) -> int:
    import xlsxwriter

    count = rows.count()
    if count > _SHEET_ROWS:
        raise WrongCall(T(f"{count:,} rows do not fit on a sheet; export .csv or .parquet, or narrow with --where", f"{count:,} 行超出工作表上限；请导出 .csv 或 .parquet，或用 --where 缩小范围"))  # fmt: skip
    with xlsxwriter.Workbook(
        str(part), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet(rows.spec.name)
        sheet.write_row(0, 0, rows.spec.column_names)
        line = 1
        for batch in batches:
            for record in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                sheet.write_row(line, 0, record)
                line += 1
    return count


def _parquet(rows: Rows, batches: Iterator[pa.RecordBatch], part: Path) -> int:
    count = 0
    with pq.ParquetWriter(part, arrow_schema(rows.spec), compression="zstd") as writer:
        for batch in batches:
            count += batch.num_rows
            writer.write_batch(batch)
    return count
