"""One tariff line of a change, in words: the formulas with the numbers in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from entrepot.models.smart import line_flows
from entrepot.vocabulary.amounts import format_money
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.workbench.smart import TariffAnswer


def explained(answer: TariffAnswer, code: str) -> tuple[T, ...]:
    """The line, then each partner whose imports change, the largest first."""
    case = answer.case
    if code not in case.codes:
        raise UnknownName(T("line among the imports", "进口税目"), code, case.codes)
    at = case.codes.index(code)
    row = slice(at, at + 1)
    flows = line_flows(
        case.imports[row], case.before[row], case.after[row], demand=case.demand[row],
        substitution=case.substitution[row], supply=case.supply[row],
    )  # fmt: skip
    e, s = case.demand[at], case.substitution[at]

    def money(value: float, *, sign: bool = False) -> T:
        return T(*(format_money(value, answer.currency, language, sign=sign) for language in ("en", "zh")))

    total = money(float(case.imports[at].sum()))
    said = [
        T(
            f"{code}: imports {total.en}, demand {e:g}, substitution {s:g}; creation = M E (t1 - t0) / (1 + t0), "
            "diversion = M f (sum M) / (sum M f) - M with f = max(0, 1 + S (t1 - t0) / (1 + t0))",
            f"{code}：进口{total.zh}，需求弹性{e:g}，替代弹性{s:g}；贸易创造 = M E (t1 - t0) / (1 + t0)，"
            "贸易转移 = M f (ΣM) / (ΣM f) - M，f = max(0, 1 + S (t1 - t0) / (1 + t0))",
        )
    ]
    order = np.argsort(-np.abs(flows.change[0]), kind="stable")
    for partner in order[flows.change[0][order] != 0].tolist():
        name = all_by_id()[case.partners[partner]].name
        before, after = case.before[at, partner], case.after[at, partner]
        m = money(float(case.imports[at, partner]))
        created, moved = (money(float(one[0, partner]), sign=True) for one in (flows.creation, flows.diversion))
        said.append(
            T(
                f"{name.en}: {before:.2%} to {after:.2%} on {m.en}: creation {created.en}, diversion {moved.en}",
                f"{name.zh}：{before:.2%} 变为 {after:.2%}，进口{m.zh}：创造{created.zh}，转移{moved.zh}",
            )
        )
    return tuple(said)
