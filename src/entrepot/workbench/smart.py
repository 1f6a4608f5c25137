"""A change of tariffs on a region's imports, line by line: the lake's imports and schedule, SMART, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from entrepot.lake.lake import AsOf
from entrepot.models.scenario.outcome import Estimate
from entrepot.models.smart import Smart, smart
from entrepot.parameters.assumption import Assumption
from entrepot.parameters.line_elasticities import KINDS, by_longest, line_elasticities, own_elasticities
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.text import T
from entrepot.workbench.selection import Several
from entrepot.workbench.tariff_lines import nation_of, schedule
from entrepot.workbench.tariff_rules import cells_chosen, change_asked, effective, missing_of, refuse_idle
from entrepot.workbench.trade_cells import trade_cells

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

Array = NDArray[np.float64]


@dataclass(frozen=True)
class TariffAnswer:
    """What a change of tariffs comes to: totals with their range, and tables by line and by partner.

    `lines`     product, imports, tariff_before, tariff_after (means weighted by imports), creation, moved, revenue, welfare
    `partners`  partner, exports_before, exports_after, created, diverted
    `totals`    creation, moved, revenue, welfare; from low to high over the ends of the elasticities' ranges
    """

    region: str
    importer: str
    period: str
    year: int
    currency: str
    source: str
    lines: pa.Table
    partners: pa.Table
    totals: Mapping[str, Estimate]
    assumptions: tuple[Assumption, ...]
    notes: tuple[T, ...]
    synthetic: bool
    case: Lines

    def as_json(self) -> dict[str, Any]:
        return {
            "region": self.region, "importer": self.importer, "period": self.period, "schedule": self.year,
            "currency": self.currency, "source": self.source, "synthetic": self.synthetic,
            "totals": {name: one.as_json() for name, one in self.totals.items()},
            "lines": self.lines.to_pylist(), "partners": self.partners.to_pylist(),
            "assumptions": [
                {"id": one.id, "what": one.what.as_json(), "value": one.value, "low": one.low, "high": one.high, "reference": one.reference}
                for one in self.assumptions
            ],
            "notes": [one.as_json() for one in self.notes],
        }  # fmt: skip

    def explain(self, code: str) -> tuple[T, ...]:
        """The formulas of one line with its numbers in them."""
        from entrepot.workbench.smart_words import explained

        return explained(self, code)


@dataclass(frozen=True)
class Lines:
    """Imports and rates of the lines that are worked out: lines x partners, fractions; elasticities by line."""

    codes: tuple[str, ...]
    partners: tuple[str, ...]
    imports: Array
    before: Array
    after: Array
    demand: Array
    substitution: Array
    supply: Array


def tariff_change(
    workbench: Workbench,
    region: str,
    *,
    rule: str | None = None,
    amount: float | None = None,
    agreement: str | None = None,
    partner: Several = None,
    product: Several = None,
    period: str | None = None,
    year: int | None = None,
    utilisation: float = 1.0,
    elasticities: Path | str | None = None,
    source: str | None = None,
    currency: str | None = None,
    as_of: AsOf = None,
    flows: pa.Table | None = None,
) -> TariffAnswer:
    """A rule for rates (`rate`, `maximum`, `cut`, `swiss`), or an agreement taken in or out of force by its own rates.

    `utilisation` is the part of imports that claims a preference it has: the others pay the general rate.
    """
    change = change_asked(rule, amount, agreement)
    home = area(region).id
    told = trade_cells(
        workbench, home, "import", period=period, source=source, currency=currency, as_of=as_of, flows=flows
    )
    importer = nation_of(home)
    rates = schedule(workbench.lake, importer, told.partners, year=year or int(told.period[:4]), as_of=as_of)
    codes, imports = told.at_digits(max(len(line) for line in rates.lines))
    before = effective(rates, codes, utilisation)
    if agreement:
        without = schedule(
            workbench.lake,
            importer,
            told.partners,
            year=year or int(told.period[:4]),
            without=(agreement,),
            as_of=as_of,
        )
        wanted, before = before, effective(without, codes, utilisation)
    else:
        wanted = change(np.nan_to_num(before))
    chosen = cells_chosen(codes, told.partners, product, partner)
    known = np.isfinite(before) & np.isfinite(wanted)
    after = np.where(chosen & known, wanted, before)
    keep = known.any(axis=1) & ((imports * known).sum(axis=1) > 0)
    notes = tuple(missing_of(told, rates, imports, known, agreement, utilisation))
    refuse_idle(imports[keep], before[keep], after[keep])
    codes = tuple(np.array(codes)[keep].tolist())
    assumed, by_line = _elasticities(codes, elasticities)
    case = Lines(
        codes,
        told.partners,
        np.where(known, imports, 0)[keep],
        np.nan_to_num(before)[keep],
        np.nan_to_num(after)[keep],
        **by_line,
    )
    result = smart(
        case.imports, case.before, case.after, demand=case.demand, substitution=case.substitution, supply=case.supply
    )
    return TariffAnswer(
        home, importer, told.period, rates.year, told.currency, told.source, _by_line(case, result),
        _by_partner(case, result), _totals(case, assumed, told.currency), assumed, (*told.notes, *notes, *_cut(result)),
        told.synthetic or rates.synthetic, case,
    )  # fmt: skip


def _elasticities(codes: tuple[str, ...], own: Path | str | None) -> tuple[tuple[Assumption, ...], dict[str, Array]]:
    """The defaults, and over them one's own by the longest code that a line begins with."""
    defaults = line_elasticities()
    told = own_elasticities(own) if own is not None else ()
    lines = np.array(codes, dtype=np.str_)
    found = {}
    for kind in KINDS:
        values = np.full(len(codes), defaults[kind].value if kind in defaults else np.inf)
        for code, value in by_longest(told, kind):
            values[np.char.startswith(lines, code)] = value
        found[kind] = values
    return tuple(defaults.values()), found


