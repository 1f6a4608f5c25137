"""Which limits contradict each other, by how much, and which of them would be enough to give."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NoReturn

import numpy as np

from entrepot.models.diversification.checks import Asked
from entrepot.models.diversification.limits import MET, LimitKind, Rows
from entrepot.models.diversification.programme import Attempt, attempt, least_slack
from entrepot.models.diversification.words import KINDS
from entrepot.vocabulary.errors import InvalidScenario
from entrepot.vocabulary.text import T

_MOST_TOLD: Final = 3


def refuse_conflict(asked: Asked, tried: Attempt) -> NoReturn:
    """InvalidScenario that names the limits that cannot hold together, which allowed nothing when they were tried."""
    rows = tried.rows
    # Limits that only selling nothing meets are a contradiction too: what is lacking is told of exports as they are.
    least = max(min(1.0, asked.total or 1.0), float(asked.floor.sum()))
    slack = np.nan_to_num(least_slack(tried.programme, least=least))
    if slack.max(initial=0) <= MET:
        raise InvalidScenario(
            T(
                "nothing can be sold: every ceiling is zero, or what may be sold is worth nothing",
                "无可出口：各项上限均为零，或所售无价值",
            )
        )
    worst = {(rows.kinds[row], rows.at[row]): row for row in np.argsort(slack).tolist() if slack[row] > MET}
    told = [_told(asked, rows, row, float(slack[row])) for row in list(worst.values())[: -_MOST_TOLD - 1 : -1]]
    kinds = dict.fromkeys(("kept", *rows.kinds) if asked.floor.any() else rows.kinds)
    enough = [KINDS[kind] for kind in kinds if _enough(asked, rows, kind)]
    en, zh = "; ".join(one.en for one in told), "；".join(one.zh for one in told)
    if enough:
        en += f". It is enough to relax one of these: {', '.join(one.en for one in enough)}"
        zh += f"。放宽下列任一项即可：{'、'.join(one.zh for one in enough)}"
    else:
        en, zh = f"{en}. More than one kind of limit has to give", f"{zh}。须同时放宽不止一类限制"
    raise InvalidScenario(T(f"the limits contradict each other: {en}", f"各项限制互相矛盾：{zh}"))


def _enough(asked: Asked, rows: Rows, kind: LimitKind) -> bool:
    """Whether there is an answer without the limits of this kind."""
    given = rows.without("market_hhi")
    if kind == "kept":
        return attempt(replace(asked, floor=np.zeros_like(asked.floor)), given).possible
    hhi = None if kind == "market_hhi" else asked.market_hhi
    return attempt(replace(asked, market_hhi=hhi), given.without(kind)).possible


def _told(asked: Asked, rows: Rows, row: int, slack: float) -> T:
    kind, at, limit = rows.kinds[row], rows.at[row], float(rows.limits[row])
    names = asked.market_names if kind == "market_share" else asked.product_names
    what, of = KINDS[kind], names[at[0]] if at else None
    money = kind in ("total", "product_capacity")
    level = f"{limit * asked.unit:,.0f}" if money else f"{limit:.3g}" if kind == "market_hhi" else f"{limit:.1%}"
    lacking = f"{slack * asked.unit:,.0f}"
    return T(
        f"{what.en}{f' {of.en}' if of else ''} ({level}) is short by {lacking} of exports",
        f"{what.zh}{f' {of.zh}' if of else ''}（{level}）尚差 {lacking} 的出口额",
    )
