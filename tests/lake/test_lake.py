"""What the lake promises of batches: replaced by slice, read as of any moment, taken back, never counted twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars
import pyarrow.dataset
import pytest
from deltalake import DeltaTable

from entrepot.lake.ingest import ingest
from entrepot.lake.lake import Lake
from entrepot.lake.rows import rows
from entrepot.lake.undo import undo
from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.errors import RefusedByChecks, UnknownName, WrongCall

JAN, FEB = "2024-01", "2024-02"


def month(period: str, usd: float, **other: object) -> dict[str, object]:
    return {"period": period, "value_usd": usd, **other}


def test_the_same_file_twice_changes_nothing(survey: Any) -> None:
    first = survey.take(month(JAN, 1.0))
    before = survey.lake.snapshot("flows")
    again = survey.take(month(JAN, 1.0))
    assert (again.already_there, again.batch, again.rows_kept) == (True, first.batch, 1)
    assert survey.lake.snapshot("flows") == before
    assert len(survey.lake.history()) == 1


def test_a_revised_file_replaces_its_slice_and_no_other(survey: Any) -> None:
    survey.take(month(JAN, 1.0, partner="JPN"), month(JAN, 2.0, partner="KOR"), month(FEB, 9.0))
    revised = survey.take(month(JAN, 1.5, partner="JPN"), month(JAN, 4.0, partner="USA"))
    assert revised.rows_replaced == 2
    assert survey.values("period", "partner", "value_usd") == [(JAN, "JPN", 1.5), (JAN, "USA", 4.0), (FEB, "JPN", 9.0)]


def test_as_of_a_day_a_moment_and_a_batch(survey: Any) -> None:
    first = survey.take(month(JAN, 1.0))
    between = datetime.now(UTC)
    second = survey.take(month(JAN, 2.0))
    assert survey.values("value_usd") == [(2.0,)]
    assert survey.values("value_usd", as_of=first.batch) == [(1.0,)]
    assert survey.values("value_usd", as_of=second.batch) == [(2.0,)]
    assert survey.values("value_usd", as_of=between) == [(1.0,)]
    assert survey.values("value_usd", as_of=between.isoformat()) == [(1.0,)]
    assert survey.values("value_usd", as_of=date.today() + timedelta(days=1)) == [(2.0,)]
    assert survey.values("value_usd", as_of=date(2020, 1, 1)) == []


def test_as_of_a_batch_of_another_table(survey: Any, tmp_path: Path) -> None:
    file = tmp_path / "monthly.csv"
    file.write_text("Date,Country,Exchange rate\n2020-01-01,China,6.9172\n2020-02-01,China,6.9\n", encoding="utf-8")
    survey.take(month(JAN, 1.0))
    of_rates = ingest(survey.lake, file, ALL_SOURCES)
    survey.take(month(JAN, 2.0))
    assert survey.values("value_usd", as_of=of_rates.batch) == [(1.0,)]


@pytest.mark.parametrize("when", ["yesterday", "2024-13-01", "2024", "20240101T000000-abcdef"])
def test_as_of_what_is_no_moment(survey: Any, when: str) -> None:
    survey.take(month(JAN, 1.0))
    with pytest.raises(WrongCall, match="neither a day"):
        survey.values("value_usd", as_of=when)


def test_undo_brings_back_what_was_replaced(survey: Any) -> None:
    survey.take(month(JAN, 1.0, partner="JPN"), month(JAN, 2.0, partner="KOR"))
    before = survey.values("period", "partner", "value_usd", "batch")
    wrong = survey.take(month(JAN, 7.0, partner="JPN"))
    survey.take(month(FEB, 3.0))
    undone = undo(survey.lake, wrong.batch)
    assert survey.values("period", "partner", "value_usd", "batch")[:2] == before
    assert survey.values("period", "value_usd") == [(JAN, 1.0), (JAN, 2.0), (FEB, 3.0)]
    with pytest.raises(WrongCall, match="undone already"):
        undo(survey.lake, wrong.batch)
    with pytest.raises(WrongCall, match="itself an undo"):
        undo(survey.lake, undone.id)
    with pytest.raises(UnknownName):
        undo(survey.lake, "20200101T000000-ffffff")


def test_an_undone_file_may_be_taken_again(survey: Any) -> None:
    first = survey.take(month(JAN, 1.0))
    undo(survey.lake, first.batch)
    assert survey.values("value_usd") == []
    again = survey.take(month(JAN, 1.0))
    assert (again.already_there, again.batch == first.batch) == (False, False)
    assert survey.values("value_usd") == [(1.0,)]


def test_undo_brings_nothing_back_that_a_later_batch_restated(survey: Any) -> None:
    survey.take(month(JAN, 1.0, partner="JPN"), month(JAN, 2.0, partner="KOR"))
    second = survey.take(month(JAN, 1.5, partner="JPN"), month(JAN, 2.5, partner="USA"))
    # The last word on January names neither Korea nor the United States: they stay gone.
    survey.take(month(JAN, 3.0, partner="JPN"), month(JAN, 4.0, partner="DEU"))
    undo(survey.lake, second.batch)
    assert survey.values("partner", "value_usd") == [("DEU", 4.0), ("JPN", 3.0)]


def test_undo_where_a_later_batch_replaced_a_part(survey: Any) -> None:
    survey.take(month(JAN, 1.0), month(FEB, 2.0))
    second = survey.take(month(JAN, 10.0), month(FEB, 20.0))
    survey.take(month(FEB, 200.0))
    undo(survey.lake, second.batch)
    assert survey.values("period", "value_usd") == [(JAN, 1.0), (FEB, 200.0)]


def test_undo_in_any_order_leaves_what_was_never_undone(survey: Any) -> None:
    survey.take(month(JAN, 1.0))
    second = survey.take(month(JAN, 2.0))
    third = survey.take(month(JAN, 3.0))
    undo(survey.lake, second.batch)
    assert survey.values("value_usd") == [(3.0,)]
    undo(survey.lake, third.batch)
    assert survey.values("value_usd") == [(1.0,)]


OVERLAPPING = {
    "two_and_eight_digits": ({"product": "85"}, {"product": "85423190"}),
    "with_and_without_partner": ({"partner": "WLD"}, {"partner": "JPN"}),
    "with_and_without_regime": ({"regime": "ALL"}, {"regime": "0110"}),
    "with_and_without_province": ({"reporter": "CHN", "basis": "national"}, {"reporter": "CN-LN"}),
    "registration_and_location": ({"basis": "registration"}, {"basis": "location"}),
    "months_and_years": ({"period": "2024"}, {"period": JAN}),
    "yuan_and_dollars": ({"value_cny": 7.0, "value_usd": ""}, {"value_usd": 1.0, "value_cny": ""}),
    "other_products": ({"product": "84"}, {"product": "85"}),
    "other_partners_asked_one_by_one": ({"partner": "JPN"}, {"partner": "KOR"}),
    "other_regimes_asked_one_by_one": ({"regime": "0110"}, {"regime": "0214"}),
    "exports_and_imports": ({"flow": "export"}, {"flow": "import"}),
}  # fmt: skip


@pytest.mark.parametrize("name", OVERLAPPING)
@pytest.mark.parametrize("turned", [False, True])
def test_overlapping_queries_live_side_by_side(name: str, turned: bool, survey: Any) -> None:
    one, other = ({"period": JAN, "value_usd": 1.0, **row} for row in OVERLAPPING[name])
    for row in (other, one) if turned else (one, other):
        assert survey.take(row).rows_replaced == 0
    assert len(survey.values("batch")) == 2
    assert survey.take({**one, "customs_district": ""}).rows_replaced == 1, "the same query again replaces itself"
    assert len(survey.values("batch")) == 2


def test_a_query_of_all_partners_replaces_those_asked_one_by_one(survey: Any) -> None:
    survey.take(month(JAN, 1.0, partner="JPN"))
    survey.take(month(JAN, 2.0, partner="KOR"))
    survey.take(month(JAN, 1.1, partner="JPN"), month(JAN, 2.2, partner="KOR"), month(JAN, 3.3, partner="USA"))
    assert survey.values("partner", "value_usd") == [("JPN", 1.1), ("KOR", 2.2), ("USA", 3.3)]


def test_a_missing_value_among_what_is_restated_loses_no_other_row(survey: Any) -> None:
    survey.take(
        month(JAN, 1.0, partner="JPN", firm_type="private"), month(JAN, 2.0, partner="KOR", firm_type="private")
    )
    survey.take(month(JAN, 3.0, partner="JPN", firm_type="state"), month(JAN, 4.0, partner="KOR", firm_type=""))
    assert survey.values("firm_type", "value_usd") == [("private", 1.0), ("private", 2.0), ("state", 3.0), (None, 4.0)]


def test_quarantine_keeps_the_rest(survey: Any) -> None:
    bad = (month(JAN, 1.0, partner="JPN"), month(JAN, -5.0, partner="KOR"))
    with pytest.raises(RefusedByChecks) as refused:
        survey.take(*bad)
    assert [(f.row, f.rule) for f in refused.value.findings if f.level == "stop"] == [(3, "negative")]
    assert survey.values("partner") == []
    kept = survey.take(*bad, quarantine_rows=True)
    assert (kept.rows_read, kept.rows_kept, kept.rows_quarantined) == (2, 1, 1)
    assert survey.values("partner", "value_usd") == [("JPN", 1.0)]


def test_other_programs_read_our_tables_as_they_are(survey: Any) -> None:
    survey.take(month(JAN, 1.0), month("2023-12", 0.5))
    survey.take(month(JAN, 2.0))
    expected = [("2023-12", 0.5, 2023), (JAN, 2.0, 2024)]
    folder = str(survey.lake.table("flows").folder)
    columns = ["period", "value_usd", "year"]
    assert polars.read_delta(folder).select(columns).sort(columns).rows() == expected
    lazily = polars.scan_delta(folder).filter(polars.col("year") == 2024).select(columns)
    assert lazily.collect().rows() == expected[1:]
    table = DeltaTable(folder)
    assert table.to_pyarrow_table(columns=columns).sort_by("period").to_pylist() == [
        dict(zip(columns, row, strict=True)) for row in expected
    ]
    assert table.metadata().partition_columns == ["source", "year"]
    assert {field.name for field in table.schema().fields} == set(survey.lake.table("flows").spec.column_names)


def test_versions_in_delta_are_ours(survey: Any) -> None:
    first = survey.take(month(JAN, 1.0))
    survey.take(month(JAN, 2.0))
    version = next(batch.version for batch in survey.lake.history() if batch.id == first.batch)
    old = DeltaTable(str(survey.lake.table("flows").folder), version=version)
    assert old.to_pyarrow_table(columns=["value_usd"]).to_pylist() == [{"value_usd": 1.0}]


def test_parquet_files_for_another_engine(survey: Any) -> None:
    survey.take(month(JAN, 1.0))
    survey.take(month(JAN, 2.0))
    files = [str(path) for path in survey.lake.parquet_files("flows")]
    found = pyarrow.dataset.dataset(
        files, partitioning="hive", partition_base_dir=str(survey.lake.table("flows").folder)
    ).to_table(columns=["source", "year", "value_usd"])
    assert found.to_pylist() == [{"source": "survey", "year": 2024, "value_usd": 2.0}]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ([("period", "2024")], 0), ([("period", "2024..2024")], 2), ([("period", "2024*")], 2), ([("year", "202*")], 2),
        ([("partner", "日本")], 1), ([("partner", "JPN, KOR")], 2), ([("value_usd", "1.5..3")], 1),
        ([("year", "2999")], 0), ([("firm_type", "")], 2), ([("synthetic", "no")], 2),
        ([("product", "'; DROP TABLE flows; --")], 0),
    ],
)  # fmt: skip
def test_asking_for_rows(survey: Any, where: list[tuple[str, str]], found: int) -> None:
    survey.take(month(JAN, 1.0, partner="JPN"), month(FEB, 2.0, partner="KOR"))
    asked = rows(survey.lake, "flows", where=where)
    assert (asked.count(), asked.to_arrow().num_rows) == (found, found)


@pytest.mark.parametrize(
    "where", [("year", "soon"), ("partner", "Atlantis"), ("nothing", "1"), ("period", ","), ("value_usd", "..")]
)
def test_asking_wrongly(survey: Any, where: tuple[str, str]) -> None:
    survey.take(month(JAN, 1.0))
    with pytest.raises(WrongCall):
        rows(survey.lake, "flows", where=[where]).count()


@pytest.mark.parametrize("name", ["a=b", "year=2020", "per%20cent", "back\\slash", "line\nbreak", "what?", "no#1"])
def test_a_lake_where_delta_cannot_write(name: str, tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match="cannot lie"):
        Lake(tmp_path / name)


@pytest.mark.parametrize("name", ["with space", "quo'te\"s", "辽宁 数据湖", "[1]*", "{a,b}", "~", "-rf", "$HOME;x"])
def test_a_lake_in_an_odd_folder(name: str, survey: Any, tmp_path: Path) -> None:
    survey.lake = Lake(tmp_path / name / "lake")
    survey.take(month(JAN, 1.0))
    survey.take(month(JAN, 2.0))
    assert survey.values("source", "value_usd", "year") == [("survey", 2.0, 2024)]
    assert survey.lake.folder.is_relative_to(tmp_path / name)


@pytest.mark.parametrize(
    "name",
    [
        "a=b",
        "per%20cent",
        "line\nbreak.csv",
        "quo'te\".csv",
        "[1]*?.csv",
        "表.csv",
        "-.csv",
        "\u202egpj.csv",
        "\x1b[2J.csv",
        "period=1",
    ],
)
def test_a_file_of_an_odd_name(name: str, survey: Any, tmp_path: Path) -> None:
    folder = tmp_path / "period=1999" / name
    folder.mkdir(parents=True)
    odd = survey.file(month(JAN, 1.0)).rename(folder / name)
    assert ingest(survey.lake, odd, (survey.source,)).rows_kept == 1
    assert survey.values("period") == [(JAN,)]
    assert survey.lake.history()[0].record["file"] == name
