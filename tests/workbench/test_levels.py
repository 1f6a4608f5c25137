"""A lake that holds the same trade many times over answers as if it held it once."""

from __future__ import annotations

import csv
import itertools
import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.lake.ingest import ingest
from entrepot.sources.source import About, Licence, Sheet, Source
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.tables import FLOWS
from entrepot.vocabulary.text import T
from entrepot.workbench import Workbench

YUAN = 7.0
KEYS = ("period", "flow", "reporter", "partner", "product", "regime")
Row = dict[str, Any]


class Survey(Source):
    """A publisher whose files print the columns of `flows` themselves: what is tested is the choice of rows."""

    id = "survey"
    title = publisher = how = T("A survey", "调查")
    address = "https://example.org/"
    licence = Licence(T("for tests", "测试用"), may_republish=True)
    gives = FLOWS
    restates = ("period", "flow", "reporter", "product")

    def recognises(self, sheet: Sheet) -> bool:
        return sheet.has(*KEYS)

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        texts = {name: raw[name] for name in (*KEYS, "basis", "nomenclature", "firm_type") if about.sheet.has(name)}
        values = {name: raw[name].try_cast("float64") for name in ("value_usd", "value_cny") if about.sheet.has(name)}
        return raw.select(
            "row",
            **{"basis": ibis.literal("registration"), "nomenclature": ibis.literal("HS2022"), **texts},
            **values,
            frequency=ibis.cases((raw.period.length() == 4, "year"), else_="month"),
            product_digits=ibis.cases((raw["product"] == "TOTAL", 0), else_=raw["product"].length()),
            partner_level=ibis.cases((raw.partner == "WLD", "world"), else_="country"),
            regime_level=ibis.cases((raw.regime == "ALL", "all"), else_="code"),
        )


def take(workbench: Workbench, rows: list[Row], folder: Path, name: str, *, quarantine: bool = False) -> None:
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    ingest(workbench.lake, path, (Survey(),), quarantine_rows=quarantine)


def truth(seed: int) -> list[Row]:
    """Two provinces, twelve months, both directions: every row once, in dollars."""
    draw = random.Random(seed)
    cells = itertools.product(
        [f"2020-{month:02}" for month in range(1, 13)], ("export", "import"), ("CN-LN", "CN-SX"), ("JPN", "KOR", "USA"),
        ("85011000", "85021100", "72081000"), ("10", "14"),
    )  # fmt: skip
    return [dict(zip(KEYS, cell, strict=True), value=draw.randint(1, 999)) for cell in cells if draw.random() < 0.8]


def told(rows: list[Row], slice_: Row) -> list[Row]:
    """The rows as one file of a customs query would tell them."""
    sums: dict[tuple[str, ...], int] = {}
    for row in rows:
        if slice_["part"] == "chapter" and row["product"][:2] != "85":
            continue
        if slice_["part"] == "months" and row["period"] == "2020-12":
            continue
        key = (
            row["period"][: 4 if slice_["years"] else 7], row["flow"], row["reporter"],
            row["partner"] if slice_["partners"] else "WLD",
            row["product"][: slice_["digits"]] if slice_["digits"] else "TOTAL",
            row["regime"] if slice_["regimes"] else "ALL",
        )  # fmt: skip
        sums[key] = sums.get(key, 0) + row["value"]
    money = {"value_usd": 1.0} if slice_["money"] == "USD" else {"value_cny": YUAN}
    money = {"value_usd": 1.0, "value_cny": YUAN} if slice_["money"] == "both" else money
    return [dict(zip(KEYS, key, strict=True)) | {name: value * rate for name, rate in money.items()} for key, value in sums.items()]  # fmt: skip


WHOLE = {"years": False, "digits": 8, "partners": True, "regimes": True, "money": "USD", "part": "all"}
slices = st.fixed_dictionaries(
    {
        "years": st.booleans(),
        "digits": st.sampled_from([0, 2, 8]),
        "partners": st.booleans(),
        "regimes": st.booleans(),
        "money": st.sampled_from(["USD", "CNY", "both"]),
        "part": st.sampled_from(["all", "chapter", "months"]),
    }
).filter(lambda s: not (s["part"] == "chapter" and s["digits"] == 0) and not (s["part"] == "months" and s["years"]))


