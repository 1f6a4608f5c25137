"""Charts: one definition each, for pages, papers and notebooks. `CHARTS` is the order in which people meet them."""

from __future__ import annotations

from entrepot.reports.charts.chart import Chart, Drawing, Subject
from entrepot.reports.charts.compared import DUMBBELL, RADAR
from entrepot.reports.charts.fan import FAN
from entrepot.reports.charts.heat_map import HEAT_MAP
from entrepot.reports.charts.intervals import CHANGES, INTERVALS
from entrepot.reports.charts.lines import LINES
from entrepot.reports.charts.partner_map import PARTNER_MAP
from entrepot.reports.charts.ranked_bars import RANKED_BARS
from entrepot.reports.charts.scatter import SCATTER
from entrepot.reports.charts.slope import SLOPE
from entrepot.reports.charts.stacks import REGIME_STACK, SHARE_STACK
from entrepot.reports.charts.tile_map import TILE_MAP
from entrepot.reports.charts.treemap import TREEMAP
from entrepot.reports.charts.trend import TREND
from entrepot.reports.charts.waterfall import WATERFALL
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T

_ALL = (
    *(TREND, LINES, RANKED_BARS, SHARE_STACK, REGIME_STACK, HEAT_MAP, TREEMAP, TILE_MAP, PARTNER_MAP),
    *(RADAR, DUMBBELL, SLOPE, WATERFALL, FAN, INTERVALS, CHANGES, SCATTER),
)
CHARTS: dict[str, Chart] = {chart.id: chart for chart in _ALL}


def chart_named(name: str) -> Chart:
    """The chart of that id; an unknown one is answered with the near ones."""
    if name not in CHARTS:
        raise UnknownName(T("chart", "图表"), name, CHARTS)
    return CHARTS[name]


__all__ = ["CHARTS", "Chart", "Drawing", "Subject", "chart_named"]
