"""Footnote marks on typed figures: read without the mark where there is no doubt, refused by name where there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from entrepot.vocabulary.errors import RefusedByChecks
from entrepot.workbench import Workbench

HEAD = "area,counterpart,subject,measure,period,value,unit,study,locator\n"


def line(value: str) -> str:
    return f'辽宁,,,地区生产总值,2019,"{value}",亿元,an example,table 1\n'


@pytest.mark.parametrize(
    ("printed", "value", "mark"),
    [
        ("24909①", 24909e8, "mark ①"),
        ("24,909*", 24909e8, "mark *"),
        ("24,909.5 p", 249095e7, "mark p"),
        ("24909(r)", 24909e8, "mark (r)"),
        ("24909[2]", 24909e8, "mark [2]"),
        ("24909注1", 24909e8, "mark 注1"),
        ("-3†", -3e8, "mark †"),
        ("２４，９０９．５", 249095e7, None),
        ("24909", 24909e8, None),
    ],
)
def test_a_mark_is_no_part_of_the_number(tmp_path: Path, printed: str, value: float, mark: str | None) -> None:
    file = tmp_path / "a.csv"
    file.write_text(HEAD + line(printed), encoding="utf-8")
    bench = Workbench(tmp_path / "lake")
    done = bench.ingest(file, source="figures")
    (row,) = bench.lake.query("SELECT value, flag, value_printed FROM series").to_pylist()
    assert (row["value"], row["flag"], row["value_printed"]) == (value, mark, printed)
    assert [finding.rule for finding in done.findings] == ["footnote_marks"] * (mark is not None)


@pytest.mark.parametrize("printed", ["24909²", "(12.3)", "12x", "1,23*", "①", "12.3%", "12.3pp", "1 234*", "12.3.4p"])
def test_what_may_mean_several_things_is_refused(tmp_path: Path, printed: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(HEAD + line(printed), encoding="utf-8")
    with pytest.raises(RefusedByChecks) as refused:
        Workbench(tmp_path / "lake").ingest(file, source="figures")
    (finding,) = [finding for finding in refused.value.findings if finding.level == "stop"]
    assert (finding.row, finding.column, finding.value) == (2, "value", printed)
