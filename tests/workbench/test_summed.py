"""Answers from sums are those of the rows; what was found out of a lake ends with the lake."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from ibis.common.exceptions import IbisError

from entrepot.lake.engine import compile_sql, rows_of
from entrepot.measures import all_measures
from entrepot.vocabulary.errors import EntrepotError
from entrepot.workbench import Workbench
from entrepot.workbench.contents import look_into
from entrepot.workbench.flow_rows import own_rows
from entrepot.workbench.levels import Wanted, plan
from entrepot.workbench.reaching import beginning_with
from entrepot.workbench.reading import open_lake
from entrepot.workbench.selection import select
from entrepot.workbench.summed import MOST_KEPT, Sums, reading_sums, told_apart

REGION = {"region": "CN-LN", "source": "sample_world"}


@pytest.fixture(autouse=True)
def sums_of_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a small lake sums are hardly shorter than its rows: here they are kept all the same."""
    monkeypatch.setattr("entrepot.workbench.summed.MUCH_SHORTER", 0)


ALL, EVERY_THIRD = slice(None), (slice(0, None, 3), slice(1, None, 3), slice(2, None, 3))


@pytest.mark.parametrize(
    ("asked", "measures"),
    [
        (REGION, ALL),
        (REGION | {"period": "2022..2023", "partner": "东盟"}, ALL),
        # Told apart by one more column every formula is another, and to compile it takes longer than to answer.
        (REGION | {"period": "2022..2023", "by": "partner"}, EVERY_THIRD[0]),
        (REGION | {"period": "2022..2023", "by": "product", "digits": "2"}, EVERY_THIRD[1]),
        (REGION | {"period": "2022", "by": "regime"}, EVERY_THIRD[2]),
        (REGION | {"period": "2022", "product": "84", "by": "flow"}, EVERY_THIRD[0]),
        ({"region": "CN-LN,CN-SX", "period": "2021..2023", "source": "sample_world"}, EVERY_THIRD[2]),
        ({"region": "CN-LN"}, EVERY_THIRD[1]),
    ],
)
def test_every_measure_answers_as_its_own_statement_does_of_the_files(
    workbench: Workbench, asked: dict[str, str], measures: slice, assert_same_rows: Callable[..., None]
) -> None:
    """The statement that an answer shows is run of the lake's rows, without any sums."""
    compared = 0
    said = {**asked, "digits": int(asked["digits"])} if "digits" in asked else asked
    for measure in all_measures()[measures]:
        tables = {wanted.table for wanted in measure.reads}
        if measure.arrays or tables & {"answer", "areas"} or not tables & {"flows", "composition"}:
            continue
        try:
            answer = workbench.measure(measure.id, **said)
        except (EntrepotError, IbisError):
            continue
        with open_lake(workbench.lake) as connection:
            # A window that begins before the period asked for is worked out from its beginning.
            expected = beginning_with(rows_of(connection, answer.sql()), asked.get("period", "").partition("..")[0])
        assert_same_rows(answer.table, expected, measure.id)
        compared += 1
    assert compared > 2


@pytest.mark.parametrize("id_", ["exports", "balance", "partner_share", "hhi"])
def test_batches_and_coverage_are_those_of_the_rows(workbench: Workbench, id_: str) -> None:
    """As of the newest batch nothing is kept between questions."""
    asked = REGION | {"period": "2022..2023"}
    newest = workbench.history()[-1].id
    kept, anew = workbench.measure(id_, **asked), workbench.measure(id_, **asked, as_of=newest)
    assert kept.batches == anew.batches == tuple(b.id for b in workbench.history() if b.record["source"] == "sample_world")  # fmt: skip
    assert kept.coverage == anew.coverage
    assert kept.levels == anew.levels and kept.notes == anew.notes


