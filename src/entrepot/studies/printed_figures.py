"""Figures as they are printed: the number with its place, its decimals and its unit in words."""

from __future__ import annotations

from collections.abc import Sequence

from entrepot.studies.amounts_said import amount_said
from entrepot.studies.figures import Cell
from entrepot.studies.handed import HeldFigure
from entrepot.studies.paper import Derivation, Number
from entrepot.studies.reckoning import Reckoning
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.money import unit
from entrepot.vocabulary.printed_numbers import number
from entrepot.vocabulary.text import T


def check_printed_once(figures: Sequence[HeldFigure]) -> None:
    """WrongCall where two places print the same figure: one would hide the other."""
    seen: dict[tuple[str | None, ...], HeldFigure] = {}
    for one in figures:
        key = (one.measure, one.area, one.counterpart, one.subject, one.period, one.unit_printed)
        if (before := seen.setdefault(key, one)) is not one:
            named = f"{one.measure} {one.period}"
            raise WrongCall(
                T(
                    f"{named} is printed at {before.locator} and at {one.locator}: lay them out in two tables",
                    f"{named} 同时印于 {before.locator} 和 {one.locator}：请分列两表",
                )
            )


def printed_number(reckoning: Reckoning, place: str, figure: HeldFigure) -> Number | None:
    """A figure as it is printed, with its place as its derivation."""
    value = number(figure.value_printed) if figure.value_printed else None
    if value is None:
        return None
    found = unit(figure.unit_printed)
    said = f"{figure.value_printed} {figure.unit_printed}"
    cell = Cell(
        figure.measure, figure.area, figure.period, figure.counterpart or "", figure.subject or "", reckoning.study
    )
    node = reckoning.selection(cell, figure.locator, figure.unit)
    reckoning.places[place] = (figure.locator,)
    reckoning.derivations[place] = Derivation(
        place, reckoning.said(node), reckoning.formula(node), amount_said(figure.value_printed or "", figure.unit_printed), (reckoning.place(figure.locator),), (figure.batch,),
        reckoning.vintage((figure.batch,)), None, figure.synthetic, (f"{said} ({figure.locator})",),
    )  # fmt: skip
    shown = shown_in(figure.unit_printed)
    decimals = decimals_of(figure.value_printed or "")
    return Number(
        value * found.factor, found.base, shown, decimals, derivation=place, synthetic=figure.synthetic
    )  # fmt: skip


def decimals_of(text: str) -> int:
    return len(text.partition(".")[2])


def unit_words(printed: str) -> T | None:
    found = unit(printed)
    if found.kind in ("index", "rank", "ratio"):
        return None
    scales = {8: ("100 million ", "亿"), 4: ("10 thousand ", "万"), 9: ("billion ", "十亿"), 6: ("million ", "百万")}
    if found.kind == "money":
        en, zh = scales.get(found.factor.adjusted(), ("", ""))
        return T(
            f"{en}{found.base}", f"{zh}{'美元' if found.base == 'USD' else '元' if found.base == 'CNY' else found.base}"
        )
    if found.kind in ("share", "points"):
        return T("%", "%") if found.kind == "share" else T("pp", "个百分点")
    return T(printed, printed)


def shown_in(printed: str) -> str:
    found = unit(printed)
    if found.kind in ("share", "points", "ratio"):
        return {"share": "%", "points": "points", "ratio": "times"}[found.kind]
    power = found.factor.adjusted()
    return f"1e{power} {found.base}" if power else found.base
