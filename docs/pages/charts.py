"""The page of charts: each with the columns that it reads."""

from __future__ import annotations

from entrepot.reports.charts import CHARTS
from entrepot.reports.charts.rows import Role
from pages.markdown import both, code, codes, joined, table

INTRODUCTION = """\
# Charts · 图表

One definition each, for papers, pages and notebooks; [charts.md](../charts.md) tells how to draw one. A role is played by the column of its
own name, else by one of those in brackets; *optional* roles may be absent. Missing numbers are drawn as missing, never as zero.
每种图表只有一份定义，用于论文、网页和笔记本；画法见 [charts.md](../charts.md)。各列按其名称对应，否则取括号中所列的列；
标 *optional* 者可缺。缺失的数值按缺失画出，绝不当作零。"""


def charts() -> str:
    rows = [(code(chart.id), both(chart.title), "; ".join(map(_role, chart.reads))) for chart in CHARTS.values()]
    return joined(INTRODUCTION, table(("chart · 图表", "title · 名称", "columns · 列"), rows))


def _role(role: Role) -> str:
    others = f" ({codes(role.takes)})" if role.takes else ""
    return f"{code(role.name)}{others}{' *optional*' if role.optional else ''}"
