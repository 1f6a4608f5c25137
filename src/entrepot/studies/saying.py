"""What a formula says, as an economist would write it: growth of Shanxi's total trade with ASEAN, 2011 to 2021."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from entrepot.measures.measure import Measure
from entrepot.studies.amounts_said import amount_said
from entrepot.studies.claim_formula import Binary, Call, Figure, Negative, Node, Number, Printed, figures_in
from entrepot.studies.declaration import RowKey
from entrepot.studies.figures import Found, periods_of
from entrepot.studies.titles import figure_title, locator_title, period_title, place_title, row_title
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T

_WHOLE: Final = ("", "WLD", "goods")
_MOST_NAMED: Final = 6
_OVER: Final = {
    "partner": T("by partner", "按贸易伙伴"),
    "product": T("by product", "按商品"),
    "regime": T("by customs regime", "按贸易方式"),
}
_FLOWS: Final = {"export": T("exports", "出口"), "import": T("imports", "进口")}
_PEOPLE: Final = ("Gini", "Theil", "Shannon", "Balassa", "Michaely", "Krugman", "Lafay", "Hirschman")
_SIGNS: Final = {
    "+": T("{0} plus {1}", "{0}与{1}之和"),
    "-": T("{0} less {1}", "{0}减{1}"),
    "*": T("{0} times {1}", "{0}乘以{1}"),
    "/": T("{0} over {1}", "{0}与{1}之比"),
}
_OF_TWO: Final = {
    "growth": T("growth of {0} over {1}", "{0}比{1}的增长率"),
    "cagr": T("mean annual growth from {1} to {0}", "{1}至{0}的年均增长率"),
    "ratio": T("ratio of {0} to {1}", "{0}与{1}之比"),
    "share": T("{0} as a share of {1}", "{0}占{1}的比重"),
    "difference": T("{0} less {1}", "{0}减{1}"),
}
_BETWEEN_PERIODS: Final = {
    "growth": T("growth of {0}, {2} to {1}", "{0}，{1}比{2}的增长率"),
    "cagr": T("mean annual growth of {0}, {2} to {1}", "{0}，{2}至{1}的年均增长率"),
    "ratio": T("{0}, {1} over {2}", "{0}，{1}与{2}之比"),
    "difference": T("change of {0}, {2} to {1}", "{0}，{1}比{2}的增减"),
}
_OF_ONE: Final = {
    "sum": T("sum of {0}", "{0}之和"),
    "mean": T("mean of {0}", "{0}的平均值"),
    "trend": T("course of {0}", "{0}的走势"),
    "monotone": T("course of {0}, step by step", "{0}的逐期走势"),
}


def saying(node: Node, measures: Mapping[str, Measure]) -> T:
    """The formula in words; what all its figures have in common is said once."""
    return _Saying(measures).whole(node)


def told(found: Iterable[Found], study: str) -> T:
    """Figures with their places: USD 2.27 bn (original section 2.1), 22.7亿美元（原文第2.1节）."""
    said = [
        (amount_said(one.text or f"{one.value.value:f}", one.unit_printed), place_title(one.locator, study))
        for one in found
    ]
    return T(
        ", ".join(f"{amount.en} ({where.en})" for amount, where in said),
        "、".join(f"{amount.zh}（{where.zh}）" for amount, where in said),
    )


@dataclass(frozen=True, slots=True)
class _Saying:
    measures: Mapping[str, Measure]

    def whole(self, node: Node) -> T:
        """The common place is said of the first figure only, the common period at the end."""
        if (two := _two_periods(node)) is not None:
            return self._between(two)
        if _one_place(node):
            node = _placed_once(node)
        periods = {figure.values("period") for figure in figures_in(node)}
        if len(periods) != 1 or not (period := periods.pop()):
            return self._said(node)
        inner = self._said(_without(node, "period"))
        when = _joined([period_title(one) for one in period])
        return T(f"{inner.en}, {when.en}", f"{inner.zh}，{when.zh}")

    def _between(self, call: Call) -> T:
        first, second = (one for one in call.arguments if isinstance(one, Figure))
        of = self._said(first.with_values("period"))
        return _put(_BETWEEN_PERIODS[call.function], of, *(_when(one) for one in (first, second)))

    def _said(self, node: Node) -> T:
        match node:
            case Figure():
                return self._figure(node)
            case Number(value=value):
                return T(f"{value:f}", f"{value:f}")
            case Printed(text=text, unit=unit, locator=locator):
                where, amount = locator_title(locator or "-"), amount_said(text, unit)
                return T(f"{amount.en} ({where.en})", f"{amount.zh}（{where.zh}）")
            case Negative(of=inner):
                return _put(T("less {0}", "负的{0}"), self._part(inner))
            case Binary(operator=operator, left=left, right=right):
                return _put(_SIGNS[operator], self._part(left), self._part(right))
            case Call():
                return self._call(node)

    def _call(self, node: Call) -> T:
        if (two := _two_periods(node)) is not None:
            return self._between(two)
        if node.function == "ratio" and (places := _two_places(node)) is not None:
            return self._of_places(*places)
        if node.function == "measure":
            return self._said(node.arguments[0])
        if node.function == "rank":
            of, *among = (self._part(one) for one in node.arguments)
            within = among[0] if among else T("the provinces", "各省份")
            return _put(T("rank of {0} among {1}", "{0}在{1}中的位次"), of, within)
        parts = [self._part(one) for one in node.arguments]
        if node.function in _OF_TWO and len(parts) == 2:
            return _put(_OF_TWO[node.function], *parts)
        together = _joined(parts)
        return _put(_OF_ONE.get(node.function, T("{0}", "{0}")), together)

    def _of_places(self, first: Figure, second: Figure) -> T:
        """广东与山西对东盟进出口总额之比; ratio of Guangdong's to Shanxi's total trade with ASEAN."""
        one, other = (_named("area", figure) for figure in (first, second))
        rest = self._figure(first.with_values("area"))
        return T(f"ratio of {one.en}'s to {other.en}'s {rest.en}", f"{one.zh}与{other.zh}{rest.zh}之比")

    def _part(self, node: Node) -> T:
        """Within something else: what is worked out itself stands in brackets."""
        said = self.whole(node) if _periods(node) else self._said(node)
        if isinstance(node, Figure | Number | Printed) or (isinstance(node, Call) and node.function == "measure"):
            return said
        return T(f"({said.en})", f"（{said.zh}）")

    def _figure(self, node: Figure) -> T:
        """山西对东盟出口额，2020年; Shanxi's exports to ASEAN, 2020."""
        title = figure_title(node.name, self.measures)
        area, partner = _named("area", node), _named("counterpart", node)
        of = [_named(key, node) for key in ("subject", "product", "regime")]
        of += [_FLOWS[one] for one in node.values("flow") if one in _FLOWS]
        what = _joined([one for one in of if one.en != "-"]) if any(one.en != "-" for one in of) else T("-", "-")
        over = _joined([_OVER.get(one, T(one, one)) for one in node.values("over")])
        when = _when(node)
        return T(
            "".join(_english(node.name, title.en, area.en, partner.en, what.en, over.en, when.en)),
            "".join(_chinese(node.name, title.zh, area.zh, partner.zh, what.zh, over.zh, when.zh)),
        )


