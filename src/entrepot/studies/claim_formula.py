"""The language of claims: a few functions over figures that a formula selects by name, area, period and place.

    growth(imports[area=CN-LN, period=2009])
    ratio(trade_total[area=CN-GD, counterpart=ASEAN, period=2020] ; trade_total[area=CN-SX, counterpart=ASEAN, period=2020])

A formula is read into the nodes below and worked out from them; it is never run as code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from entrepot.vocabulary.text import T


@dataclass(frozen=True, slots=True)
class Function:
    """`least` and `most` count arguments; `most` None takes any number of them."""

    name: str
    title: T
    least: int
    most: int | None
    figures_only: bool = False


FUNCTIONS: Final[dict[str, Function]] = {
    one.name: one
    for one in (
        Function("growth", T("first over second, less one; of one figure: on the year before, or from the first to the last of a range of periods", "前者除以后者再减一；只给一个数据时：比上年，或时期范围的末期比首期"), 1, 2),
        Function("cagr", T("growth a year, compounded, over the years between the two", "两期之间的年均复合增长率"), 1, 2),
        Function("ratio", T("first over second; of one figure: last over first of a range of periods", "前者除以后者；只给一个数据时：时期范围的末期除以首期"), 1, 2),
        Function("share", T("first over second, part over whole", "部分占整体的比重"), 2, 2),
        Function("sum", T("all that is selected, added up", "所选数据之和"), 1, None),
        Function("mean", T("arithmetic mean of all that is selected", "所选数据的算术平均"), 1, None),
        Function("difference", T("first less second", "前者减后者"), 2, 2),
        Function("rank", T("place from the largest, among all provinces, or among the second", "由大到小的位次：在全部省份中，或在第二个参数所列之中"), 1, 2, True),
        Function("trend", T("rising, falling or flat, from the first period to the last", "首期至末期：上升、下降或持平"), 1, 1, True),
        Function("monotone", T("rising, falling or flat at every step, otherwise mixed", "逐期均上升、均下降或均持平，否则为不一"), 1, 1, True),
        Function("measure", T("computed from the lake even where it is printed", "即使已有公布值，也由数据湖计算"), 1, 1, True),
        Function("printed", T("a figure or date typed here, with unit and locator, because the lake lacks it", "直接写出的数值或日期（须注明单位和出处），用于数据湖中没有的数据"), 1, 1),
    )
}  # fmt: skip
_PLAIN: Final = re.compile(r"[^\W_][\w.-]*")
TRENDS: Final = ("trend", "monotone")
KEYS: Final[dict[str, T]] = {
    "area": T("the place; needed", "地区；必填"),
    "period": T("when; needed; 2011..2021 is every year of them", "时期；必填；2011..2021 表示逐年"),
    "counterpart": T("with whom; otherwise the world", "对方；不写为全球"),
    "subject": T("of what; otherwise goods, or the whole", "对象；不写为货物或整体"),
    "study": T("printed in which study; otherwise that of the claim", "资料；不写为论断所在资料"),
    "locator": T("printed where in it; otherwise everywhere", "出处；不写为各处"),
    "unit": T("USD or CNY, where both are printed", "单位；美元、人民币均有时须写明"),
}
"""How a published figure is selected."""
MEASURE_KEYS: Final[dict[str, T]] = {
    "product": T("of a measure: in what", "指标的商品"),
    "regime": T("of a measure: under which customs regime", "指标的贸易方式"),
    "flow": T("of a measure: export or import", "指标的进出口方向"),
    "share": T("of a measure: from which published shares", "指标所用的公布份额"),
    "reference": T("of a measure: compared with which area", "指标的参照地区"),
    "over": T("of a measure: over partner, product or regime", "指标按伙伴、商品或贸易方式计算"),
}
"""What besides narrows a measure; a selection that uses one of these is computed, not looked up."""
CHINESE_KEYS: Final[dict[str, str]] = {
    "地区": "area", "时期": "period", "对方": "counterpart", "对象": "subject", "资料": "study", "出处": "locator",
    "单位": "unit", "商品": "product", "贸易方式": "regime", "进出口": "flow",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """`conditions` are pairs of key and wanted values, several where they are joined by `|`."""

    name: str
    conditions: tuple[tuple[str, tuple[str, ...]], ...]

    def values(self, key: str) -> tuple[str, ...]:
        return dict(self.conditions).get(key, ())

    def with_values(self, key: str, *values: str) -> Figure:
        others = tuple(pair for pair in self.conditions if pair[0] != key)
        return Figure(self.name, (*others, (key, values)))


@dataclass(frozen=True, slots=True)
class Printed:
    """A number or date as printed at `locator`."""

    text: str
    unit: str
    locator: str


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node, ...]
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negative:
    of: Node


Node = Number | Figure | Printed | Call | Binary | Negative


def figures_in(node: Node) -> Iterator[Figure]:
    """Every selection of the formula, from left to right."""
    match node:
        case Figure():
            yield node
        case Call(arguments=arguments):
            for argument in arguments:
                yield from figures_in(argument)
        case Binary(left=left, right=right):
            yield from figures_in(left)
            yield from figures_in(right)
        case Negative(of=inner):
            yield from figures_in(inner)


def written(node: Node) -> str:
    """The formula as text, which is read back as the same formula."""
    match node:
        case Number(value=value):
            return f"{value:f}"
        case Figure(name=name, conditions=conditions):
            return f"{name}[{', '.join(f'{key}={_several(values)}' for key, values in conditions)}]"
        case Printed(text=text, unit=unit, locator=locator):
            shown = f'printed("{text}", ' + (f'unit="{unit}", ' if unit else "")
            return shown + f'locator="{locator}")'
        case Call(function=function, arguments=arguments, options=options):
            parts = " ; ".join(written(argument) for argument in arguments)
            return f"{function}({parts}{''.join(f', {key}={_quoted(value)}' for key, value in options)})"
        case Binary(operator=operator, left=left, right=right):
            return f"({written(left)} {operator} {written(right)})"
        case Negative(of=inner):
            return f"(-{written(inner)})"


def _several(values: tuple[str, ...]) -> str:
    return "|".join(value if _PLAIN.fullmatch(value) else _quoted(value) for value in values)


def _quoted(value: str) -> str:
    return f'"{value}"'
