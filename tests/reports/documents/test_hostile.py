"""Somebody's name for a thing is text in every format, whatever it is made of."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree

import pytest

from entrepot.reports.documents import FORMATS, paper_bytes
from entrepot.reports.documents.text import line
from entrepot.studies.paper import Paper

Named = Callable[[str], Paper]
Read = Callable[[str, bytes], str]
INDEXES = range(15)
# What a reader must see of each name: signs that no font has may be replaced in a PDF.
SEEN = re.compile(r"[A-Za-z0-9=+@<>&$*_`\\|#'\"~{}%!/().\[\]-]+")


@pytest.mark.parametrize("index", INDEXES)
@pytest.mark.parametrize("format_", FORMATS)
def test_a_name_comes_out_as_text(
    format_: str, index: int, named: Named, hostile_names: tuple[str, ...], read: Read
) -> None:
    name = hostile_names[index]
    content = paper_bytes(named(name), format_, language="zh")
    said = "".join(read(format_, content).split())
    for word in SEEN.findall(line(name)):
        assert word in said
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", said)


def test_every_part_of_office_files_is_well_formed(named: Named, hostile_names: tuple[str, ...]) -> None:
    paper = named(" ".join(hostile_names))
    for format_ in ("docx", "xlsx"):
        with zipfile.ZipFile(BytesIO(paper_bytes(paper, format_, language="en"))) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    ElementTree.fromstring(archive.read(name))


def test_no_name_becomes_a_formula_or_a_link(named: Named, hostile_names: tuple[str, ...]) -> None:
    for name in hostile_names[:4]:
        with zipfile.ZipFile(BytesIO(paper_bytes(named(name), "xlsx", language="zh"))) as archive:
            sheets = "".join(archive.read(one).decode() for one in archive.namelist() if "worksheets/sheet" in one)
        formulas = re.findall(r"<f>([^<]*)</f>", sheets)
        assert sorted(formulas) == ["(B6+C6)", "(B6-C6)"]


def test_no_name_becomes_markup_of_a_page(named: Named, hostile_names: tuple[str, ...]) -> None:
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend([tag, *(name for name, _ in attrs)])

    reader = Reader()
    reader.feed(paper_bytes(named('"><script>alert(1)</script><b onclick=x>'), "html", language="en").decode())
    assert "h1" in found
    assert not {"script", "b", "onclick"} & set(found)


def test_a_character_that_no_font_has_is_replaced_and_named(named: Named, read: Read) -> None:
    said = read("pdf", paper_bytes(named("rare \U000fabcd name"), "pdf", language="en"))
    assert "rare □ name" in said
    assert "U+FABCD" in said
