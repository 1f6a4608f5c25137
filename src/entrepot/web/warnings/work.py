"""The kind of job that back-tests a region's warnings."""

from __future__ import annotations

from typing import Final

from entrepot.vocabulary.steps import Progress
from entrepot.vocabulary.text import T
from entrepot.web.jobs.kind import Kind, Parameters, Result
from entrepot.workbench import Workbench


def _backtest(asked: Parameters, progress: Progress) -> Result:
    progress(T("reading the months", "读取月度数据"))
    found = Workbench().backtest(region=asked["region"], flow=asked["flow"], progress=progress)
    return {"backtest": found.id}


BACKTEST: Final = Kind(
    "backtest", T("Back-test of warnings", "预警回测"), _backtest, "warnings/job.html", gives_way=True,
    left=T("the months that are done are kept, and asking again goes on from there", "已完成的月份均已保留，再次运行将从该处继续"),
)  # fmt: skip
