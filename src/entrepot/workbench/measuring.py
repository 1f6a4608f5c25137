"""Running a measure over the lake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from entrepot.lake.engine import compile_sql, rows_of
from entrepot.lake.lake import Lake
from entrepot.measures.inputs import unbound
from entrepot.measures.measure import Measure, measure_named
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.workbench.answer import Answer, Coverage
from entrepot.workbench.contents import Contents
from entrepot.workbench.covering import coverage_of
from entrepot.workbench.explanation import Evidence, Explanation
from entrepot.workbench.handing import Handed, hand
from entrepot.workbench.reading import open_lake
from entrepot.workbench.selection import Selection

if TYPE_CHECKING:
    import duckdb
    from ibis import Table


def run_on_lake(
    lake: Lake, measure: Measure, selection: Selection, options: Mapping[str, Any], figures: pa.Table | None = None
) -> Answer:
    """The answer of `measure`; `figures` are the peers' values where it is a measure about other answers."""
    with open_lake(lake, as_of=selection.as_of) as connection:
        contents = Contents(connection)
        if figures is None:
            handed = hand(measure, contents, selection, measure.chosen(options))
        else:
            handed = Handed(tables={"figures": unbound("figures", figures)}, extra={"figures": figures})
        expression = measure.expression(handed.tables, by=selection.by, **options)
        table = _execute(connection, expression, handed.extra)
        if table.num_rows == 0:
            raise _no_rows(contents, selection)
    return Answer(
        measure=measure,
        by=selection.by,
        table=_in_order(table, measure.keys(selection.by)),
        currency=handed.currency,
        levels={name: level.words() for name, level in handed.levels.items()},
        notes=tuple(handed.notes),
        options=measure.chosen(options),
        compiled=lambda dialect: compile_sql(expression, dialect),
        find_batches=lambda: _batches(lake, selection, handed),
        find_coverage=lambda: coverage_of(lake, selection, handed),
        find_explanation=lambda answer, row: explain_row(lake, selection, handed, answer, row),
        synthetic=any(level.synthetic for level in handed.levels.values()),
        keys=measure.keys(selection.by),
    )


def _execute(connection: duckdb.DuckDBPyConnection, expression: Table, extra: Mapping[str, pa.Table]) -> pa.Table:
    for name, table in extra.items():
        connection.register(name, table)
    return rows_of(connection, compile_sql(expression))


def _in_order(table: pa.Table, keys: tuple[str, ...]) -> pa.Table:
    return table.sort_by([(name, "ascending") for name in keys])


def _batches(lake: Lake, selection: Selection, handed: Handed) -> tuple[str, ...]:
    found: set[str] = set()
    with open_lake(lake, as_of=selection.as_of) as connection:
        for rows in handed.rows_of.values():
            found |= {row[0] for row in connection.execute(compile_sql(rows.select("batch").distinct())).fetchall()}
    return tuple(sorted(found))


def explain_row(
    lake: Lake, selection: Selection, handed: Handed, answer: Answer, row: Mapping[str, object]
) -> Explanation:
    """The formula with the row's numbers, and for each input the rows, places and batches that stand behind it."""
    evidence = []
    with open_lake(lake, as_of=selection.as_of) as connection:
        for name, rows in handed.rows_of.items():
            narrowed = _behind(rows, answer, row, reference=name in ("world", "reference", "world_imports"))
            evidence.append(_evidence(connection, name, narrowed))
        printed = _printed_elsewhere(connection, answer.measure, row)
    files = {batch.id: str(batch.record.get("file")) for batch in lake.history()}
    return Explanation(answer.measure, dict(row), answer.currency, tuple(evidence), answer.coverage, tuple(printed), files, answer.notes, dict(answer.options), dict(answer.levels))  # fmt: skip


def _behind(rows: Table, answer: Answer, row: Mapping[str, object], *, reference: bool) -> Table:
    """Of the narrowed rows, those with the keys of this row; a reference has no reporter of its own here."""
    for key in answer.keys:
        if key in rows.columns and row.get(key) is not None and not (reference and key == "reporter"):
            rows = rows.filter(rows[key] == row[key])
    return rows


