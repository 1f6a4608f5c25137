"""Reading the keys of a TOML table: each of the right kind, none unknown, every problem with its line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from entrepot.parameters.toml_places import Place
from entrepot.vocabulary.errors import EntrepotError, SchemaMismatch, near_names
from entrepot.vocabulary.text import LANGUAGES, T

_MOST_TOLD: Final = 20


@dataclass(slots=True)
class Problems:
    """What is wrong with a declaration, gathered so that all of it can be said at once."""

    found: list[T] = field(default_factory=list)
    untold: int = 0

    def add(self, at: Place, problem: T) -> None:
        # To find its line takes a reading of the whole file: of the thousandth problem nobody is told.
        if len(self.found) < _MOST_TOLD:
            self.found.append(at.says(problem))
        else:
            self.untold += 1

    def raise_any(self) -> None:
        """SchemaMismatch with everything found."""
        if self.found:
            told = self.found[:_MOST_TOLD]
            more = len(self.found) - len(told) + self.untold
            en = [one.en for one in told] + ([f"... and {more} more"] if more > 0 else [])
            zh = [one.zh for one in told] + ([f"……另有 {more} 处"] if more > 0 else [])
            raise SchemaMismatch(T("\n".join(en), "\n".join(zh)))


@dataclass(slots=True)
class Keys:
    """One TOML table. What is missing or of the wrong kind becomes a problem and an empty value."""

    table: Mapping[str, object]
    at: Place
    problems: Problems

    def only(self, known: Iterable[str]) -> None:
        names = tuple(known)
        for key in self.table:
            if key not in names:
                near = near_names(key, names)
                en = f"; did you mean {', '.join(near)}?" if near else f" (known: {', '.join(names)})"
                zh = f"；是否要写：{'、'.join(near)}？" if near else f"（可用：{'、'.join(names)}）"
                self.wrong(key, T(f"there is no key {key!r} here{en}", f"此处没有“{key}”这个键{zh}"))

    def wrong(self, key: str, problem: T) -> None:
        self.problems.add(self.at / key, problem)

    def has(self, key: str) -> bool:
        return key in self.table

    def needs(self, key: str) -> bool:
        if key not in self.table:
            self.problems.add(self.at, T(f"the key {key!r} is missing", f"缺少键“{key}”"))
            return False
        return True

    def word(self, key: str, *, needed: bool = False) -> str:
        if needed and not self.needs(key):
            return ""
        value = self.table.get(key, "")
        if isinstance(value, str):
            if needed and not value.strip():
                self.wrong(key, T("it must not be empty", "不得为空"))
            return value.strip()
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        self.wrong(key, T("a text in quotation marks is wanted", "应为加引号的文字"))
        return ""

    def one_of(self, key: str, known: Sequence[str], *, otherwise: str = "", needed: bool = False) -> str:
        word = self.word(key, needed=needed)
        if word and word not in known:
            near = near_names(word, known)
            en = f"; did you mean {', '.join(near)}?" if near else ""
            zh = f"；是否要写：{'、'.join(near)}？" if near else ""
            self.wrong(
                key, T(f"{word!r} is none of {', '.join(known)}{en}", f"“{word}”不在 {'、'.join(known)} 之中{zh}")
            )
            return otherwise
        return word or otherwise

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text with commas is as good."""
        value = self.table.get(key, ())
        if isinstance(value, str):
            return tuple(
                part.strip() for part in value.replace("，", ",").replace("、", ",").split(",") if part.strip()
            )
        if isinstance(value, list) and all(isinstance(one, str | int) and not isinstance(one, bool) for one in value):
            return tuple(str(one).strip() for one in value)
        if key in self.table:
            self.wrong(key, T("a list of texts is wanted", "应为文字列表"))
        return ()

    def number(self, key: str, *, least: int = 0, most: int | None = None) -> int | None:
        value = self.table.get(key)
        if value is None:
            return None
        if (
            isinstance(value, int)
            and not isinstance(value, bool)
            and least <= value
            and (most is None or value <= most)
        ):
            return value
        if most is None:
            self.wrong(key, T(f"a whole number from {least} is wanted", f"应为不小于 {least} 的整数"))
        else:
            self.wrong(key, T(f"a whole number from {least} to {most} is wanted", f"应为 {least} 至 {most} 的整数"))
        return None

    def amount(
        self, key: str, *, needed: bool = False, least: float = -math.inf, most: float = math.inf
    ) -> float | None:
        """A number with or without a fraction; 30 % is written 0.3."""
        if needed and not self.needs(key):
            return None
        value = self.table.get(key)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
            return float(value)
        en, zh = f" from {least:g} to {most:g}", f"介于 {least:g} 与 {most:g} 之间的"
        if math.isinf(most):
            en, zh = ("", "") if math.isinf(least) else (f" of {least:g} or more", f"不小于 {least:g} 的")
        self.wrong(key, T(f"a number{en} is wanted", f"应为{zh}数字"))
        return None

    def flag(self, key: str) -> bool:
        value = self.table.get(key, False)
        if isinstance(value, bool):
            return value
        self.wrong(key, T("true or false is wanted", "应为 true 或 false"))
        return False

    def text(self, key: str, *, needed: bool = False) -> T | None:
        """`{zh = "…", en = "…"}`; both languages."""
        if needed and not self.needs(key):
            return None
        if key not in self.table:
            return None
        return self._text(self.table[key], self.at / key)

    def texts(self, key: str) -> tuple[T, ...]:
        value = self.table.get(key, [])
        if not isinstance(value, list):
            self.wrong(key, T('a list of {zh = "…", en = "…"} is wanted', '应为 {zh = "…", en = "…"} 的列表'))
            return ()
        found = (self._text(one, self.at / key / position) for position, one in enumerate(value))
        return tuple(one for one in found if one is not None)

    def _text(self, value: object, at: Place) -> T | None:
        if isinstance(value, Mapping):
            inner = Keys(value, at, self.problems)
            inner.only(LANGUAGES)
            halves = {language: inner.word(language) for language in LANGUAGES}
            lacking = [language for language, half in halves.items() if not half]
            if not lacking:
                return T(halves["en"], halves["zh"])
            self.problems.add(
                at,
                T(
                    f"the text in {' and '.join(lacking)} is missing; write both",
                    f"缺少 {'、'.join(lacking)} 文本；两种语言都须写出",
                ),
            )
            return None
        self.problems.add(at, T('write {zh = "…", en = "…"}', '应写成 {zh = "…", en = "…"}'))
        return None

    def inner(self, key: str) -> Keys | None:
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.wrong(key, T("a table is wanted", "应为一个表"))
            return None
        return Keys(value, self.at / key, self.problems)

    def each(self, key: str) -> Iterator[Keys]:
        """The tables of a list."""
        value = self.table.get(key, [])
        if not isinstance(value, list):
            self.wrong(key, T(f"a list of tables is wanted: [[{key}]]", f"应为表的列表：[[{key}]]"))
            return
        for position, one in enumerate(value):
            if isinstance(one, Mapping):
                yield Keys(one, self.at / key / position, self.problems)
            else:
                self.problems.add(self.at / key / position, T("a table is wanted", "应为一个表"))

    def checked(self, key: str, problem: EntrepotError) -> None:
        self.wrong(key, problem.message)
