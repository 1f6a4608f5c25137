"""The kind of job that runs somebody's own study: it may ask more of the lake than a page may."""

from __future__ import annotations

from typing import Final

from entrepot.lake.patience import within
from entrepot.vocabulary.steps import Progress
from entrepot.vocabulary.text import T
from entrepot.web.jobs.kind import Kind, Parameters, Result
from entrepot.web.studies.own_files import declared, keep_paper, kept_text, standing_of
from entrepot.workbench import Workbench

MOST_SECONDS: Final = 900
"""So long a study may take: an hour of the one worker is not for one paper."""


def _run(asked: Parameters, progress: Progress) -> Result:
    progress(T("running the study", "运行研究"))
    name = asked["study"]
    bench = Workbench()
    study, claims = declared(*kept_text(name), file=name)
    standing = standing_of(bench.lake.warm.versions())
    with within(MOST_SECONDS):
        paper = bench.run_study(study, claims=claims)
    keep_paper(name, paper, standing)
    return {"study": name}


STUDY: Final = Kind(
    "study", T("Running a study", "运行研究"), _run, "studies/ran.html",
    left=T("ask for fewer tables, or for a shorter period", "请减少表格，或缩短时期"),
)  # fmt: skip
