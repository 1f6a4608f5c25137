"""Rows for the checks: typed by hand, staged as a source would, in a lake of their own."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ibis
import pytest

from entrepot.lake.ingest import Ingested, ingest
from entrepot.lake.lake import Lake
from entrepot.sources.figures import FIGURES
from entrepot.sources.source import About, Licence, Sheet, Source
from entrepot.vocabulary.findings import Finding
from entrepot.vocabulary.tables import FLOWS
from entrepot.vocabulary.text import T

Record = dict[str, Any]
Take = Callable[..., Ingested]


class TypedFlows(Source):
    """Flows as they are, column by column: a query that somebody narrowed."""

    id = "typed_flows"
    title = publisher = how = T("Typed flows", "手录流量")
    address = ""
    licence = Licence(T("none", "无"), may_republish=True)
    gives = FLOWS
    restates = ("period", "flow", "reporter", "product")
    selective = True

    def recognises(self, sheet: Sheet) -> bool:
        return sheet.has("reporter", "value_usd")

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        kinds = {"number": "float64", "whole": "int64", "text": "string", "yes_no": "boolean"}
        cells = {c.name: raw[c.name].try_cast(kinds[c.type]) for c in FLOWS.columns if c.name in raw.columns}
        printed = {f"{name}_printed": raw[name] for name in ("reporter", "value_usd") if name in raw.columns}
        return raw.select("row", **cells, **printed)


class OtherFlows(TypedFlows):
    """Another publisher of the same."""

    id = "other_flows"


TYPED_FLOWS, OTHER_FLOWS = TypedFlows(), OtherFlows()
_FIGURE = {"area": "CN-LN", "counterpart": "WLD", "subject": "goods", "measure": "exports", "period": "2015", "value": "1", "unit": "1e8 USD", "study": "book", "locator": "table 1"}  # fmt: skip
_FLOW = {
    "period": "2023", "frequency": "year", "flow": "export", "reporter": "CHN", "partner": "JPN", "product": "85", "regime": "ALL",
    "value_usd": 1000, "value_cny": None, "net_kg": None, "nomenclature": "HS2022", "valuation": "FOB", "product_digits": 2,
    "partner_level": "country", "regime_level": "all", "basis": "national",
}  # fmt: skip


def write(file: Path, records: Sequence[Record]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        lines = csv.DictWriter(out, list(records[0]))
        lines.writeheader()
        lines.writerows(records)
    return file


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def take_figures(lake: Lake, tmp_path: Path) -> Take:
    """`take_figures([{...}, ...])`: a typed table goes into the lake; row 2 is the first of the list."""

    def take(records: Sequence[Record], name: str = "figures.csv", **said: Any) -> Ingested:
        file = write(tmp_path / name, [{**_FIGURE, **record} for record in records])
        return ingest(lake, file, [FIGURES], **said)

    return take


@pytest.fixture
def take_flows(lake: Lake, tmp_path: Path) -> Take:
    """`take_flows([{...}, ...])`: flows go into the lake; row 2 is the first of the list."""

    def take(records: Sequence[Record], name: str = "flows.csv", source: Source = TYPED_FLOWS, **said: Any) -> Ingested:
        file = write(tmp_path / name, [{**_FLOW, **record} for record in records])
        return ingest(lake, file, [source], **said)

    return take


@pytest.fixture
def other_flows() -> Source:
    return OTHER_FLOWS


Found = list[tuple[str, str, int | None]]


@pytest.fixture
def brief() -> Callable[[Sequence[Finding]], Found]:
    """Level, rule and row of each finding."""
    return lambda findings: [(f.level, f.rule, f.row) for f in findings]
