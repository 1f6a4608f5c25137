"""A table of any page as a file: what is shown, cell by cell, with `table=ID&form=csv` (or xlsx) added to the page's address."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T
from entrepot.web.front.policy import Respond
from entrepot.web.front.trouble import said
from entrepot.web.papers.downloads import TYPES, is_number, plain

WHICH: Final = "table"
FORM: Final = "form"
FORMS: Final = ("csv", "xlsx")
_CELLS: Final = ("th", "td")


def tables(get_response: Respond) -> Respond:
    def respond(request: HttpRequest) -> HttpResponseBase:
        if request.method != "GET" or not {WHICH, FORM} <= request.GET.keys() or request.path_info.startswith("/api/"):
            return get_response(request)
        # The page itself is asked for without these two words.
        words = request.GET.copy()
        which, form = words.pop(WHICH)[-1], words.pop(FORM)[-1]
        request.GET = words  # type: ignore[assignment]
        request.META["QUERY_STRING"] = words.urlencode()
        page = get_response(request)
        if not isinstance(page, HttpResponse) or page.status_code != 200:
            return page
        found = _Tables()
        found.feed(page.content.decode("utf-8"))
        if form not in FORMS or which not in found.rows:
            wanted = (T("form", "格式"), form, FORMS) if form not in FORMS else (T("table", "表"), which, found.rows)
            return said(request, 404, UnknownName(*wanted).message)
        response = HttpResponse(
            _csv(found.rows[which]) if form == "csv" else _xlsx(found.rows[which]), content_type=TYPES[form]
        )
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{re.sub(r"[^a-z0-9-]", "-", which.lower())}.{form}"'
        )
        return response

    return respond


class _Tables(HTMLParser):
    """`rows` by the id of the table; what only screen readers are told is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str]]] = {}
        self._table: list[list[str]] | None = None
        self._cell: list[str] | None = None
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "table" and told.get("id"):
            self._table = self.rows.setdefault(str(told["id"]), [])
        elif tag == "tr" and self._table is not None:
            self._table.append([])
        elif tag in _CELLS and self._table:
            self._cell = []
        elif tag == "span" and (self._hidden or "hide" in (told.get("class") or "").split()):
            self._hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._table = None
        elif tag in _CELLS and self._cell is not None and self._table:
            self._table[-1].append(" ".join(" ".join(self._cell).split()))
            self._cell = None
        elif tag == "span" and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._hidden:
            self._cell.append(data)


def _csv(rows: list[list[str]]) -> bytes:
    """With a byte order mark, so that Excel reads it as UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[plain(cell) for cell in row] for row in rows])
    return ("\ufeff" + text.getvalue()).encode()


def _xlsx(rows: list[list[str]]) -> bytes:
    import xlsxwriter

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, [float(plain(cell)) if is_number(cell) else cell for cell in row])
    return held.getvalue()
