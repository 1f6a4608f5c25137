"""Definitions built by Altair and written down as JSON: `python -m entrepot.reports.charts.compiling`."""

from __future__ import annotations

import json
from pathlib import Path

from entrepot.reports.charts import CHARTS
from entrepot.reports.charts.chart import Chart

FOLDER = Path(__file__).with_name("compiled")


def text_of(chart: Chart) -> str:
    return json.dumps(chart.definition(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def compile_all() -> None:
    FOLDER.mkdir(exist_ok=True)
    for file in FOLDER.glob("*.json"):
        if file.stem not in CHARTS:
            file.unlink()
    for chart in CHARTS.values():
        (FOLDER / f"{chart.id}.json").write_text(text_of(chart), encoding="utf-8")


if __name__ == "__main__":
    compile_all()
