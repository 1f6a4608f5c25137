"""Outcomes of scenarios as a paper of charts: what becomes of trade, of each market and chapter, and of each risk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from entrepot.models.scenario.outcome import Estimate, FlowChange, Outcome, RiskChange
from entrepot.reports.scenario_words import FLOWS, assumption_range, change_text, number_text, score_text, span_text
from entrepot.studies.paper import Derivation, Figure, Paper, Section, SourceLine
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.short_goods import short_goods
from entrepot.vocabulary.text import LANGUAGES, T, in_language
from entrepot.workbench.opportunities_cells import market, source_line
from entrepot.workbench.vintages import vintage_of

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

MOST: Final = 12
_MEASURES: Final = {"export": "exports", "import": "imports"}
_TITLES: Final = {
    ("export", "partner"): T("Change of exports, by market", "出口变化：分市场"),
    ("export", "product"): T("Change of exports, by chapter", "出口变化：分章"),
    ("import", "partner"): T("Change of imports, by origin", "进口变化：分来源地"),
    ("import", "product"): T("Change of imports, by chapter", "进口变化：分章"),
}
_BEFORE: Final = T("before", "之前")
_AFTER: Final = T("after", "之后")
_SCORE: Final = T(
    "score of 100; from one end to the other where not all is known", "评分（满分100）；尚有未知部分时为区间"
)
_SHARE: Final = T("change, with the interval of nine draws in ten", "变化，附十次抽样中九次所在的区间")


@dataclass(frozen=True, slots=True)
class Mark:
    """A row of a chart, and how its number came about."""

    row: Mapping[str, object]
    behind: Derivation


def what_if_paper(workbench: Workbench, found: Sequence[Outcome], name: str) -> Paper:
    """The charts of up to three outcomes of one region, side by side; of their risks where these were worked out."""
    vintage = vintage_of(workbench.history(), tuple(one.source for one in found))
    told = _Told(tuple(found), vintage)
    drawn = [one for make in (told.totals, told.shares, told.flows, told.risks) for one in make()]
    home = area(found[0].region).name
    title = T(f"What if? {home.en}", f"情景：{home.zh}")
    behind = {one.behind.id: one.behind for _, marks in drawn for one in marks}
    figures = tuple(figure for figure, _ in drawn)
    return Paper(name, title, None, None, (), (Section("status", title, figures),), tuple(behind.values()), (), vintage)


Drawn = tuple[Figure, tuple[Mark, ...]]


@dataclass(frozen=True, slots=True)
class _Told:
    found: tuple[Outcome, ...]
    vintage: str

    def totals(self) -> Iterator[Drawn]:
        """Exports and imports, in money; a single number needs no chart, and a bar of nothing would only take room."""
        marks = tuple(
            self._estimate(one, flow, FLOWS[flow], estimate)
            for flow in FLOWS
            for one in self.found
            if (estimate := getattr(one, _MEASURES[flow])).value
        )
        if len(marks) > 1:
            yield from self._figure("trade", T("Change of exports and imports", "进出口变化"), marks, "money")

    def shares(self) -> Iterator[Drawn]:
        """Output and welfare, where the method knows them as a share."""
        titles = (("output", T("output", "产出")), ("welfare", T("welfare (real income)", "福利（实际收入）")))
        marks = tuple(
            self._estimate(one, name, title, estimate)
            for name, title in titles
            for one in self.found
            if (estimate := getattr(one, name)).value is not None and estimate.unit == "1"
        )
        yield from self._figure("income", T("Change of output and welfare", "产出与福利变化"), marks, "share")

    def flows(self) -> Iterator[Drawn]:
        """Of each flow the markets and the chapters that change most in any of the outcomes."""
        for (flow, by), title in _TITLES.items():
            moved = [(one, each) for one in self.found for each in one.by_place if (each.flow, each.by) == (flow, by)]
            largest: dict[str, float] = {}
            for _, each in moved:
                largest[each.code] = max(largest.get(each.code, 0.0), abs(each.change))
            shown = sorted(largest, key=lambda code: -largest[code])[:MOST]
            if by == "partner" and len(shown) == 1 and len(self.found) == 1:
                continue  # The total says it already.
            marks = tuple(self._flow(one, each) for code in shown for one, each in moved if each.code == code)
            yield from self._figure(f"{flow}-{by}", title, marks, "money")

    def risks(self) -> Iterator[Drawn]:
        """Each risk as it is, and as it would be."""
        ids = dict.fromkeys(risk.id for one in self.found for risk in one.risks if risk.low is not None)
        marks = tuple(
            mark
            for id_ in ids
            for place, one in enumerate(self.found)
            for risk in one.risks
            if risk.id == id_
            for mark in self._risk(one, risk, first=place == 0)
        )
        yield from self._figure("risks", T("Risks before and after", "各项风险前后对比"), marks, "index", _SCORE)

    def _figure(
        self, id_: str, title: T, marks: tuple[Mark, ...], unit: str, subtitle: T | None = None
    ) -> Iterator[Drawn]:
        if not marks:
            return
        options = {"unit": unit, "currency": self.found[0].currency}
        figure = Figure(
            id_, title, "intervals" if "series" in marks[0].row else "changes", tuple(one.row for one in marks), self.source, subtitle, options,
            tuple(dict.fromkeys(one.behind.id for one in marks)), tuple((one.behind.id,) for one in marks),
        )  # fmt: skip
        yield figure, marks

    @property
    def source(self) -> SourceLine:
        first = self.found[0]
        synthetic = any(one.synthetic for one in self.found)
        return source_line(first.source, "", synthetic, self.vintage, coverage_of(first))

    def _estimate(self, one: Outcome, name: str, title: T, estimate: Estimate) -> Mark:
        low, high = estimate.low, estimate.high
        row = {"name": _capital(title), "value": estimate.value, "low": low, "high": high}
        was = _said(lambda: number_text(estimate.before, estimate.unit)) if estimate.before is not None else None
        now = _spread(_said(lambda: change_text(estimate)), low, high, estimate.unit)
        figures = (self._rows(one, name),) if name in _MEASURES else ()
        return self._mark(
            one, name, row, title, T(f"{was.en}: {now.en}", f"{was.zh}：{now.zh}") if was else now, figures
        )

    def _flow(self, one: Outcome, each: FlowChange) -> Mark:
        title = market(each.code) if each.by == "partner" else short_goods(each.code)
        row = {"name": title, "value": each.change, "low": each.low, "high": each.high}
        after = each.before + each.change
        was, now = _money(each.before, one.currency), _money(after, one.currency)
        change = _money(each.change, one.currency, signed=True)
        filled = _spread(
            T(f"{now.en} − {was.en} = {change.en}", f"{now.zh} − {was.zh} = {change.zh}"),
            each.low,
            each.high,
            one.currency,
        )
        other = f"counterpart={each.code}" if each.by == "partner" else f"product={each.code}"
        flow = FLOWS[each.flow]
        what = T(f"{flow.en}, {title.en}", f"{flow.zh}，{title.zh}")
        return self._mark(one, f"{each.flow}.{each.code}", row, what, filled, (self._rows(one, each.flow, other),))

    def _risk(self, one: Outcome, risk: RiskChange, *, first: bool) -> Iterator[Mark]:
        """As it is (once for all outcomes), and after."""
        for when, ends, wanted in ((_BEFORE, risk.before, first), (_AFTER, risk.after, True)):
            if wanted:
                row = {
                    "name": risk.title,
                    "value": sum(ends) / 2,
                    "low": ends[0],
                    "high": ends[1],
                    "now": float(when is _BEFORE),
                }
                text = score_text(ends)
                figures = tuple(self._rows(one, flow) for flow in _MEASURES)
                mark = self._mark(one, f"risk.{risk.id}.{when.en}", row, risk.title, T(text, text), figures)
                yield Mark({**mark.row, "series": when if when is _BEFORE else self._series(one) or when}, mark.behind)

    def _mark(
        self, one: Outcome, name: str, row: Mapping[str, object], what: T, filled: T, figures: tuple[str, ...]
    ) -> Mark:
        series = self._series(one)
        title = one.scenario.title
        inputs = tuple(
            T(f"{each.what.en}: {assumption_range(each)} ({each.reference})", f"{each.what.zh}：{assumption_range(each)}（{each.reference}）")
            for each in one.assumptions
        )  # fmt: skip
        derivation = Derivation(
            f"{one.scenario.id}.{name}", T(f"{title.en}: {what.en}", f"{title.zh}：{what.zh}"),
            f"{one.method}: after - before, draws={one.draws}", filled, inputs, (), self.vintage,
            coverage_of(one), one.synthetic, figures,
        )  # fmt: skip
        return Mark({**row, **({"series": series} if series else {})}, derivation)

    def _series(self, one: Outcome) -> T | None:
        return one.scenario.title if len(self.found) > 1 else None

    def _rows(self, one: Outcome, flow: str, other: str = "") -> str:
        """As derivations name figures, so that the rows behind are found again."""
        asked = ", ".join(filter(None, (f"area={one.region}", other, f"period={one.period}")))
        return f"{_MEASURES[flow]}[{asked}] ({one.source})"


def coverage_of(found: Outcome) -> T:
    """What of the region's trade the scenario was tried on."""
    return T(f"the region's own table of {found.period}, all of it", f"本地区{found.period}年流量表的全部")


def _said(text: Callable[[], str | None]) -> T:
    """What is worded in the language in use, in both."""
    said = []
    for language in LANGUAGES:
        with in_language(language):
            said.append(text() or "—")
    return T(**dict(zip(LANGUAGES, said, strict=True)))


def _money(value: float, currency: str, *, signed: bool = False) -> T:
    return _said(lambda: number_text(value, currency, signed=signed))


def _spread(change: T, low: float | None, high: float | None, unit: str) -> T:
    """With its interval, where it is one."""
    if low is None or high is None or low == high:
        return change
    ends = _said(lambda: " … ".join(end or "" for end in span_text(low, high, unit)))
    return T(f"{change.en} [{ends.en}]", f"{change.zh} [{ends.zh}]")


def _capital(title: T) -> T:
    return T(title.en[:1].upper() + title.en[1:], title.zh)
