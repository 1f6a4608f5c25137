"""Text to formula: a parser by recursive descent that refuses, with the place, whatever is not of the language."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Final

from entrepot.embedded import embedded_rows
from entrepot.studies.claim_formula import (
    CHINESE_KEYS,
    FUNCTIONS,
    KEYS,
    MEASURE_KEYS,
    Binary,
    Call,
    Figure,
    Function,
    Negative,
    Node,
    Number,
    Printed,
)
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.text import T

LONGEST: Final = 4000
DEEPEST: Final = 30
MOST_PARTS: Final = 200
_ALIKE: Final = str.maketrans("（），；＝［］【】｜＋－−×÷　", "(),;=[][]|+--*/ ")
_NAME: Final = re.compile(r"[^\W\d]\w*")
_NUMBER: Final = re.compile(r"[0-9]{1,40}(?:\.[0-9]{1,40})?")
_QUOTED: Final = re.compile(r'"([^"\n]*)"')
_BARE: Final = re.compile(r'[^,;|"=\[\]()\n]+')
_SPACE: Final = re.compile(r"\s*")
_FUNCTION: Final = T("function", "函数")


def read_formula(text: str, *, bare: bool = False) -> Node:
    """The formula; WrongCall says what is not understood, and where. `bare` lets a name stand without its brackets."""
    if len(text) > LONGEST:
        raise WrongCall(
            T(
                f"a formula of {len(text):,} characters; at most {LONGEST:,} are read",
                f"公式长达 {len(text):,} 个字符，最多 {LONGEST:,} 个",
            )
        )
    reader = _Reader(_plain(text), bare=bare)
    node = reader.sum()
    if reader.rest():
        raise reader.refusal("the end", "结尾")
    return node


def _plain(text: str) -> str:
    """Full-width signs outside quotation marks as plain ones; every character keeps its place."""
    straight = re.sub("[“”„＂]", '"', text)
    return re.sub(
        r'"[^"]*"|[^"]+', lambda found: found[0] if found[0][0] == '"' else found[0].translate(_ALIKE), straight
    )


class _Reader:
    """One pass over the text; each method reads one kind of thing at `place`."""

    def __init__(self, text: str, *, bare: bool) -> None:
        self.text = text
        self.bare = bare
        self.place = 0
        self.depth = 0
        self.parts = 0

    def sum(self) -> Node:
        node = self.product()
        while sign := self.taken("+-"):
            node = Binary(sign, node, self.product())
        return node

    def product(self) -> Node:
        node = self.single()
        while sign := self.taken("*/"):
            node = Binary(sign, node, self.single())
        return node

    def single(self) -> Node:
        self.depth += 1
        self.parts += 1
        if self.depth > DEEPEST or self.parts > MOST_PARTS:
            raise WrongCall(
                T(
                    f"a formula of more than {MOST_PARTS} parts or nested more than {DEEPEST} deep; take it apart",
                    f"公式超过 {MOST_PARTS} 个部分或嵌套超过 {DEEPEST} 层，请拆开",
                )
            )
        node = self._single()
        self.depth -= 1
        return node

    def _single(self) -> Node:
        if self.taken("-"):
            return Negative(self.single())
        if self.taken("("):
            node = self.sum()
            self.expect(")")
            return node
        if number := self.matched(_NUMBER):
            return Number(Decimal(number[0]))
        name = self.matched(_NAME)
        if name and self.taken("["):
            return self.figure(name[0])
        if name and self.taken("("):
            return self.call(_function(name[0]))
        if name and self.bare:
            return Figure(_measure_word(name[0]), ())
        if name:
            raise WrongCall(
                T(
                    f"{name[0]!r} alone selects nothing: write {name[0]}[area=..., period=...]",
                    f"只写“{name[0]}”未选定数据：请写成 {name[0]}[area=..., period=...]",
                )
            )
        raise self.refusal("a figure, a function or a number", "数据、函数或数字")

    def figure(self, name: str) -> Figure:
        conditions: dict[str, tuple[str, ...]] = {}
        while True:
            key = _key(self.word("a key such as area or period", "area、period 等选择项"))
            if key in conditions:
                raise WrongCall(T(f"{key} is given twice for {name}", f"{name} 的 {key} 重复"))
            self.expect("=")
            values = [self.value()]
            while self.taken("|"):
                values.append(self.value())
            conditions[key] = tuple(dict.fromkeys(values))
            if not self.taken(",;"):
                break
        self.expect("]")
        return Figure(_measure_word(name), tuple(conditions.items()))

    def call(self, function: Function) -> Node:
        arguments: list[Node] = []
        options: dict[str, str] = {}
        while True:
            if key := self.option():
                options[key] = self.value()
            elif function.name == "printed" and not arguments:
                arguments.append(Printed(self.typed(), "", ""))
            else:
                arguments.append(self.sum())
            if not self.taken(",;"):
                break
        self.expect(")")
        _check_arguments(function, arguments, options)
        if function.name == "printed":
            (typed,) = (one for one in arguments if isinstance(one, Printed))
            return Printed(typed.text, options.get("unit", ""), options["locator"])
        return Call(function.name, tuple(arguments), tuple(options.items()))

    def option(self) -> str | None:
        """`locator` of `locator="table 1"`; nothing where no option follows."""
        start = self.place
        name = self.matched(_NAME)
        if name and self.taken("="):
            return _option(name[0])
        self.place = start
        return None

    def typed(self) -> str:
        """The number or date in `printed(...)`."""
        if quoted := self.matched(_QUOTED):
            return quoted[1].strip()
        return self.value()

    def value(self) -> str:
        found = self.matched(_QUOTED) or self.matched(_BARE)
        value = found[found.lastindex or 0].strip() if found else ""
        if not value:
            raise self.refusal("a value", "取值")
        return value

    def word(self, en: str, zh: str) -> str:
        found = self.matched(_NAME)
        if not found:
            raise self.refusal(en, zh)
        return found[0]

    def matched(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        self.skip()
        found = pattern.match(self.text, self.place)
        if found:
            self.place = found.end()
        return found

    def taken(self, signs: str) -> str:
        self.skip()
        sign = self.text[self.place : self.place + 1]
        if not sign or sign not in signs:
            return ""
        self.place += 1
        return sign

    def expect(self, sign: str) -> None:
        if not self.taken(sign):
            raise self.refusal(f"{sign!r}", f"“{sign}”")

    def skip(self) -> None:
        found = _SPACE.match(self.text, self.place)
        self.place = found.end() if found else self.place

    def rest(self) -> str:
        self.skip()
        return self.text[self.place :]

    def refusal(self, en: str, zh: str) -> WrongCall:
        rest = self.rest()
        shown = rest[:30] + ("…" if len(rest) > 30 else "")
        at = self.place + 1
        if not rest:
            return WrongCall(T(f"the formula ends where {en} should follow", f"公式到此结束，但应有{zh}"))
        return WrongCall(
            T(f"at character {at}, {en} should follow, not {shown!r}", f"第 {at} 个字符处应为{zh}，而不是“{shown}”")
        )


def _function(name: str) -> Function:
    if name not in FUNCTIONS:
        raise UnknownName(_FUNCTION, name[:60], FUNCTIONS, hint=_all_of(tuple(FUNCTIONS)))
    return FUNCTIONS[name]


def _key(name: str) -> str:
    known = (*KEYS, *MEASURE_KEYS)
    found = CHINESE_KEYS.get(name, name)
    if found not in known:
        raise UnknownName(T("key of a selection", "选择项"), name[:60], (*known, *CHINESE_KEYS), hint=_all_of(known))
    return found


def _option(name: str) -> str:
    key = CHINESE_KEYS.get(name, name)
    if key not in ("locator", "study", "unit"):
        raise UnknownName(T("option", "选项"), name[:60], ("locator", "study", "unit"))
    return key


def _check_arguments(function: Function, arguments: list[Node], options: dict[str, str]) -> None:
    if len(arguments) < function.least or (function.most is not None and len(arguments) > function.most):
        wanted = (
            str(function.least) if function.least == function.most else f"{function.least} to {function.most or '…'}"
        )
        raise WrongCall(
            T(
                f"{function.name} takes {wanted} arguments, not {len(arguments)}",
                f"{function.name} 应有 {wanted.replace(' to ', '至')} 个参数，而不是 {len(arguments)} 个",
            )
        )
    if function.figures_only and not all(isinstance(one, Figure) for one in arguments):
        raise WrongCall(
            T(
                f"{function.name} takes a selection such as exports[...], not something worked out",
                f"{function.name} 的参数须为 exports[...] 之类的选择，不能是算式",
            )
        )
    if function.name == "printed" and not options.get("locator"):
        raise WrongCall(T('printed(...) says where it stands: locator="..."', 'printed(...) 须注明出处：locator="..."'))


def _all_of(names: tuple[str, ...]) -> T:
    return T(f"(known: {', '.join(names)})", f"（可用：{'、'.join(names)}）")


@cache
def _measure_words() -> dict[str, str]:
    return {row["printed"]: row["word"] for row in embedded_rows("figure_words.csv") if row["column"] == "measure"}


def _measure_word(name: str) -> str:
    """出口额 is exports, as when figures are typed."""
    return _measure_words().get(name, name)
