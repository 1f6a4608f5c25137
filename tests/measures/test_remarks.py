"""A row without a value says why, and which option would give it one."""

from __future__ import annotations

from pathlib import Path

import pytest

from entrepot.workbench import Workbench

HALF = "period,reporter,part,share\n2020,A,JPN,0.5\n2020,A,KOR,0.25\n2021,A,JPN,0.5\n2021,A,KOR,0.5\n"


def said(folder: Path, measure: str, text: str = HALF, **options: object) -> list[str]:
    own = folder / "own.csv"
    own.write_text(text, encoding="utf-8")
    return [
        note.en for note in Workbench(folder / "lake").measure(measure, tables={"composition": own}, **options).notes
    ]


@pytest.mark.parametrize("measure", ["hhi", "hirschmann", "effective_number", "top_n_share", "entropy"])
def test_an_incomplete_list_says_how_much_it_lists(measure: str, tmp_path: Path) -> None:
    notes = [note for note in said(tmp_path, measure) if "complete_from" in note]
    assert len(notes) == 1
    assert notes[0].startswith("1 of 2 rows list less than 0.999")
    assert "lists 0.750" in notes[0]
    assert not [note for note in said(tmp_path, measure, complete_from=0.7) if "complete_from" in note]


def test_normalising_asks_for_the_number_of_parts(tmp_path: Path) -> None:
    assert any("--set possible=" in note for note in said(tmp_path, "hhi_normalised"))
    assert any("--set possible=" in note for note in said(tmp_path, "entropy", normalise="yes"))
    assert not any("--set possible=" in note for note in said(tmp_path, "hhi_normalised", possible=4))
    assert any(
        "2 rows list more parts than possible=1" in note for note in said(tmp_path, "hhi_normalised", possible=1)
    )


def test_a_variance_of_shocks_asks_for_more_periods(tmp_path: Path) -> None:
    own, world = tmp_path / "shares.csv", tmp_path / "world.csv"
    own.write_text("period,reporter,part,share\n2022,A,JPN,1\n2022,B,KOR,1\n", encoding="utf-8")
    imports = ["2019,JPN,1", "2020,JPN,2", "2021,JPN,1", "2021,KOR,5", "2022,KOR,6"]
    world.write_text("\n".join(["period,reporter,value", *imports, ""]), encoding="utf-8")
    answer = Workbench(tmp_path / "lake").measure(
        "shock_weighted_concentration", tables={"composition": own, "world_imports": world}
    )
    assert [row["value"] is None for row in answer.records()] == [False, True]
    assert [note.en[:26] for note in answer.notes if "variance" in note.en] == ["1 of 2 rows have no value:"]
