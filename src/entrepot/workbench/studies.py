"""Studies run over the lake: the only place where a study's formulas meet figures and measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from entrepot.embedded import embedded_path
from entrepot.lake.engine import rows_of
from entrepot.lake.lake import AsOf
from entrepot.lake.patience import refuse_late
from entrepot.measures import Measure, all_measures
from entrepot.models.scenario.outcome import Outcome
from entrepot.reports.charts import CHARTS, Chart, Subject
from entrepot.risks.finding import Finding
from entrepot.sources import ALL_SOURCES
from entrepot.studies.chart_rows import Roles
from entrepot.studies.checking import Known, check_study, warnings
from entrepot.studies.claims import Claim
from entrepot.studies.claims_file import read_claims
from entrepot.studies.composing import Composing
from entrepot.studies.declaration import ChartOf, ClaimsOf, Study
from entrepot.studies.handed import HeldFigure, Question, Told
from entrepot.studies.paper import Figure, Paper
from entrepot.studies.shelf import study_named
from entrepot.studies.verdict import Verdict
from entrepot.vocabulary.errors import EntrepotError, MissingData, WrongCall
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit
from entrepot.workbench.answer import Answer, Coverage
from entrepot.workbench.reading import open_lake

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

_COLUMNS: Final = "locator, area, counterpart, subject, measure, unit, period, value_printed, unit_printed, source, batch, coalesce(synthetic, false) AS synthetic"
_SERIES: Final = "series"
_NEWEST: Final = """
WITH told AS (
    SELECT left(period, 4) AS year, frequency, count(DISTINCT period) AS periods FROM held
    WHERE basis IS DISTINCT FROM 'published' AND reporter IN ({marks}) {source} AND frequency IN ('year', 'month') GROUP BY ALL
    UNION ALL
    SELECT left(period, 4), frequency, count(DISTINCT period) FROM series
    WHERE area IN ({marks}) {source} AND frequency = 'year' AND measure IN ('exports', 'imports', 'trade_total')
    AND value IS NOT NULL GROUP BY ALL
)
SELECT max(year) FROM told WHERE frequency = 'year' OR periods = 12
"""


@dataclass
class LakeHeld:
    """The lake as a study sees it, as it stands or stood."""

    workbench: Workbench
    as_of: AsOf = None
    _names: list[str] = field(default_factory=list)
    _batches_asked: dict[tuple[object, ...], tuple[str, ...]] = field(default_factory=dict)
    _told: dict[Question, Told | EntrepotError] = field(default_factory=dict)

    def figures(self, names: Sequence[str], places: Sequence[str]) -> Sequence[HeldFigure]:
        marks, at = ", ".join("?" * len(names)) or "NULL", ", ".join("?" * len(places)) or "NULL"
        sql = f"SELECT {_COLUMNS} FROM series WHERE measure IN ({marks}) OR locator IN ({at}) ORDER BY locator, measure, area, counterpart, subject, period"
        with open_lake(self.workbench.lake, as_of=self.as_of) as connection:
            rows = rows_of(connection, sql, [*names, *places]).to_pylist()
            self._names = [str(name) for (name,) in connection.execute("SELECT DISTINCT measure FROM series ORDER BY 1").fetchall()]  # fmt: skip
        return [HeldFigure(**row) for row in rows]

    def names(self) -> Sequence[str]:
        if not self._names:
            self.figures((), ())
        return self._names

    @cached_property
    def _measures(self) -> Mapping[str, Measure]:
        return {one.id: one for one in all_measures() if all(wanted.table != "answer" for wanted in one.reads)}

    def measures(self) -> Mapping[str, Measure]:
        return self._measures

    @cached_property
    def _told_of(self) -> frozenset[str]:
        """Every region that the lake tells anything of: a question about another need not be asked."""
        sql = "SELECT DISTINCT reporter FROM held UNION SELECT DISTINCT area FROM series"
        with open_lake(self.workbench.lake, as_of=self.as_of) as connection:
            return frozenset(str(name) for (name,) in connection.execute(sql).fetchall())

    def ask(self, question: Question) -> Told:
        """Asked of the lake once, whichever part of a study asks."""
        refuse_late()
        if question not in self._told:
            try:
                self._told[question] = self._asked(question)
            except EntrepotError as problem:
                self._told[question] = problem
        found = self._told[question]
        if isinstance(found, EntrepotError):
            raise found
        return found

    def _asked(self, question: Question) -> Told:
        if not self._told_of.intersection(question.regions):
            named = ", ".join(question.regions)
            raise MissingData(T(f"the lake tells nothing of {named}", f"数据湖中没有 {named} 的数据"))
        said: dict[str, Any] = {
            "region": list(question.regions), "period": question.period, "by": list(question.by) or None,
            "partner": question.partner or None, "product": question.product or None, "regime": question.regime or None,
            "currency": question.currency or None, "source": question.source or None, "digits": question.digits,
            "as_of": self.as_of, **dict(question.options),
        }  # fmt: skip
        answer = self.workbench.measure(question.measure, **said)
        sources = sorted({str(level["source"]) for level in answer.levels.values() if level.get("source")})
        return Told(
            answer.measure, tuple(answer.records()), answer.currency, tuple(sources), self._batches_of(answer, sources, question),
            _coverage(answer.coverage),
            answer.synthetic,
        )  # fmt: skip

    def _batches_of(self, answer: Answer, sources: Sequence[str], question: Question) -> tuple[str, ...]:
        """Asked of flows once, not by each measure's plan."""
        return (self.batches_of(sources, question.regions, question.period) if sources else ()) or answer.batches

    def batches_of(self, sources: Sequence[str], regions: Sequence[str], period: str) -> tuple[str, ...]:
        first, _, last = period.partition("..")
        asked = (tuple(sources), tuple(regions), first[:4], (last or first)[:4])
        if asked not in self._batches_asked:
            marks, places = ", ".join("?" * len(sources)), ", ".join("?" * len(regions))
            sql = (
                f"SELECT DISTINCT batch FROM flows WHERE source IN ({marks}) AND reporter IN ({places}) AND left(period, 4) BETWEEN ? AND ? "
                f"UNION SELECT DISTINCT batch FROM series WHERE source IN ({marks}) AND area IN ({places}) AND left(period, 4) BETWEEN ? AND ?"
            )
            values = [*sources, *regions, *asked[2:]]
            with open_lake(self.workbench.lake, as_of=self.as_of) as connection:
                rows = connection.execute(sql, [*values, *values]).fetchall()
            self._batches_asked[asked] = tuple(sorted(str(name) for (name,) in rows))
        return self._batches_asked[asked]

    def findings(
        self, region: str, period: str, *, source: str, currency: str, risks: Sequence[str]
    ) -> Sequence[Finding]:
        return self.workbench.risks(
            region, period, source=source or None, currency=currency or None, as_of=self.as_of, risks=list(risks) or None,
            parts="partner",
        )  # fmt: skip

    def outcome(self, scenario: str, region: str, period: str, *, source: str) -> Outcome:
        return self.workbench.try_scenario(scenario, region, period=period, source=source or None, as_of=self.as_of)

    def newest(self, regions: Sequence[str], source: str) -> str:
        marks = ", ".join("?" * len(regions))
        narrowed = "AND source = ?" if source else ""
        values = [*regions, *([source] if source else [])]
        with open_lake(self.workbench.lake, as_of=self.as_of) as connection:
            sql = _NEWEST.format(marks=marks, source=narrowed)
            found = connection.execute(sql, [*values, *values]).fetchall()
        return str(found[0][0] or "")

    @cached_property
    def _batches(self) -> Mapping[str, Mapping[str, object]]:
        return {batch.id: batch.record for batch in self.workbench.lake.history()}

    def vintage(self, batch: str) -> str:
        record = self._batches.get(batch, {})
        return str(record.get("vintage") or record.get("at") or "")[:10]

    def file_of(self, batch: str) -> str:
        return str(self._batches.get(batch, {}).get("file") or "")

    def sources_of(self, batches: Sequence[str]) -> frozenset[str]:
        return frozenset(str(self._batches[one]["source"]) for one in batches if one in self._batches)

    def verdicts(self, claims: Sequence[Claim]) -> Sequence[Verdict]:
        from entrepot.workbench.claims import check_claims

        return check_claims(self.workbench, claims, as_of=self.as_of)

    def source_title(self, source: str) -> T:
        return next((one.title for one in ALL_SOURCES if one.id == source), T(source, source))