def total(rows: list[Row], **where: str) -> int:
    return sum(row["value"] for row in rows if all(row[name].startswith(value) for name, value in where.items()))


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000), overlapping=st.lists(slices, max_size=4), first=st.booleans())
def test_overlapping_files_never_count_twice(seed: int, overlapping: list[Row], first: bool) -> None:
    rows = truth(seed)
    with TemporaryDirectory() as folder:
        workbench = Workbench(Path(folder) / "lake")
        files = [WHOLE, *overlapping] if first else [*overlapping, WHOLE]
        for number, one in enumerate(files):
            take(workbench, told(rows, one), Path(folder), str(number))

        def value(measure: str, key: Row, **asked: Any) -> float:
            answer = workbench.measure(measure, region="CN-LN", currency="USD", **asked)
            return next(r for r in answer.records() if all(r[k] == v for k, v in key.items()))["value"]

        home = {"reporter": "CN-LN"}
        year, march = {"period": "2020"}, {"period": "2020-03"}
        exported = total(rows, flow="export", **home)
        assert value("exports", year, frequency="year") == exported
        assert value("exports", march, frequency="month") == total(rows, flow="export", period="2020-03", **home)
        assert value("total", year, frequency="year") == total(rows, **home)
        to_japan = total(rows, flow="export", partner="JPN", **home)
        assert value("exports", year, frequency="year", partner="JPN") == to_japan
        assert value("partner_share", {"partner": "JPN"}, frequency="year") == pytest.approx(to_japan / exported)
        shares = [total(rows, flow="export", partner=p, **home) / exported for p in ("JPN", "KOR", "USA")]
        assert value("hhi", year, frequency="year") == pytest.approx(sum(s * s for s in shares))
        in_85 = total(rows, flow="export", product="85", **home)
        assert value("exports", year, frequency="year", product="85") == in_85
        assert value("product_share", {"product": "85"}, frequency="year", digits=2) == pytest.approx(in_85 / exported)
        sold = workbench.measure("exports", region="CN-LN", currency="USD", frequency="year", by="regime")
        assert sum(r["value"] for r in sold.records()) == exported


def flows(**changes: Any) -> list[Row]:
    """Liaoning's exports in the twelve months of 2020, one dollar a month, with a few changes."""
    row = {
        "flow": "export",
        "reporter": "CN-LN",
        "partner": "WLD",
        "product": "TOTAL",
        "regime": "ALL",
        "value_usd": 1.0,
    }
    return [{"period": f"2020-{month:02}", **row, **changes} for month in range(1, 13)]


@pytest.fixture
def survey(tmp_path: Path) -> Workbench:
    return Workbench(tmp_path / "lake")


def test_eleven_months_are_no_year(survey: Workbench, tmp_path: Path) -> None:
    take(survey, flows()[:11], tmp_path, "eleven")
    with pytest.raises(EntrepotError, match="the lake holds"):
        survey.measure("exports", region="CN-LN", frequency="year")
    assert len(survey.measure("exports", region="CN-LN", frequency="month")) == 11


def test_dollars_are_never_handed_out_as_yuan(survey: Workbench, tmp_path: Path) -> None:
    take(survey, flows(), tmp_path, "dollars")
    with pytest.raises(EntrepotError, match="currency CNY"):
        survey.measure("exports", region="CN-LN", currency="CNY")


def test_each_period_at_the_level_that_tells_it(survey: Workbench, tmp_path: Path) -> None:
    take(survey, flows(), tmp_path, "totals")
    later = [
        {**row, "period": row["period"].replace("2020", "2021"), "product": p} for row in flows() for p in ("85", "72")
    ]
    take(survey, later, tmp_path, "chapters")
    answer = survey.measure("exports", region="CN-LN", frequency="year")
    assert [(r["period"], r["value"]) for r in answer.records()] == [("2020", 12.0), ("2021", 24.0)]
    assert any("different levels" in note.en for note in answer.notes)


