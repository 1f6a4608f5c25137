"""The package around a Word document: styles, header, footer, pictures, and a zip archive whose bytes do not depend on the clock."""

from __future__ import annotations

import zipfile
from datetime import datetime, time
from io import BytesIO
from typing import Any, Final

from entrepot.reports.documents.dates import date_of
from entrepot.reports.documents.docx_styles import styles
from entrepot.reports.documents.docx_xml import NAMESPACES, field, paragraph, run
from entrepot.reports.documents.setting import Setting
from entrepot.reports.documents.words import SYNTHETIC_PAPER

_KIND: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)


class Package:
    """`header` and `footer` are the ids by which sections call for them."""

    def __init__(self, setting: Setting) -> None:
        import docx

        self.setting = setting
        self.document: Any = docx.Document()
        self._styles()
        self._settings()
        self.header = self._part("header", self._header())
        self.footer = self._part("footer", self._footer())

    def image(self, content: bytes) -> str:
        relation, _ = self.document.part.get_or_add_image(BytesIO(content))
        return str(relation)

    def saved(self, body: str) -> bytes:
        from docx.oxml import parse_xml

        element = self.document.element
        for child in list(element):
            element.remove(child)
        element.append(parse_xml(f"<w:body {NAMESPACES}>{body}</w:body>"))
        self._properties()
        written = BytesIO()
        self.document.save(written)
        return _fixed(written.getvalue())

    def _styles(self) -> None:
        from docx.oxml import parse_xml

        part = self.document.part._styles_part
        part._element = parse_xml(styles(self.setting.language, NAMESPACES).encode())

    def _settings(self) -> None:
        """Fields are not updated on opening: their results are right, and the question would frighten readers."""
        from docx.oxml import parse_xml

        made = '<w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/>'
        made += '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        self.document.part._settings_part._element = parse_xml(f"<w:settings {NAMESPACES}>{made}</w:settings>")

    def _part(self, kind: str, content: str) -> str:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        letters = {"header": "hdr", "footer": "ftr"}[kind]
        text = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{letters} {NAMESPACES}>{content}</w:{letters}>'
        package = self.document.part.package
        part = Part(PackURI(f"/word/{kind}1.xml"), f"{_WORD}.{kind}+xml", text.encode(), package)
        return str(self.document.part.relate_to(part, f"{_KIND}/{kind}"))

    def _header(self) -> str:
        shown = self.setting.say(SYNTHETIC_PAPER) if self.setting.synthetic else ""
        return paragraph(run(shown), "Header")

    def _footer(self) -> str:
        page, pages = field("PAGE", "1"), field("NUMPAGES", "1")
        if self.setting.language == "zh":
            return paragraph(run("第 ") + page + run(" 页\u3000共 ") + pages + run(" 页"), "Footer")
        return paragraph(run("Page ") + page + run(" of ") + pages, "Footer")

    def _properties(self) -> None:
        about = self.document.core_properties
        day = datetime.combine(date_of(self.setting.vintage), time())
        about.title, about.subject, about.comments = self.setting.title[:255], self.setting.subtitle[:255], ""
        about.author = about.last_modified_by = "Entrepôt"
        about.keywords = "; ".join(self.setting.keywords)[:255]
        about.language = {"zh": "zh-CN", "en": "en"}[self.setting.language]
        about.created = about.modified = day
        about.revision = 1


def _fixed(content: bytes) -> bytes:
    """The same archive with one date for every file."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _BEGINNING)
            # Pictures are compressed already.
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return written.getvalue()
