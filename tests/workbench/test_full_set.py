"""The full set gives what the measures give one by one, and says what it cannot give."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.steps import Step
from entrepot.vocabulary.text import T
from entrepot.workbench import Workbench
from entrepot.workbench.full_set import Outcome
from entrepot.workbench.full_set_files import LIST, written


def outcomes(workbench: Workbench, **asked: str) -> dict[str, Outcome]:
    return {one.measure.id: one for one in workbench.measure_all(**asked)}


@pytest.mark.parametrize(
    ("asked", "one_in"),
    [
        ({"source": "sample_world", "period": "2021..2023", "digits": 2}, 1),
        (
            {"region": "CN-LN,CN-SX", "partner": "东盟", "source": "sample_world", "period": "2022..2023", "digits": 2},
            2,
        ),
        ({"source": "figures"}, 2),
    ],
)
def test_gives_what_each_measure_gives_by_itself(
    workbench: Workbench, asked: dict[str, str], one_in: int, assert_same_rows: Callable[..., None]
) -> None:
    found = outcomes(workbench, **asked)
    assert list(found) and set(found) == {one.id for one in workbench.measures()}
    for id_, outcome in list(found.items())[::one_in]:
        try:
            alone = workbench.measure(id_, **asked)
        except EntrepotError:
            assert outcome.answer is None and outcome.why_not is not None, id_
            continue
        assert outcome.answer is not None, (id_, str(outcome.why_not))
        assert outcome.answer.table.schema.equals(alone.table.schema), id_
        assert_same_rows(outcome.answer.table, alone.table, id_)
        assert outcome.answer.levels == alone.levels and outcome.answer.notes == alone.notes, id_


def test_an_answer_of_the_set_is_explained_like_any_other(workbench: Workbench) -> None:
    asked = workbench.measure_all(source="sample_world", period="2022", region="CN-LN")
    answer = next(one.answer for one in asked if one.measure.id == "exports")
    assert answer is not None
    alone = workbench.measure("exports", source="sample_world", period="2022", region="CN-LN")
    assert answer.sql() == alone.sql()
    assert answer.batches == alone.batches and answer.coverage == alone.coverage
    assert answer.explain().as_json() == alone.explain().as_json()


def test_tells_how_far_it_is(workbench: Workbench) -> None:
    told: list[T] = []
    done = [one for one in workbench.measure_all(source="figures", progress=told.append) if one.answer is not None]
    shares = [step.share() for step in told if isinstance(step, Step) and step.share is not None]
    assert len(shares) >= len(done) > 5
    assert shares[0] == 0 and shares == sorted(shares) and shares[-1] is not None and shares[-1] < 1


def test_a_folder_holds_a_table_for_each_and_a_list_of_all(workbench: Workbench, tmp_path: Path) -> None:
    folder = tmp_path / "到" / "tables"
    lines = list(written(workbench.measure_all(source="figures", period="2015"), folder))
    with (folder / LIST).open(encoding="utf-8") as file:
        listed = {row["measure"]: row for row in csv.DictReader(file)}
    assert set(listed) == {line.measure for line in lines} == {one.id for one in workbench.measures()}
    assert {path.name for path in folder.iterdir()} == {LIST, *(line.file for line in lines if line.file)}
    dependence = pq.read_table(folder / listed["trade_dependence"]["file"])
    assert str(len(dependence)) == listed["trade_dependence"]["rows"]
    liaoning = {row["reporter"]: row["value"] for row in dependence.to_pylist()}["CN-LN"]
    assert liaoning == pytest.approx(960.9 / 4615, abs=1e-3)
    assert (
        listed["rank"]["rows"] == "0"
        and "another measure" in listed["rank"]["why_not_en"]
        and listed["rank"]["why_not_zh"]
    )


def test_what_is_done_is_kept_when_it_is_broken_off(workbench: Workbench, tmp_path: Path) -> None:
    def stop(step: T) -> None:
        if isinstance(step, Step) and step.share is not None and (step.share() or 0) > 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(written(workbench.measure_all(source="figures", progress=stop), tmp_path, "csv"))
    with (tmp_path / LIST).open(encoding="utf-8") as file:
        files = {row["file"] for row in csv.DictReader(file) if row["file"]}
    assert len(files) == 1 and {path.name for path in tmp_path.iterdir()} == {LIST, *files}


def test_an_empty_lake_gives_reasons_only(tmp_path: Path) -> None:
    found = outcomes(Workbench(tmp_path / "lake"))
    assert all(one.answer is None and one.why_not is not None and one.why_not.zh for one in found.values())