def _chinese(name: str, title: str, area: str, partner: str, what: str, over: str, when: str) -> Sequence[str]:
    share = title.startswith("占")
    toward = "自" if name.startswith("import") else "对"
    return (
        area.strip("-"),
        f"{toward}{partner}" if partner != "-" else "",
        what.strip("-") or ("贸易" if share and partner != "-" else ""),
        title,
        f"（{over}）" if over != "-" else "",
        f"，{when}" if when != "-" else "",
    )


def _english(name: str, title: str, area: str, partner: str, what: str, over: str, when: str) -> Sequence[str]:
    toward = " to " if name.startswith("export") else " from " if name.startswith("import") else " with "
    if what != "-" or " with " in title:
        toward = ", "
    owner = f"{area}' " if area.endswith("s") and area != "-" else f"{area}'s "
    return (
        owner if area != "-" else "",
        _lowered(title),
        f" {over}" if over != "-" else "",
        f", {what}" if what != "-" else "",
        f"{toward}{partner}" if partner != "-" else "",
        f", {when}" if when != "-" else "",
    )


def _lowered(title: str) -> str:
    """Within a sentence: exports, but GDP and Gini."""
    first = title.split(" ", 1)[0]
    if first[1:] != first[1:].lower() or first.rstrip("'s") in _PEOPLE:
        return title
    return title[:1].lower() + title[1:]


