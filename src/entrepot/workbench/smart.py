"""A change of tariffs on a region's imports, line by line: the lake's imports and schedule, SMART, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from entrepot.lake.lake import AsOf
from entrepot.models.scenario.outcome import Estimate, two
from entrepot.models.smart import Smart, linear_cut, maximum, new_rate, smart, swiss
from entrepot.parameters.assumption import Assumption
from entrepot.parameters.line_elasticities import KINDS, by_longest, line_elasticities, own_elasticities
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import InvalidScenario, UnknownName, WrongCall
from entrepot.vocabulary.products import product as product_named
from entrepot.vocabulary.text import T
from entrepot.workbench.narrowing import beginnings, with_members
from entrepot.workbench.selection import Several, several
from entrepot.workbench.tariff_lines import Schedule, nation_of, schedule
from entrepot.workbench.trade_cells import TradeCells, trade_cells

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

Array = NDArray[np.float64]
RULES: Final[Mapping[str, Callable[[Array, float], Array]]] = {
    "rate": new_rate,
    "maximum": maximum,
    "cut": linear_cut,
    "swiss": swiss,
}


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
                {"id": one.id, "what": two(one.what), "value": one.value, "low": one.low, "high": one.high, "reference": one.reference}
                for one in self.assumptions
            ],
            "notes": [two(one) for one in self.notes],
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
    change = _asked(rule, amount, agreement)
    if not 0 <= utilisation <= 1:
        raise InvalidScenario(
            T(
                f"utilisation is {utilisation}; it is a fraction, 0.8 for 80 per cent",
                f"优惠利用率为 {utilisation}；应为小数，80% 写作 0.8",
            )
        )
    home = area(region).id
    told = trade_cells(
        workbench, home, "import", period=period, source=source, currency=currency, as_of=as_of, flows=flows
    )
    importer = nation_of(home)
    rates = schedule(workbench.lake, importer, told.partners, year=year or int(told.period[:4]), as_of=as_of)
    codes, imports = told.at_digits(max(len(line) for line in rates.lines))
    before = _effective(rates, codes, utilisation)
    if agreement:
        without = schedule(
            workbench.lake,
            importer,
            told.partners,
            year=year or int(told.period[:4]),
            without=(agreement,),
            as_of=as_of,
        )
        wanted, before = before, _effective(without, codes, utilisation)
    else:
        wanted = change(np.nan_to_num(before))
    chosen = _chosen(codes, told.partners, product, partner)
    known = np.isfinite(before) & np.isfinite(wanted)
    after = np.where(chosen & known, wanted, before)
    keep = known.any(axis=1) & ((imports * known).sum(axis=1) > 0)
    notes = tuple(_missing(told, rates, imports, known, agreement, utilisation))
    _touches(imports[keep], before[keep], after[keep])
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


def _asked(rule: str | None, amount: float | None, agreement: str | None) -> Callable[[Array], Array]:
    """What is done to the rates; WrongCall where not exactly one thing is asked."""
    if agreement:
        if rule or amount is not None:
            raise WrongCall(
                T("ask for an agreement's own rates or for a rule, not for both", "协定税率与规则只能选一种")
            )
        return lambda rates: rates
    if rule is None or amount is None:
        known = ", ".join(RULES)
        raise WrongCall(
            T(
                f"say what becomes of the rates: a rule ({known}) with its amount, or an agreement",
                f"请说明税率如何变化：给出规则（{known}）与数值，或给出协定",
            )
        )
    if rule not in RULES:
        raise UnknownName(T("rule for tariffs", "税率规则"), rule, RULES)
    return lambda rates: RULES[rule](rates, amount)


def _effective(rates: Schedule, codes: tuple[str, ...], utilisation: float) -> Array:
    """What is paid on the whole, where only a part claims its preference."""
    general, applied, _ = rates.at(codes)
    return np.asarray(utilisation * applied + (1 - utilisation) * general[:, None])


def _chosen(
    codes: tuple[str, ...], partners: tuple[str, ...], products: Several, origins: Several
) -> NDArray[np.bool_]:
    """The cells that the rule is about: all where nothing is named."""
    rows = np.ones(len(codes), dtype=np.bool_)
    if products:
        wanted = [product_named(one).code for one in several(products)]
        rows = np.array([any(code.startswith(one) for one in beginnings(tuple(wanted))) for code in codes])
    columns = np.ones(len(partners), dtype=np.bool_)
    if origins:
        columns = np.isin(np.array(partners), with_members(tuple(area(one).id for one in several(origins))))
    return rows[:, None] & columns


def _touches(imports: Array, before: Array, after: Array) -> None:
    if not ((before != after) & (imports > 0)).any():
        raise InvalidScenario(
            T(
                "the change touches no imports: no rate changes on a line and a partner that anything is bought from; "
                "check partner, product and the rates in force",
                "该变化未涉及任何进口：在有进口的税目与伙伴上税率均未变化；请检查伙伴、商品与现行税率",
            )
        )


def _missing(
    told: TradeCells,
    rates: Schedule,
    imports: Array,
    known: NDArray[np.bool_],
    agreement: str | None,
    utilisation: float,
) -> Iterator[T]:
    """What of the imports has no rate, and how imports and schedule were brought together."""
    whole, lost = imports.sum(), imports[~known].sum()
    if lost > 0:
        share = f"{lost / whole:.1%}"
        yield T(
            f"{share} of imports have no rate in per cent in this schedule (duties by weight, or codes of another edition) and are left out",
            f"进口额的{share}在该税则中没有从价税率（从量税或其他版本编码），未计入",
        )
    if str(rates.year) != told.period[:4]:
        yield T(
            f"rates are those of {rates.year}: the lake has no schedule of {told.period[:4]}",
            f"税率为{rates.year}年的：数据湖中没有{told.period[:4]}年的税则",
        )
    longest = max(len(line) for line in rates.lines)
    if told.digits < longest:
        yield T(
            f"imports are told at {told.digits} digits: the rate is the plain mean of the lines of {longest} digits within",
            f"进口数据为{told.digits}位编码：税率取其下{longest}位税目的简单平均",
        )
    if told.nomenclature and told.nomenclature != rates.nomenclature:
        yield T(
            f"imports are in {told.nomenclature}, the schedule in {rates.nomenclature}: codes were matched as they are printed",
            f"进口采用{told.nomenclature}，税则采用{rates.nomenclature}：按原编码对应",
        )
    if rates.left_out and not agreement:
        names = ", ".join(rates.left_out)
        yield T(
            f"left out, since the schedule does not say to whom they apply: {names}",
            f"税则未说明适用对象，未采用：{names}",
        )
    if utilisation < 1:
        part = f"{utilisation:.0%}"
        yield T(f"{part} of what has a preference is taken to claim it", f"假定享有优惠的进口有{part}实际利用")
    else:
        yield T("every preference is taken to be claimed in full", "假定全部优惠均被充分利用")


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
