"""A table of any page as a file: what is shown, cell by cell, with `table=ID&form=csv` (or xlsx) added to the page's address.

What stands under the table goes with it: whose numbers they are, of when, and whether they are made up.
"""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T
from entrepot.web.front.policy import Respond
from entrepot.web.front.trouble import said
from entrepot.web.papers.downloads import TYPES, csv_bytes, is_number, plain

WHICH: Final = "table"
FORM: Final = "form"
FORMS: Final = ("csv", "xlsx")
_CELLS: Final = ("th", "td")
_UNDER: Final = "under-"


def tables(get_response: Respond) -> Respond:
    def respond(request: HttpRequest) -> HttpResponseBase:
        if request.method != "GET" or not {WHICH, FORM} <= request.GET.keys() or request.path_info.startswith("/api/"):
            return get_response(request)
        # The page itself is asked for without these two words.
        words = request.GET.copy()
        which, form = words.pop(WHICH)[-1], words.pop(FORM)[-1]
        request.GET = words  # type: ignore[assignment]
        request.META["QUERY_STRING"] = words.urlencode()
        # Nor compressed, as it would be where it comes in parts.
        request.META["HTTP_ACCEPT_ENCODING"] = ""
        page = get_response(request)
        if not isinstance(page, HttpResponse | StreamingHttpResponse) or page.status_code != 200:
            return page
        content = page.getvalue() if isinstance(page, StreamingHttpResponse) else page.content
        found = _Tables()
        found.feed(content.decode("utf-8"))
        if form not in FORMS or which not in found.rows:
            wanted = (T("form", "格式"), form, FORMS) if form not in FORMS else (T("table", "表"), which, found.rows)
            return said(request, 404, UnknownName(*wanted).message)
        write = _csv if form == "csv" else _xlsx
        response = HttpResponse(write(found.rows[which], found.said_of(which)), content_type=TYPES[form])
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{re.sub(r"[^a-z0-9-]", "-", which.lower())}.{form}"'
        )
        return response

    return respond


class _Tables(HTMLParser):
    """`rows` by the id of the table, and what is `said` under it; what only screen readers are told is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str]]] = {}
        self.said: dict[str, str] = {}
        self._under = ""
        self._table: list[list[str]] | None = None
        self._cell: list[str] | None = None
        self._hidden = 0

    def said_of(self, table: str) -> str:
        """What stands under it, or under the table that it is a part of."""
        return next((text for whole, text in self.said.items() if f"{table}-".startswith(f"{whole}-")), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "table" and told.get("id"):
            self._table = self.rows.setdefault(str(told["id"]), [])
        elif tag == "p" and str(told.get("id")).startswith(_UNDER):
            self._under = str(told["id"]).removeprefix(_UNDER)
        elif tag == "tr" and self._table is not None:
            self._table.append([])
        elif tag in _CELLS and self._table:
            self._cell = []
        elif tag == "span" and (self._hidden or "hide" in (told.get("class") or "").split()):
            self._hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._table = None
        elif tag == "p":
            self._under = ""
        elif tag in _CELLS and self._cell is not None and self._table:
            self._table[-1].append(" ".join(" ".join(self._cell).split()))
            self._cell = None
        elif tag == "span" and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._hidden:
            self._cell.append(data)
        elif self._under:
            self.said[self._under] = self.said.get(self._under, "") + data


def _csv(rows: list[list[str]], said: str) -> bytes:
    return csv_bytes([[plain(cell) for cell in row] for row in rows], said)


def _xlsx(rows: list[list[str]], said: str) -> bytes:
    import xlsxwriter

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, [float(plain(cell)) if is_number(cell) else cell for cell in row])
        sheet.write_string(len(rows) + 1, 0, said)
    return held.getvalue()
