"""A region's status at a glance: scale, balance and dependence as measures give them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from entrepot.vocabulary.amounts import format_money, format_share
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.workbench.answer import Answer
    from entrepot.workbench.bench import Workbench


@dataclass(frozen=True, slots=True)
class StatusTable:
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    source: str
    synthetic: bool


_SCALE = (
    ("exports", T("exports", "出口")),
    ("imports", T("imports", "进口")),
    ("total", T("total", "进出口")),
    ("balance", T("balance", "差额")),
    ("trade_dependence", T("trade / GDP", "外贸依存度")),
)


def status(workbench: Workbench, region: str) -> tuple[StatusTable, ...]:
    """Scale by year from the best real source, then scale and markets of the sample world, marked as such."""
    found = area(region)
    tables = [
        _scale(workbench, found.id, str(found.name), source=None),
        _scale(workbench, found.id, str(found.name), source="sample_world"),
    ]
    tables.append(_markets(workbench, found.id, str(found.name)))
    distinct: dict[tuple[str, tuple[tuple[str | None, ...], ...]], StatusTable] = {}
    for table in tables:
        if table is not None:
            distinct.setdefault((table.title, table.rows), table)
    return tuple(distinct.values())


def _ask(ask: Callable[[], Answer]) -> Answer | None:
    try:
        return ask()
    except MissingData:
        return None


def _scale(workbench: Workbench, region: str, name: str, *, source: str | None) -> StatusTable | None:
    asked = (
        (title, _ask(partial(workbench.measure, measure, region=region, frequency="year", source=source)))
        for measure, title in _SCALE
    )
    answers = {title: answer for title, answer in asked if answer is not None}
    if not answers:
        return None
    years = sorted({record["period"] for answer in answers.values() for record in answer.records()})[-10:]
    values = {
        title: {record["period"]: record["value"] for record in answer.records()} for title, answer in answers.items()
    }
    rows = tuple((year, *(_shown(answers[title], values[title].get(year)) for title in answers)) for year in years)
    first = next(iter(answers.values()))
    return StatusTable(
        str(T(f"{name}: scale", f"{name}：规模")), (str(T("year", "年份")), *(str(title) for title in answers)), rows,
        _source_line(first), first.synthetic,
    )  # fmt: skip


def _markets(workbench: Workbench, region: str, name: str) -> StatusTable | None:
    answer = _ask(lambda: workbench.measure("partner_share", region=region, frequency="year", source="sample_world"))
    if answer is None:
        return None
    records = answer.records()
    last = max(record["period"] for record in records)
    largest = sorted((r for r in records if r["period"] == last and r["value"] is not None), key=lambda r: -r["value"])[
        :8
    ]
    rows = tuple((str(area(record["partner"]).name), format_share(record["value"], decimals=1)) for record in largest)
    return StatusTable(
        str(T(f"{name}: export markets, {last}", f"{name}：{last}年出口市场")), (str(T("partner", "伙伴")), str(T("share", "比重"))), rows,
        _source_line(answer), answer.synthetic,
    )  # fmt: skip


def _shown(answer: Answer, value: float | None) -> str | None:
    if value is None:
        return None
    if answer.measure.unit.as_percent:
        return format_share(value, decimals=1)
    return format_money(value, answer.currency or "USD", decimals=1)


def _source_line(answer: Answer) -> str:
    from entrepot.sources import source_named

    titles = {str(source_named(str(level["source"])).title) for level in answer.levels.values()}
    return str(T(f"Source: {', '.join(sorted(titles))}", f"来源：{'、'.join(sorted(titles))}"))
