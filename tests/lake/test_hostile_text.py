"""Text files that no publisher meant: refused with the place, nothing landed; or read, where the right answer is to read."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

import pytest

HEAD = b"Date,Country,Exchange rate\n"
ROW = b"2021-03-01,Japan,108.6\n"
CUSTOMS = "数据年月,商品编码,商品名称,贸易伙伴编码,贸易伙伴名称,注册地编码,注册地名称,美元\n"
TRADE = '202403,85423190,其他处理器及控制器,116,日本,21,辽宁省,"1,234"\n'


def customs(row: str, head: str = CUSTOMS) -> bytes:
    return (head + row).encode("gb18030")


REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "only_bom": (codecs.BOM_UTF8, "is empty"),
    "bom_and_blank_lines": (codecs.BOM_UTF8 + b"\n\n\n", "is empty"),
    "blank_lines": (b"\n \r\n\n", "is empty"),
    "only_commas": (b",,,\n,,,\n", "not blank"),
    "only_header": (HEAD, "not one row"),
    "only_header_cut_short": (HEAD[:-1], "not one row"),
    "cut_mid_row": (HEAD + ROW + b"2021-04-01,Jap", "line 3"),
    "cut_mid_quote": (HEAD + ROW + b'2021-04-01,"Jap', "line 3"),
    "a_row_too_short": (HEAD + b"2021-03-01,Japan\n" + ROW, "line 2"),
    "a_row_too_long": (HEAD + ROW + b"2021-04-01,Japan,108.6,7\n", "line 3: 4 cells"),
    "a_row_too_long_far_down": (HEAD + ROW * 60 + b"2021-04-01,Japan,108.6,7\n", "line 62"),
    "a_cell_beyond_the_header_far_down": (
        HEAD.replace(b"\n", b",\n") + ROW.replace(b"\n", b",\n") * 60 + b"2021-04-01,Japan,108.6,7\n",
        "row 62",
    ),
    "tabs_among_commas": (HEAD + ROW + b"2021-04-01\tJapan\t108.6\n", "line 3"),
    "unbalanced_quote": (HEAD + b'2021-03-01,"Japan,108.6\n' + ROW * 3, "line 2"),
    "text_after_a_quote": (HEAD + b'2021-03-01,"Jap"an,108.6\n', "line 2"),
    "nul_in_a_cell": (HEAD + b"2021-03-01,Ja\x00pan,108.6\n", "nul byte"),
    "nul_far_down": (HEAD + ROW * 60_000 + b"2021-03-01,Ja\x00pan,108.6\n", f"position {27 + 23 * 60_000 + 13:,}"),
    "utf16_without_bom": ((HEAD + ROW).decode().encode("utf-16-le"), "nul byte"),
    "utf16_cut_in_half_a_character": ((HEAD + ROW).decode().encode("utf-16")[:-1], "cannot be read as"),
    "utf32": ((HEAD + ROW).decode().encode("utf-32"), "nul byte"),
    "gb18030_broken": (customs(TRADE)[:-12] + b"\xff\xff\n", "cannot be read as"),
    "utf8_cut_in_a_character": ((CUSTOMS + TRADE).encode()[:-16], "cannot be read as UTF-8"),
    "utf8_with_a_gbk_row": ((CUSTOMS + TRADE).encode() + customs(TRADE, ""), "cannot be read as UTF-8"),
    "shift_jis": ("年月,国名,為替レート\n2021-03,日本,108\n".encode("shift_jis"), ""),
    "web_page": (b"\r\n <!DOCTYPE HTML><html><body>412 Precondition Failed</body></html>", "web page"),
    "web_page_after_a_bom_and_a_comment": (codecs.BOM_UTF8 + b"<!-- robots -->\n<html></html>", "web page"),
    "robot_check": (b"<script>document.cookie='x'</script>", "web page"),
    "a_million_columns": (b"a," * 1_000_000 + b"a\n" + b"1," * 1_000_000 + b"1\n", "columns"),
    "other_columns": (b"a,b,c\n1,2,3\n", "of no form"),
    "columns_twice": (b"Date,Date,Country,Exchange rate\n2021-03-01,2021-03-01,Japan,108.6\n", "of no form"),
    "columns_in_another_case": (HEAD.lower() + ROW, "of no form"),
    "a_program": (b"\x7fELF\x02\x01\x01" + bytes(64), "nul byte"),
    "a_picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "nul byte"),
    "a_pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", ""),
    "month_13": (HEAD + b"2021-13-01,Japan,108.6\n", "row 2"),
    "day_in_another_order": (HEAD + b"03/01/2021,Japan,108.6\n", "row 2"),
    "year_0": (HEAD + b"0000-01-01,Japan,108.6\n", "row 2"),
    "year_99999": (HEAD + b"99999-01-01,Japan,108.6\n", "row 2"),
    "unknown_country": (HEAD + ROW + b"2021-03-01,Atlantis,1\n", "row 3"),
    "a_country_full_of_escapes": (HEAD + b"2021-03-01,\x1b[2J\x1b]0;hi\x07Japan,108.6\n", "row 2"),
    "a_country_written_right_to_left": (HEAD + "2021-03-01,\u202eJapan\u202c,108.6\n".encode(), "row 2"),
    "the_same_cell_twice": (HEAD + ROW + b"2021-04-01,Japan,1\n" + ROW, "row 4"),
    "a_negative_rate": (HEAD + b"2021-03-01,Japan,-108.6\n", "row 2"),
    "1e400": (HEAD + b"2021-03-01,Japan,1e400\n", "row 2"),
    "inf": (HEAD + b"2021-03-01,Japan,inf\n", "row 2"),
    "underscores_in_a_number": (HEAD + b"2021-03-01,Japan,1_000\n", "row 2"),
    "two_decimal_points": (HEAD + b"2021-03-01,Japan,1.234.567\n", "row 2"),
    "full_width_digits": (HEAD + "2021-03-01,Japan,１０８\n".encode(), "row 2"),
    "hexadecimal": (HEAD + b"2021-03-01,Japan,0x10\n", "row 2"),
    "a_formula": (HEAD + b"2021-03-01,Japan,=1+1\n", "row 2"),
    "decimal_commas": (b"Date;Country;Exchange rate\n2021-03-01;Japan;108,6\n2021-04-01;Japan;109,2\n", "row 2"),
    "a_million_digits": (HEAD + b"2021-03-01,Japan," + b"9" * 1_000_000 + b"\n", "row 2"),
}  # fmt: skip

READ: dict[str, tuple[bytes, int]] = {
    "two_boms": (codecs.BOM_UTF8 * 2 + HEAD + ROW, 1),
    "utf16_le": (codecs.BOM_UTF16_LE + (HEAD + ROW).decode().encode("utf-16-le"), 1),
    "utf16_be": (codecs.BOM_UTF16_BE + (HEAD + ROW).decode().encode("utf-16-be"), 1),
    "returns_only": ((HEAD + ROW).replace(b"\n", b"\r"), 1),
    "mixed_line_ends": (HEAD.replace(b"\n", b"\r\n") + ROW + b"2021-04-01,Japan,109.2\r\n2021-05-01,Japan,1\r", 3),
    "a_return_at_a_block_end": (
        HEAD + b"2021-03-01,Japan," + b" " * ((1 << 20) - 50) + b"1.50\r\n2021-04-01,Japan,2\r\n", 2,
    ),
    "banner_above": (b"Federal Reserve,,\n,,\n" + HEAD + ROW, 1),
    "rows_of_commas": (HEAD + b",,\n" + ROW + b",,\n,,\n", 1),
    "blank_lines_between": (HEAD + b"\n" + ROW + b"\n\n", 1),
    "no_last_line_end": ((HEAD + ROW)[:-1], 1),
    "a_hundred_trailing_empty_columns": (
        HEAD.replace(b"\n", b"," * 100 + b"\n") + ROW.replace(b"\n", b"," * 100 + b"\n"), 1,
    ),
    "commas_at_line_ends_but_not_the_header": (HEAD + ROW.replace(b"\n", b",\n"), 1),
    "quoted_names_and_cells": (b'"Date","Country","Exchange rate"\n"2021-03-01","Japan","108.6"\n', 1),
    "a_name_over_two_lines": (b'Date,Country,"Exchange\nrate"\n2021-03-01,Japan,108.6\n2021-04-01,Japan,1\n', 2),
    "spaces_around": (b" Date , Country , Exchange rate \n 2021-03-01 , Japan , 108.6 \n", 1),
    "semicolons": (HEAD.replace(b",", b";") + ROW.replace(b",", b";"), 1),
    "tabs": (HEAD.replace(b",", b"\t") + ROW.replace(b",", b"\t"), 1),
    "a_missing_rate": (HEAD + ROW + b"2021-04-01,Japan,-\n", 2),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_with_the_place(name: str, door: Any, tmp_path: Path) -> None:
    content, says = REFUSED[name]
    file = tmp_path / f"monthly {name}.csv"
    file.write_bytes(content)
    door.refuses(file, says, flow="export" if "数据年月".encode() in content else None)


@pytest.mark.parametrize("name", READ)
def test_an_odd_file_is_read(name: str, open_door: Any, tmp_path: Path) -> None:
    content, rows = READ[name]
    file = tmp_path / f"monthly {name}.csv"
    file.write_bytes(content)
    open_door.reads(file, rows)