def _evidence(connection: duckdb.DuckDBPyConnection, name: str, rows: Table) -> Evidence:
    sql = compile_sql(rows)
    total = connection.execute(
        f"SELECT count(*), {'sum(value)' if 'value' in rows.columns else 'NULL'} FROM ({sql})"
    ).fetchone()
    batches = connection.execute(f"SELECT batch, count(*) FROM ({sql}) GROUP BY batch ORDER BY batch").fetchall()
    order = "value" if "value" in rows.columns else "1"
    largest = rows_of(connection, f"SELECT * FROM ({sql}) ORDER BY {order} DESC NULLS LAST LIMIT 10").to_pylist()
    count, value = total if total is not None else (0, None)
    shown = tuple({key: cell for key, cell in record.items() if cell is not None} for record in largest)
    return Evidence(name, int(count), value, tuple((str(batch), int(n)) for batch, n in batches), shown)


def _printed_elsewhere(
    connection: duckdb.DuckDBPyConnection, measure: Measure, row: Mapping[str, object]
) -> list[dict[str, object]]:
    """Published values of this very measure for the same region and period, wherever they are printed."""
    if row.get("reporter") is None or row.get("period") is None:
        return []
    sql = (
        "SELECT locator, value, value_printed, unit_printed, source FROM series WHERE measure = ? AND area = ? AND period = ? AND value IS NOT NULL "
        "AND (counterpart IS NULL OR counterpart = coalesce(?, 'WLD')) ORDER BY locator"
    )
    return rows_of(connection, sql, (measure.id, row["reporter"], row["period"], row.get("partner"))).to_pylist()


def _no_rows(contents: Contents, selection: Selection) -> MissingData:
    """Which part of the selection is empty, and what the lake does hold."""
    base = ["true"]
    tried = (
        ("reporter", selection.regions, T("region", "地区")),
        ("partner", selection.partners, T("partner", "伙伴")),
        ("regime", selection.regimes, T("regime", "贸易方式")),
    )
    for column, wanted, title in tried:
        if not wanted:
            continue
        base.append(f"{column} IN ({', '.join(repr(name) for name in wanted)})")
        if not contents.column(f"SELECT 1 FROM flows WHERE {' AND '.join(base)} LIMIT 1"):
            held = contents.column(
                f"SELECT DISTINCT {column} FROM flows WHERE {' AND '.join(base[:-1])} ORDER BY 1 LIMIT 30"
            )
            return MissingData(
                T(
                    f"no rows: the {title.en} {', '.join(wanted)} has none here; the lake holds {', '.join(held) or 'nothing'}",
                    f"没有数据：{title.zh} {'、'.join(wanted)} 无记录；现有：{'、'.join(held) or '无'}",
                )
            )
    span = contents.column(f"SELECT min(period) || ' .. ' || max(period) FROM flows WHERE {' AND '.join(base)}")
    return MissingData(
        T(
            f"no rows for {selection.first or '...'} to {selection.last or '...'}; the lake holds periods {span[0] if span and span[0] else 'none'}",
            f"{selection.first or '……'} 至 {selection.last or '……'} 没有数据；现有时期：{span[0] if span and span[0] else '无'}",
        )
    )


def about_peers(
    lake: Lake,
    measure: Measure,
    of: str,
    selection: Selection,
    options: Mapping[str, Any],
    of_options: Mapping[str, Any],
) -> Answer:
    """A measure about the answers of another one (rank, percentile, multiple), for the regions of the selection."""
    base = run_on_lake(lake, measure_named(of), selection, of_options)
    figures = base.table.select([*base.keys, "value"])
    answer = run_on_lake(lake, measure, selection, options, figures)
    return replace(answer, currency=base.currency, levels=base.levels, notes=base.notes, find_batches=lambda: base.batches, find_coverage=lambda: base.coverage)  # fmt: skip


def no_coverage() -> Coverage:
    return Coverage(None, T("not stated", "未说明"))
