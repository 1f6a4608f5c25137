"""How an answer looks in a notebook: a table without the terms, and a line that says what it is."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.workbench.answer import Answer

ROWS_SHOWN = 50


def answer_html(answer: Answer) -> str:
    names = [*answer.keys, *answer.measure.value_columns]
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(record.get(name))}</td>" for name in names) + "</tr>"
        for record in answer.table.slice(0, ROWS_SHOWN).to_pylist()
    )
    unit = (
        answer.currency if answer.measure.unit.value == "money" and answer.currency else str(answer.measure.unit.title)
    )
    synthetic = f" <strong>{html.escape(str(T('synthetic', '合成数据')))}</strong>" if answer.synthetic else ""
    more = len(answer) - ROWS_SHOWN
    rest = f"<p>{html.escape(str(T(f'and {more:,} more rows', f'另有 {more:,} 行')))}</p>" if more > 0 else ""
    return (
        f"<table><caption>{html.escape(str(answer.measure.title))} ({html.escape(unit)}){synthetic}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"
    )


def _cell(value: object) -> str:
    if value is None:
        return "—"
    return f"{value:,.6g}" if isinstance(value, float) else html.escape(str(value))
