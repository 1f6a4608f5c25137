"""Findings of risks and outcomes of scenarios as tables of a paper, each number with how it came about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from entrepot.models.scenario.outcome import METHODS, ChangeOf, Estimate, Outcome
from entrepot.risks.coverage import coverage_of
from entrepot.risks.finding import DIRECTION_TITLES, LEVEL_TITLES, Evidence, Finding, ReadingFound, Span
from entrepot.risks.register import RISKS, risk_named
from entrepot.studies.declaration import FindingsOf, ScenarioOf
from entrepot.studies.handed import Held
from entrepot.studies.paper import Column, Derivation, Entry, Number, SourceLine, Table
from entrepot.studies.titles import locator_title
from entrepot.studies.units_shown import PERCENT, POINTS
from entrepot.vocabulary.amounts import CURRENCY_NAMES
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

_PERCENT_UNITS: Final = (Unit.SHARE.value, Unit.GROWTH.value)
_RISK: Final = Column("row", T("Risk", "风险"), number=False)
_READING: Final = Column("row", T("What is read", "指标"), number=False)
_WHAT: Final = Column("row", T("What changes", "变化项目"), number=False)
_UNJUDGED: Final = (
    Column("row", T("What cannot be judged", "无法判断的内容"), number=False),
    Column("why", T("Why", "原因"), number=False),
    Column("data", T("What would allow it", "所需数据"), number=False),
)
_THE_LAKE: Final = T("what the lake holds", "数据湖所载数据")
_NOTHING_MORE: Final = T("—", "—")
_NOTHING_KNOWN: Final = (0.0, 100.0)
# Where two ends of a number still look the same, they are shown as one.
_FINEST: Final = 7


@dataclass(slots=True)
class Judged:
    """`derivations` gathers how each number of these tables came about."""

    held: Held
    derivations: dict[str, Derivation]

    def findings(self, block: FindingsOf, findings: Sequence[Finding], why: T) -> Iterator[Table]:
        """The risks by their scores, the readings that these are made of, and what cannot be judged; `why` where there is no finding."""
        told = [one for one in findings if (one.score.low, one.score.high) != _NOTHING_KNOWN]
        if told:
            yield self._register(block, told)
            yield self._made_of(block, told)
        yield from self._unjudged(block, findings, told, why)

    def _unjudged(
        self, block: FindingsOf, findings: Sequence[Finding], told: Sequence[Finding], why: T
    ) -> Iterator[Table]:
        """What cannot be judged; where nothing can, why that is stands under the table, once."""
        rows = tuple(_unsaid(block, findings, told, why))
        title = T(f"{block.title.en}: what cannot be judged", f"{block.title.zh}：无法判断的内容")
        if rows and findings:
            columns = _UNJUDGED if any(data is not _NOTHING_MORE for *_, data in rows) else _UNJUDGED[:2]
            told_rows = tuple(row[: len(columns)] for row in rows)
            notes = () if told else block.notes
            yield Table(block.unjudged, title, columns, told_rows, self._source(findings), notes)
        elif rows:
            without = tuple((risk, data) for risk, _, data in rows)
            columns = (_UNJUDGED[0], _UNJUDGED[2])
            yield Table(block.unjudged, title, columns, without, SourceLine((_THE_LAKE,), ""), (*block.notes, why))

    def _register(self, block: FindingsOf, told: Sequence[Finding]) -> Table:
        columns = (
            _RISK,
            Column("score", T("Score, of 100", "评分（满分100）")),
            Column("level", T("Level", "等级"), number=False),
            Column("direction", T("Against the year before", "比上年"), number=False),
        )
        rows = tuple((_titled(one), self._score(block, one), _level(one), _direction(one)) for one in told)
        notes = dict.fromkeys(said for one in told for said in _of_print(one))
        return Table(block.id, block.title, columns, rows, self._source(told), (*block.notes, *notes))

    def _made_of(self, block: FindingsOf, told: Sequence[Finding]) -> Table:
        title = T(f"{block.title.en}: what the scores are made of", f"{block.title.zh}：评分依据")
        columns = (
            _READING,
            Column("value", T("Value", "数值")),
            Column("before", T("A year before", "上年")),
            Column("score", T("Score", "评分")),
            Column("weight", T("Weight", "权重"), T("%", "%")),
        )
        return Table(block.readings, title, columns, tuple(self._readings(block, told)), self._source(told))

    def outcome(self, block: ScenarioOf, outcome: Outcome) -> Table:
        """What a scenario changes, with the interval that its assumptions leave."""
        columns = (
            _WHAT,
            Column("before", T("Before", "之前")),
            Column("change", T("Change", "变化")),
            Column("low", T("at least", "区间下端")),
            Column("high", T("at most", "区间上端")),
        )
        return Table(
            block.id, block.title, columns, tuple(self._changes(block, outcome)),
            SourceLine(
                (self.held.source_title(outcome.source),), self._vintage(self._batches(outcome)),
                T(f"the region's own table of {outcome.period}, all of it", f"本地区{outcome.period}年流量表的全部"),
                outcome.synthetic, METHODS[outcome.method],
            ),
            (*block.notes, *_assumed(outcome)),
        )  # fmt: skip

    def _score(self, block: FindingsOf, finding: Finding) -> Number:
        parts = [f"{one.weight:.0%} × {_spanned(one.score)}" for one in finding.readings if one.weight]
        formula = f"risk[risk={finding.risk.id}, area={finding.region}, period={finding.period}]"
        made = f"{' + '.join(parts)} = {_spanned(finding.score)}"
        what = T(f"{_titled(finding).en}: score", f"{_titled(finding).zh}：评分")
        return self._number(f"{block.id}.{finding.id}.score", finding, finding.score, "1", "", 1, what, formula, made)

    def _readings(self, block: FindingsOf, findings: Sequence[Finding]) -> Iterator[tuple[Entry, ...]]:
        for finding in findings:
            for one in finding.readings:
                if not one.value.known:
                    continue
                place = f"{block.id}.{finding.id}.{one.reading.id}"
                titled = _titled(finding)
                title = T(f"{titled.en}: {one.reading.title.en}", f"{titled.zh}：{one.reading.title.zh}")
                yield (title, *self._reading(place, finding, one, title))

    def _reading(self, place: str, finding: Finding, one: ReadingFound, title: T) -> Iterator[Entry]:
        unit, shown, decimals = _unit(one.reading.unit.value, finding.currency)
        asked = f"area={finding.region}, period={finding.period}"
        formula = f"{one.reading.measure}[{asked}]"
        yield self._number(place, finding, one.value, unit, shown, decimals, title, formula, formula)
        before = T(f"{title.en}, a year before", f"{title.zh}（上年）")
        earlier = f"{formula}, a year before"
        yield self._number(f"{place} before", finding, one.before, unit, shown, decimals, before, earlier, earlier) if one.before.known else None  # fmt: skip
        scored = T(f"{title.en}: score", f"{title.zh}：评分")
        of = f"risk[risk={finding.risk.id}, reading={one.reading.id}, {asked}]"
        made = f"{_spanned(one.value, 4)} → {_spanned(one.score)}"
        yield self._number(f"{place} score", finding, one.score, "1", "", 1, scored, of, made)
        weighed = T(f"{title.en}: weight", f"{title.zh}：权重")
        declared = f"weight[risk={finding.risk.id}, reading={one.reading.id}]"
        weight = Span(one.weight, one.weight)
        yield self._number(f"{place} weight", finding, weight, "1", PERCENT, 0, weighed, declared, declared)

    def _number(
        self, place: str, finding: Finding, span: Span, unit: str, shown: str, decimals: int | None, what: T, formula: str, made: str
    ) -> Number:  # fmt: skip
        batches = tuple(dict.fromkeys(batch for one in finding.evidence for batch in one.batches))
        rows = tuple(
            T(
                f"{one.rows:,} row{'' if one.rows == 1 else 's'} of {one.table} ({one.source}; {_where(one.where)})",
                f"{one.table} 的 {one.rows:,} 行（{one.source}；{_where(one.where)}）",
            )
            for one in finding.evidence
        )
        coverage = None if finding.coverage is None else T(f"{finding.coverage:.1%}", f"{finding.coverage:.1%}")
        self.derivations[place] = Derivation(
            place, what, formula, T(made, made), rows, batches, self._vintage(batches), coverage, finding.synthetic,
            tuple(_read(finding, one) for one in finding.evidence),
        )  # fmt: skip
        point = _exactly(span.point)
        low, high = (None, None) if point is not None else (_exactly(span.low), _exactly(span.high))
        if point is None and decimals is not None:
            decimals = next(digits for digits in range(decimals, _FINEST) if _apart(span, digits) or digits == _FINEST - 1)  # fmt: skip
        return Number(point, unit, shown, decimals, low, high, place, synthetic=finding.synthetic)

    def _changes(self, block: ScenarioOf, outcome: Outcome) -> Iterator[tuple[Entry, ...]]:
        flows: Mapping[str, tuple[T, Estimate]] = {
            "exports": (T("Exports", "出口"), outcome.exports),
            "imports": (T("Imports", "进口"), outcome.imports),
            "output": (T("Output sold abroad", "外销产出"), outcome.output),
            "welfare": (T("Welfare (real income)", "福利（实际收入）"), outcome.welfare),
        }
        for name, (title, estimate) in flows.items():
            if estimate.value:
                span = (estimate.value, estimate.low, estimate.high)
                yield self._change(f"{block.id}.{name}", outcome, title, estimate.unit, estimate.before, span)
        for one in outcome.measures:
            if _worth_telling(one.change, one.before):
                yield self._change(f"{block.id}.{one.id}", outcome, one.title, one.unit, one.before, _moved(one))
        for risk in outcome.risks:
            if _worth_telling(risk.change, 100.0):
                title = T(f"Risk score: {risk.title.en}", f"风险评分：{risk.title.zh}")
                before = risk.before[0] if risk.before[0] == risk.before[1] else None
                ends = (risk.change, risk.low, risk.high)
                yield self._change(f"{block.id}.risk {risk.id}", outcome, title, "score", before, ends)

    def _change(
        self, place: str, outcome: Outcome, title: T, unit: str, before: float | None, ends: tuple[float | None, ...]
    ) -> tuple[Entry, ...]:
        base, shown, decimals = _unit(unit, outcome.currency)
        batches = self._batches(outcome)
        formula = f"scenario[{outcome.scenario.id}, area={outcome.region}, period={outcome.period}, method={outcome.method}, draws={outcome.draws}, seed={outcome.seed}]"
        made = T(
            f"{METHODS[outcome.method].en}, {outcome.draws} draws",
            f"{METHODS[outcome.method].zh}，{outcome.draws} 次抽样",
        )
        said = tuple(_assumed(outcome))

        def number(name: str, what: T, value: float | None, shown_in: str) -> Number | None:
            if value is None:
                return None
            self.derivations[f"{place} {name}"] = Derivation(
                f"{place} {name}", what, formula, made, said, batches, self._vintage(batches), None, outcome.synthetic,
                (f"exports[area={outcome.region}, period={outcome.period}] ({outcome.source})",),
            )  # fmt: skip
            return Number(_exactly(value), base, shown_in, decimals, derivation=f"{place} {name}", synthetic=outcome.synthetic)  # fmt: skip

        moved = POINTS if shown == PERCENT else shown
        return (
            title,
            number("before", T(f"{title.en}, before", f"{title.zh}（之前）"), before, shown),
            *(number(name, T(f"{title.en}: {name}", f"{title.zh}：{said_zh}"), end, moved)
              for (name, said_zh), end in zip((("change", "变化"), ("at least", "区间下端"), ("at most", "区间上端")), ends, strict=True)),
        )  # fmt: skip

    def _batches(self, outcome: Outcome) -> tuple[str, ...]:
        return tuple(self.held.batches_of((outcome.source,), (outcome.region,), outcome.period))

    def _source(self, findings: Sequence[Finding]) -> SourceLine:
        every = [one for finding in findings for one in finding.evidence]
        batches = tuple(dict.fromkeys(batch for one in every for batch in one.batches))
        titles = tuple(dict.fromkeys(self._printed_in(one.source, every) for one in every if one.rows))
        synthetic = any(one.synthetic for one in findings)
        return SourceLine(titles, self._vintage(batches), coverage_of(findings), synthetic)

    def _printed_in(self, source: str, every: Sequence[Evidence]) -> T:
        """What a source is called, and where its figures are printed."""
        title = self.held.source_title(source)
        places = [
            locator_title(place)
            for place in sorted({place for one in every if one.source == source for place in one.places})
        ]
        if not places:
            return title
        return T(
            f"{title.en} ({'; '.join(one.en for one in places)})",
            f"{title.zh}（{'；'.join(one.zh for one in places)}）",
        )

    def _vintage(self, batches: Sequence[str]) -> str:
        return max((self.held.vintage(one) for one in batches), default="")


def _titled(finding: Finding) -> T:
    """The risk, and of which part of the region where it is not the whole."""
    if finding.part.kind == "region":
        return finding.risk.title
    return T(
        f"{finding.risk.title.en} ({finding.part.title.en})", f"{finding.risk.title.zh}（{finding.part.title.zh}）"
    )


def _level(finding: Finding) -> T:
    first, last = finding.levels
    if first == last:
        return LEVEL_TITLES[first]
    low, high = LEVEL_TITLES[first], LEVEL_TITLES[last]
    return T(f"{low.en} to {high.en}", f"{low.zh}至{high.zh}")


def _direction(finding: Finding) -> T:
    return DIRECTION_TITLES[finding.direction] if finding.direction else T("—", "—")


def _of_print(finding: Finding) -> Iterator[T]:
    """What is to be known of the numbers themselves: not why others are lacking, nor what the risk never reads."""
    others = {one.said for one in finding.readings} | set(finding.risk.cannot)
    yield from (said for said in finding.says if said not in others)


def _unsaid(
    block: FindingsOf, findings: Sequence[Finding], told: Sequence[Finding], why: T
) -> Iterator[tuple[Entry, ...]]:
    """Readings that a score lacks, then risks of which nothing is known, with the data that would tell them."""
    lacking: dict[tuple[T, T], list[T]] = {}
    for finding in told:
        for one in finding.readings:
            if one.weight and not one.value.known and one.said is not None:
                lacking.setdefault((finding.risk.title, one.said), []).append(one.reading.title)
    for (risk, said), readings in lacking.items():
        names = list(dict.fromkeys(readings))
        title = T(
            f"{risk.en}: {'; '.join(one.en for one in names)}", f"{risk.zh}：{'、'.join(one.zh for one in names)}"
        )
        yield title, said, _NOTHING_MORE
    judged = {one.risk.id for one in told}
    unknown = {one.risk.id: one for one in findings if one.risk.id not in judged}
    for asked in (risk_named(one) for one in block.risks) if block.risks else RISKS:
        if asked.id not in judged:
            found = unknown.get(asked.id)
            reasons = (one.said for one in found.readings if one.said) if found else ()
            yield asked.title, next(iter(reasons), why), asked.data


def _assumed(outcome: Outcome) -> Iterator[T]:
    for one in outcome.assumptions:
        span = f"{one.value:g} [{one.low:g}, {one.high:g}]"
        yield T(f"Assumed: {one.what.en}: {span} ({one.reference})", f"假设：{one.what.zh}：{span}（{one.reference}）")
    for left_out in outcome.not_modelled:
        yield T(f"Not modelled: {left_out.en}", f"未纳入模型：{left_out.zh}")


def _moved(one: ChangeOf) -> tuple[float | None, ...]:
    """The change, and its ends; `low` and `high` of a measure are what it may be afterwards."""
    if one.before is None or one.low is None or one.high is None:
        return one.change, None, None
    return one.change, one.low - one.before, one.high - one.before


def _worth_telling(change: float | None, of: float | None) -> bool:
    """Whether anything changed but the last bits of a float."""
    return change is not None and abs(change) > 1e-9 * abs(of or 0)


def _unit(unit: str, currency: str) -> tuple[str, str, int | None]:
    """Base unit, unit of showing, decimals."""
    if unit in _PERCENT_UNITS:
        return "1", PERCENT, 1
    if unit == Unit.MONEY.value:
        return currency or "USD", "", 2
    if unit in CURRENCY_NAMES:
        return unit, "", 2
    return "1", "", 1 if unit == "score" else 4


def _exactly(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(float(value)))


def _spanned(span: Span, digits: int = 1) -> str:
    if span.low is None or span.high is None:
        return "—"
    return f"{span.low:.{digits}f}–{span.high:.{digits}f}" if _apart(span, digits) else f"{span.low:.{digits}f}"


def _apart(span: Span, digits: int) -> bool:
    """Whether the two ends differ in what is shown of them."""
    return f"{span.low:.{digits}f}" != f"{span.high:.{digits}f}"


def _read(finding: Finding, one: Evidence) -> str:
    """As a derivation names a figure, so that its rows are found again."""
    words = dict(one.where)
    name = words.get("measure") or {"export": "exports", "import": "imports"}.get(words.get("flow", ""), one.table)
    printed = "; ".join(one.places) or one.source
    return f"{name}[area={finding.region}, period={finding.period}] ({printed})"


def _where(pairs: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{name}={value}" for name, value in pairs)
