"""An answer as a workbook: texts stay texts there, whatever they begin with."""

from __future__ import annotations

import io
import math

from entrepot.workbench.answer import Answer


def worksheet(answer: Answer, said: str) -> bytes:
    """`said` stands under the rows: whose numbers they are, of when, and whether they are made up."""
    import xlsxwriter

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(answer.measure.id[:31])
        sheet.write_row(0, 0, answer.table.column_names)
        for place, column in enumerate(answer.table.columns):
            sheet.write_column(1, place, [_plain(value) for value in column.to_pylist()])
        sheet.write_string(answer.table.num_rows + 2, 0, said)
    return held.getvalue()


def _plain(value: object) -> object:
    """A worksheet has no number that is none."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
