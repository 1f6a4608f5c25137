"""`entrepot notice`, `entrepot reading` and their template, as somebody types them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from entrepot.cli.entry import run
from entrepot.workbench import Workbench

Typed = Callable[..., tuple[int, str, str]]
NOTICES = """id,kind,imposed_by,affected,products,nomenclature,announced_on,in_force_from,title_zh,title_en,url
A-1,反倾销,美国,中国,7210,HS2022,2018-01-01,2019-01-01,钢材,Steel,https://example.org
A-2,TBT,欧盟,全部,850760,HS2022,2020-01-01,2022-07-01,电池,Batteries\x1b[31m,
"""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notice")
    made = Workbench(folder / "lake")
    (folder / "n.csv").write_text(NOTICES, encoding="utf-8")
    made.ingest(folder / "n.csv")
    return made.lake.folder


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str], lake: Path) -> Typed:
    def type_(*words: object, lang: str = "en") -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--lang", lang, "--lake", str(lake), *map(str, words)])
        out, err = capsys.readouterr()
        return code, out, err

    return type_


def test_listed_for_people_and_for_programs(typed: Typed) -> None:
    code, out, _ = typed("notice", "list", "--imposed", "x")
    assert code == 2
    code, out, _ = typed("notice", "list", "--by", "美国", "--json")
    assert code == 0 and [one["notice"] for one in json.loads(out)] == ["A-1"]
    code, out, err = typed("notice", "list", "--most", "1", lang="zh")
    assert code == 0 and "钢材" in out and "另有 1 条" in err
    code, out, _ = typed("notice", "list", "--kind", "tbd")
    assert code == 2


def test_one_is_shown_and_nothing_in_it_drives_the_terminal(typed: Typed) -> None:
    code, out, _ = typed("notice", "show", "A-2")
    assert code == 0 and "Title in English: Batteries\\x1b[31m" in out
    assert json.loads(typed("notice", "show", "notices:A-1", "--json")[1])[0]["imposed_by"] == "USA"
    code, _, err = typed("notice", "show", "A-3")
    assert code == 2 and "did you mean" in err


def test_what_the_lake_cannot_answer_is_said(typed: Typed) -> None:
    code, _, err = typed("notice", "exposure", "--region", "辽宁")
    assert code == 4 and "Traceback" not in err
    code, _, err = typed("reading", "high-technology", "--region", "辽宁", "--period", "2023-05")
    assert code == 2 and "of one year" in err
    code, _, err = typed("reading", "manufacturing", "--region", "辽宁", lang="zh")
    assert code == 4 and "制造业产品出口没有数据" in err
    code, _, err = typed("reading", "high-technology", "--region", "辽宁", "--products", "/none.csv")
    assert code == 4 and "cannot be read" in err


def test_a_title_does_not_drive_the_terminal_where_it_is_told_with_its_trade(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = Workbench(tmp_path / "lake")
    made.make_sample_world(size="small")
    (tmp_path / "n.csv").write_text(NOTICES.replace("2019-01-01,钢材,Steel", "2019-01-01,钢材,St\x1b[31meel"), "utf-8")
    made.ingest(tmp_path / "n.csv")
    assert run(["--lang", "en", "--lake", str(tmp_path / "lake"), "notice", "exposure", "--region", "辽宁"]) == 0
    out = capsys.readouterr().out
    assert "St\\x1b[31meel" in out
    assert "\x1b" not in out


def test_a_day_that_is_none(typed: Typed) -> None:
    code, _, err = typed("notice", "list", "--on", "2020-13-45")
    assert (code, err) == (2, "Error: '2020-13-45' is no day: write 2024-12-31\n")
    assert typed("notice", "list", "--on", "never", lang="zh")[2] == "错误: “never”不是日期：请写成 2024-12-31\n"


def test_the_template_of_notices(typed: Typed, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    assert typed("source", "template", "notices", "--out", path)[0] == 0
    head = next(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert head[:3] == ["id/编号", "kind/类别", "imposed_by/实施方"]
    assert typed("source", "template", "prices", "--out", path)[0] == 2
