"""Which rows of trade a change is about."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from entrepot.models.scenario.checking import LARGEST
from entrepot.models.scenario.declaration import Scope
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.blocs import members
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.products import TOTAL, chapters_of, product, section_id
from entrepot.vocabulary.regimes import regime, regimes
from entrepot.vocabulary.text import T

Mask = NDArray[np.bool_]
Codes = NDArray[np.int64]
DIMENSIONS = ("flow", "partner", "product", "regime")


class Coded:
    """The rows' words as numbers, so that a condition is asked once of each different word."""

    def __init__(self, rows: pa.Table) -> None:
        self.count = rows.num_rows
        self.words: dict[str, tuple[str, ...]] = {}
        self.codes: dict[str, Codes] = {}
        for name in (name for name in DIMENSIONS if name in rows.column_names):
            coded = rows[name].combine_chunks().dictionary_encode(null_encoding="encode")
            self.words[name] = tuple(word or "" for word in coded.dictionary.to_pylist())
            self.codes[name] = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)

    def among(self, column: str, wanted: Iterable[str]) -> Mask:
        """Which rows have one of these words."""
        known = frozenset(wanted)
        return self._rows(column, np.array([word in known for word in self.words[column]], dtype=bool))

    def matching(self, column: str, names: tuple[str, ...], largest: str = "") -> Mask:
        """Which words of the column (not rows) the names stand for."""
        return meant(column, self.words[column], tuple(largest if name == LARGEST else name for name in names))

    def in_scope(self, scope: Scope, largest: str = "") -> Mask:
        found = self.among("flow", (scope.flow,))
        for column, wanted, but in (
            ("partner", scope.partners, scope.except_partners),
            ("product", scope.products, scope.except_products),
            ("regime", scope.regimes, ()),
        ):
            if wanted:
                found &= self._rows(column, self.matching(column, wanted, largest))
            if but:
                found &= ~self._rows(column, self.matching(column, but, largest))
        return found

    def _rows(self, column: str, words: Mask) -> Mask:
        return words[self.codes[column]] if len(words) else np.zeros(self.count, dtype=bool)


def meant(column: str, words: tuple[str, ...], names: tuple[str, ...]) -> Mask:
    """Which of the words the names stand for: members of blocs, goods by how codes begin, codes of a group of regimes."""
    if column == "product":
        return _begins(words, names)
    known = countries_of(names) if column == "partner" else regimes_of(names)
    return np.array([word in known for word in words], dtype=bool)


def largest_partner(rows: pa.Table, flow: str, money: str) -> str:
    """Who buys most, or sells most."""
    own = rows.filter(pc.equal(rows["flow"], pa.scalar(flow))).group_by("partner").aggregate([(money, "sum")])
    if not own.num_rows:
        raise MissingData(T(f"there are no {flow}s of which to find the largest partner", "没有数据可据以找出最大贸易伙伴"))  # fmt: skip
    place = pc.index(own[f"{money}_sum"], pc.max(own[f"{money}_sum"])).as_py()
    return str(own["partner"][place].as_py())


def countries_of(names: tuple[str, ...]) -> frozenset[str]:
    """A bloc as itself and its members, a sum as its parts."""
    found: set[str] = set()
    for name in names:
        for part in name.split("+"):
            found.add(part)
            if part != LARGEST and area(part).kind == "bloc":
                found |= set(members(part))
    return frozenset(found)


def regimes_of(names: tuple[str, ...]) -> frozenset[str]:
    """A group of regimes as itself and its codes."""
    ids = {regime(name).id for name in names}
    return frozenset(ids | {one.id for one in regimes() if one.group in ids})


def beginnings(names: tuple[str, ...]) -> tuple[str, ...]:
    """How the codes begin that a section, a group or a code stands for."""
    found: list[str] = []
    for name in names:
        section = None if name.isdigit() else section_id(name)
        found += chapters_of(section) if section else (name,) if name.isdigit() else product(name).parts or (name,)
    return tuple(dict.fromkeys(found))


def _begins(words: tuple[str, ...], names: tuple[str, ...]) -> Mask:
    if TOTAL in names:
        return np.ones(len(words), dtype=bool)
    by_length: dict[int, set[str]] = {}
    for begin in beginnings(names):
        by_length.setdefault(len(begin), set()).add(begin)
    return np.array([any(word[:n] in begins for n, begins in by_length.items()) for word in words], dtype=bool)
