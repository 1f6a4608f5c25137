"""A study's sentences with their references put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from entrepot.studies.claims import Claim
from entrepot.studies.declaration import TextOf
from entrepot.studies.figures import Missing
from entrepot.studies.grids import Filled
from entrepot.studies.paper import Cite, Number, Paragraph, Piece, To
from entrepot.studies.reckoning import Reckoning
from entrepot.studies.titles import period_title, row_title
from entrepot.studies.units_shown import declared_unit
from entrepot.studies.wording import (
    BlockRef,
    CellRef,
    CiteRef,
    ClaimRef,
    DirectionRef,
    NumberRef,
    VariableRef,
    Verbatim,
    Wording,
    wordings,
)
from entrepot.vocabulary.errors import EntrepotError, UnknownName, WrongCall
from entrepot.vocabulary.text import LANGUAGES, Language, T

_PERIODS = ("first", "last", "before", "row")


@dataclass(slots=True)
class Sentences:
    """`grids` are the tables and charts that `{cell: …}` may speak of; `claims` those that `{claim: …}` may."""

    reckoning: Reckoning
    grids: Mapping[str, Filled]
    claims: Mapping[str, Claim]

    def paragraph(self, block: TextOf, place: str) -> Paragraph:
        """The sentences in both languages; Missing names everything that they lack."""
        lacking: dict[str, T] = {}
        ids: dict[str, str] = {}
        pieces = {language: tuple(self._pieces(block, language, place, ids, lacking)) for language in LANGUAGES}
        if lacking:
            raise Missing(
                T("; ".join(one.en for one in lacking.values()), "；".join(one.zh for one in lacking.values()))
            )
        return Paragraph(pieces["en"], pieces["zh"])

    def _pieces(
        self, block: TextOf, language: Language, place: str, ids: dict[str, str], lacking: dict[str, T]
    ) -> list[Piece]:
        found: list[Piece] = []
        for wording in wordings(block.text.in_language(language)):
            try:
                found.append(self._piece(wording, block, language, place, ids))
            except Missing as problem:
                lacking.setdefault(problem.message.en, problem.message)
            except WrongCall as problem:
                at = block.at / language if block.at.path else block.at
                raise WrongCall(at.says(problem.message)) from problem
            except EntrepotError as problem:
                lacking.setdefault(problem.message.en, problem.message)
        return found

    def _piece(self, wording: Wording, block: TextOf, language: Language, place: str, ids: dict[str, str]) -> Piece:
        match wording:
            case str():
                return wording
            case Verbatim(text=text):
                return text
            case NumberRef():
                return self._number(wording, block, place, ids)
            case DirectionRef():
                return self._direction(wording, block, place, ids)
            case CellRef():
                return self._cell(wording, language)
            case ClaimRef():
                return self._claim(wording, block, place)
            case BlockRef(id=name):
                return To(name)
            case CiteRef(id=name):
                return Cite(name)
            case VariableRef(name=name):
                return self._variable(name, language)

    def _id(self, formula: str, place: str, ids: dict[str, str]) -> str:
        return ids.setdefault(formula, f"{place}-{len(ids) + 1}")

    def _number(self, ref: NumberRef, block: TextOf, place: str, ids: dict[str, str]) -> Number:
        own = self._id(ref.formula, place, ids)
        found = self.reckoning.number(ref.formula, place=own, where=block.where, unit=ref.unit, decimals=ref.decimals)
        if ref.size and found.value is not None:
            low, high = found.low, found.high
            bounds = sorted((abs(low), abs(high))) if low is not None and high is not None else (None, None)
            return replace(found, value=abs(found.value), low=bounds[0], high=bounds[1])
        return found

    def _direction(self, ref: DirectionRef, block: TextOf, place: str, ids: dict[str, str]) -> str:
        """The word by the sign of the number."""
        found = self.reckoning.number(ref.formula, place=self._id(ref.formula, place, ids), where=block.where)
        value = found.value if found.value is not None else found.low
        if value is None:
            raise Missing(T(f"{ref.formula} has no value", f"{ref.formula} 没有数值"))
        up, down, flat = ref.words
        return up if value > 0 else down if value < 0 else flat

    def _cell(self, ref: CellRef, language: Language) -> Piece:
        grid = self._grid(ref.table)
        wanted = self.reckoning.names.formula(ref.row)[0]
        if wanted.isdigit() and int(wanted) <= len(grid.keys) and wanted not in grid.keys:
            key = grid.keys[int(wanted) - 1]
        elif wanted in grid.keys:
            key = wanted
        elif wanted.isdigit():
            raise Missing(T(f"{ref.table} has {len(grid.keys)} rows, not {wanted}", f"{ref.table} 只有 {len(grid.keys)} 行，没有第 {wanted} 行"))  # fmt: skip
        else:
            raise Missing(T(f"{ref.table} has no row {wanted}", f"{ref.table} 没有“{wanted}”行"))
        if not ref.column:
            return row_title(grid.grid.rows, key).in_language(language)
        if (key, ref.column) not in grid.cells:
            raise UnknownName(T(f"column of {ref.table}", f"{ref.table} 的列"), ref.column, grid.columns)
        found = grid.cells[key, ref.column]
        if found is None or found.value is None:
            title = grid.columns[ref.column]
            raise Missing(T(f"{title.en} of {key} has no value", f"{key} 的{title.zh}没有数值"))
        shown = declared_unit(ref.unit, found.unit) if ref.unit else found.shown_in
        return replace(found, shown_in=shown, decimals=found.decimals if ref.decimals is None else ref.decimals)

    def _grid(self, table: str) -> Filled:
        if table not in self.grids:
            raise Missing(T(f"the table {table} has no rows", f"表 {table} 没有数据"))
        return self.grids[table]

    def _claim(self, ref: ClaimRef, block: TextOf, place: str) -> Number:
        claim = self.claims[ref.id]
        node = self.reckoning.node_of(claim.formula, block.where)
        unit = ref.unit or (claim.unit.text if claim.unit else "")
        decimals = ref.decimals
        if decimals is None and claim.value is not None:
            exponent = claim.value.as_tuple().exponent
            decimals = max(0, -exponent) if isinstance(exponent, int) else None
        found = self.reckoning.number_of(
            node, place=f"{place}-{claim.id}", what=claim.text, unit=unit, decimals=decimals
        )
        return replace(found, printed=claim.printed)

    def _variable(self, name: str, language: Language) -> str:
        ids = self.reckoning.names.formula(f"${name}")[0]
        if name in _PERIODS:
            return period_title(ids).in_language(language)
        return ("、" if language == "zh" else ", ").join(
            row_title("area", one).in_language(language) for one in ids.split("|")
        )
