"""A formula with its numbers in place of its selections: 37.59亿美元 ÷ 8.81亿美元 − 1 = 326.674%."""

from __future__ import annotations

from decimal import Decimal

from entrepot.studies.amounts_said import amount_said
from entrepot.studies.claim_formula import Binary, Call, Figure, Negative, Node, Number, Printed
from entrepot.studies.expanding import years_between
from entrepot.studies.figures import Found
from entrepot.studies.recomputing import Choice, Table, Worked
from entrepot.vocabulary.amounts import CURRENCY_NAMES, MINUS
from entrepot.vocabulary.text import LANGUAGES, Language, T

_SIGNS = {"+": "+", "-": MINUS, "*": "×", "/": "÷"}


def filled(node: Node, choice: Choice, table: Table) -> T:
    return T(*(_filled(node, choice, table, language) for language in LANGUAGES))


def equal(left: T, worked: Worked, shown: str) -> T:
    """The filled formula with what it gives."""
    right = _in_unit(worked, shown)
    return T(f"{left.en} = {right.en}", f"{left.zh} = {right.zh}")


def computed(value: Decimal, unit: str) -> T:
    """A number in its base unit, with six digits, at the scale of its size."""
    power = next((one for one in (8, 4) if abs(value) >= 10**one), 0) if unit in CURRENCY_NAMES else 0
    known = unit in CURRENCY_NAMES or unit in ("rank", "years", "kg")
    return amount_said(short(value.scaleb(-power)), f"1e{power} {unit}" if power else unit if known else "index")


def short(value: Decimal | None) -> str:
    """Six digits, no idle zeros, no exponent."""
    if value is None:
        return "—"
    if value == 0:
        return "0"
    digits = max(0, 5 - value.adjusted())
    text = f"{round(value, digits):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _in_unit(worked: Worked, shown: str) -> T:
    value = worked.value.value
    if shown in ("%", "points"):
        return amount_said(short(value.scaleb(2)), shown)
    power, _, _ = shown.partition(" ")
    if power.startswith("1e") and power[2:].isdigit():
        return amount_said(short(value.scaleb(-int(power[2:]))), shown)
    if shown == "times":
        return amount_said(short(value), shown)
    return computed(value, worked.unit)


def _filled(node: Node, choice: Choice, table: Table, language: Language) -> str:
    def part(inner: Node) -> str:
        return _filled(inner, choice, table, language)

    def term(inner: Node) -> str:
        """Brackets around what has a sign of its own within."""
        bare = not isinstance(inner, Figure | Number | Printed) or (
            isinstance(inner, Figure) and len(table.cells(inner)) > 1
        )
        return f"({part(inner)})" if bare else part(inner)

    match node:
        case Number(value=value):
            return f"{value:f}"
        case Figure():
            cells = [cell for cell in table.cells(node) if cell in choice]
            return " + ".join(_digits(choice[cell]).in_language(language) for cell in cells)
        case Printed(text=text, unit=unit):
            return amount_said(text, unit).in_language(language)
        case Call(function="growth", arguments=(first, second)):
            return f"{term(first)} ÷ {term(second)} {MINUS} 1"
        case Call(function="cagr", arguments=(first, second)):
            return f"({term(first)} ÷ {term(second)})^(1/{years_between(first, second)}) {MINUS} 1"
        case Call(function="ratio" | "share", arguments=(first, second)):
            return f"{term(first)} ÷ {term(second)}"
        case Call(function="difference", arguments=(first, second)):
            return f"{part(first)} {MINUS} {term(second)}"
        case Call(function="sum", arguments=arguments):
            return " + ".join(map(part, arguments))
        case Call(function="mean", arguments=arguments):
            count = sum(len(table.cells(one)) if isinstance(one, Figure) else 1 for one in arguments)
            return f"({' + '.join(map(part, arguments))}) ÷ {count}"
        case Call(function="measure", arguments=(Figure() as figure,)):
            return "、".join(
                computed(found.value.value, found.unit).in_language(language)
                for found in map(table.figures.compute, table.cells(figure))
            )
        case Call(function=function, arguments=arguments):
            return f"{function}({'; '.join(map(part, arguments))})"
        case Binary(operator=operator, left=left, right=right):
            return f"{term(left) if operator in '*/' else part(left)} {_SIGNS[operator]} {term(right) if operator != '+' else part(right)}"
        case Negative(of=inner):
            return f"{MINUS}{term(inner)}"


def _digits(found: Found) -> T:
    if found.text:
        return amount_said(found.text, found.unit_printed)
    return computed(found.value.value, found.unit)