@pytest.mark.parametrize(
    ("words", "columns", "apart"),
    [
        ({}, {"period", "reporter", "value"}, set()),
        ({}, {"period", "partner", "value"}, {"partner"}),
        ({"partner": "USA"}, {"period", "value"}, {"partner"}),
        ({"partner": "USA"}, {"period", "product", "value"}, {"partner", "product"}),
        ({}, {"period", "net_kg"}, None),
        ({}, {"period", "value", "batch"}, None),
        ({"convert": "HS2012"}, {"period", "value"}, None),
    ],
)
def test_what_sums_must_tell_apart(words: dict[str, str], columns: set[str], apart: set[str] | None) -> None:
    assert told_apart(select(**words), columns) == apart  # type: ignore[arg-type]


def test_flows_are_themselves_again_afterwards(workbench: Workbench) -> None:
    # A region of this test's own: what another test found not worth keeping is remembered.
    count = "SELECT count(product) FROM flows WHERE reporter = 'CN-HI'"
    with look_into(workbench.lake) as contents:
        whole = contents.connection.execute(count).fetchall()
        with pytest.raises(ZeroDivisionError), reading_sums(contents.connection, contents.sums, frozenset({"partner"}), ("CN-HI",)):  # fmt: skip
            assert contents.connection.execute(count).fetchall() != whole
            raise ZeroDivisionError
        assert contents.connection.execute(count).fetchall() == whole


def test_cells_of_a_partner_are_the_same_from_sums_and_from_rows(
    workbench: Workbench, assert_same_rows: Callable[..., None]
) -> None:
    selection = select(region="CN-LN", partner="USA,东盟")
    with look_into(workbench.lake) as contents:
        kept = rows_of(contents.connection, f"SELECT * FROM {contents.cells(selection, ('CN-LN',))} ORDER BY ALL")
        contents.sums = None
        contents._narrowed.clear()
        anew = rows_of(contents.connection, f"SELECT * FROM {_other(contents, selection)} ORDER BY ALL")
    assert kept.num_rows and set(kept.column_names) == set(anew.column_names)
    assert_same_rows(kept, anew.select(kept.column_names), "cells")


def _other(contents: object, selection: object) -> str:
    contents._narrowed["another"] = "narrowed_0"  # type: ignore[attr-defined]  # the first name is taken
    return contents.cells(selection, ("CN-LN",))  # type: ignore[attr-defined,no-any-return]


def test_the_longest_unused_sums_make_room(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("entrepot.workbench.summed.MOST_KEPT", 1)
    with open_lake(workbench.lake) as connection:
        sums = Sums(connection)
        with sums.by("partner", ("CN-LN",)) as first, sums.by("partner", ("CN-SX",)) as second:
            names = {row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
            assert {first, second} <= names
        with sums.by("partner", ("CN-HE",)) as third:
            names = {row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
            assert third in names and first not in names and second not in names
    assert MOST_KEPT > 1


def test_many_who_ask_at_once_share_one_table(workbench: Workbench) -> None:
    with open_lake(workbench.lake) as connection:
        sums = Sums(connection)

        def ask(_: int) -> str | None:
            with sums.by("partner", ("CN-LN",)) as name:
                return name

        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(ask, range(40)))) == 1


def test_plans_end_with_the_lake_they_were_made_of(tmp_path: Path) -> None:
    made = Workbench(tmp_path / "lake")
    made.take_in_embedded()
    with pytest.raises(EntrepotError):
        made.measure("exports", **REGION)
    made.make_sample_world(size="small")
    assert len(made.measure("exports", **REGION)) > 0


def test_a_plan_is_worked_out_once_for_all_questions(workbench: Workbench) -> None:
    selection = select(region="CN-LN", source="sample_world", period="2022")
    wanted = Wanted("export", selection.regions, frozenset())
    with look_into(workbench.lake) as one, look_into(workbench.lake) as other:
        found = plan(one, selection, wanted)
        assert found is not None and plan(other, selection, wanted) is found
        rows = compile_sql(own_rows(found, selection, flow="export", regions=selection.regions))
        assert one.column(f"SELECT count(*) > 0 FROM ({rows})") == [True]
