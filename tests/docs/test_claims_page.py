"""The page on claims names everything that its language has, and its examples come out as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from entrepot.studies.claim_formula import CHINESE_KEYS, FUNCTIONS, KEYS, MEASURE_KEYS
from entrepot.studies.claims import COLUMNS, TREND_WORDS
from entrepot.studies.formula_reading import read_formula
from entrepot.studies.verdict import TITLES
from entrepot.workbench import Workbench

PAGE = (Path(__file__).parents[2] / "docs" / "claims.md").read_text("utf-8")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_stands_in_the_table_in_both_languages(name: str) -> None:
    table = PAGE.partition("| function |")[2].partition("\n\n")[0]
    (line,) = [line for line in table.splitlines() if line.startswith(f"| `{name}` | ")]
    cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    assert cells[1:3] == [FUNCTIONS[name].title.en, FUNCTIONS[name].title.zh]
    read_formula(cells[3].strip("`"))


def test_every_key_column_and_verdict_stands_on_the_page() -> None:
    keys = [f"| `{key}` |" for key in (*KEYS, *MEASURE_KEYS)] + [f"`{key}`" for key in CHINESE_KEYS]
    columns = [f"| `{name}` | {title.zh} |" for name, title in COLUMNS.items()]
    verdicts = [f"| `{word}` | {title.zh} |" for word, title in TITLES.items()]
    words = [text for title in TREND_WORDS.values() for text in (title.en, title.zh)]
    assert [text for text in (*keys, *columns, *verdicts, *words) if text not in PAGE] == []


def test_the_worked_examples_come_out_as_told(tmp_path: Path) -> None:
    workbench = Workbench(tmp_path / "lake")
    workbench.take_in_embedded()
    blocks = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    said = []
    for number, block in enumerate(blocks):
        path = tmp_path / f"{number}.csv"
        path.write_text(block, encoding="utf-8")
        said += [(one.id, one.verdict, one.against) for one in workbench.check_claims(path)]
    assert said == [
        ("dep", "contradicts", "20.8 % (adb-ta9036 table 3)"),
        ("fdi", "within_rounding", None),
        ("inv", "implausible", "24430 亿元 (×10)"),
    ]
