"""A large answer worked out period by period, with words as numbers, is the very answer worked out at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest

from entrepot.measures import all_measures, measure_named
from entrepot.workbench import Workbench, in_parts
from entrepot.workbench.within_periods import stays_within_periods

PERIODS = {"source": "sample_world", "frequency": "month", "period": "2021-11..2022-02", "digits": 2}
FLOWS = ibis.table({"period": "string", "reporter": "string", "value": "float64"}, name="flows")
OTHERS = FLOWS.view()
TOTALS = FLOWS.group_by("period").agg(total=FLOWS.value.sum())


@pytest.fixture(autouse=True)
def nothing_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTREPOT_CACHE", str(tmp_path))


@pytest.fixture
def as_if_large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], None]:
    def switch() -> None:
        monkeypatch.setenv("ENTREPOT_CACHE", str(tmp_path / "large"))
        monkeypatch.setattr(in_parts, "MANY", 0)
        monkeypatch.setattr(in_parts, "AT_ONCE", 0)
        monkeypatch.setattr("entrepot.workbench.measuring.LARGE", 0)

    return switch


@pytest.mark.parametrize(
    ("measure", "by", "divided"),
    [
        ("rca", "", True),
        ("nrca", "partner", True),
        ("partner_share", "product", True),
        ("hhi", "product", True),
        ("grubel_lloyd", "", True),
        ("market_share", "product", True),
        ("growth", "product", False),
        ("exports", "", False),
    ],
)
def test_the_parts_are_the_whole(
    workbench: Workbench, as_if_large: Callable[[], None], assert_same_rows: Callable[..., None], measure: str, by: str, divided: bool
) -> None:  # fmt: skip
    def ask() -> Any:
        return workbench.measure(measure, by=by, **PERIODS)

    whole = ask()
    as_if_large()
    parts = ask()
    words = [field.name for field in parts.rows.schema if pa.types.is_dictionary(field.type)]
    assert bool(words) is divided
    assert set(words) <= {*parts.keys}
    assert parts.table.schema == whole.table.schema
    assert_same_rows(parts.table, whole.table, measure)
    assert parts.table.select(parts.keys).equals(whole.table.select(whole.keys)), "in the order of the keys"
    assert parts.records()[:2] == parts.table.slice(0, 2).to_pylist()
    assert parts.sql() == whole.sql()


def test_words_are_text_for_whoever_wants_text(workbench: Workbench, as_if_large: Callable[[], None]) -> None:
    as_if_large()
    found = workbench.measure("rca", **PERIODS)
    assert found.to_arrow().schema.field("reporter").type == pa.dictionary(pa.uint8(), pa.string())
    assert found.table.schema.field("product").type == pa.string()
    first = found.records()[0]
    assert (found.to_pandas()["reporter"] + "!")[0] == first["reporter"] + "!"
    assert (found.to_polars()["reporter"] + "!")[0] == first["reporter"] + "!"
    assert found.as_json()["rows"][0] == first
    assert found.explain(0).row["product"] == first["product"]


def test_what_is_asked_of_one_region_or_product_is_text(workbench: Workbench, as_if_large: Callable[[], None]) -> None:
    as_if_large()
    for asked in ({"region": "CN-LN"}, {"product": "84"}):
        found = workbench.measure("rca", **PERIODS, **asked)
        assert found.to_arrow().schema.field("product").type == pa.string()
        assert len(found) > 0


def test_periods_are_taken_together_up_to_so_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_parts, "AT_ONCE", 10)
    rows = {"2019": 4, "2020": 6, "2021": 1, "2022": 30, "2023": 10}
    assert list(in_parts._together(rows)) == [("2019", "2020"), ("2021",), ("2022",), ("2023",)]


def test_the_catalogue_is_told_apart() -> None:
    apart = set()
    for measure in all_measures():
        if measure.arrays or any(option.required for option in measure.options):
            continue
        tables = {
            wanted.name: ibis.table(
                {**dict.fromkeys(wanted.columns, "string"), **dict.fromkeys(wanted.values, "float64")}, name=wanted.name
            )
            for wanted in measure.reads
        }
        if stays_within_periods(measure.expression(tables)):
            apart.add(measure.id)
    assert {"rca", "nrca", "lafay", "hhi", "market_share", "grubel_lloyd", "exports", "trade_intensity_export"} <= apart
    compares = {"growth", "cagr", "contribution_to_growth", "constant_market_share", "volatility", "drawdown"}
    assert not compares & apart
    assert {measure_named(name).id for name in ("survival", "entry_exit_survivor", "unit_value_index")} & apart == set()


@pytest.mark.parametrize(
    ("steps", "apart"),
    [
        (FLOWS.filter(FLOWS.value > 0).order_by("value"), True),
        (FLOWS.mutate(value=FLOWS.value.sum().over(group_by=["reporter", "period"])), True),
        (FLOWS.mutate(value=FLOWS.value.sum().over(group_by="reporter")), False),
        (FLOWS.mutate(value=FLOWS.value.sum()), False),
        (FLOWS.mutate(value=FLOWS.value.lag().over(group_by="reporter", order_by="period")), False),
        (FLOWS.mutate(period=FLOWS.period.substr(0, 4)), False),
        (FLOWS.mutate(period=FLOWS.reporter, reporter=FLOWS.period), False),
        (FLOWS.filter(FLOWS.value > FLOWS.value.mean()), False),
        (FLOWS.filter(FLOWS.period.isin(TOTALS.period)), False),
        (FLOWS.limit(5), False),
        (FLOWS.group_by("reporter").agg(period=FLOWS.period.max(), value=FLOWS.value.sum()), False),
        (FLOWS.distinct(), True),
        (FLOWS.union(FLOWS.filter(FLOWS.value > 0)), True),
        (FLOWS.join(TOTALS, "period"), True),
        (FLOWS.left_join(TOTALS, "period").select("period", "value", "total"), True),
        (FLOWS.right_join(TOTALS, "period"), False),
        (FLOWS.cross_join(TOTALS).select(FLOWS.period, TOTALS.total), False),
        (FLOWS.join(OTHERS, "reporter").select(FLOWS.period, OTHERS.value), False),
        (FLOWS.join(TOTALS, FLOWS.period > TOTALS.period).select(FLOWS.period, TOTALS.total), False),
        (FLOWS.drop("period"), False),
    ],
)
def test_steps_that_look_into_other_periods_are_seen(steps: ibis.Table, apart: bool) -> None:
    assert stays_within_periods(steps) is apart
