"""What a study is handed when it is run: figures, answers of measures, and words about their sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from entrepot.measures.measure import Measure
from entrepot.models.scenario.outcome import Outcome
from entrepot.risks.finding import Finding
from entrepot.studies.claims import Claim
from entrepot.studies.figures import PublishedFigure
from entrepot.studies.verdict import Verdict
from entrepot.vocabulary.text import T


@dataclass(frozen=True, slots=True)
class HeldFigure(PublishedFigure):
    """A published figure with where it came from."""

    source: str = ""
    batch: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What a measure is asked; the words of `Workbench.measure`. Equal questions are asked once."""

    measure: str
    regions: tuple[str, ...]
    period: str
    by: tuple[str, ...] = ()
    partner: str = ""
    product: str = ""
    regime: str = ""
    currency: str = ""
    source: str = ""
    digits: int | None = None
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A measure's answer: its rows, and what is known of them."""

    measure: Measure
    records: tuple[Mapping[str, object], ...]
    currency: str | None
    sources: tuple[str, ...]
    batches: tuple[str, ...]
    coverage: T | None
    synthetic: bool


class Held(Protocol):
    """The lake, as far as a study may see it."""

    def figures(self, names: Sequence[str], places: Sequence[str]) -> Sequence[HeldFigure]:
        """Published figures of these names, and all that stand at these places (`shanxi-asean table 1`)."""

    def names(self) -> Sequence[str]:
        """Every name under which figures are published."""

    def measures(self) -> Mapping[str, Measure]:
        """Every measure by its id, without those about other answers."""

    def ask(self, question: Question) -> Told:
        """The answer; MissingData and its like where there is none."""

    def newest(self, regions: Sequence[str], source: str) -> str:
        """The newest whole year told of these regions, empty where nothing is."""

    def vintage(self, batch: str) -> str:
        """The day of a batch."""

    def file_of(self, batch: str) -> str:
        """The name of the file that a batch was read from, empty where there was none."""

    def sources_of(self, batches: Sequence[str]) -> frozenset[str]:
        """The ids of the sources that these batches came from."""

    def verdicts(self, claims: Sequence[Claim]) -> Sequence[Verdict]:
        """A verdict on each claim, as `study check` gives it."""

    def findings(
        self, region: str, period: str, *, source: str, currency: str, risks: Sequence[str]
    ) -> Sequence[Finding]:
        """The findings of these risks, of the region and of its partners."""

    def outcome(self, scenario: str, region: str, period: str, *, source: str) -> Outcome:
        """What a scenario comes to; MissingData and its like where that cannot be told."""

    def batches_of(self, sources: Sequence[str], regions: Sequence[str], period: str) -> Sequence[str]:
        """The batches in which these sources tell of these regions and periods."""

    def source_title(self, source: str) -> T:
        """What a source is called."""
