"""What a customs file does not say of itself: the flow, and the period of a query that was not shown by month."""

from __future__ import annotations

import re
from typing import Final

from entrepot.sources.source import About
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.flows import FLOW_TITLES, Flow, flow, flow_in_filename
from entrepot.vocabulary.periods import Period, parse_period
from entrepot.vocabulary.text import T

# Bare 2001 to 2009 may be headings of the Harmonized System (preserved fruit and juices): these need their 年.
_YEAR: Final = r"(?<!\d)(19[89]\d|20[1-9]\d|200\d(?=年))"
_SPAN: Final = re.compile(_YEAR + r"[年_ -]?0?1[-—–~至到](0?[1-9]|1[0-2])月")
_MONTHS: Final = (
    re.compile(r"(?<!\d)(19[89]\d|20[1-9]\d)[-_]?(0[1-9]|1[0-2])(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)年(0?[1-9]|1[0-2])月"),
)
# Above the English tables: `12.2024`.
_MONTH_FIRST: Final = re.compile(r"(?<![\d.])(0?[1-9]|1[0-2])\.((?:19|20)\d\d)(?![\d.])")
_PART_OF_YEAR: Final = re.compile(r"[月季]|半年|(?<![a-z])[hq][1-4](?!\d)", re.IGNORECASE)


def asked_flow(about: About) -> Flow:
    """Exports or imports, from the person, the sheet's name or the file's; asked for where none says it, never guessed."""
    on_sheet = flow_in_filename(about.sheet.name)
    found = flow(about.flow) if about.flow else flow_in_filename(about.sheet.file)
    if found is not None and on_sheet is not None and found is not on_sheet:
        raise WrongCall(
            T(
                f"{about.sheet.file}: the sheet {about.sheet.name!r} holds {FLOW_TITLES[on_sheet].en}, but "
                f"{FLOW_TITLES[found].en} are said: leave out --flow, or rename the sheet or the file",
                f"{about.sheet.file}：工作表“{about.sheet.name}”是{FLOW_TITLES[on_sheet].zh}，而指明的是{FLOW_TITLES[found].zh}："
                "请去掉 --flow，或改正工作表名或文件名",
            )
        )
    if (said := found or on_sheet) is not None:
        return said
    raise WrongCall(
        T(
            f"{about.sheet.file} does not say whether it holds exports or imports: "
            "add --flow export or --flow import (or put it into the name of the file: _export, 出口)",
            f"{about.sheet.file} 未说明是出口还是进口：请加 --flow export 或 --flow import（或写入文件名：出口、进口）",
        )
    )


def asked_period(about: About) -> Period:
    """The one period of a table without a column for it, from the person, the names of sheet and file, the lines above."""
    said = about.option("period")
    if said is not None:
        return _stored_kind(parse_period(said))
    names = (about.sheet.name, about.sheet.file, *about.sheet.above)
    found = {period for period in map(period_in_name, names) if period is not None}
    if len(found) == 1:
        return found.pop()
    raise WrongCall(
        T(
            f"{about.sheet.file} has no column 数据年月 and its name does not say one period beyond doubt: "
            "add --set period=2024 (or 2024-03, or 2024-01/2024-09)",
            f"{about.sheet.file} 没有“数据年月”列，文件名也不能确定时期：请加 --set period=2024（或 2024-03、2024-01/2024-09）",
        )
    )


def refuse_two_periods(about: About) -> None:
    """A period said of a file that prints its own would contradict it or say nothing."""
    if about.option("period") is not None:
        raise WrongCall(
            T(
                f"{about.sheet.file} says its periods itself: leave out --set period",
                f"{about.sheet.file} 自带时期列：请去掉 --set period",
            )
        )


def period_in_name(name: str) -> Period | None:
    """The period that a name says unmistakably (`_2024_`, `2024年`, `202403`, `2026_1-6月`); None for none or several."""
    stem = re.sub(r"\.[A-Za-z]+$", "", name)
    found = {parse_period(f"{y}年1-{m}月") for y, m in _SPAN.findall(stem)}
    rest = _SPAN.sub(" ", stem)
    rest = _MONTH_FIRST.sub(lambda month: f" {month[2]}-{int(month[1]):02d} ", rest)
    for pattern in _MONTHS:
        found |= {parse_period(f"{y}-{int(m):02d}") for y, m in pattern.findall(rest)}
        rest = pattern.sub(" ", rest)
    years = {parse_period(y) for y in re.findall(_YEAR + r"(?!\d)", rest)}
    if _PART_OF_YEAR.search(rest):
        return None
    every = found | years
    return every.pop() if len(every) == 1 else None


def _stored_kind(period: Period) -> Period:
    if period.frequency == "interval":
        raise WrongCall(
            T(
                f"{period} does not begin in January or runs over years: query it by month or by year",
                f"{period} 不是自1月起的累计，或跨年：请按月或按年查询",
            )
        )
    return period