def _coverage(coverage: Coverage) -> T:
    of, share = coverage.of, coverage.share
    if share is None:
        return T(f"unknown: {of.en}", f"未知（{of.zh}）")
    return T(f"{share:.1%} of {of.en}", f"{of.zh}的 {share:.1%}")


Given = Mapping[str, Sequence[Claim]] | None
"""Claims by the name of their file; where they are given, no file is read."""


def run_study(workbench: Workbench, study: Study | str | Path, *, as_of: AsOf = None, claims: Given = None) -> Paper:
    """The paper of a study: an object, the id of a shipped one, or a TOML file."""
    declared = study if isinstance(study, Study) else study_named(study)
    return _paper_of(declared, LakeHeld(workbench, as_of), claims)


def run_from_the_top(workbench: Workbench, study: Study) -> Iterator[Paper]:
    """First a paper of the study's beginning, for whoever waits; then the whole, of the lake as it was begun with."""
    held = LakeHeld(workbench)
    yield _paper_of(study.beginning(), held)
    yield _paper_of(study, held)


def _paper_of(declared: Study, held: LakeHeld, given: Given = None) -> Paper:
    claims, files = _claims(declared, given)
    check_study(declared, _known(held, claims))
    numbers = {name: _roles_of(chart) for name, chart in CHARTS.items()}
    paper = Composing(declared, held, claims, numbers, files).paper()
    _check_charts(declared, paper)
    return paper


