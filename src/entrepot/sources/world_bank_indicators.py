"""World Bank indicators as people have them (its API's JSON, its CSV with a column a year), brought to the form of SDMX."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import TYPE_CHECKING, Any, Final

from entrepot.sources.cells import printed
from entrepot.sources.sdmx_message import DATAFLOW, VALUE
from entrepot.sources.source import About, Sheet
from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

COLUMNS: Final = (DATAFLOW, "REF_AREA", "INDICATOR", "UNIT", "TIME_PERIOD", VALUE, "TITLE")
# Regions and income groups by the Bank's own codes, sums over members that change from year to year; CHI is Jersey and Guernsey.
GROUPS: Final = (
    "AFE", "AFW", "ARB", "CEB", "CHI", "CSS", "EAP", "EAR", "EAS", "ECA", "ECS", "EMU", "FCS", "HIC", "HPC", "IBD", "IBT", "IDA",
    "IDB", "IDX", "INX", "LAC", "LCN", "LDC", "LIC", "LMC", "LMY", "LTE", "MEA", "MIC", "MNA", "NAC", "OED", "OSS", "PRE",
    "PSS", "PST", "SAS", "SSA", "SSF", "SST", "TEA", "TEC", "TLA", "TMN", "TSA", "TSS", "UMC",
)  # fmt: skip
_PRINTED: Final = ("Country Code", "Indicator Code", "Indicator Name"), ("Country Code", "Series Code", "Series Name")
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?: \[YR\d{4}\])?")
_UNIT: Final = r"\(([^()]*)\)[^()]*$"


def of_world_bank(sheet: Sheet) -> bool:
    return _words(sheet) is not None and bool(_years(sheet))


def records_of_world_bank(name: str, content: bytes) -> pa.Table | None:
    """The observations in an answer of the Bank's API; None if it is none."""
    import pyarrow as pa

    start = content[:4000].removeprefix(b"\xef\xbb\xbf").lstrip()
    answers, refuses = b'"countryiso3code"' in start, b'"message"' in start
    if not start.startswith(b"[") or not (answers or refuses):
        return None
    try:
        # Numbers stay as they are printed.
        answer = json.loads(content, parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as problem:
        raise SchemaMismatch(
            T(
                f"{name} breaks off or is damaged ({problem}): fetch it again",
                f"{name} 不完整或已损坏（{problem}）：请重新下载",
            )
        ) from problem
    if not answers:
        raise _refused(name, answer)
    rows = [row for row in answer[1] or () if row["value"] is not None]
    flow = f"WB:{answer[0].get('sourceid') or '2'}"
    cells = [(flow, r["countryiso3code"] or r["country"]["id"], r["indicator"]["id"], _unit_in(r["indicator"]["value"]),
              r["date"], r["value"], r["indicator"]["value"]) for r in rows]  # fmt: skip
    return pa.table({column: pa.array([row[i] for row in cells], pa.string()) for i, column in enumerate(COLUMNS)})


def as_message(raw: ibis.Table, about: About) -> tuple[ibis.Table, About]:
    """A table with a column a year as a row an observation, under the names of SDMX; any other as it is."""
    import ibis

    words = _words(about.sheet)
    if words is None or not of_world_bank(about.sheet):
        return raw, about
    area, indicator, title = words
    long = raw.pivot_longer(list(_years(about.sheet)), names_to="year_printed", values_to=VALUE)
    long = long.filter(printed(long[VALUE]).notnull() & printed(long[indicator]).notnull())
    unit = long[title].re_extract(_UNIT, 1).nullif("")
    cells = (
        ibis.literal("WB:2"),
        long[area],
        long[indicator],
        unit,
        long.year_printed.left(4),
        long[VALUE],
        long[title],
    )
    table = long.select("row", **dict(zip(COLUMNS, cells, strict=True)))
    return table, dataclasses.replace(about, sheet=dataclasses.replace(about.sheet, columns=COLUMNS))


def _words(sheet: Sheet) -> tuple[str, str, str] | None:
    return next((words for words in _PRINTED if sheet.has(*words)), None)


def _years(sheet: Sheet) -> tuple[str, ...]:
    return tuple(name for name in sheet.columns if _YEAR.fullmatch(name))


def _unit_in(title: str) -> str | None:
    found = re.search(_UNIT, title)
    return found[1] if found else None


def _refused(name: str, answer: Any) -> SchemaMismatch:
    said = str(answer)[:300]
    return SchemaMismatch(
        T(f"{name}: the World Bank answered no data but {said}", f"{name}：世界银行返回的不是数据：{said}")
    )
