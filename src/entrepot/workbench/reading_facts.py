"""Numbers for readings: each the answer of a measure, kept with the question that finds it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from entrepot.risks.finding import Span
from entrepot.risks.readings.reading import Figure
from entrepot.vocabulary.errors import EntrepotError, MissingData, SchemaMismatch, WrongCall
from entrepot.vocabulary.short_names import name_in_sentences
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from entrepot.workbench.answer import Answer
    from entrepot.workbench.bench import Workbench

Records = list[dict[str, Any]]
# How the command line calls what narrows a question; all else is an option of the measure.
_WORDS = {
    **{name: name for name in ("partner", "product", "regime", "flow", "currency", "digits", "by", "of")},
    "source": "from",
    "as_of": "as-of",
}


@dataclass(slots=True)
class Asking:
    """Questions about one region in one year and the year before, all to one source in one currency."""

    workbench: Workbench
    region: str
    period: str
    fixed: dict[str, Any]
    currency: str = ""
    sources: set[str] = field(default_factory=set)
    batches: set[str] = field(default_factory=set)
    says: list[T] = field(default_factory=list)
    synthetic: bool = False
    _traced: set[str] = field(default_factory=set)
    _known: dict[tuple[str, tuple[tuple[str, str], ...]], Records] = field(default_factory=dict)

    @property
    def before(self) -> str:
        return str(int(self.period) - 1)

    def records(self, measure: str, **asked: Any) -> Records:
        """The answer's rows for both years; none, and why, where there is nothing to answer with."""
        key = measure, tuple(sorted((name, str(what)) for name, what in asked.items()))
        if key not in self._known:
            self._known[key] = self._ask(measure, asked)
        return self._known[key]

    def _ask(self, measure: str, asked: Mapping[str, Any]) -> Records:
        try:
            answer = self.workbench.measure(
                measure,
                region=self.region,
                period=f"{self.before}..{self.period}",
                frequency="year",
                **self.fixed,
                **asked,
            )
        except (MissingData, SchemaMismatch, WrongCall) as problem:
            self._say(measure, problem)
            return []
        self._note(answer)
        # The batches of the goods themselves: asking each answer for them would be asking every question twice.
        if measure in ("exports", "imports") and measure not in self._traced:
            self._traced.add(measure)
            self.batches |= set(answer.batches)
        return answer.records()

    def settle(self, currency: str) -> None:
        """All that is asked from now on is asked in this currency."""
        if currency:
            self.fixed.setdefault("currency", currency)
            self._known.clear()

    def figure(self, measure: str, title: T, *, year: str = "", **asked: Any) -> Figure | None:
        """The one row of that year."""
        rows = [row for row in self.records(measure, **asked) if row["period"] == (year or self.period)]
        return self.of_row(measure, title, rows[0], **asked) if len(rows) == 1 else None

    def of_row(self, measure: str, title: T, row: dict[str, Any], **asked: Any) -> Figure | None:
        """A row's value as a figure; None where it is missing."""
        from entrepot.measures import measure_named

        low = row["value"] if row.get("value_low") is None else row["value_low"]
        high = row["value"] if row.get("value_high") is None else row["value_high"]
        if low is None or high is None:
            return None
        return self.made(measure_named(measure).unit, title, Span(low, high), measure, year=str(row["period"]), **asked)

    def made(
        self, unit: Unit, title: T, value: Span, measure: str, *, year: str = "", whole: Mapping[str, Any] | None = None,
        **asked: Any,
    ) -> Figure:  # fmt: skip
        """A figure worked out from answers: `asked` tells the rows it is of, `whole` those that it is a share of."""
        own = self._words(year, asked)
        below = self._words(year, whole) if whole is not None else ()
        return Figure(measure, title, value, unit, measure, own, self.currency, below)

    def _words(self, year: str, asked: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        words: list[tuple[str, str]] = [("region", self.region), ("period", year or self.period)]
        for name, what in {**self.fixed, **asked}.items():
            if what is None or name == "data":
                continue
            text = ",".join(what) if isinstance(what, tuple | list) else str(what)
            words.append((_WORDS[name], text) if name in _WORDS else ("set", f"{name}={text}"))
        return tuple(words)

    def _note(self, answer: Answer) -> None:
        self.currency = self.currency or answer.currency or ""
        self.sources |= {str(level["source"]) for level in answer.levels.values()}
        self.synthetic = self.synthetic or answer.synthetic

    def _say(self, measure: str, problem: EntrepotError) -> None:
        said = T(f"{measure}: {problem.message.en}", f"{measure}：{problem.message.zh}")
        if said not in self.says:
            self.says.append(said)


def asking_of(
    workbench: Workbench, region: str, period: str, fixed: dict[str, Any], *, products: tuple[str, ...], called: T
) -> Asking:
    """Questions to the one source that tells the region's exports of these products, about `period` or its last year."""
    try:
        answer = workbench.measure("exports", region=region, frequency="year", product=products, **fixed)
    except MissingData as problem:
        raise lacking(region, period, called) from problem
    sources = sorted(str(level["source"]) for level in answer.levels.values())
    own = {**({"source": sources[0]} if sources else {}), **fixed}
    return Asking(workbench, region, period or max(str(row["period"]) for row in answer.records()), own)


def lacking(region: str, period: str, called: T) -> MissingData:
    """Nothing is told of exports of `called`."""
    name, year = place(region), T(f" in {period}", f"{period}年") if period else None
    return MissingData(
        T(
            f"nothing is told of exports of {called.en} of {name.en}{year.en if year else ''}: the lake needs its exports by product",
            f"{name.zh}{year.zh if year else ''}的{called.zh}出口没有数据：数据湖中需有分商品的出口",
        )
    )


def place(area_id: str) -> T:
    return name_in_sentences(area_id)
