"""Named numbers and variables put into a formula before it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from entrepot.studies.declaration import NamedNumber, Study
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.text import T

_VARIABLE: Final = re.compile(r"\$(\w+)")
_INNER: Final = re.compile(r"\{([^{}]*)\}")
_UNSAFE: Final = re.compile(r"[\[\](){};\"=$]")
_LONGEST: Final = 20_000

VARIABLES: Final[dict[str, T]] = {
    "region": T("the study's first region", "本研究的（首个）地区"),
    "regions": T("all its regions", "全部地区"),
    "partner": T("the study's first partner", "本研究的（首个）伙伴"),
    "partners": T("all its partners", "全部伙伴"),
    "peers": T("all its peers", "全部比较地区"),
    "first": T("the first period", "首个时期"),
    "last": T("the last period", "最后时期"),
    "before": T("the period before the last", "最后时期的前一时期"),
    "row": T("in a table: the row", "在表中：该行"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What a formula may speak of: the study's named numbers, and its variables by their ids."""

    numbers: Mapping[str, NamedNumber]
    variables: Mapping[str, str]

    def formula(self, text: str, **more: str) -> tuple[str, NamedNumber | None]:
        """The formula with everything put in, and the named number that it is by itself, if it is one."""
        named = self._named(text)
        expanded = self._expanded(text, (), {**self.variables, **more})
        return expanded, named

    def _named(self, text: str) -> NamedNumber | None:
        return self.numbers.get(_name_of(text))

    def _expanded(self, text: str, path: tuple[str, ...], variables: Mapping[str, str]) -> str:
        named = self._named(text)
        if named is not None:
            return self._called(named, text, path, variables)

        def inner(found: re.Match[str]) -> str:
            called = self._named(found[1])
            if called is None:
                raise UnknownName(T("number in [numbers]", "命名数字（[numbers]）"), _name_of(found[1]), self.numbers)
            return f"({self._called(called, found[1], path, variables)})"

        found = _filled(_INNER.sub(inner, text), variables)
        if len(found) > _LONGEST:
            raise WrongCall(T("the named numbers put in make the formula too long", "命名数字展开后公式过长"))
        return found

    def _called(self, named: NamedNumber, text: str, path: tuple[str, ...], variables: Mapping[str, str]) -> str:
        if named.name in path:
            circle = (*path[path.index(named.name) :], named.name)
            raise WrongCall(
                T(
                    f"these numbers are each worked out from the other: {' → '.join(circle)}",
                    f"这些命名数字循环引用：{' → '.join(circle)}",
                )
            )
        arguments = [_filled(part.strip(), variables) for part in _parts(text)[1:]]
        for argument in arguments:
            if not argument or _UNSAFE.search(argument):
                raise WrongCall(
                    T(f"{argument!r} is no argument for {named.name!r}: give a period, a place or another plain word", f"“{argument}”不能作为“{named.name}”的参数：应为时期、地区等简单词语")
                )  # fmt: skip
        given = {str(position): argument for position, argument in enumerate(arguments, 1)}
        wanted = {one for one in _VARIABLE.findall(named.formula) if one.isdigit()}
        if wanted != set(given):
            raise WrongCall(
                T(
                    f"{named.name!r} takes {len(wanted)} arguments, not {len(given)}: {{{named.name}{''.join(f', ${one}' for one in sorted(wanted))}}}",
                    f"“{named.name}”应有 {len(wanted)} 个参数，而不是 {len(given)} 个：{{{named.name}{''.join(f', ${one}' for one in sorted(wanted))}}}",
                )
            )
        return self._expanded(named.formula, (*path, named.name), {**variables, **given})


def names_of(study: Study, variables: Mapping[str, str]) -> Names:
    return Names({one.name: one for one in study.numbers}, variables)


def _filled(text: str, variables: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1] not in variables:
            hint = T(f"(known: {', '.join(VARIABLES)})", f"（可用：{'、'.join(VARIABLES)}）")
            raise UnknownName(T("variable", "变量"), f"${found[1]}", [f"${name}" for name in VARIABLES], hint=hint)
        if not variables[found[1]]:
            raise WrongCall(T(f"${found[1]} is empty: the study does not say it", f"${found[1]} 为空：研究文件未给出"))
        return variables[found[1]]

    return _VARIABLE.sub(value, text)


def _parts(text: str) -> list[str]:
    return re.split("[,，]", text)


def _name_of(text: str) -> str:
    return _parts(text)[0].strip()
