"""`entrepot study ...`, as somebody types it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from entrepot.cli.entry import run
from entrepot.workbench import Workbench

Typed = Callable[..., tuple[int, str, str]]
STUDY = """
id = "tiny"
title = {zh = "题", en = "Title"}
regions = ["辽宁"]
period = "2014..2015"
[[sections]]
part = "status"
title = {zh = "现状", en = "State"}
[[sections.blocks]]
text = {zh = "出口@", en = "exports @"}
"""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Workbench(tmp_path_factory.mktemp("study") / "lake")
    made.take_in_embedded()
    return made.lake.folder


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str], lake: Path) -> Typed:
    def type_(*words: object, lang: str = "en") -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--lang", lang, "--lake", str(lake), "study", *map(str, words)])
        out, err = capsys.readouterr()
        return code, out, err

    return type_


def written(folder: Path, text: str) -> Path:
    path = folder / "tiny.toml"
    path.write_text(STUDY.replace("@", text), encoding="utf-8")
    return path


def test_shipped_studies_are_listed_and_shown(typed: Typed) -> None:
    code, out, _ = typed("list", "--json")
    assert code == 0 and "shanxi-asean" in [one["id"] for one in json.loads(out)]
    code, out, _ = typed("show", "shanxi-asean")
    assert code == 0 and 'id = "shanxi-asean"' in out


def test_run_writes_files_in_both_languages_and_says_where(typed: Typed, tmp_path: Path) -> None:
    file = written(tmp_path, "{exports[period=2015] | 亿美元 .1}")
    out_folder = tmp_path / "deep" / "out"
    code, out, _ = typed("run", file, "--to", "md,json", "--out", out_folder, "--lang", "both")
    assert code == 0
    assert sorted(path.name for path in out_folder.iterdir()) == ["tiny.en.md", "tiny.json", "tiny.zh.md"]
    assert "出口508.4亿美元" in (out_folder / "tiny.zh.md").read_text("utf-8")
    assert "exports USD 50.84 bn" in (out_folder / "tiny.en.md").read_text("utf-8")
    assert str(out_folder / "tiny.json") in out and "1 numbers" in out


def test_strict_where_data_are_missing_or_a_number_is_typed(typed: Typed, tmp_path: Path) -> None:
    missing = written(tmp_path, "{exports[period=1999]}")
    code, out, err = typed("run", missing, "--to", "md", "--out", tmp_path)
    assert code == 0 and "the data for this are missing" in err
    code, out, _ = typed("run", missing, "--to", "md", "--out", tmp_path, "--strict", "--json", lang="zh")
    told = json.loads(out)
    assert code == 4 and len(told["missing"]) == 1 and told["study"] == "tiny" and told["warnings"] == []
    typed_in = written(tmp_path, "占78.4%")
    assert typed("run", typed_in, "--to", "md", "--out", tmp_path)[0] == 0
    code, _, err = typed("run", typed_in, "--to", "md", "--out", tmp_path, "--strict")
    assert code == 4 and "tiny.toml, line 10, sections[1].blocks[1].text.zh: a number typed" in err
    code, out, _ = typed("check", typed_in)
    assert code == 3 and "a number typed" in out


def test_errors_go_to_the_error_stream_with_line_and_key(typed: Typed, tmp_path: Path) -> None:
    code, out, err = typed("run", written(tmp_path, "{export[period=2015]}"))
    assert (code, out) == (3, "") and "tiny.toml, line 10" in err and "did you mean exports" in err
    code, _, err = typed("run", "shanxi", "--to", "doc")
    assert code == 2 and "no format is called 'doc'; did you mean docx" in err
    assert typed("run", tmp_path / "absent.toml")[0] == 2
    assert typed("diff", tmp_path / "absent.json", "now", "--study", "shanxi-asean")[0] == 2
    code, _, err = typed("diff", "2026-01-01", "2026-02-01")
    assert code == 2 and "--study" in err


def test_new_writes_a_draft_once(typed: Typed, tmp_path: Path) -> None:
    code, out, _ = typed("new", "--region", "辽宁", "--partner", "日本", "--id", "mine", "--out", tmp_path)
    assert code == 0 and out.strip() == str(tmp_path / "mine.toml")
    assert typed("check", tmp_path / "mine.toml")[0] == 0
    code, _, err = typed("new", "--region", "辽宁", "--id", "mine", "--out", tmp_path)
    assert code == 2 and "--force" in err
    assert typed("new", "--region", "辽宁", "--id", "mine", "--out", tmp_path, "--force")[0] == 0
    code, _, err = typed("new", "--out", tmp_path)
    assert code == 2 and "--region" in err


REVISED = "study,locator,area,counterpart,subject,measure,period,value,unit\nadb-ta9036,table 3,CN-LN,,,exports,2015,510.0,1e8 USD\n"


def test_two_days_and_two_runs_compared(typed: Typed, lake: Path, tmp_path: Path) -> None:
    file = written(tmp_path, "{exports[period=2015] | 亿美元 .1}")
    assert typed("run", file, "--to", "json", "--out", tmp_path)[0] == 0
    workbench = Workbench(lake)
    before = workbench.history()[-1].id
    figures = tmp_path / "revised.csv"
    figures.write_text(REVISED, encoding="utf-8")
    batch = workbench.ingest(figures, source="figures")
    try:
        for given in (tmp_path / "tiny.json", before):
            code, out, _ = typed("diff", given, "--study", file, "--json")
            (one,) = json.loads(out)
            assert code == 0
            assert (one["before"], one["after"], one["why"]) == (50840000000.0, 51000000000.0, "revised")
            assert one["batches_after"] == [batch.batch]
        code, out, _ = typed("diff", before, "now", "--study", file)
        assert "1 numbers moved" in out and "revised data" in out and "+0.3%" in out
    finally:
        workbench.undo(batch.batch)
    assert json.loads(typed("diff", tmp_path / "tiny.json", "--study", file, "--json")[1]) == []


def test_a_typed_number_is_told_once_and_unknown_charts_with_the_known(typed: Typed, tmp_path: Path) -> None:
    code, out, _ = typed("check", written(tmp_path, "1+1"))
    lines = out.splitlines()
    assert code == 3 and len(lines) == len(set(lines)) == 2
    pie = '"}\n[[sections.blocks]]\nchart = "piechart"\nid = "c"\ntitle = {zh = "图", en = "c'
    file = written(tmp_path, "x")
    file.write_text(file.read_text("utf-8").rstrip()[:-2] + pie + '"}\nrows = "period"\ncolumns = [{figure = "exports"}]\n', "utf-8")  # fmt: skip
    code, _, err = typed("check", file)
    assert code == 3 and "no chart is called 'piechart'" in err and "ranked_bars" in err


def test_a_gap_says_in_words_what_is_missing(typed: Typed, tmp_path: Path) -> None:
    _, _, err = typed(
        "run", written(tmp_path, "{gdp[period=1999, unit=USD]}"), "--to", "md", "--out", tmp_path, lang="zh"
    )
    assert "数据湖中没有辽宁地区生产总值，1999年" in err and "没有算出任何数字" in err
