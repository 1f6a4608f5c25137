"""Rows as files that people open."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from entrepot.lake.export import write_file
from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.workbench import Workbench

HEAD = "area,counterpart,subject,measure,period,value,unit,study,locator\n"


def test_a_worksheet_runs_nothing_of_a_csv_file(tmp_path: Path) -> None:
    bench, file = Workbench(tmp_path / "lake"), tmp_path / "typed.csv"
    file.write_text(f'{HEAD}辽宁,,,gdp_growth,2019,-5.3,%,"=HYPERLINK(""http://x"")",table 1\n', encoding="utf-8")
    bench.ingest(file, source="figures")
    assert write_file(bench.rows("series"), tmp_path / "out.csv") == 1
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as opened:
        (row,) = csv.DictReader(opened)
    assert (row["locator"], row["value_printed"]) == ('\'=HYPERLINK("http://x") table 1', "-5.3")
    assert float(row["value"]) == pytest.approx(-0.053)
    assert row["counterpart"] == "", "what is missing stays missing"


def test_a_sentence_does_not_quote_a_long_name_in_full(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    file.write_text("a" * 100_000 + ",b\n1,2\n", encoding="utf-8")
    with pytest.raises(SchemaMismatch, match=f"its columns are: {'a' * 60}…, b") as refused:
        Workbench(tmp_path / "lake").ingest(file)
    assert len(refused.value.message.en) < 1000
