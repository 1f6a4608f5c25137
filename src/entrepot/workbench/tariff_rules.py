"""What a change of tariffs asks for: a rule or an agreement, where it applies, and what is missing for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from entrepot.models.smart import linear_cut, maximum, new_rate, swiss
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import InvalidScenario, UnknownName, WrongCall
from entrepot.vocabulary.products import product as product_named
from entrepot.vocabulary.text import T
from entrepot.workbench.narrowing import beginnings, with_members
from entrepot.workbench.selection import Several, several
from entrepot.workbench.tariff_lines import Schedule
from entrepot.workbench.trade_cells import TradeCells

Array = NDArray[np.float64]
RULES: Final[Mapping[str, Callable[[Array, float], Array]]] = {
    "rate": new_rate,
    "maximum": maximum,
    "cut": linear_cut,
    "swiss": swiss,
}


def change_asked(rule: str | None, amount: float | None, agreement: str | None) -> Callable[[Array], Array]:
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


def effective(rates: Schedule, codes: tuple[str, ...], utilisation: float) -> Array:
    """What is paid on the whole, where only a part claims its preference."""
    if not 0 <= utilisation <= 1:
        raise InvalidScenario(
            T(
                f"utilisation is {utilisation}; it is a fraction, 0.8 for 80 per cent",
                f"优惠利用率为 {utilisation}；应为小数，80% 写作 0.8",
            )
        )
    general, applied, _ = rates.at(codes)
    return np.asarray(utilisation * applied + (1 - utilisation) * general[:, None])


def cells_chosen(
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


def refuse_idle(imports: Array, before: Array, after: Array) -> None:
    if not ((before != after) & (imports > 0)).any():
        raise InvalidScenario(
            T(
                "the change touches no imports: no rate changes on a line and a partner that anything is bought from; "
                "check partner, product and the rates in force",
                "该变化未涉及任何进口：在有进口的税目与伙伴上税率均未变化；请检查伙伴、商品与现行税率",
            )
        )


def missing_of(
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
