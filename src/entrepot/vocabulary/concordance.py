"""A concordance: which code of one nomenclature becomes which of another, named, with its source, never applied silently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

from entrepot.vocabulary.errors import SchemaMismatch, UnknownName, WrongCall
from entrepot.vocabulary.text import T

# What to do with a code that has several targets: no data says how its trade divides among them.
SplitRule = Literal["refuse", "equal_split"]

CONCORDANCE_COLUMNS: Final = ("from_nomenclature", "to_nomenclature", "from_code", "to_code", "weight", "source")


@dataclass(frozen=True, slots=True)
class Link:
    """`weight` is the share of the source code's trade that goes to this target, where the publisher says so."""

    from_code: str
    to_code: str
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Concordance:
    """Each pair of codes stands once; published weights of one code add up to 1 and are given for all its targets or none."""

    name: str
    from_nomenclature: str
    to_nomenclature: str
    links: tuple[Link, ...]
    source: str

    def __post_init__(self) -> None:
        if len({(link.from_code, link.to_code) for link in self.links}) != len(self.links):
            raise SchemaMismatch(T(f"{self.name}: a pair of codes stands twice", f"{self.name}：有重复的编码对"))
        for code, targets in self._by_code().items():
            weights = [link.weight for link in targets if link.weight is not None]
            if weights and (len(weights) != len(targets) or sum(weights) != 1):
                en = f"{self.name}: the weights of {code} must be given for every target and add up to 1"
                raise SchemaMismatch(T(en, f"{self.name}：{code}的权重须对每个目标给出且合计为1"))

    def targets(self, code: str) -> tuple[str, ...]:
        """The codes that `code` becomes, in the publisher's order."""
        found = tuple(link.to_code for link in self.links if link.from_code == code)
        if not found:
            raise UnknownName(
                T("code in this concordance", "对照表编码"), code, (link.from_code for link in self.links)
            )
        return found

    def split_codes(self) -> Mapping[str, tuple[str, ...]]:
        """The codes with several targets: what no conversion can decide without a rule."""
        found = {c: tuple(link.to_code for link in links) for c, links in self._by_code().items() if len(links) > 1}
        return MappingProxyType(found)

    def shares(self, rule: SplitRule) -> tuple[tuple[str, str, Fraction], ...]:
        """(from, to, share) by the declared rule; published weights come before any rule; shares of a code add up to 1."""
        shared = ((code, self._divided(code, links, rule)) for code, links in self._by_code().items())
        return tuple((code, target, share) for code, parts in shared for target, share in parts)

    def convert(self, values: Mapping[str, Decimal], rule: SplitRule) -> Mapping[str, Fraction]:
        """Values by the other nomenclature's codes, adding up exactly to what came in; an unknown code is refused."""
        by_code = self._by_code()
        found: dict[str, Fraction] = {}
        for code, value in values.items():
            links = by_code.get(code)
            if links is None:
                raise UnknownName(T("code in this concordance", "对照表编码"), code, by_code)
            for target, share in self._divided(code, links, rule):
                found[target] = found.get(target, Fraction(0)) + Fraction(value) * share
        return MappingProxyType(found)

    def _by_code(self) -> dict[str, tuple[Link, ...]]:
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.from_code, []).append(link)
        return {code: tuple(links) for code, links in found.items()}

    def _divided(self, code: str, links: tuple[Link, ...], rule: SplitRule) -> tuple[tuple[str, Fraction], ...]:
        if rule == "refuse" and len(links) > 1 and links[0].weight is None:
            raise self._undecided(code, links)
        equal = Fraction(1, len(links))
        return tuple((k.to_code, equal if k.weight is None else Fraction(k.weight)) for k in links)

    def _undecided(self, code: str, links: tuple[Link, ...]) -> WrongCall:
        targets = ", ".join(link.to_code for link in links)
        more = len(self.split_codes()) - 1
        return WrongCall(
            T(
                f"{self.name}: {code} becomes {targets} and nothing says in which shares ({more} more such codes); "
                "use the conversion table, or declare the rule equal_split",
                f"{self.name}：{code}对应{targets}，没有拆分比例（另有{more}个同类编码）；请使用转换表，或声明equal_split（均分）",
            )
        )
