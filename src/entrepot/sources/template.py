"""An empty table in which anyone can type: as CSV for any editor, as XLSX for Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from entrepot.embedded import embedded_path
from entrepot.vocabulary.text import T

ROWS_WITH_LISTS: Final = 5000
# One day in the past, so that the same template is the same bytes.
_CREATED: Final = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Template:
    """`file` is an embedded CSV of a head (`area/地区`) and examples; what is said of a column, and offered in it, by its English name."""

    file: str
    sheet: str
    explained: Mapping[str, T]
    offered: Mapping[str, tuple[str, ...]]
    numbers: tuple[str, ...] = ()

    def csv(self) -> bytes:
        """With a byte order mark, so that Excel shows the Chinese."""
        return b"\xef\xbb\xbf" + embedded_path(self.file).read_bytes()

    def xlsx(self) -> bytes:
        """The same lines, with lists to choose from, notes on the columns, and text kept as text."""
        import xlsxwriter

        header, *examples = csv.reader(embedded_path(self.file).read_text(encoding="utf-8").splitlines())
        places = {name.split("/")[0]: place for place, name in enumerate(header)}
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
            book.set_properties({"created": _CREATED})
            sheet = book.add_worksheet(self.sheet)
            bold = book.add_format({"bold": True, "bottom": 1})
            # Excel would make a date of 2016-01.
            text, grey = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "italic": True})
            grey.set_font_color("#808080")
            for english, place in places.items():
                sheet.set_column(place, place, 18, None if english in self.numbers else text)
                sheet.write_string(0, place, header[place], bold)
                said = self.explained[english]
                sheet.write_comment(0, place, f"{said.en}\n{said.zh}", {"x_scale": 2})
            for row, cells in enumerate(examples, start=1):
                for place, cell in enumerate(cells):
                    sheet.write_string(row, place, cell, grey)
            for english, offered in self.offered.items():
                offer = {"validate": "list", "source": list(offered), "show_error": False}
                sheet.data_validation(1, places[english], ROWS_WITH_LISTS, places[english], offer)
            sheet.freeze_panes(1, 0)
        return target.getvalue()
