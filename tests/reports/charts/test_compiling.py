"""The definitions that are shipped are those that the code builds."""

from __future__ import annotations

import json
import re

import pytest

from entrepot.reports.charts import CHARTS
from entrepot.reports.charts.compiling import FOLDER, text_of


@pytest.mark.parametrize("chart", CHARTS.values(), ids=list(CHARTS))
def test_compiled_definitions_are_current(chart) -> None:
    assert (FOLDER / f"{chart.id}.json").read_text(encoding="utf-8") == text_of(chart), (
        "run python -m entrepot.reports.charts.compiling"
    )


def test_nothing_else_is_compiled() -> None:
    assert {file.stem for file in FOLDER.glob("*.json")} == set(CHARTS)


@pytest.mark.parametrize("chart", CHARTS)
def test_a_definition_has_no_colour_font_width_language_or_data(chart: str) -> None:
    text = (FOLDER / f"{chart}.json").read_text(encoding="utf-8")
    found = json.loads(text)
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b|\brgb|\bfont\b", text)
    assert not re.search(r"[\u4e00-\u9fff]", text)
    assert not {"config", "datasets", "width", "background"} & set(found)
