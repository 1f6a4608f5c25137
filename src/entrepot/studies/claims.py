"""Claims: what a paper prints, where it stands, and the formula by which it can be checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, cast

from entrepot.studies.amounts_said import amount_said
from entrepot.studies.claim_formula import TRENDS, Call, Figure, Node, Printed, figures_in
from entrepot.studies.figures import area_id
from entrepot.studies.formula_reading import read_formula
from entrepot.studies.precision import Precision, read_precision
from entrepot.vocabulary.errors import EntrepotError, SchemaMismatch, WrongCall
from entrepot.vocabulary.money import PrintedUnit, unit
from entrepot.vocabulary.printed_numbers import number
from entrepot.vocabulary.text import T

Semantics = Literal["ratio", "growth"]

COLUMNS: Final[dict[str, T]] = {
    "id": T("id", "编号"),
    "study": T("study", "资料"),
    "locator": T("locator", "出处"),
    "claim": T("claim", "论断"),
    "claim_zh": T("claim_zh", "论断（中文）"),
    "formula": T("formula", "公式"),
    "semantics": T("semantics", "口径"),
    "printed": T("printed", "公布值"),
    "precision": T("precision", "精度"),
    "unit": T("unit", "单位"),
    "same_as": T("same_as", "另见"),
    "note": T("note", "备注"),
}
NEEDED: Final = ("id", "study", "locator", "claim", "formula", "printed", "unit")
"""Columns whose cells may not be empty; the others may be left out."""

OF_TREND, OF_DATE = "trend", "date"
TREND_WORDS: Final[dict[str, T]] = {
    "rising": T("rising", "上升"),
    "falling": T("falling", "下降"),
    "flat": T("flat", "持平"),
    "not rising": T("not rising", "未上升"),
    "not falling": T("not falling", "未下降"),
}
_MOST_TOLD: Final = 20


@dataclass(frozen=True, slots=True)
class Claim:
    """`value` and `unit` of a number; a trend or a date has neither, only `printed`."""

    id: str
    study: str
    locator: str
    text: T
    formula: Node
    printed: str
    value: Decimal | None
    unit: PrintedUnit | None
    precision: Precision
    semantics: Semantics | None = None
    same_as: tuple[Figure, ...] = ()

    @property
    def printed_said(self) -> T:
        """What is printed, in words: 11.32亿美元, 69倍, 未上升."""
        if self.unit is not None:
            return amount_said(self.printed, self.unit.text)
        return TREND_WORDS.get(self.printed, T(self.printed, self.printed))

    @property
    def place(self) -> str:
        return f"{self.study} {self.locator}"


Row = tuple[int | None, Mapping[str, str]]


def claims_of(rows: Iterable[Row | Mapping[str, str]], *, file: str = "rows") -> tuple[Claim, ...]:
    """Claims of rows with the columns of the file; a row may come with its number."""
    problems: list[T] = []
    found: dict[str, Claim] = {}
    for position, row in enumerate(rows, 1):
        line, cells = row if isinstance(row, tuple) else (position, row)
        claim = _claim({name: str(cells.get(name) or "").strip() for name in COLUMNS}, file, line, problems)
        if claim is not None and claim.id in found:
            problems.append(_at(file, line, "id", T(f"{claim.id!r} is there already", f"“{claim.id}”重复")))
        elif claim is not None:
            found[claim.id] = claim
    if problems:
        raise SchemaMismatch(_together(problems))
    return tuple(found.values())


def _claim(cells: Mapping[str, str], file: str, line: int | None, problems: list[T]) -> Claim | None:
    """The claim, or nothing and its problems, each with its column."""
    before = len(problems)

    def told(column: str, problem: T) -> None:
        problems.append(_at(file, line, column, problem))

    for name in NEEDED:
        if not cells[name]:
            told(name, T("nothing is written", "不能为空"))
    if len(problems) > before:
        return None
    formula: Node | None = None
    value: Decimal | None = None
    printed_unit: PrintedUnit | None = None
    precision, printed = Precision(), cells["printed"]
    same_as: tuple[Figure, ...] = ()
    try:
        column = "formula"
        formula = read_formula(cells["formula"])
        _check_areas(formula)
        column = "unit"
        kind = cells["unit"] if cells["unit"] in (OF_TREND, OF_DATE) else ""
        printed_unit = None if kind else unit(cells["unit"])
        column = "printed"
        value, printed = (None, _word(printed, kind)) if kind else (_number(printed), printed)
        column = "precision"
        precision = read_precision(cells["precision"])
        column = "same_as"
        same_as = _same_as(cells["same_as"])
        column = "semantics"
        _check_semantics(cells["semantics"], formula)
        column = "formula"
        _check_kind(kind, formula)
    except EntrepotError as problem:
        told(column, problem.message)
        return None
    return Claim(
        id=cells["id"], study=cells["study"], locator=cells["locator"], text=T(cells["claim"], cells["claim_zh"] or cells["claim"]), formula=formula,
        printed=printed, value=value, unit=printed_unit, precision=precision,
        semantics=cast(Semantics, cells["semantics"]) if cells["semantics"] else None, same_as=same_as,
    )  # fmt: skip


def _number(printed: str) -> Decimal:
    value = number(printed)
    if value is None:
        raise WrongCall(T(f"{printed!r} is no number", f"“{printed}”不是数字"))
    return value


def _word(printed: str, kind: str) -> str:
    if kind == OF_DATE:
        return iso_date(printed)
    for word, title in TREND_WORDS.items():
        if printed in (word, title.zh):
            return word
    raise WrongCall(
        T(
            f"a trend is {', '.join(TREND_WORDS)}, not {printed!r}",
            f"趋势应为{'、'.join(title.zh for title in TREND_WORDS.values())}，而不是“{printed}”",
        )
    )


def iso_date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as problem:
        raise WrongCall(T(f"{text!r} is no day; write 2017-04-10", f"“{text}”不是日期；请写成 2017-04-10")) from problem


def _same_as(text: str) -> tuple[Figure, ...]:
    """Selections of figures that should say the same, with semicolons between them."""
    if not text:
        return ()
    found = read_formula(f"sum({text})")
    parts = found.arguments if isinstance(found, Call) else ()
    figures = tuple(part for part in parts if isinstance(part, Figure))
    if len(figures) != len(parts):
        raise WrongCall(
            T("only selections such as gdp[...] can be the same figure", "此列只能填写 gdp[...] 之类的选择")
        )
    for figure in figures:
        _check_areas(figure)
    return figures


def _check_areas(formula: Node) -> None:
    """A place that nobody knows is a slip of the hand, not a missing figure."""
    for figure in figures_in(formula):
        for name in (*figure.values("area"), *figure.values("counterpart")):
            area_id(name)


def _check_semantics(semantics: str, formula: Node) -> None:
    """A multiple is a ratio or a growth, and the formula is the same."""
    if semantics not in ("", "ratio", "growth"):
        raise WrongCall(
            T(f"semantics is ratio or growth, not {semantics!r}", f"口径为 ratio 或 growth，而不是“{semantics}”")
        )
    outermost = formula.function if isinstance(formula, Call) else ""
    if semantics and outermost in ("ratio", "growth") and outermost != semantics:
        raise WrongCall(
            T(
                f"the formula is a {outermost}, the semantics says {semantics}",
                f"公式为 {outermost}，口径却写 {semantics}",
            )
        )


def _check_kind(kind: str, formula: Node) -> None:
    is_trend = isinstance(formula, Call) and formula.function in TRENDS
    if is_trend != (kind == OF_TREND):
        raise WrongCall(
            T(
                "trend(...) and monotone(...) go with the unit `trend`, and only they",
                "单位 trend 与函数 trend(...)、monotone(...) 须同时使用",
            )
        )
    if kind == OF_DATE:
        if not isinstance(formula, Printed):
            raise WrongCall(T('a date is compared with printed("2017-04-01", locator="...")', '日期只能与 printed("2017-04-01", locator="...") 比较'))  # fmt: skip
        iso_date(formula.text)


def _at(file: str, line: int | None, column: str, problem: T) -> T:
    return T(f"{file}, row {line}, column {column}: {problem.en}", f"{file} 第 {line} 行 {column} 列：{problem.zh}")


def _together(problems: Sequence[T]) -> T:
    more = len(problems) - _MOST_TOLD
    en = [one.en for one in problems[:_MOST_TOLD]] + ([f"... and {more} more"] if more > 0 else [])
    zh = [one.zh for one in problems[:_MOST_TOLD]] + ([f"……另有 {more} 处"] if more > 0 else [])
    return T("\n".join(en), "\n".join(zh))
