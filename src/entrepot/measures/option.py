"""Options of a measure: named, typed, with the choices that exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.text import T

OptionValue = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Option:
    """`type` says how a word of the command line is read; `lowest` is the least number that makes sense."""

    name: str
    default: OptionValue
    title: T
    choices: tuple[str, ...] = ()
    type: Literal["text", "whole", "number"] = "text"
    lowest: float | None = None
    required: bool = False

    def read(self, given: OptionValue) -> OptionValue:
        """The value that was meant, or an error that says what may be given."""
        if given is None:
            return self.default
        if self.type == "text":
            return self._among_choices(str(given))
        try:
            number = int(str(given)) if self.type == "whole" else float(str(given))
        except ValueError:
            raise self._unreadable(given) from None
        if self.lowest is not None and not number >= self.lowest:
            raise self._unreadable(given)
        return number

    def _among_choices(self, given: str) -> str:
        if self.choices and given not in self.choices:
            hint = T("; there is " + ", ".join(self.choices), "；可选：" + "、".join(self.choices))
            raise UnknownName(T(f"choice of {self.name}", f"{self.name} 的取值"), given, self.choices, hint=hint)
        return given

    def _unreadable(self, given: OptionValue) -> WrongCall:
        kind = T("a whole number", "整数") if self.type == "whole" else T("a number", "数")
        en = f"{self.name} is {kind.en}" + (f" of at least {self.lowest:g}" if self.lowest is not None else "")
        zh = f"{self.name} 应为{kind.zh}" + (f"，不小于 {self.lowest:g}" if self.lowest is not None else "")
        return WrongCall(T(f"{en}, not {given!r}", f"{zh}，而不是 {given!r}"))


OVER = Option(
    "over",
    "partner",
    T("What the shares are shares of: partners, products or regimes", "按什么划分：伙伴、商品或贸易方式"),
    ("partner", "product", "regime"),
)
