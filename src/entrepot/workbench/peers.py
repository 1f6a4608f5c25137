"""Measures about the answers of another one (rank, percentile, multiple), for regions beside each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa

from entrepot.lake.engine import compile_sql, rows_of
from entrepot.lake.lake import Lake
from entrepot.measures import all_measures
from entrepot.measures.measure import GROUPINGS, Measure, measure_named
from entrepot.measures.peers import FEWEST_PEERS
from entrepot.vocabulary.errors import MissingData, WrongCall
from entrepot.vocabulary.tables import SERIES
from entrepot.vocabulary.text import T
from entrepot.workbench.answer import Answer
from entrepot.workbench.flow_rows import lake_table
from entrepot.workbench.given import Narrowing, run_on_tables
from entrepot.workbench.measuring import run_on_lake
from entrepot.workbench.own_tables import DATA, OwnTable, own_table
from entrepot.workbench.published import published_answer, published_targets
from entrepot.workbench.reading import open_lake
from entrepot.workbench.rolling import Rolling
from entrepot.workbench.selection import Selection

ONE_EACH = ("period", "reporter")
TARGETS = "targets"


def about_peers(
    lake: Lake,
    measure: Measure,
    of: str,
    selection: Selection,
    options: Mapping[str, Any],
    of_options: Mapping[str, Any],
    *,
    rolling: Rolling | None = None,
) -> Answer:
    """Among the answers of `of` over the lake: a measure, or a published figure such as `gdp` where none is called that."""
    if of in {one.id for one in all_measures()}:
        base = run_on_lake(lake, measure_named(of), selection, of_options, rolling=rolling)
    else:
        base = published_answer(lake, of, selection)
    within = _within(measure, base)
    declared = _targets(lake, of, selection, base.currency) if any(one.name == TARGETS for one in measure.reads) else {}

    def compare(figures: pa.Table) -> Answer:
        inputs = {"figures": figures, **declared}
        return run_on_lake(lake, measure, replace(selection, by=within), options, figures=inputs)

    return _among(base, measure, compare)


def _targets(lake: Lake, of: str, selection: Selection, currency: str | None) -> dict[str, pa.Table]:
    """The targets declared for `of`; a target of the past or of later years than were asked for may be the next due."""
    with open_lake(lake, as_of=selection.as_of) as connection:
        found = rows_of(connection, compile_sql(published_targets(lake_table(SERIES), of, selection, currency)))
    if not found.num_rows:
        raise MissingData(
            T(
                f"no target for {of} is held: type it into the template of `figures` as {of}_target, with the period in "
                "which it falls due, and ingest that",
                f"数据湖中没有 {of} 的目标：请在 figures 模板中以 {of}_target 录入（时期为到期时期）并收入",
            )
        )
    return {TARGETS: found}


def about_own_peers(
    measure: Measure,
    of: str,
    given: Mapping[str, OwnTable],
    options: Mapping[str, Any],
    of_options: Mapping[str, Any],
    *,
    by: tuple[str, ...],
    currency: str | None,
    narrowing: Narrowing,
    rolling: Rolling | None = None,
) -> Answer:
    """Among the answers of the measure `of` over somebody's own tables."""
    base = run_on_tables(
        measure_named(of), given, of_options, by=by, currency=currency, narrowing=narrowing, rolling=rolling
    )
    within = _within(measure, base)

    def compare(figures: pa.Table) -> Answer:
        own = {DATA: own_table(figures)}
        return run_on_tables(measure, own, options, by=within, currency=None, narrowing=Narrowing())

    return _among(base, measure, compare)


def _within(measure: Measure, base: Answer) -> tuple[str, ...]:
    """What the figures are told apart by beside region and period: peers are compared within each of these."""
    within = tuple(key for key in base.keys if key not in ONE_EACH)
    odd = [key for key in within if key not in GROUPINGS]
    if odd or not set(ONE_EACH) <= set(base.keys):
        keys = ", ".join(base.keys)
        raise WrongCall(
            T(
                f"{measure.id} compares regions, and {base.measure.id} is not told by region and period alone ({keys})",
                f"{measure.id} 比较各地区，而 {base.measure.id} 并非仅按地区和时期给出（{keys}）",
            )
        )
    return within


def _among(base: Answer, measure: Measure, compare: Callable[[pa.Table], Answer]) -> Answer:
    figures = base.table.select([*base.keys, "value"])
    answer = compare(figures)
    notes = base.notes
    if measure.id == "percentile" and len(set(figures["reporter"].to_pylist())) < FEWEST_PEERS:
        answer = replace(answer, rows=_without_values(answer.table))
        notes = (*notes, T(f"fewer than {FEWEST_PEERS} peers have no percentiles", f"少于 {FEWEST_PEERS} 个可比地区时不给百分位"))  # fmt: skip
    return replace(answer, currency=base.currency, levels=base.levels, notes=notes, synthetic=base.synthetic, find_batches=lambda: base.batches, find_coverage=lambda: base.coverage)  # fmt: skip


def _without_values(table: pa.Table) -> pa.Table:
    position = table.column_names.index("value")
    return table.set_column(position, "value", pa.nulls(len(table), pa.float64()))
