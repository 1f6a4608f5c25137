"""Claims checked against the lake: the figures that their formulas name, and measures where they name one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from entrepot.lake.checks.impossible import PEOPLE
from entrepot.lake.engine import rows_of
from entrepot.measures import all_measures
from entrepot.studies.claim_formula import figures_in
from entrepot.studies.claims import Claim, claims_of, read_claims
from entrepot.studies.figures import Cell, Figures, Found, Missing, PublishedFigure
from entrepot.studies.intervals import Interval
from entrepot.studies.verdict import Verdict
from entrepot.studies.verdicts import verdicts
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

Claims = Path | str | Iterable[Claim | Mapping[str, str]]

_COLUMNS: Final = "locator, area, counterpart, subject, measure, unit, period, value_printed, unit_printed"
# A measure of money levels is what `exports` and its kind are printed as: those are read as printed.
_LEVELS: Final = (Unit.MONEY,)


def check_claims(workbench: Workbench, claims: Claims) -> tuple[Verdict, ...]:
    """A verdict on each claim of a file, or of rows with the columns of such a file."""
    asked = _claims(claims)
    return verdicts(asked, figures_of(workbench, asked))


def figures_of(workbench: Workbench, claims: Iterable[Claim]) -> Figures:
    """What the lake prints under the names that the claims use; synthetic figures prove nothing."""
    wanted = sorted({figure.name for claim in claims for figure in (*figures_in(claim.formula), *claim.same_as)})
    with workbench.lake.reader() as connection:
        marks = ", ".join("?" * len(wanted)) or "NULL"
        sql = f"SELECT {_COLUMNS} FROM series WHERE measure IN ({marks}) AND NOT coalesce(synthetic, false)"
        rows = rows_of(connection, sql, wanted).to_pylist()
        names = [str(name) for (name,) in connection.execute("SELECT DISTINCT measure FROM series").fetchall()]
    measures = frozenset(one.id for one in all_measures() if one.unit not in _LEVELS)

    @cache
    def compute(cell: Cell) -> Found:
        return _computed(workbench, cell)

    return Figures(tuple(PublishedFigure(**row) for row in rows), sorted(names), measures, compute, PEOPLE)


def _claims(claims: Claims) -> tuple[Claim, ...]:
    if isinstance(claims, Path | str):
        return read_claims(Path(claims))
    rows = list(claims)
    given = tuple(one for one in rows if isinstance(one, Claim))
    return given or claims_of([one for one in rows if not isinstance(one, Claim)])


def _computed(workbench: Workbench, cell: Cell) -> Found:
    """One value of a measure, as exact as the lake has it."""
    said: dict[str, Any] = {
        "region": cell.area,
        "period": cell.period,
        "partner": cell.counterpart or None,
        "currency": cell.unit or None,
        "product": cell.subject or None,
        **{"of_measure" if key == "of" else key: value for key, value in cell.narrowed},
    }
    try:
        answer = workbench.measure(cell.measure, **{key: value for key, value in said.items() if value is not None})
    except EntrepotError as problem:
        raise Missing(
            T(f"{cell} cannot be computed: {problem.message.en}", f"无法计算 {cell}：{problem.message.zh}")
        ) from problem
    values = [row["value"] for row in answer.records() if row.get("period") in (None, cell.period)]
    if len(values) != 1 or values[0] is None:
        raise Missing(T(f"{cell} gives {len(values)} values, not one", f"{cell} 得出 {len(values)} 个值，而不是一个"))
    unit = answer.measure.unit
    base = (answer.currency or "1") if unit is Unit.MONEY else "rank" if unit is Unit.RANK else "1"
    said_at = str(T("computed from the lake", "由数据湖计算"))
    return Found(cell, said_at, Interval.exactly(Decimal(repr(float(values[0])))), base)
