"""From what is asked to a question over lazy tables: what is handed over, and what there is to say of it."""

from __future__ import annotations

from entrepot.measures.inputs import unbound
from entrepot.measures.measure import Measure
from entrepot.vocabulary.text import T
from entrepot.workbench.contents import Contents
from entrepot.workbench.covering import OF_THE_LISTED
from entrepot.workbench.handing import Handed, hand
from entrepot.workbench.in_parts import parts_of
from entrepot.workbench.prepared import Asked, Prepared, Said
from entrepot.workbench.question import Question, are_trade
from entrepot.workbench.summed import told_apart


def looked_up(asked: Asked, contents: Contents) -> tuple[Handed, Question]:
    """What the lake hands over, or MissingData saying what to load, and the question over it."""
    measure, reading = asked.measure, asked.reading
    if asked.figures is None:
        handed = hand(measure, contents, reading, asked.chosen)
    else:
        lazy = {name: unbound(name, table) for name, table in asked.figures.items()}
        handed = Handed(tables=lazy, extra=dict(asked.figures))
    return handed, Question(measure, reading.by, dict(asked.options), handed.tables, handed.extra, asked.rolling)


def prepared(asked: Asked, handed: Handed, question: Question, contents: Contents) -> Prepared | None:
    """The question as one statement that needs nothing besides; None where it is more than that."""
    if question.measure.arrays:
        return None
    sql = question.sql("duckdb")
    if any(f'"{name}"' in sql for name in question.extra):
        return None
    return Prepared(
        sql,
        apart(asked, handed, question),
        said_of(asked.measure, handed),
        parts_of(question, handed, asked.reading, contents),
    )


def apart(asked: Asked, handed: Handed, question: Question) -> frozenset[str] | None:
    """What the question tells apart in rows of trade; None where sums of the regions' own rows do not serve it."""
    trade = [columns for _, columns, names in question.rows_read() if are_trade(asked.measure, names)]
    found = told_apart(asked.reading, frozenset[str]().union(*trade)) if trade else None
    return found if found is None or not found or _of_regions_alone(asked.measure, handed) else None


def _of_regions_alone(measure: Measure, handed: Handed) -> bool:
    """Whether all trade that was handed over is of the regions asked about, none of others or of their parts."""
    own = all(
        wanted.role == "own" for wanted in measure.reads if wanted.table == "flows" and wanted.name in handed.tables
    )
    return own and "groups" not in handed.tables


def said_of(measure: Measure, handed: Handed) -> Said:
    """What a reader of the numbers must know of how they were read."""
    return Said(
        currency=handed.currency,
        levels={name: found.level.words() | {"currency": found.currency} for name, found in handed.plans.items()},
        notes=(*handed.notes, *_notes_on(handed), *_of_the_listed(measure, handed)),
        synthetic=any(found.level.synthetic for found in handed.plans.values()),
    )


def _notes_on(handed: Handed) -> tuple[T, ...]:
    own = next(iter(handed.plans.values()), None)
    if own is None:
        return ()
    notes = []
    if own.years_from_months:
        notes.append(T("years are the sums of their twelve months", "年度值为十二个月之和"))
    if own.in_both:
        other = "CNY" if own.currency == "USD" else "USD"
        notes.append(T(f"told in {other} too: --currency {other}", f"另有{other}数据：--currency {other}"))
    if len(own.pieces) > 1:
        notes.append(T("read at different levels of detail in different periods or regions, each at its fullest", "不同时期或地区取不同层级的数据，各取最完整者"))  # fmt: skip
    return tuple(notes)


def _of_the_listed(measure: Measure, handed: Handed) -> tuple[T, ...]:
    """That shares worked out from flows have no stated whole to be shares of."""
    shares = any(wanted.name == "composition" for wanted in measure.reads) and "composition" not in handed.tables
    return (OF_THE_LISTED,) if shares and "flows" in handed.plans and "whole" not in handed.plans else ()
