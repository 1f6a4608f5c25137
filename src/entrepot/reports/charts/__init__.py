"""Charts: one definition each, for pages, papers and notebooks. `CHARTS` is the order in which people meet them."""

from __future__ import annotations

from entrepot.reports.charts.chart import Chart, Drawing, Subject
from entrepot.reports.charts.lines import LINES
from entrepot.reports.charts.ranked_bars import RANKED_BARS
from entrepot.reports.charts.stacks import REGIME_STACK, SHARE_STACK
from entrepot.reports.charts.trend import TREND
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T

CHARTS: dict[str, Chart] = {chart.id: chart for chart in (TREND, LINES, RANKED_BARS, SHARE_STACK, REGIME_STACK)}


def chart_named(name: str) -> Chart:
    """The chart of that id; an unknown one is answered with the near ones."""
    if name not in CHARTS:
        raise UnknownName(T("chart", "图表"), name, CHARTS)
    return CHARTS[name]


__all__ = ["CHARTS", "Chart", "Drawing", "Subject", "chart_named"]