def _named(key: RowKey, node: Figure) -> T:
    """The places or goods of a selection; a dash where it says none, or the whole."""
    values = [one for one in node.values(key) if one not in _WHOLE]
    named = [row_title(key, one) for one in values[:_MOST_NAMED]]
    if key in ("subject", "product", "regime"):
        named = [T(_lowered(one.en), one.zh) for one in named]
    more = len(values) - _MOST_NAMED
    said = _joined(named)
    return said if more <= 0 else T(f"{said.en} and {more} more", f"{said.zh}等{len(values)}项")


def _when(node: Figure) -> T:
    try:
        periods = periods_of(node)
    except EntrepotError:
        periods = node.values("period")
    if len(periods) > 2 and _in_a_row(periods):
        return period_title(f"{periods[0]}..{periods[-1]}")
    return _joined([period_title(one) for one in periods])


def _in_a_row(periods: Sequence[str]) -> bool:
    try:
        found = [parse_period(one) for one in periods]
    except EntrepotError:
        return False
    return all(one.previous() == before for before, one in pairwise(found))


def _joined(parts: Sequence[T]) -> T:
    if not parts:
        return T("-", "-")
    *before, last = (one.en for one in parts)
    return T(f"{', '.join(before)} and {last}" if before else last, "、".join(one.zh for one in parts))


def _put(words: T, *parts: T) -> T:
    return T(words.en.format(*(one.en for one in parts)), words.zh.format(*(one.zh for one in parts)))


def _periods(node: Node) -> bool:
    return any(figure.values("period") for figure in figures_in(node))


def _one_place(node: Node) -> bool:
    figures = list(figures_in(node))
    return (
        len(figures) > 1 and len({figure.values("area") for figure in figures}) == 1 and bool(figures[0].values("area"))
    )


def _placed_once(node: Node) -> Node:
    """The place of the first selection holds for the others."""
    first = iter((True,))
    return rewritten(node, lambda figure: figure if next(first, False) else _bare(figure, "area"))


def _two_periods(node: Node) -> Call | None:
    """A call over one figure at two times."""
    return _call_but(node, "period", _BETWEEN_PERIODS)


def _two_places(node: Node) -> tuple[Figure, Figure] | None:
    """A call over one figure of two places."""
    found = _call_but(node, "area", _OF_TWO)
    if found is None:
        return None
    first, second = figures_in(found)
    return first, second


def _call_but(node: Node, key: str, functions: Mapping[str, T]) -> Call | None:
    """The call, where its two selections are the same but for `key` and where they are printed."""
    if isinstance(node, Binary) and node.operator == "-":
        node = Call("difference", (node.left, node.right))
    if not isinstance(node, Call) or node.function not in functions or len(node.arguments) != 2:
        return None
    first, second = node.arguments
    if not (isinstance(first, Figure) and isinstance(second, Figure)) or not (first.values(key) and second.values(key)):
        return None
    plain = [_bare(one, key, "locator", "study", "unit") for one in (first, second)]
    return node if plain[0] == plain[1] and first.values(key) != second.values(key) else None


def _bare(figure: Figure, *keys: str) -> Figure:
    return Figure(figure.name, tuple(sorted(pair for pair in figure.conditions if pair[0] not in keys and pair[1])))


def _without(node: Node, key: str) -> Node:
    return rewritten(node, lambda figure: Figure(figure.name, tuple(p for p in figure.conditions if p[0] != key)))


def rewritten(node: Node, change: Callable[[Figure], Figure]) -> Node:
    """The formula with each of its selections changed."""
    match node:
        case Figure():
            return change(node)
        case Call(arguments=arguments):
            return replace(node, arguments=tuple(rewritten(one, change) for one in arguments))
        case Binary(operator=operator, left=left, right=right):
            return Binary(operator, rewritten(left, change), rewritten(right, change))
        case Negative(of=of):
            return Negative(rewritten(of, change))
    return node


_ORDER: Final = (
    "area",
    "counterpart",
    "subject",
    "product",
    "regime",
    "flow",
    "share",
    "reference",
    "over",
    "period",
    "unit",
    "study",
    "locator",
)


def in_order(node: Node, study: str) -> Node:
    """The formula as the appendix has it: keys in one order, nothing said that is understood anyway."""

    def plain(figure: Figure) -> Figure:
        idle = {("subject", ("goods",)), ("counterpart", ("WLD",)), ("study", (study,))}
        kept = [one for one in figure.conditions if one[1] and one not in idle]
        return Figure(figure.name, tuple(sorted(kept, key=lambda one: (_ORDER.index(one[0]) if one[0] in _ORDER else -1, one[0]))))  # fmt: skip

    return rewritten(node, plain)
