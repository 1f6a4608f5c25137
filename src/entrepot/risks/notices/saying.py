"""What must be said beside an exposure: what is not known, and what would make it known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from entrepot.risks.notices.exposure import Unplaced
from entrepot.vocabulary.amounts import format_share
from entrepot.vocabulary.text import T

Rows = Callable[[str], list[dict[str, Any]]]


def of_all(rows: Rows, edition: str | None, linked: Sequence[str]) -> tuple[T, ...]:
    """What holds for everybody whose trade was matched at once."""
    return (*_of_dates(rows), *_of_editions(rows, edition, linked))


def of_one(outside: float, total: float, unplaced: Unplaced) -> tuple[T, ...]:
    return (*_of_coverage(outside, total), *_of_unplaced(unplaced))


def _of_coverage(outside: float, total: float) -> tuple[T, ...]:
    if not total or outside <= total * 1e-6:
        return ()
    share = format_share(outside / total)
    return (
        T(
            f"{share} of the trade is not told by partner and product: none or all of it may meet measures",
            f"{share}的贸易额没有分伙伴、分商品的明细：可能全部或完全不受措施影响",
        ),
    )


def _of_dates(rows: Rows) -> tuple[T, ...]:
    unknown = rows(
        "SELECT count(DISTINCT (source, notice)) AS n FROM meant SEMI JOIN hits USING (source, notice) WHERE NOT surely_in_force"
    )[0]["n"]
    if not unknown:
        return ()
    return (
        T(
            f"notices that do not say since when they are in force: {unknown}; what they touch is counted as possible only",
            f"{unknown} 项措施未说明何时生效：所涉贸易只计为“可能”",
        ),
    )


def _of_editions(rows: Rows, edition: str | None, linked: Sequence[str]) -> tuple[T, ...]:
    others = [
        row["codes_of"]
        for row in rows(
            "SELECT DISTINCT codes_of FROM codes WHERE codes_of IS DISTINCT FROM getvariable('edition') AND length(code) > "
            "getvariable('sure_digits') AND code <> 'TOTAL' ORDER BY 1"
        )
    ]
    absent = [name or "?" for name in others if name not in linked]
    if not absent:
        return ()
    names, own = ", ".join(absent), edition or "?"
    return (
        T(
            f"notices in codes of {names} are compared with trade in {own} as the codes stand: what is finer than a heading counts "
            f"as possible only. With a concordance {own} → {names} in the lake it becomes certain or falls away",
            f"以 {names} 编码的措施按原编码与 {own} 的贸易比较：细于品目的只计为“可能”。收入 {own} → {names} 对照表后即可确定或排除",
        ),
    )


def _of_unplaced(unplaced: Unplaced) -> tuple[T, ...]:
    if not unplaced.notices:
        return ()
    return (
        T(
            f"notices that name no product codes, and are in no number here: {unplaced.notices}",
            f"{unplaced.notices} 项措施没有商品编码，未计入任何数字",
        ),
    )
