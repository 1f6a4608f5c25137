"""Answers on the terminal: a table for people, JSON or CSV for pipes."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import click

from entrepot.vocabulary.text import T

Record = dict[str, Any]

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def visible(text: str) -> str:
    """Control characters and marks that turn writing around become escapes: no file may drive the terminal by its name."""
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def print_json(answer: object) -> None:
    """Chinese as itself where the stream can write it, escaped where it cannot."""
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    click.echo(json.dumps(answer, ensure_ascii=encoding not in ("utf8", "utf8sig"), allow_nan=False, default=str))


def print_csv(names: Sequence[str] | None, records: Iterable[Sequence[object]]) -> None:
    """`names` is the header; None where it has been printed already."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if names is not None:
        writer.writerow(names)
    for record in records:
        writer.writerow(["" if value is None else value for value in record])
        if buffer.tell() > 1 << 16:
            click.echo(buffer.getvalue(), nl=False)
            buffer.seek(0)
            buffer.truncate()
    click.echo(buffer.getvalue(), nl=False)


def print_table(
    titles: Sequence[str], records: Iterable[Sequence[object]], *, title: str | None = None, numbers: Sequence[int] = ()
) -> None:
    """A table as wide as the terminal; `numbers` are the columns set to the right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        # A pipe or a file has no width of its own: nothing is cut or folded.
        console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False, width=400)
    if title:
        # Not the table's own title: that would be folded to the width of a narrow table.
        console.print(title, markup=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    rows = [["—" if value is None else visible(str(value)) for value in record] for record in records]
    for position, name in enumerate(titles):
        # An id is typed again by its reader: it stays whole while that leaves the rest half of the line.
        is_id = position == 0 and all(" " not in row[0] and 2 * len(row[0]) <= console.width for row in rows)
        justify: Literal["left", "right"] = "right" if position in numbers else "left"
        table.add_column(name, justify=justify, overflow="fold", no_wrap=is_id)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def print_titles(found: Sequence[tuple[str, T]], *, as_json: bool) -> None:
    """Ids with their titles."""
    if as_json:
        print_json([{"id": name, "title": title.as_json()} for name, title in found])
    else:
        print_table([str(T("id", "编号")), str(T("title", "题目"))], found)


def print_records(
    records: Sequence[Record],
    names: Sequence[str],
    *,
    as_json: bool,
    as_csv: bool,
    titles: Sequence[str] = (),
    numbers: Sequence[int] = (),
) -> None:
    """The same records in whichever form was asked for."""
    if as_json:
        print_json(list(records))
    elif as_csv:
        print_csv(names, ([record[name] for name in names] for record in records))
    else:
        print_table(titles or names, ([record[name] for name in names] for record in records), numbers=numbers)
