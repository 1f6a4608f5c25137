"""What can go wrong, as one tree.

EntrepotError               the base: every message says what, where, and what to do next, in both languages
├── WrongCall               the command or function was called wrongly                           exit 2
│   └── UnknownName         nothing is called that; the near names are given                     exit 2
├── SchemaMismatch          a file or table is not of the form it should be (or cannot be read)  exit 3
├── RefusedByChecks         a check found something that stops the whole file                    exit 3
├── MissingData             the lake holds nothing for this question                             exit 4
├── SourceUnavailable       an outside source did not answer, or answered with something else    exit 5
├── LicenceForbids          the publisher does not allow this                                    exit 6
├── InvalidScenario         a scenario contradicts itself or its baseline                        exit 2
├── NotConverged            a solver stopped without an answer                                   exit 7
└── BadMachine              the machine is in the way: disk, memory, rights, a missing program   exit 8
    └── TookTooLong         an answer was broken off that took longer than it may                exit 8
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from entrepot.vocabulary.findings import Finding
from entrepot.vocabulary.text import Language, T

# So many names fit on a line and a half: all are told where none is near.
_FEW = 16


class EntrepotError(Exception):
    """`message` in both languages; `str()` gives the language in use."""

    exit_code = 1

    def __init__(self, message: T) -> None:
        super().__init__(message.en, message.zh)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)

    def in_language(self, language: Language) -> str:
        return self.message.in_language(language)


class WrongCall(EntrepotError):
    exit_code = 2


class UnknownName(WrongCall):
    """`kind` names what was looked for (`T("measure", "指标")`); near names are found among `known`, and a few are all told."""

    def __init__(self, kind: T, name: str, known: Iterable[str], *, hint: T | None = None) -> None:
        self.name = name
        names = tuple(dict.fromkeys(known))
        self.near = near_names(name, names)
        en = f"no {kind.en} is called {name!r}"
        zh = f"没有名为“{name}”的{kind.zh}"
        if self.near:
            en += "; did you mean " + ", ".join(self.near) + "?"
            zh += "；是否要找：" + "、".join(self.near) + "？"
        if hint is not None:
            en, zh = _followed(en, hint.en, ". ", " "), _followed(zh, hint.zh, "。", "")
        elif not self.near and 0 < len(names) <= _FEW:
            en, zh = f"{en} (known: {', '.join(names)})", f"{zh}（可用：{'、'.join(names)}）"
        super().__init__(T(en, zh))


class SchemaMismatch(EntrepotError):
    exit_code = 3


class RefusedByChecks(EntrepotError):
    """`can_set_aside` tells whether the file would be taken without its bad rows."""

    exit_code = 3

    def __init__(
        self, message: T, findings: Sequence[Finding], *, rows_read: int = 0, can_set_aside: bool = False
    ) -> None:
        super().__init__(message)
        self.findings = tuple(findings)
        self.rows_read = rows_read
        self.can_set_aside = can_set_aside


class MissingData(EntrepotError):
    exit_code = 4


class SourceUnavailable(EntrepotError):
    exit_code = 5


class LicenceForbids(EntrepotError):
    exit_code = 6


class InvalidScenario(EntrepotError):
    exit_code = 2


class NotConverged(EntrepotError):
    exit_code = 7


class BadMachine(EntrepotError):
    exit_code = 8


class TookTooLong(BadMachine):
    """What was broken off; nothing was changed, and nothing of the answer is kept."""


def _followed(said: str, hint: str, stop: str, space: str) -> str:
    """A hint may go on with the sentence or stand in brackets, or be a sentence of its own."""
    if hint.startswith((";", "；", "（")):
        return f"{said}{hint}"
    return f"{said}{space}{hint}" if hint.startswith("(") or said.endswith(("?", "？")) else f"{said}{stop}{hint}"


def near_names(name: str, known: Iterable[str], *, most: int = 5) -> tuple[str, ...]:
    """The known names most like `name`, best first; containment counts as near, so 辽宁 finds 辽宁省."""
    names = list(dict.fromkeys(known))
    wanted = name.casefold()
    holding = [n for n in names if wanted and wanted in n.casefold()]
    # Two Chinese characters of which one is right score 0.5: 越楠 is near 越南.
    cutoff = 0.5 if len(wanted) < 3 else 0.6
    alike = difflib.get_close_matches(wanted, [n.casefold() for n in names], n=most, cutoff=cutoff)
    spelled = {n.casefold(): n for n in names}
    return tuple(dict.fromkeys([*sorted(holding, key=len)[:most], *(spelled[a] for a in alike)]))[:most]