def _totals(case: Lines, assumed: tuple[Assumption, ...], currency: str) -> dict[str, Estimate]:
    """The value, and the range over the ends of both elasticities, which move in proportion in every line."""
    ends = {one.id: sorted({end / one.value for end in (1.0 * one.value, *one.range)}) for one in assumed}
    corners = [(1.0, 1.0), *((e, s) for e in ends["demand"] for s in ends["substitution"])]
    scale = np.array(corners)
    found = smart(
        case.imports, case.before, case.after, batch=len(corners), supply=case.supply,
        demand=scale[:, :1] * case.demand, substitution=scale[:, 1:] * case.substitution,
    )  # fmt: skip
    before = {"creation": float(case.imports.sum()), "revenue": float(found.revenue_before.sum())}
    totals = {}
    for name in ("creation", "moved", "revenue", "welfare"):
        drawn = getattr(found, name).sum(axis=1)
        totals[name] = Estimate(
            float(drawn[0]), float(drawn.min()), float(drawn.max()), currency, "smart", before.get(name)
        )
    return totals


def _by_line(case: Lines, result: Smart) -> pa.Table:
    whole = result.imports_before
    return pa.table(
        {
            "product": list(case.codes),
            "imports": whole,
            "tariff_before": (case.before * case.imports).sum(axis=1) / whole,
            "tariff_after": (case.after * case.imports).sum(axis=1) / whole,
            "creation": result.creation,
            "moved": result.moved,
            "revenue": result.revenue,
            "welfare": result.welfare,
        }
    ).sort_by([("imports", "descending")])


def _by_partner(case: Lines, result: Smart) -> pa.Table:
    columns = {name: getattr(result, name) for name in ("exports_before", "exports_after", "created", "diverted")}
    return pa.table({"partner": list(case.partners)} | columns).sort_by([("exports_before", "descending")])


def _cut(result: Smart) -> tuple[T, ...]:
    if not (result.cut > 0).any():
        return ()
    lines = int((result.cut > 0).sum())
    return (
        T(
            f"in {lines} lines the change is beyond what a straight line can tell: imports of some partners end at nothing",
            f"有{lines}个税目的变化超出线性近似的范围：部分伙伴的进口降为零",
        ),
    )
