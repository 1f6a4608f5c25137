"""Claims checked against the lake: the figures that their formulas name, and measures where they name one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from entrepot.lake.checks.impossible import PEOPLE
from entrepot.lake.engine import rows_of
from entrepot.lake.lake import AsOf
from entrepot.measures import Measure, all_measures
from entrepot.studies.claim_formula import figures_in
from entrepot.studies.claims import Claim, claims_of
from entrepot.studies.claims_file import read_claims
from entrepot.studies.figures import Cell, Figures, Found, Missing, PublishedFigure
from entrepot.studies.intervals import Interval
from entrepot.studies.verdict import Verdict
from entrepot.studies.verdicts import verdicts
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

Claims = Path | str | Iterable[Claim] | Iterable[Mapping[str, str]]

_COLUMNS: Final = "locator, area, counterpart, subject, measure, unit, period, value_printed, unit_printed"
# Exports, imports and other levels are read as printed; what is worked out from them can be computed anew.
_WORKED_OUT: Final = (Unit.SHARE, Unit.GROWTH, Unit.RATIO, Unit.INDEX, Unit.COUNT, Unit.RANK)


def check_claims(workbench: Workbench, claims: Claims, *, as_of: AsOf = None) -> tuple[Verdict, ...]:
    """A verdict on each claim of a file, or of rows with the columns of such a file."""
    asked = _claims(claims)
    return verdicts(asked, figures_of(workbench, asked, as_of=as_of))


def figures_of(workbench: Workbench, claims: Iterable[Claim], *, as_of: AsOf = None) -> Figures:
    """What the lake prints under the names that the claims use; synthetic figures prove nothing."""
    wanted = sorted({figure.name for claim in claims for figure in (*figures_in(claim.formula), *claim.same_as)})
    with workbench.lake.reader(as_of=as_of) as connection:
        marks = ", ".join("?" * len(wanted)) or "NULL"
        sql = f"SELECT {_COLUMNS} FROM series WHERE measure IN ({marks}) AND NOT coalesce(synthetic, false)"
        rows = rows_of(connection, sql, wanted).to_pylist()
        names = [str(name) for (name,) in connection.execute("SELECT DISTINCT measure FROM series").fetchall()]
    measures = frozenset(one.id for one in all_measures() if _can_be_computed(one))

    @cache
    def compute(cell: Cell) -> Found:
        return _computed(workbench, cell, as_of)

    return Figures(tuple(PublishedFigure(**row) for row in rows), sorted(names), measures, compute, PEOPLE)


def _can_be_computed(measure: Measure) -> bool:
    """Ranks and multiples compare answers: the language has its own functions for these."""
    return measure.unit in _WORKED_OUT and all(wanted.table != "answer" for wanted in measure.reads)


def _claims(claims: Claims) -> tuple[Claim, ...]:
    if isinstance(claims, Path | str):
        return read_claims(Path(claims))
    rows = list(claims)
    read = [one for one in rows if isinstance(one, Claim)]
    return tuple(read) if len(read) == len(rows) else claims_of([one for one in rows if isinstance(one, Mapping)])


def _computed(workbench: Workbench, cell: Cell, as_of: AsOf) -> Found:
    """One value of a measure, as exact as the lake has it."""
    said: dict[str, Any] = {
        "region": cell.area,
        "period": cell.period,
        "partner": cell.counterpart or None,
        "currency": cell.unit or None,
        "product": cell.subject or None,
        "as_of": as_of,
        **dict(cell.narrowed),
    }
    asked = {key: value for key, value in said.items() if value is not None}
    try:
        answer = workbench.measure(cell.measure, **asked)
        if answer.synthetic:
            answer = workbench.measure(cell.measure, source="figures", **asked)
    except EntrepotError as problem:
        raise Missing(
            T(f"{cell} cannot be computed: {problem.message.en}", f"无法计算 {cell}：{problem.message.zh}")
        ) from problem
    if answer.synthetic:
        raise Missing(T(f"{cell} could only be computed from synthetic data", f"{cell} 只能由合成数据计算"))
    own = {"period": cell.period, "reporter": cell.area, "partner": cell.counterpart, "product": cell.subject}
    wanted = {key: value for key, value in (own | dict(cell.narrowed)).items() if value and key in answer.keys}
    rows = [row for row in answer.records() if all(row[key] in (None, value) for key, value in wanted.items())]
    if len(rows) != 1:
        raise Missing(T(f"{cell} gives {len(rows)} values, not one", f"{cell} 得出 {len(rows)} 个值，而不是一个"))
    return _as_found(cell, rows[0], answer.measure.unit)


def _as_found(cell: Cell, row: Mapping[str, Any], unit: Unit) -> Found:
    """The value between its bounds where the measure gives bounds."""
    if row["value"] is None:
        raise Missing(
            T(
                f"{cell} has no one value, only bounds: {row.get('value_low')} to {row.get('value_high')}",
                f"{cell} 没有单一数值，只有上下界：{row.get('value_low')} 至 {row.get('value_high')}",
            )
        )
    low, value, high = (
        Decimal(repr(float(row["value"] if row.get(name) is None else row[name])))
        for name in ("value_low", "value", "value_high")
    )
    place = str(T("computed from the lake", "由数据湖计算"))
    return Found(cell, place, Interval(low, value, high), "rank" if unit is Unit.RANK else "1")
