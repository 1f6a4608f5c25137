"""A back-test as a paper: every warning beside the two naive rules, at foreseeing and at recognising what has begun."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from entrepot.reports.naming import name_of
from entrepot.risks.backtest.result import (
    EVENTS,
    OVERALL,
    RULE_TITLES,
    TITLES,
    Backtest,
    Event,
    Line,
    event_title,
)
from entrepot.risks.backtest.scoring import Score
from entrepot.risks.backtest.shocks import said
from entrepot.studies.paper import (
    Column,
    Derivation,
    Entry,
    Figure,
    Number,
    Paper,
    Paragraph,
    Section,
    SourceLine,
    Table,
)
from entrepot.vocabulary.amounts import NO_NUMBER, format_number
from entrepot.vocabulary.text import T
from entrepot.workbench.opportunities_cells import source_line
from entrepot.workbench.vintages import vintage_of

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

CURVE, RATES, LINES = "auroc", "rates", "lines"
"""What there is of each event: two charts and a table, each called `KIND-EVENT`."""
FLOW_TITLES: Final = {"export": T("exports", "出口"), "import": T("imports", "进口")}
_TITLES: Final[dict[Event, T]] = {
    "ahead": T("Foreseeing: moves still ahead", "预见：尚未开始的变动"),
    "begun_or_ahead": T("Recognising early: moves begun or ahead", "及早识别：已开始或尚未开始的变动"),
    "bare_ahead": T("Foreseeing moves that need not be unusual", "预见：不要求异常的变动"),
    "bare_begun_or_ahead": T("Recognising moves that need not be unusual", "及早识别：不要求异常的变动"),
}
_SHORT: Final[dict[Event, T]] = {
    "ahead": T("foreseeing", "预见"),
    "begun_or_ahead": T("recognising early", "及早识别"),
    "bare_ahead": T("foreseeing what need not be unusual", "预见（不要求异常）"),
    "bare_begun_or_ahead": T("recognising what need not be unusual", "及早识别（不要求异常）"),
}
_MEASURED: Final[dict[str, tuple[T, str, T]]] = {
    "precision": (
        T("Precision", "精确率"), "precision = alarms followed by an event / alarms",
        T("of the alarms, those that an event followed", "预警之后确有事件的比例"),
    ),
    "recall": (
        T("Recall", "召回率"), "recall = events alarmed / events",
        T("of the events, those that were alarmed", "事件中事先预警的比例"),
    ),
    "false_alarm_rate": (
        T("False alarms", "误报率"), "false alarms = alarms without an event / cases without an event",
        T("of the quiet cases, those that were alarmed", "平静样本中被预警的比例"),
    ),
    "auroc": (
        T("AUROC", "AUROC"), "AUROC = P(strength of a case with an event > strength of one without)",
        T("how often a case with an event stands out more than one without; chance gives 0.5", "有事件的样本比无事件的样本更突出的概率，随机为0.5"),
    ),
    "lead": (
        T("Months ahead", "提前月数"), "months ahead = mean months from a right alarm to its event",
        T("from a right alarm to its event", "正确预警距事件的月数"),
    ),
}  # fmt: skip
_RATES: Final = ("precision", "recall", "false_alarm_rate")
_CHANCE: Final = T(
    "how often a case with an event stands out more than one without; chance gives 0.5, foresight 1",
    "有事件的样本比无事件的样本更突出的概率；随机为0.5，完全预见为1",
)
_TOGETHER: Final = T("price, volume and value together", "价格、数量与金额合计")


def backtest_paper(workbench: Workbench, found: Backtest) -> Paper:
    """The declared event first; what is bare last."""
    # What came in later it has not read.
    read = tuple(
        one for one in workbench.history() if datetime.fromisoformat(one.at) <= datetime.fromisoformat(found.made)
    )
    told = _Told(found, vintage_of(read, (found.source,)))
    where = name_of("reporter", found.regions[0], "en"), name_of("reporter", found.regions[0], "zh")
    flow = FLOW_TITLES[found.flow]
    title = T(f"How good warnings were: {flow.en} of {where[0]}", f"{where[1]}{flow.zh}预警的回测")
    return Paper(
        f"backtest-{found.id}", title if len(found.regions) == 1 else found.title, None, None, (),
        (*(told.section(event) for event in EVENTS), *told.remarks()),
        tuple(told.derivation(line, name) for line in found.lines for name in _MEASURED), (), told.vintage,
    )  # fmt: skip


class _Told:
    def __init__(self, found: Backtest, vintage: str) -> None:
        self.found, self.vintage = found, vintage
        coverage = T(
            f"{found.series:,} series in {found.origins} months, {found.first} to {found.last}",
            f"{found.series:,}个序列、{found.origins}个月（{found.first}至{found.last}）",
        )
        self.source: SourceLine = source_line(found.source, "", found.synthetic, vintage, coverage)

    def section(self, event: Event) -> Section:
        lines = tuple(line for line in self.found.lines if line.event == event)
        verdicts = self.found.verdicts(event)
        what = event_title(event, self.found.settings)
        event_said = Paragraph(en=(f"Event: {what.en}.",), zh=(f"事件：{what.zh}。",))
        judged = Paragraph(
            en=("; ".join(one.en for one in verdicts), "."), zh=("；".join(one.zh for one in verdicts), "。")
        )
        drawn = (*self._curve(event, lines), *self._rates(event, lines))
        return Section("status", _TITLES[event], (event_said, judged, *drawn, self._table(event, lines)))

    def remarks(self) -> Iterator[Section]:
        """Shocks that are known to have happened, and what limits all of it."""
        if self.found.shocks:
            yield _listed(T("Shocks that are known", "已知的冲击"), tuple(said(one) for one in self.found.shocks))
        yield _listed(T("What this rests on", "依据与局限"), self.found.says)

    def _curve(self, event: Event, lines: tuple[Line, ...]) -> Iterator[Figure]:
        """Of each kind of warning the one number by which rules are compared."""
        told = tuple(line for line in lines if line.score.auroc is not None)
        if told:
            yield Figure(
                f"{CURVE}-{event}", _called(T("Warnings beside two naive rules", "预警与两种简单规则"), event), "dumbbell",
                tuple({"name": TITLES[line.kind], "series": RULE_TITLES[line.rule], "value": line.score.auroc} for line in told),
                self.source, _CHANCE, {"unit": "index"},
                tuple(_id(line, "auroc") for line in told), tuple((_id(line, "auroc"),) for line in told),
            )  # fmt: skip

    def _rates(self, event: Event, lines: tuple[Line, ...]) -> Iterator[Figure]:
        """Of all together: how often alarms were right, how many events they found, how often they were false."""
        told = tuple(
            (line, name, value)
            for name in _RATES
            for line in lines
            if line.kind == OVERALL and (value := getattr(line.score, name)) is not None
        )
        if told:
            yield Figure(
                f"{RATES}-{event}", _called(T("Right, found and false", "命中、发现与误报"), event), "dumbbell",
                tuple({"name": _MEASURED[name][0], "series": RULE_TITLES[line.rule], "value": value} for line, name, value in told),
                self.source, _TOGETHER, {"unit": "share"},
                tuple(_id(line, name) for line, name, _ in told), tuple((_id(line, name),) for line, name, _ in told),
            )  # fmt: skip

    def _table(self, event: Event, lines: tuple[Line, ...]) -> Table:
        columns = (
            Column("warning", T("Warning", "预警"), number=False),
            Column("rule", T("Rule", "规则"), number=False),
            Column("alarms", T("Alarms", "预警数")),
            Column("events", T("Events", "事件数")),
            Column("cases", T("Cases", "样本数")),
            *(Column(name, title) for name, (title, _, _) in _MEASURED.items()),
        )
        words = tuple((title, about) for title, _, about in _MEASURED.values())
        note = T(
            "; ".join(f"{title.en}: {about.en}" for title, about in words) + ".",
            "；".join(f"{title.zh}：{about.zh}" for title, about in words) + "。",
        )
        return Table(
            f"{LINES}-{event}", _called(T("Every warning and rule", "各项预警与规则"), event), columns,
            tuple((TITLES[line.kind], RULE_TITLES[line.rule], *_entries(line)) for line in lines), self.source, (note,),
        )  # fmt: skip

    def derivation(self, line: Line, name: str) -> Derivation:
        title, formula, _ = _MEASURED[name]
        kind, rule, event = TITLES[line.kind], RULE_TITLES[line.rule], _TITLES[line.event]
        found = self.found
        return Derivation(
            _id(line, name),
            T(f"{title.en} of {rule.en}: {kind.en}. {event.en}", f"{rule.zh}的{title.zh}：{kind.zh}。{event.zh}"),
            formula, _filled(line.score, name), (event_title(line.event, found.settings), *found.says), (), self.vintage,
            self.source.coverage, found.synthetic, _rows(found),
        )  # fmt: skip


def _called(title: T, event: Event) -> T:
    return T(f"{title.en}: {_SHORT[event].en}", f"{title.zh}：{_SHORT[event].zh}")


def _listed(title: T, sentences: tuple[T, ...]) -> Section:
    return Section("back", title, tuple(Paragraph(en=(f"{one.en}.",), zh=(f"{one.zh}。",)) for one in sentences))


def _entries(line: Line) -> Iterator[Entry]:
    score = line.score
    for count in (score.alarms, score.events, score.cases):
        yield Number(Decimal(count), "1", decimals=0)
    for name in _MEASURED:
        value = getattr(score, name)
        if value is None:
            yield None
        elif name in _RATES:
            yield Number(_exact(value), "1", shown_in="%", decimals=1, derivation=_id(line, name))
        else:
            yield Number(_exact(value), "1", decimals=3 if name == "auroc" else 1, derivation=_id(line, name))


def _filled(score: Score, name: str) -> T:
    false, quiet = score.alarms - score.hits, score.cases - score.events
    parts = {"precision": (score.hits, score.alarms), "recall": (score.hits, score.events), "false_alarm_rate": (false, quiet)}  # fmt: skip
    value = getattr(score, name)
    if value is None:
        return T(NO_NUMBER, NO_NUMBER)
    if name in parts:
        over, under = parts[name]
        text = f"{over:,} / {under:,} = {value:.1%}"
        return T(text, text)
    shown = format_number(value, decimals=3 if name == "auroc" else 1)
    if name == "lead":
        return T(f"mean over {score.hits:,} right alarms = {shown}", f"{score.hits:,}个正确预警的平均 = {shown}")
    pairs = f"{score.events:,} × {quiet:,}"
    return T(f"over {pairs} pairs = {shown}", f"{pairs}对样本 = {shown}")


def _rows(found: Backtest) -> tuple[str, ...]:
    """As derivations name figures, so that the rows behind are found again: a place for each year tested."""
    if len(found.regions) != 1:
        return ()
    measure = {"export": "exports", "import": "imports"}[found.flow]
    years = range(int(found.first[:4]), int(found.last[:4]) + 1)
    return tuple(f"{measure}[area={found.regions[0]}, period={year}] ({found.source})" for year in years)


def _id(line: Line, name: str) -> str:
    return f"{line.event}.{line.kind}.{line.rule}.{name}"


def _exact(value: float) -> Decimal:
    return Decimal(repr(float(value)))
