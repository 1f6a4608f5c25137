"""The rows themselves: narrowed by any column, page by page; where a number of any page comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from entrepot.lake.licences import licence_notes
from entrepot.lake.reading import scan
from entrepot.lake.rows import Rows
from entrepot.lake.trouble import said_plainly
from entrepot.vocabulary.columns import Column
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.tables import TableSpec, table
from entrepot.vocabulary.text import T
from entrepot.web.data.cells import Cell, cell, short_title
from entrepot.web.front.about import About, read_from
from entrepot.web.front.bench import bench, kept

A_PAGE: Final = 100
MOST_PAGES: Final = 100
# To put more than this in order takes longer than a page may: the first rows found are shown, and nothing after them.
MOST_SORTED: Final = 5_000_000
_NOT_COLUMNS: Final = ("page", "as_of")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for. `where` are columns and what they shall be, as written there."""

    spec: TableSpec
    where: tuple[tuple[str, str], ...]
    as_of: str | None
    page: int

    @property
    def query(self) -> QueryDict:
        """The address's own words, without the page."""
        words = QueryDict(mutable=True)
        words.update(dict(self.where))
        if self.as_of:
            words["as_of"] = self.as_of
        return words

    def at(self, page: int) -> str:
        words = self.query
        words["page"] = str(page)
        return words.urlencode()

    def rows(self) -> Rows:
        return bench().rows(self.spec.name, where=self.where, as_of=self.as_of)


def asked_of(request: HttpRequest, name: str) -> Asked:
    spec = table(name)
    where = []
    for column in request.GET:
        if column in _NOT_COLUMNS:
            continue
        spec.column(column)
        # An empty field of the form means that nothing was said.
        values = [value.strip() for value in request.GET.getlist(column) if value.strip()]
        if values:
            where.append((column, ",".join(values)))
    return Asked(spec, tuple(where), request.GET.get("as_of", "").strip() or None, _page(request.GET.get("page", "1")))


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST_PAGES and len(text) <= 6):
        raise WrongCall(
            T(
                f"the page is a number from 1 to {MOST_PAGES}, not {text[:20]!r}: narrow the rows, or take them as a file",
                f"页码须为 1 至 {MOST_PAGES}，而不是“{text[:20]}”：请缩小范围，或下载文件",
            )
        )
    return int(text)


