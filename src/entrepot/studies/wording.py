"""The sentences of a study: words, and references in braces that become numbers, tables, names and citations.

{exports[period=2021] | 亿美元 .1}      a number worked out, its unit and decimals
{share of ASEAN, 2021}                  a named number with its arguments
{size: growth(...) | % .1}              the same without its sign
{direction: growth(...) | 上升/下降/持平}  a word by the sign of a number
{cell: markets, 1, exports | 亿美元}     a cell of a table, by the place or key of its row
{name: markets, 1}                      what that row is called
{claim: shanxi-asean-04}                a claim's number recomputed
{table markets} {figure trend} {cite id}
{$last} {$region}                       a variable, in words
{{HS 2012}}                             shown as it stands, and free to hold digits
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T


@dataclass(frozen=True, slots=True)
class Verbatim:
    text: str


@dataclass(frozen=True, slots=True)
class NumberRef:
    """`formula` may be a named number and its arguments; `size` drops the sign."""

    formula: str
    unit: str = ""
    decimals: int | None = None
    size: bool = False


@dataclass(frozen=True, slots=True)
class DirectionRef:
    """The word for a rise, a fall, and no change."""

    formula: str
    words: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class CellRef:
    """`column` is empty where the row's name is wanted."""

    table: str
    row: str
    column: str = ""
    unit: str = ""
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimRef:
    id: str
    unit: str = ""
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class BlockRef:
    kind: Literal["table", "figure"]
    id: str


@dataclass(frozen=True, slots=True)
class CiteRef:
    id: str


@dataclass(frozen=True, slots=True)
class VariableRef:
    name: str


Wording = str | Verbatim | NumberRef | DirectionRef | CellRef | ClaimRef | BlockRef | CiteRef | VariableRef

_PARTS: Final = re.compile(r"\{\{(.+?)\}\}|\{((?:[^{}]|\{[^{}]*\})*)\}|([{}])", re.DOTALL)
_BLOCKS: Final[dict[str, Literal["table", "figure"]]] = {
    "table": "table", "表": "table", "figure": "figure", "chart": "figure", "图": "figure",
}  # fmt: skip
_CITES: Final = ("cite", "引")
_SAYING: Final = re.compile(r"(direction|方向|size|大小|cell|单元格|name|名称|claim|论断)\s*[:：]\s*(.*)", re.DOTALL)
_ENGLISH: Final = {"方向": "direction", "大小": "size", "单元格": "cell", "名称": "name", "论断": "claim"}
_FORM: Final = re.compile(r"(.*?)\s*(?:\.([0-9]))?")


def wordings(text: str) -> tuple[Wording, ...]:
    """The text taken apart; WrongCall where braces do not close or say nothing."""
    found: list[Wording] = []
    place = 0
    for part in _PARTS.finditer(text):
        if part.start() > place:
            found.append(text[place : part.start()])
        place = part.end()
        if part[3]:
            raise WrongCall(
                T(
                    f"a brace without its other half at {_near(text, part.start())}; a brace itself is written {{{{{part[3]}}}}}",
                    f"大括号不成对：{_near(text, part.start())}；大括号本身请写成 {{{{{part[3]}}}}}",
                )
            )
        found.append(Verbatim(part[1]) if part[1] else _reference(part[2].strip()))
    if place < len(text):
        found.append(text[place:])
    return tuple(found)


def _near(text: str, place: int) -> str:
    return repr(text[max(0, place - 10) : place + 15])


def _reference(inside: str) -> Wording:
    if not inside:
        raise WrongCall(T("{} refers to nothing", "{} 中没有内容"))
    if inside.startswith("$") and inside[1:].isidentifier():
        return VariableRef(inside[1:])
    if saying := _SAYING.fullmatch(inside):
        return _said(_ENGLISH.get(saying[1], saying[1]), saying[2].strip())
    word, _, rest = inside.partition(" ")
    if rest and word in _BLOCKS and not any(sign in rest for sign in "[]|"):
        return BlockRef(_BLOCKS[word], rest.strip())
    if rest and word in _CITES:
        return CiteRef(rest.strip())
    formula, unit, decimals = _formed(inside)
    return NumberRef(formula, unit, decimals)


def _said(word: str, rest: str) -> Wording:
    if word == "direction":
        formula, form = _split(rest)
        words = [one.strip() for one in form.split("/")]
        if len(words) not in (2, 3) or not all(words):
            raise WrongCall(
                T(
                    f"direction wants two or three words: {{direction: {formula} | rose/fell/stayed the same}}",
                    f"方向须有两个或三个词：{{方向: {formula} | 上升/下降/持平}}",
                )
            )
        flat = words[2] if len(words) == 3 else words[0]
        return DirectionRef(formula, (words[0], words[1], flat))
    content, unit, decimals = _formed(rest)
    if word == "size":
        return NumberRef(content, unit, decimals, size=True)
    if word == "claim":
        return ClaimRef(content, unit, decimals)
    parts = _listed(content)
    wanted = 2 if word == "name" else 3
    if len(parts) != wanted or not all(parts):
        raise WrongCall(
            T(
                "write {cell: table, row, column} or {name: table, row}",
                "请写成 {cell: 表, 行, 列} 或 {name: 表, 行}",
            )
        )
    return CellRef(parts[0], parts[1], parts[2] if wanted == 3 else "", unit, decimals)


def _listed(text: str) -> Sequence[str]:
    return [part.strip() for part in re.split("[,，]", text)]


def _formed(text: str) -> tuple[str, str, int | None]:
    """Formula, unit and decimals of `formula | 亿美元 .1`."""
    formula, form = _split(text)
    found = _FORM.fullmatch(form)
    if found is None:
        return formula, form, None
    return formula, found[1].strip(), int(found[2]) if found[2] else None


def _split(text: str) -> tuple[str, str]:
    """Before and after the last `|` that is not inside brackets."""
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        if text[place] in "])":
            depth += 1
        elif text[place] in "[(":
            depth -= 1
        elif text[place] in "|｜" and depth == 0:
            return text[:place].strip(), text[place + 1 :].strip()
    return text.strip(), ""
