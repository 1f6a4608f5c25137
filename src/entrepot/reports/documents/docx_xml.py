"""The parts of a Word document as XML text: runs, paragraphs, fields, bookmarks, tables. Text is escaped here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
# Eighths of a point: the three lines of a table.
_THICK, _THIN = 12, 4
_EMU_OF_POINT: Final = 12_700


def run(text: str, *, style: str = "", bold: bool = False, raised: bool = False, size: float = 0) -> str:
    made = (f'<w:rStyle w:val="{style}"/>' if style else "") + ("<w:b/>" if bold else "")
    made += f'<w:sz w:val="{round(size * 2)}"/>' if size else ""
    made += '<w:vertAlign w:val="superscript"/>' if raised else ""
    properties = f"<w:rPr>{made}</w:rPr>" if made else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(content: str, style: str = "", *, keep: bool = False, align: str = "") -> str:
    made = f'<w:pStyle w:val="{style}"/>' if style else ""
    made += "<w:keepNext/>" if keep else ""
    made += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{made}</w:pPr>{content}</w:p>"


def field(code: str, shown: str, *, raised: bool = False) -> str:
    """A field with the result that it had when written, so that it reads well before anybody updates it."""
    # The result of an update looks like the first sign of the code.
    look = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>' if raised else ""
    said = escape(code + (r" \* CHARFORMAT" if raised else ""))
    return (
        f'<w:r>{look}<w:fldChar w:fldCharType="begin"/></w:r><w:r>{look}<w:instrText xml:space="preserve"> {said} </w:instrText></w:r>'
        f'<w:r>{look}<w:fldChar w:fldCharType="separate"/></w:r>{run(shown, raised=raised)}<w:r>{look}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def link(target: str, content: str) -> str:
    return f'<w:hyperlink w:anchor={quoteattr(target)} w:history="1">{content}</w:hyperlink>'


def bookmark(name: str, number: int, content: str = "") -> str:
    return f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(name)}/>{content}<w:bookmarkEnd w:id="{number}"/>'


def picture(relation: str, number: int, alt: str, *, width: float, height: float) -> str:
    """Width and height in points."""
    size = f'cx="{round(width * _EMU_OF_POINT)}" cy="{round(height * _EMU_OF_POINT)}"'
    about = f'id="{number}" name="Picture {number}" descr={quoteattr(alt)}'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr {about}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr {about}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/>'
        '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], *, caption: str) -> str:
    """Three lines; `head` and `rows` are paragraphs, `widths` in twentieths of a point; the head comes again on each page."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = [list(row) for row in rows]
    last = len(body) - 1
    lines = [_row(head, widths, top=_THICK, bottom=_THIN if body else _THICK, head=True)]
    lines += [_row(row, widths, bottom=_THICK if i == last else 0) for i, row in enumerate(body)]
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:val="0020" w:firstRow="1"/><w:tblCaption w:val={quoteattr(caption)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(lines)}</w:tbl>"
    )


def _row(cells: Sequence[str], widths: Sequence[int], *, top: int = 0, bottom: int = 0, head: bool = False) -> str:
    made = "".join(_cell(cell, width, top, bottom, head) for cell, width in zip(cells, widths, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{made}</w:tr>"


def _cell(content: str, width: int, top: int, bottom: int, head: bool) -> str:
    lines = "".join(
        f'<w:{edge} w:val="single" w:sz="{size}" w:space="0" w:color="auto"/>'
        for edge, size in (("top", top), ("bottom", bottom))
        if size
    )
    edges = f"<w:tcBorders>{lines}</w:tcBorders>" if lines else ""
    upright = "bottom" if head else "center"
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{edges}<w:vAlign w:val="{upright}"/></w:tcPr>{content}</w:tc>'


def section(*, landscape: bool, header: str, footer: str, columns: int = 1, last: bool = False) -> str:
    """The end of pages that lie alike; A4, margins as in the PDF; several columns go on where one ended."""
    wide, high = (16838, 11906) if landscape else (11906, 16838)
    turned = ' w:orient="landscape"' if landscape else ""
    go_on = '<w:type w:val="continuous"/>' if columns > 1 else ""
    beside = f'<w:cols w:num="{columns}" w:space="420"/>' if columns > 1 else ""
    made = (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{header}"/><w:footerReference w:type="default" r:id="{footer}"/>'
        f"{go_on}"
        f'<w:pgSz w:w="{wide}" w:h="{high}"{turned}/>'
        '<w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="794" w:footer="794" w:gutter="0"/>'
        f"{beside}</w:sectPr>"
    )
    return made if last else f"<w:p><w:pPr>{made}</w:pPr></w:p>"
