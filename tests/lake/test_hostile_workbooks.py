"""Spreadsheets that Excel, a person or an attacker made, and documents that are none."""

from __future__ import annotations

import datetime
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from entrepot.lake.files.workbook import read_workbook

NAMES = ("Date", "Country", "Exchange rate")
ROW = ("2021-03-01", "Japan", 108.6)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def book(fill: Callable[[Any, Any], None], *, names: bool = True) -> bytes:
    """A workbook of one sheet; `fill` takes the book and the sheet, whose first row holds the names."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Data")
        if names:
            sheet.write_row(0, 0, NAMES)
        fill(made, sheet)
    return packed.getvalue()


def rows(*cells: tuple[object, ...]) -> bytes:
    return book(lambda _, sheet: [sheet.write_row(line, 0, row) for line, row in enumerate(cells, start=1)])


def repacked(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, change(old.read(member)) if member == name else old.read(member))
    return packed.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def uncalculated(_: Any, sheet: Any) -> None:
    sheet.write_row(1, 0, ROW[:2])
    sheet.write_formula(1, 2, "=100+8.6", value="")


def no_value(content: bytes) -> bytes:
    return content.replace(b"<v></v>", b"").replace(b"<v>0</v>", b"")


def bomb() -> bytes:
    return repacked(rows(ROW), SHEET, lambda sheet: sheet.replace(b"</sheetData>", b" " * (90 << 20) + b"</sheetData>"))


def long_text_in_many_cells() -> bytes:
    """Ten kilobytes that are three gigabytes once each cell is written out."""
    long = lambda texts: texts.replace(b"Japan", b"J" * (1 << 20))  # noqa: E731
    return repacked(rows(*[ROW] * 3_000), "xl/sharedStrings.xml", long)


def far_cell(said: bytes) -> bytes:
    """Under a name that only the part's own relation tells."""
    far = b"<row r='9'><c r=%s t='str'><v>x</v></c></row></sheetData>" % said
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(rows(ROW))) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member).replace(b"worksheets/sheet1.xml", b"data/one.bin").replace(b"</sheetData>", far)
            new.writestr(member.replace("worksheets/sheet1.xml", "data/one.bin"), content)
    return packed.getvalue()


def repeated_cell() -> bytes:
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell>'
    names = "".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0" ' for one in ("office", "table", "text"))  # fmt: skip
    content = f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="a"><table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>'
    return _zip(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.encode()))


def billion_laughs() -> bytes:
    entities = b'<!DOCTYPE x [<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 10)
    )
    return b'<?xml version="1.0"?>' + entities + b"]><x>&a9;</x>"


EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY p SYSTEM "file:///etc/passwd">]><x>&p;</x>'
JSON_ROW = '{"period": "2021", "reporterCode": 156}'

REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "xlsx_cut_short": ("monthly.xlsx", lambda: rows(ROW)[:-200], "cannot be read as a spreadsheet"),
    "xlsx_empty_zip": ("monthly.xlsx", lambda: b"PK\x05\x06" + bytes(18), "cannot be read as a spreadsheet"),
    "xlsx_that_is_another_zip": ("monthly.xlsx", lambda: _zip(("a.txt", b"a")), "cannot be read as a spreadsheet"),
    "xlsx_that_is_a_csv": ("monthly.xlsx", lambda: b"Date,Country,Exchange rate\n", "cannot be read as a spreadsheet"),
    "xlsx_with_a_broken_sheet": ("monthly.xlsx", lambda: repacked(rows(ROW), SHEET, lambda x: x[: len(x) // 2]), ""),
    "xlsx_without_its_sheet": ("monthly.xlsx", lambda: repacked(rows(ROW), SHEET, lambda _: b""), ""),
    "xlsx_of_nothing": ("monthly.xlsx", lambda: book(lambda *_: None, names=False), "every sheet is empty"),
    "xlsx_only_header": ("monthly.xlsx", rows, ""),
    "xlsx_bomb": ("monthly.xlsx", bomb, "unfolds to more than"),
    "xlsx_with_a_cell_at_the_end_of_the_world": ("monthly.xlsx", lambda: book(lambda _, s: s.write(1_048_575, 16_383, "x")), "columns"),
    "xlsx_of_one_long_text_in_many_cells": ("monthly.xlsx", long_text_in_many_cells, "unfolds to more than"),
    "xlsx_with_a_far_cell_in_other_quotes": ("monthly.xlsx", lambda: far_cell(b"'XFD1048576'"), "columns"),
    "xlsx_of_hundreds_of_sheets": ("monthly.xlsx", lambda: book(lambda made, _: [made.add_worksheet() for _ in range(200)]), "201 sheets"),
    "xlsx_uncalculated": ("monthly.xlsx", lambda: repacked(book(uncalculated), SHEET, no_value), "cell C2 holds a formula"),
    "xlsx_formulas_as_text": ("monthly.xlsx", lambda: book(lambda _, s: (s.write_row(1, 0, ROW[:1]), s.write_string(1, 1, "=cmd|' /C calc'!A0"), s.write(1, 2, 1))), "row 2"),
    "xlsx_error_cell": ("monthly.xlsx", lambda: book(lambda _, s: (s.write_row(1, 0, ROW[:2]), s.write_formula(1, 2, "=A9", value="#REF!"))), "cell C2 holds an error"),
    "xlsx_boolean": ("monthly.xlsx", lambda: rows((*ROW[:2], True)), "row 2"),
    "xlsx_dates_as_numbers": ("monthly.xlsx", lambda: rows((44_256, "Japan", 108.6)), "row 2"),
    "xlsx_other_columns": ("monthly.xlsx", lambda: book(lambda _, s: s.write_row(0, 0, ["a", "b", "c"])), ""),
    "xlsx_under_a_csv_name_of_rubbish": ("monthly.csv", lambda: repacked(rows(ROW), SHEET, lambda _: b"<"), ""),
    "xls_locked": ("monthly.xlsx", lambda: OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(4_000), ""),
    "xls_rubbish": ("monthly.xls", lambda: OLE + bytes(range(256)) * 20, "cannot be read as a spreadsheet"),
    "xls_web_page": ("monthly.xls", lambda: b"<html><table><tr><td>Date</td></tr></table></html>", "web page"),
    "xls_web_page_of_excel": ("monthly.xls", lambda: b'\xef\xbb\xbf<?xml version="1.0"?>\n<html xmlns:o="urn"></html>', "web page"),
    "ods_of_one_cell_repeated": ("monthly.ods", repeated_cell, "17,179,869,184 cells"),
    "ods_rubbish": ("monthly.ods", lambda: b"PK\x03\x04" + bytes(99), "cannot be read as a spreadsheet"),
    "json_cut_short": ("data.json", lambda: b'{"data": [' + JSON_ROW.encode(), ""),
    "json_of_a_web_page": ("data.json", lambda: b"<!doctype html><title>Just a moment...</title>", "web page"),
    "json_nested_deep": ("data.json", lambda: b"[" * 100_000 + b"]" * 100_000, ""),
    "json_objects_nested_deep": ("data.json", lambda: b'{"data":' * 100_000 + b"1" + b"}" * 100_000, ""),
    "json_of_scalars": ("data.json", lambda: b"[1, 2, 3]", ""),
    "json_null": ("data.json", lambda: b"null", ""),
    "json_number": ("data.json", lambda: b"1e999", ""),
    "json_huge_number": ("data.json", lambda: b'{"data": [{"primaryValue": ' + b"9" * 100_000 + b"}]}", ""),
    "json_nan": ("data.json", lambda: b'{"data": [{"primaryValue": NaN}]}', ""),
    "json_wrong_types": ("data.json", lambda: b'{"data": {"a": 1}, "structure": [], "dataSets": 3}', ""),
    "json_data_of_nulls": ("data.json", lambda: b'{"elapsedTime": "1", "count": 1, "data": [null, 1, []], "error": ""}', ""),
    "json_twice_the_same_key": ("data.json", lambda: b'{"data": [], "data": 1}', ""),
    "json_error_of_the_service": ("data.json", lambda: b'{"statusCode": 429, "message": "Rate limit is exceeded."}', ""),
    "json_not_utf8": ("data.json", lambda: b'{"data": "\xff\xfe"}', ""),
    "json_only_spaces": ("data.json", lambda: b" \n ", ""),
    "sdmx_json_without_sense": ("data.json", lambda: b'{"data": {"dataSets": [{"series": {"0:0": {"observations": {"9": [1]}}}}], "structure": {"dimensions": {"series": [], "observation": []}}}}', ""),
    "xml_billion_laughs": ("data.xml", billion_laughs, ""),
    "xml_external_entity": ("data.xml", lambda: EXTERNAL, ""),
    "xml_cut_short": ("data.xml", lambda: b'<?xml version="1.0"?><message:StructureSpecificData xmlns:message="x"><a>', ""),
    "xml_nested_deep": ("data.xml", lambda: b"<a>" * 100_000, ""),
    "xml_of_another_kind": ("data.xml", lambda: b'<?xml version="1.0"?><rss/>', ""),
}  # fmt: skip


def _zip(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def real_dates(made: Any, sheet: Any) -> None:
    sheet.write_datetime(1, 0, datetime.datetime(2021, 3, 1), made.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_row(1, 1, ROW[1:])


def stray_cells(made: Any, sheet: Any) -> None:
    sheet.write_row(1, 0, ROW)
    grey = made.add_format({"bg_color": "#dddddd"})
    for line in range(3, 20_000):
        sheet.set_row(line, 20, grey)
        sheet.write_blank(line, 0, None, grey)
    made.add_worksheet("Empty")
    hidden = made.add_worksheet("Hidden")
    hidden.write_row(0, 0, ["a", "note"])
    hidden.write_row(1, 0, ["b", 1])
    hidden.hide()


def merged_banner(made: Any, sheet: Any) -> None:
    sheet.merge_range(0, 1, 0, 5, "Federal Reserve, H.10", made.add_format())
    sheet.write_row(3, 1, NAMES)
    sheet.write_row(4, 1, ROW)


def calculated(_: Any, sheet: Any) -> None:
    sheet.write_row(1, 0, ROW[:2])
    sheet.write_formula(1, 2, "=100+8.6", value=108.6)


READ: dict[str, tuple[str, Callable[[], bytes]]] = {
    "xlsx": ("monthly.xlsx", lambda: rows(ROW)),
    "xlsx_under_a_csv_name": ("monthly.csv", lambda: rows(ROW)),
    "xlsx_in_a_zip": ("rates.zip", lambda: _zip(("monthly.xlsx", rows(ROW)))),
    "xlsx_with_dates": ("monthly.xlsx", lambda: book(real_dates)),
    "xlsx_with_styled_empty_rows_and_other_sheets": ("monthly.xlsx", lambda: book(stray_cells)),
    "xlsx_with_a_merged_banner": ("monthly.xlsx", lambda: book(merged_banner, names=False)),
    "xlsx_calculated": ("monthly.xlsx", lambda: book(calculated)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_workbook_or_document_is_refused(name: str, door: Any, tmp_path: Path) -> None:
    file_name, make, says = REFUSED[name]
    file = tmp_path / file_name
    file.write_bytes(make())
    # The service's own refusal, saved as a file, is told as such (exit 5).
    refused = door.refuses(file, says, exit_code=5 if "service" in name else 3)
    assert file_name in refused.message.en
    assert "root:" not in refused.message.en


@pytest.mark.parametrize("name", READ)
def test_an_odd_workbook_is_read(name: str, open_door: Any, tmp_path: Path) -> None:
    file_name, make = READ[name]
    file = tmp_path / file_name
    file.write_bytes(make())
    open_door.reads(file, 1)
    held = open_door.lake.query("SELECT currency, period, per_usd FROM rates").to_pylist()
    assert held == [{"currency": "JPY", "period": "2021-03", "per_usd": 108.6}]


def test_a_row_of_zeros_is_a_row(tmp_path: Path) -> None:
    file = tmp_path / "zeros.xlsx"
    file.write_bytes(
        book(lambda _, sheet: (sheet.write_row(0, 0, ["a", "b"]), sheet.write_row(2, 0, [0, False])), names=False)
    )
    (sheet,) = read_workbook(file, file.name)
    assert sheet.rows == [["a", "b"], [], ["0", "false"]]


BOUNDED = """
import resource, sys
from entrepot.cli.entry import run
code = run(["ingest", sys.argv[1], "--lake", sys.argv[2]])
print(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def a_million_styled_rows() -> bytes:
    row = b'<row r="%d" spans="1:3" s="1" customFormat="1"><c r="A%d" s="1"/><c r="C%d" s="1"/></row>'
    empty = b"".join(row % (n, n, n) for n in range(3, 1_048_577))
    return repacked(rows(ROW), SHEET, lambda sheet: sheet.replace(b"</sheetData>", empty + b"</sheetData>"))


def a_sheet_of_27_million_cells() -> bytes:
    """Two cells, far apart: what lies between them is empty, and must not be made."""
    return book(lambda _, sheet: (sheet.write_row(1, 0, ROW), sheet.write(900_000, 29, "x")))


@pytest.mark.parametrize("make", [billion_laughs, a_million_styled_rows, a_sheet_of_27_million_cells])
def test_memory_stays_bounded(make: Callable[[], bytes], tmp_path: Path) -> None:
    file = tmp_path / ("data.xml" if make is billion_laughs else "monthly.xlsx")
    file.write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", BOUNDED, str(file), str(tmp_path / "lake")], capture_output=True, text=True, check=True
    )
    code, mebibytes = map(int, done.stdout.split()[-2:])
    assert "Traceback" not in done.stderr
    assert code == (0 if make is a_million_styled_rows else 3)
    assert mebibytes < 1_500
