"""A paper's numbers as a workbook: a sheet for each table and figure, real numbers, formulas where one column follows from others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO
from typing import Any, Final

from entrepot.reports.documents.dates import date_of
from entrepot.reports.documents.fitting import ems
from entrepot.reports.documents.setting import Cell, Grid, Head, Picture, Setting
from entrepot.reports.documents.stored import Stored, stored
from entrepot.reports.documents.words import (
    APPENDIX,
    CONTENT,
    CONTENTS,
    NOTE,
    NUMBER,
    REFERENCES,
    SYNTHETIC_DATA,
    TITLE,
    VINTAGE,
    WHAT,
)
from entrepot.reports.palette import tokens
from entrepot.vocabulary.text import T

# Names of sheets may hold none of these, nor be longer than 31 signs, nor end in an apostrophe.
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME: Final = 31
_LONGEST_TEXT: Final = 32_767
_HEADS: Final = 4
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_APPENDIX_NAME: Final = T("Appendix", "附录")
_EACH: Final = T("What it is and how it is worked out", "说明")


def write(setting: Setting) -> bytes:
    import xlsxwriter

    held = BytesIO()
    book = xlsxwriter.Workbook(held, _OPTIONS)
    book.set_properties({"title": setting.title, "created": datetime.combine(date_of(setting.vintage), time())})
    _Book(book, setting).write()
    book.close()
    return held.getvalue()


class _Book:
    def __init__(self, book: Any, setting: Setting) -> None:
        self.book, self.setting = book, setting
        self.font = "宋体" if setting.language == "zh" else "Arial"
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.names: list[str] = []

    def write(self) -> None:
        setting = self.setting
        index = self._sheet(setting.say(CONTENTS))
        named = [(self._sheet(part.called), part) for part in setting.grids]
        for sheet, part in named:
            self._grid(sheet, part)
        appendix = self._sheet(setting.say(_APPENDIX_NAME)) if setting.explanations else None
        if appendix is not None:
            self._appendix(appendix)
        self._index(index, [(sheet.get_name(), part) for sheet, part in named], appendix)

    def style(self, **more: Any) -> Any:
        key = tuple(sorted(more.items()))
        if key not in self.formats:
            base = {"font_name": self.font, "font_size": 11, "font_color": tokens("print")["ink"], "valign": "vcenter"}
            self.formats[key] = self.book.add_format(base | more)
        return self.formats[key]

    def _sheet(self, wanted: str) -> Any:
        name = _NO_NAME.sub(" ", wanted)[:_LONGEST_NAME].strip() or "-"
        self.names.append(name)
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _index(self, sheet: Any, parts: Sequence[tuple[str, Grid | Picture]], appendix: Any) -> None:
        setting = self.setting
        sheet.set_column(0, 0, 14)
        sheet.set_column(1, 1, 70)
        self._text(sheet, 0, 0, setting.title, bold=True, font_size=16)
        self._text(sheet, 1, 0, f"{setting.say(VINTAGE)} {setting.vintage}", font_color=tokens("print")["ink3"])
        for i, word in enumerate((CONTENT, TITLE)):
            self._text(sheet, 3, i, setting.say(word), bold=True, top=2, bottom=1)
        sheet.freeze_panes(4, 0)
        row = 4
        for name, part in parts:
            self._link(sheet, row, name)
            tag = f"（{setting.say(SYNTHETIC_DATA)}）" if part.synthetic else ""
            self._text(sheet, row, 1, part.title + tag)
            row += 1
        if appendix is not None:
            self._link(sheet, row, appendix.get_name())
            self._text(sheet, row, 1, setting.say(APPENDIX))
            row += 1
        if setting.references:
            self._text(sheet, row + 1, 0, setting.say(REFERENCES), bold=True)
            for i, (count, _, entry) in enumerate(setting.references, start=row + 2):
                self._text(sheet, i, 0, f"[{count}]")
                self._text(sheet, i, 1, entry, text_wrap=True)

    def _link(self, sheet: Any, row: int, name: str) -> None:
        style = self.style(font_color=tokens("print")["link"], underline=1)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", style, string=name)

    def _grid(self, sheet: Any, part: Grid | Picture) -> None:
        setting, table = self.setting, stored(part)
        self._link(sheet, 0, self.names[0])
        subtitle = setting.bracketed(part.subtitle) if isinstance(part, Picture) else ""
        self._text(sheet, 1, 0, f"{part.called}  {part.title}{subtitle}", bold=True, font_size=13)
        if part.synthetic:
            self._text(sheet, 2, 0, setting.say(SYNTHETIC_DATA), bold=True, font_color=tokens("print")["level1"])
        for i, head in enumerate(part.heads):
            self._text(sheet, _HEADS - 1, i, head.title, bold=True, top=5, text_wrap=True, align=_align(head))
            self._text(sheet, _HEADS, i, head.unit, bottom=1, align=_align(head), font_color=tokens("print")["ink2"])
            sheet.set_column(i, i, _width(part, i))
        sheet.freeze_panes(_HEADS + 1, 1)
        last = len(part.rows) - 1
        for y, row in enumerate(part.rows):
            for x, cell in enumerate(row):
                edge = {"bottom": 5} if y == last else {}
                self._cell(sheet, (_HEADS + 1 + y, x), cell, table.at(y, x), part.heads[x], edge)
        below = _HEADS + 2 + len(part.rows)
        for i, said in enumerate((part.source, *(f"{setting.say(NOTE)}{setting.colon}{note}" for note in part.notes))):
            self._text(sheet, below + i, 0, said, font_size=9, font_color=tokens("print")["ink3"])

    def _cell(
        self, sheet: Any, place: tuple[int, int], cell: Cell, held: Stored | None, head: Head, edge: dict[str, int]
    ) -> None:
        if held is None:
            self._text(sheet, *place, cell.text, align=_align(head), **edge)
            return
        style = self.style(num_format=held.shown_as, **edge)
        if held.formula:
            sheet.write_formula(*place, held.formula_at(place[0]), style, held.value)
        else:
            sheet.write_number(*place, held.value, style)

    def _appendix(self, sheet: Any) -> None:
        setting = self.setting
        self._link(sheet, 0, self.names[0])
        self._text(sheet, 1, 0, setting.say(APPENDIX), bold=True, font_size=13)
        self._text(sheet, 2, 0, setting.said_once, font_size=9, font_color=tokens("print")["ink3"])
        labels = tuple(dict.fromkeys(label for one in setting.explanations for label, _ in one.brief))
        for i, label in enumerate((setting.say(NUMBER), setting.say(WHAT), *labels)):
            self._text(sheet, 3, i, label, bold=True, top=5, bottom=1)
        sheet.freeze_panes(4, 2)
        sheet.set_column(1, len(labels) + 1, 32)
        for y, one in enumerate(setting.explanations, start=4):
            facts = dict(one.brief)
            tag = f"（{setting.say(SYNTHETIC_DATA)}）" if one.synthetic else ""
            sheet.write_number(y, 0, one.number, self.style())
            for x, said in enumerate((one.what + tag, *(facts.get(label, "") for label in labels)), start=1):
                self._text(sheet, y, x, said)

    def _text(self, sheet: Any, row: int, column: int, text: str, **style: Any) -> None:
        """Always as text: `=cmd` is a name here."""
        sheet.write_string(row, column, text[:_LONGEST_TEXT], self.style(**style))


def _align(head: Head) -> str:
    return "right" if head.number else "left"


def _width(part: Grid | Picture, i: int) -> float:
    said = [part.heads[i].title, part.heads[i].unit, *(row[i].text for row in part.rows)]
    return min(60.0, max(10.0, 2.1 * max(map(ems, said)) + 2))
