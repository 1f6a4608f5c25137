"""A study run: its declaration and what the lake holds become a paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from entrepot.studies.asking import Asking
from entrepot.studies.chart_rows import Roles
from entrepot.studies.claim_formula import figures_in
from entrepot.studies.claims import Claim
from entrepot.studies.declaration import (
    PublishedOf,
    Study,
)
from entrepot.studies.figures import Figures, Missing, area_id
from entrepot.studies.formula_reading import read_formula
from entrepot.studies.grids import Filled, Filling
from entrepot.studies.handed import Held, HeldFigure
from entrepot.studies.naming import Names, names_of
from entrepot.studies.paper import (
    Paper,
)
from entrepot.studies.places import places_of
from entrepot.studies.reckoning import Reckoning
from entrepot.studies.sentences import Sentences
from entrepot.studies.speaking_of import formulas_of
from entrepot.studies.writing import PRINTED_AS, PUBLISHED, Writing
from entrepot.vocabulary.errors import MissingData, WrongCall
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T


@dataclass(slots=True)
class Composing:
    """One run. `claims` are those of the study by their ids; `roles_of` says which numbers a chart reads."""

    study: Study
    held: Held
    claims: Mapping[str, Claim]
    roles_of: Mapping[str, Roles]
    claims_of_files: Mapping[str, Sequence[Claim]] = field(default_factory=dict)
    filled: dict[str, Filled] = field(default_factory=dict)
    each: dict[str, tuple[Filled, ...]] = field(default_factory=dict)
    gaps: dict[str, T] = field(default_factory=dict)

    def paper(self) -> Paper:
        """The paper; what the lake lacks leaves a gap where it would stand."""
        period = self._period()
        names = names_of(self.study, variables_of(self.study, period))
        figures = self._figures(names)
        asking = Asking(self.held, period, self.study.source, self.study.currency)
        measures = self.held.measures()
        rows = figures
        if self.study.source and self.study.source != PUBLISHED:
            rows = [one for one in figures if one.measure not in measures]
        known = Figures(tuple(rows), self.held.names(), frozenset(measures), asking.found)
        region = area_id(self.study.regions[0])
        reckoning = Reckoning(names, known, asking, self.study.id, region, names.variables["last"])
        filling = Filling(self.study, reckoning)
        for block, grid in self.study.grids():
            try:
                if grid.each_period:
                    self.each[block.id] = filling.filled_each(grid, block.id)
                    self.filled[block.id] = self.each[block.id][-1]
                else:
                    self.filled[block.id] = filling.filled(grid, block.id)
            except (Missing, MissingData) as problem:
                self.gaps[block.id] = problem.message
            except WrongCall as problem:
                raise WrongCall(block.at.says(problem.message)) from problem
        writing = Writing(self, reckoning, Sentences(reckoning, self.filled, self.claims), figures)
        return writing.paper()

    def _period(self) -> str:
        first, dots, last = self.study.period.partition("..")
        if dots and not last:
            last = self.held.newest([area_id(one) for one in self.study.regions], self.study.source)
            if not last or last < first:
                raise MissingData(
                    T(
                        f"the lake tells nothing of {', '.join(self.study.regions)} since {first}; take in data first (entrepot ingest), or say another period",
                        f"数据湖中没有 {'、'.join(self.study.regions)} 自 {first} 以来的数据；请先导入数据（entrepot ingest），或另行指定时期",
                    )
                )
            return f"{first}..{last}"
        return self.study.period

    def _figures(self, names: Names) -> Sequence[HeldFigure]:
        wanted: set[str] = set()
        for formula, row in formulas_of(self.study):
            text, _ = names.formula(formula, **({"row": row} if row else {}))
            wanted |= {one.name for one in figures_in(read_formula(text, bare=True))}
        wanted |= {printed for name, printed in PRINTED_AS.items() if name in wanted}
        every = [*self.claims.values(), *(one for file in self.claims_of_files.values() for one in file)]
        wanted |= {one.name for claim in every for one in (*figures_in(claim.formula), *claim.same_as)}
        blocks = [one for one in self.study.all_blocks() if isinstance(one, PublishedOf)]
        places = [place for one in blocks for place in one.places(self.study.id)]
        return self.held.figures(sorted(wanted), places)


def variables_of(study: Study, period: str) -> dict[str, str]:
    """The ids that `$region`, `$last` and their like stand for."""
    first, _, last = period.partition("..")
    last = last or first
    return {
        "region": area_id(study.regions[0]),
        "regions": "|".join(_areas(study.regions)),
        "partner": next(iter(_areas(study.partners)), ""),
        "partners": "|".join(_areas(study.partners)),
        "peers": "|".join(_areas(study.peers)),
        "first": parse_period(first).text,
        "last": parse_period(last).text,
        "before": parse_period(last).previous().text,
    }


def _areas(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from places_of(name)