def test_coverage_of_parts_beside_their_total(survey: Workbench, tmp_path: Path) -> None:
    take(survey, flows(value_usd=10.0), tmp_path, "totals")
    take(survey, flows(partner="JPN", value_usd=6.0), tmp_path, "japan")
    answer = survey.measure("hhi", region="CN-LN", frequency="year", possible=2)
    row = answer.records()[0]
    assert answer.coverage.share == pytest.approx(0.6)
    assert row["value"] is None or row["value_low"] <= row["value"] <= row["value_high"]
    assert row["value_low"] == pytest.approx(0.36 + 0.16)
    assert "survey" in answer.coverage.of.en


def two_editions(survey: Workbench, folder: Path) -> None:
    take(survey, flows(product="850110", nomenclature="HS2017"), folder, "old")
    later = [
        {**row, "period": row["period"].replace("2020", "2021")}
        for row in flows(product="850110", nomenclature="HS2022")
    ]
    take(survey, later, folder, "new")


def test_codes_of_two_editions_are_not_compared(survey: Workbench, tmp_path: Path) -> None:
    two_editions(survey, tmp_path)
    with pytest.raises(EntrepotError, match=r"HS2017, HS2022.*nomenclature=HS2022") as refused:
        survey.measure("growth", region="CN-LN", frequency="year", by="product")
    assert refused.value.exit_code == 2
    assert len(survey.measure("product_share", region="CN-LN", frequency="year")) == 2
    assert len(survey.measure("growth", region="CN-LN", frequency="year")) == 2
    assert len(survey.measure("growth", region="CN-LN", frequency="year", by="product", digits=2)) == 2


def test_missing_money_stays_missing(survey: Workbench, tmp_path: Path) -> None:
    rows = flows(partner="JPN") + flows(partner="KOR", value_usd="")
    take(survey, rows, tmp_path, "partners")
    answer = survey.measure("exports", region="CN-LN", period="2020-03", by="partner")
    assert {r["partner"]: r["value"] for r in answer.records()} == {"JPN": 1.0, "KOR": None}


def test_by_firm_type(survey: Workbench, tmp_path: Path) -> None:
    take(survey, flows(value_usd=5.0), tmp_path, "totals")
    take(
        survey, flows(firm_type="foreign", value_usd=3.0) + flows(firm_type="private", value_usd=2.0), tmp_path, "firms"
    )
    answer = survey.measure("exports", region="CN-LN", frequency="year", by="firm_type")
    assert {r["firm_type"]: r["value"] for r in answer.records()} == {"foreign": 36.0, "private": 24.0}
    assert survey.measure("exports", region="CN-LN", frequency="year").records()[0]["value"] == 60.0


def test_rolling_sums_stop_at_gaps(survey: Workbench, tmp_path: Path) -> None:
    rows = [row for row in flows() if row["period"] != "2020-06"]
    take(survey, rows, tmp_path, "gap")
    answer = survey.measure("exports", region="CN-LN", frequency="month", rolling=3)
    values = {r["period"][-2:]: r["value"] for r in answer.records()}
    assert [month for month, value in values.items() if value == 3.0] == ["03", "04", "05", "09", "10", "11", "12"]
    assert [month for month, value in values.items() if value is None] == ["01", "02", "07", "08"]
    assert any("4 periods have none" in note.en for note in answer.notes)


def test_a_window_longer_than_the_data_has_no_value(survey: Workbench, tmp_path: Path) -> None:
    take(survey, flows(), tmp_path, "year")
    answer = survey.measure("exports", region="CN-LN", frequency="month", rolling=24)
    assert [r["value"] for r in answer.records()] == [None] * 12
    with pytest.raises(EntrepotError, match="does not follow from sums"):
        survey.measure("cagr", region="CN-LN", frequency="month", rolling=3)


def test_rows_set_aside_lower_the_coverage(survey: Workbench, tmp_path: Path) -> None:
    """Whose trade the row of 8 is cannot be read: it may be ours. The imports are surely none of our exports."""
    unreadable = flows(reporter="", value_usd=8.0)[:1] + flows(reporter="", flow="import", value_usd=99.0)[:1]
    take(survey, flows(value_usd=2.0) + unreadable, tmp_path, "some", quarantine=True)
    answer = survey.measure("exports", region="CN-LN", frequency="year")
    assert answer.records()[0]["value"] == 24.0
    assert answer.coverage.quarantined == 1
    assert answer.coverage.share == pytest.approx(24 / 32)