@require_safe
def rows_page(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    asked = asked_of(request, name)
    found = asked.rows()
    question = (asked.spec.name, asked.where, asked.as_of)
    count = kept(("rows", "count", *question), lambda: counted(found), in_every_language=True)
    page = kept(("rows", asked.page, *question), lambda: _rows(asked, found, count), in_every_language=True)
    notes = kept(("rows", "licences", *question), lambda: licence_notes(found), in_every_language=True) if count else ()
    alike, columns = _alike_and_not(asked.spec, page)
    ordered = count <= MOST_SORTED
    shown = {
        "spec": asked.spec, "as_of": asked.as_of, "notes": notes, "filters": _filters(asked),
        "chosen": [(short_title(asked.spec.column(name)), value) for name, value in asked.where],
        "sentence": _sentence(count, len(page), asked.page, ordered=ordered),
        "alike": [(short_title(one), cell(one, page[one.name][0].as_py())) for one in alike],
        "columns": [(one, short_title(one)) for one in columns], "rows": _cells(page, columns),
        "about": _about(asked, lang, page, count), "previous": asked.at(asked.page - 1) if asked.page > 1 else "",
        "next": asked.at(asked.page + 1) if ordered and asked.page * A_PAGE < count and asked.page < MOST_PAGES else "",
    }  # fmt: skip
    return render(request, "data/rows.html", shown)


def _about(asked: Asked, lang: str, page: pa.Table, count: int) -> About:
    address, query = f"/{lang}/data/rows/{asked.spec.name}", asked.query.urlencode()
    sources = sorted({str(one) for one in page["source"].to_pylist() if one})
    synthetic = bool(pc.any(page["synthetic"]).as_py()) if "synthetic" in page.column_names else False
    return About(
        "all", asked.spec.title,
        read_from(sources, T(f"{len(page):,} of {count:,} rows like this; the files hold all", f"符合条件的{count:,}行中的{len(page):,}行，文件含全部"), synthetic=synthetic),
        (T("As taken in; nothing is computed. The batch of each row leads to its file.", "原样列示，未经计算；各行的批次指向其文件。"),),
        files=tuple((form.upper(), f"{address}.{form}?{query}") for form in ("csv", "xlsx")),
    )  # fmt: skip


def _alike_and_not(spec: TableSpec, page: pa.Table) -> tuple[list[Column], list[Column]]:
    """Columns that say the same in every row shown, and the others; empty ones are left out."""
    said = [one for one in spec.columns if page[one.name].null_count < len(page)]
    if len(page) < 2:
        return [], said
    values = {one.name: pc.count_distinct(page[one.name], mode="all").as_py() for one in said}
    return [one for one in said if values[one.name] == 1], [one for one in said if values[one.name] > 1]


def counted(rows: Rows) -> int:
    found: int = asked_for(rows, "count(*) AS n", "")["n"][0].as_py()
    return found


def asked_for(rows: Rows, columns: str, rest: str) -> pa.Table:
    """Our own SELECT over these rows; WrongCall where a value that was asked for cannot be of its column."""
    files = rows.lake.snapshot(rows.spec.name, as_of=rows.as_of).files
    sql = f"SELECT {columns} FROM ({scan(rows.spec, files)}) WHERE {rows.where} {rest}"
    with said_plainly(rows.lake.folder), rows.lake.warm.cursor() as cursor:
        try:
            found: pa.Table = cursor.sql(sql, params=list(rows.values)).to_arrow_table()
        except (duckdb.DataError, duckdb.InvalidInputException) as problem:
            raise WrongCall(
                T(
                    "a value that was asked for is none of its column; numbers are written like 2020 or 12.5",
                    "查询的值不属于该列；数字写作 2020 或 12.5",
                )
            ) from problem
    return found


def _rows(asked: Asked, found: Rows, count: int) -> pa.Table:
    spec = asked.spec
    order = ", ".join(dict.fromkeys((*spec.partition, *spec.sort, *spec.column_names)))
    put_in_order = f"ORDER BY {order}" if count <= MOST_SORTED else ""
    return asked_for(found, "*", f"{put_in_order} LIMIT {A_PAGE} OFFSET {(asked.page - 1) * A_PAGE}")


def _filters(asked: Asked) -> list[tuple[str, str, str]]:
    """The fields of the form: what makes a row what it is, and whatever else was asked for."""
    said = dict(asked.where)
    names = dict.fromkeys(("source", *asked.spec.key, *said))
    return [(name, short_title(asked.spec.column(name)), said.get(name, "")) for name in names]


def _cells(page: pa.Table, columns: list[Column]) -> list[list[Cell]]:
    return [[cell(column, row[column.name]) for column in columns] for row in page.to_pylist()]


def _sentence(count: int, shown: int, page: int, *, ordered: bool) -> T:
    if not count:
        return T(
            "No rows are like this: narrow less, or look at what is held.",
            "没有符合条件的行：请放宽筛选，或查看现有数据。",
        )
    if not ordered:
        return T(f"{count:,} rows; {shown} of them are shown. Narrow to see more.", f"共 {count:,} 行，此处显示其中 {shown} 行。请缩小范围以查看更多。")  # fmt: skip
    if not shown:
        return T(f"{count:,} rows; there are none on page {page}.", f"共 {count:,} 行，第 {page} 页没有内容。")
    first = (page - 1) * A_PAGE + 1
    return T(f"{count:,} rows; {first:,} to {first + shown - 1:,} are shown.", f"共 {count:,} 行，显示第 {first:,}–{first + shown - 1:,} 行。")  # fmt: skip
