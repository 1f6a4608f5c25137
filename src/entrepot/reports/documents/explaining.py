"""The appendix: how each number came about, in the reader's words; numbers that came about alike have one entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from entrepot.reports.documents.numbering import Numbering
from entrepot.reports.documents.setting import Explanation
from entrepot.reports.documents.showing import bounds, said
from entrepot.reports.documents.text import line
from entrepot.reports.documents.words import (
    BATCHES,
    BOUNDS,
    COVERAGE,
    FILLED,
    FORMULA,
    INPUTS,
    PRINTED,
    VALUE,
    VINTAGE,
)
from entrepot.studies.paper import Derivation, Number, Paper, Paragraph, Table
from entrepot.vocabulary.amounts import MINUS
from entrepot.vocabulary.text import Language, T

_Facts = tuple[tuple[str, str], ...]
_MOST_SAID: Final = 4
_OPERATION: Final = re.compile(r"[+×÷^/*;]| [−-] | of |居第")


def explanations(paper: Paper, numbering: Numbering) -> tuple[Explanation, ...]:
    language = numbering.language
    shown: dict[str, list[Number]] = {}
    for number in _numbers(paper, language):
        shown.setdefault(number.derivation, []).append(number)
    labels = {one.id: f"b{count}" for count, one in enumerate(paper.batches, start=1)}
    entries = _alike(paper.derivations)
    told = {_told_alone(alike[0], language): count for count, alike in enumerate(entries, start=1)}
    return tuple(
        Explanation(
            tuple(one.id for one in alike),
            count,
            _capital(line(alike[0].what.in_language(language))),
            _facts(alike, shown, paper.vintage, language),
            _facts(alike, shown, paper.vintage, language, labels, told, _same(paper)),
            alike[0].synthetic,
        )
        for count, alike in enumerate(entries, start=1)
    )


def legend(paper: Paper, language: Language) -> tuple[str, ...]:
    """What the labels of batches stand for: b1 = 20261121T153531-fd6a83 (figures.csv, ...); a coverage that all share."""
    same = _same(paper)
    colon = "：" if language == "zh" else ": "
    coverage = (f"{COVERAGE.in_language(language)}{colon}{line(same.in_language(language))}",) if same else ()
    return coverage + tuple(
        f"b{count} = {line(one.id)} ({between(language, one.file, one.source.in_language(language), one.vintage)})"
        for count, one in enumerate(paper.batches, start=1)
    )


def _same(paper: Paper) -> T | None:
    """The coverage of all numbers, where it is one."""
    found = {one.coverage for one in paper.derivations}
    return found.pop() if len(found) == 1 else None


def between(language: Language, *parts: str) -> str:
    return ("，" if language == "zh" else ", ").join(filter(None, map(line, parts)))


def _alike(derivations: Sequence[Derivation]) -> list[list[Derivation]]:
    """Derivations with one formula and one filling together, in the order of reading."""
    found: dict[object, list[Derivation]] = {}
    for one in {each.id: each for each in derivations}.values():
        key = (one.formula, one.filled, one.batches, one.coverage, one.synthetic)
        found.setdefault(key, []).append(one)
    return list(found.values())


def _facts(
    alike: Sequence[Derivation], shown: Mapping[str, list[Number]], vintage: str, language: Language, labels: Mapping[str, str] | None = None, told: Mapping[str, int] | None = None, same: T | None = None
) -> _Facts:  # fmt: skip
    between = "；" if language == "zh" else "; "
    one, numbers = alike[0], [number for each in alike for number in shown.get(each.id, ())]
    # Where all came in one batch, the head of the appendix has said so.
    named = [(labels or {}).get(batch, batch) for batch in one.batches] if labels is None or len(labels) != 1 else []
    worked = one.filled.in_language(language)
    # Of a figure by itself, the amount is the value.
    alone = not _OPERATION.search(worked)
    facts: tuple[tuple[T, Sequence[str]], ...] = (
        (VALUE, _with_sign([said(number, language) for number in numbers]) or ([worked] if alone else [])),
        (BOUNDS, [bounds(number, language) for number in numbers]),
        (PRINTED, [number.printed for number in numbers]),
        (FILLED, [] if alone else [worked]),
        (INPUTS, _inputs([text.in_language(language) for each in alike for text in each.inputs], told or {}, language)),
        (FORMULA, [one.formula]),
        (BATCHES, named),
        (COVERAGE, [one.coverage.in_language(language)] if one.coverage and one.coverage != same else []),
        # Said once at the head of the appendix where it is that of the paper.
        (VINTAGE, [one.vintage] if one.vintage != vintage else []),
    )
    return tuple(
        (label.in_language(language), between.join(known[:_MOST_SAID] if label is VALUE else known))
        for label, texts in facts
        if (known := list(dict.fromkeys(filter(None, map(line, texts)))))
    )


def _with_sign(texts: Sequence[str]) -> list[str]:
    """What a sentence says without its sign, it falls by 5.1%, is told with it."""
    return [text for text in texts if f"{MINUS}{text}" not in texts]


def _inputs(texts: Sequence[str], told: Mapping[str, int], language: Language) -> list[str]:
    """The figures read; those that have an entry of their own by its number."""
    numbers = sorted({str(told[_without_amount(text, language)]) for text in texts if _without_amount(text, language) in told}, key=int)  # fmt: skip
    rest = [text for text in texts if _without_amount(text, language) not in told]
    if not numbers:
        return rest
    named = f"第 {'、'.join(numbers)} 条" if language == "zh" else f"no. {', '.join(numbers)}"
    return [*rest, named]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _told_alone(one: Derivation, language: Language) -> str:
    """How an entry of one figure by itself would be named among the inputs of another."""
    if len(one.inputs) != 1:
        return ""
    what, where = one.what.in_language(language), one.inputs[0].in_language(language)
    return f"{what}（{where}）" if language == "zh" else f"{what} ({where})"


def _without_amount(text: str, language: Language) -> str:
    """山西对东盟出口额，2020年（表1） of 山西对东盟出口额，2020年：7.52亿美元（表1）."""
    colon, bracket = ("：", "（") if language == "zh" else (": ", " (")
    what, _, rest = text.partition(colon)
    _, opened, where = rest.partition(bracket)
    return f"{what}{opened}{where}"


def _numbers(paper: Paper, language: Language) -> Iterator[Number]:
    blocks = list(paper.blocks())
    for block in [paper.abstract, *blocks] if paper.abstract else blocks:
        if isinstance(block, Paragraph):
            yield from (piece for piece in block.pieces(language) if isinstance(piece, Number))
        elif isinstance(block, Table):
            yield from (entry for row in block.rows for entry in row if isinstance(entry, Number))