def _roles_of(chart: Chart) -> Roles:
    numbers = [role for role in chart.reads if role.number]
    return Roles(
        tuple(role.name for role in numbers if not role.optional),
        tuple(role.name for role in numbers),
        any(role.name == "flow" for role in chart.reads),
    )


def check(workbench: Workbench, study: Study | str | Path, *, claims: Given = None) -> tuple[T, ...]:
    """What may be wrong with a study's declaration; SchemaMismatch where something is."""
    declared = study if isinstance(study, Study) else study_named(study)
    own, _ = _claims(declared, claims)
    check_study(declared, _known(LakeHeld(workbench), own))
    return warnings(declared)


def _known(held: LakeHeld, claims: Mapping[str, Claim]) -> Known:
    from entrepot.embedded import embedded_rows

    printed = {row["measure"] for name in ("figures.csv", "text_figures.csv") for row in embedded_rows(name)}
    return Known({*held.names(), *printed}, held.measures(), CHARTS, claims)


def _claims(study: Study, given: Given = None) -> tuple[dict[str, Claim], Mapping[str, Sequence[Claim]]]:
    """The study's own claims by id, and those of the files that its blocks name."""
    named = {block.file: block for block in study.all_blocks() if isinstance(block, ClaimsOf)}
    speaks = any("claim:" in half or "论断" in half for text in study.texts() for half in (text.text.en, text.text.zh))
    own = [one for one in read_claims(embedded_path("claims.csv")) if one.study == study.id] if "" in named or speaks else []  # fmt: skip
    return {one.id: one for one in own}, {file: _claims_of(named[file], given) for file in sorted(named) if file}


def _claims_of(block: ClaimsOf, given: Given) -> Sequence[Claim]:
    if given is None:
        return read_claims(Path(block.file))
    if block.file not in given:
        raise WrongCall(
            block.at.says(
                T(
                    'no file of claims is read here: check the claims by themselves, or say claims = "all" for those that come along',
                    '此处不读取论断文件：请单独核对论断，或写 claims = "all" 使用随附的论断',
                )
            )
        )
    return given[block.file]


def _check_charts(study: Study, paper: Paper) -> None:
    """Each chart filled once, so that what it cannot draw is said with file and line."""
    declared = {block.id: block for block in study.all_blocks() if isinstance(block, ChartOf)}
    for figure in paper.blocks():
        if not isinstance(figure, Figure):
            continue
        options: Mapping[str, Any] = figure.options or {}
        try:
            subject = Subject(
                figure.title, Unit(options["unit"]), "zh", currency=options.get("currency"), points=bool(options.get("points")),
                focus=options.get("focus"), whole=bool(options.get("whole")),
            )  # fmt: skip
            CHARTS[figure.chart].draw(figure.rows, subject, columns=options.get("columns"))
        except MissingData:
            continue
        except EntrepotError as problem:
            raise WrongCall(declared[figure.id].at.says(problem.message)) from problem
