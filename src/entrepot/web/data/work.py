"""The kinds of jobs about data: taking a file in, taking a batch back, looking over everything."""

from __future__ import annotations

from typing import Any, Final

from entrepot.lake.checks.across import look_over
from entrepot.lake.ingest import Ingested
from entrepot.sources import ALL_SOURCES
from entrepot.sources.source import GeneratedSource
from entrepot.vocabulary.flows import FLOW_TITLES
from entrepot.vocabulary.products import HS_EDITIONS
from entrepot.vocabulary.steps import Progress
from entrepot.vocabulary.tables import TABLES
from entrepot.vocabulary.text import T
from entrepot.web.data.uploads import drop, file_of, is_kept
from entrepot.web.front.bench import bench, kept
from entrepot.web.jobs.found import finding_as_json
from entrepot.web.jobs.kind import Kind, Parameters, Result
from entrepot.workbench import Workbench
from entrepot.workbench.regions import told_by


def _ingest(asked: Parameters, progress: Progress) -> Result:
    done = Workbench().ingest(
        file_of(asked["upload"]), source=asked["source"], flow=asked["flow"], vintage=asked["vintage"],
        options=asked["options"], quarantine_rows=asked["quarantine_rows"], progress=progress,
    )  # fmt: skip
    return _as_result(done)


def _as_result(done: Ingested) -> dict[str, Any]:
    return {
        "batch": done.batch, "source": done.source, "table": done.table, "rows_read": done.rows_read,
        "rows_kept": done.rows_kept, "rows_quarantined": done.rows_quarantined, "rows_replaced": done.rows_replaced,
        "already_there": done.already_there, "findings": [finding_as_json(one) for one in done.findings],
    }  # fmt: skip


def _shown(asked: Parameters, result: Result) -> dict[str, object]:
    """The source, the table and the regions in words, and whether the file can still be taken without its bad rows."""
    known = {one.id: one for one in ALL_SOURCES}
    specs = {one.name: one for one in TABLES}
    may = bool(result.get("can_set_aside")) and not asked["quarantine_rows"] and is_kept(asked["upload"])
    batch, table = result.get("batch", ""), result.get("table", "")
    areas = (
        kept(("areas of", batch), lambda: told_by(bench(), batch), in_every_language=True) if table == "flows" else ()
    )
    return {
        "source": known.get(result.get("source", "")), "table": specs.get(table), "may_set_aside": may, "areas": areas,
        **_to_be_said(asked, result),
    }  # fmt: skip


def _to_be_said(asked: Parameters, result: Result) -> dict[str, object]:
    """Of a file that was refused for want of a word that the person may say: the words that were said."""
    wants = "--" in result.get("message", {}).get("en", "")
    if not wants or result.get("findings") or not is_kept(asked["upload"]):
        return {}
    return {
        "may_say": True, "flows": FLOW_TITLES.items(), "editions": HS_EDITIONS,
        "sources": tuple(one for one in ALL_SOURCES if not isinstance(one, GeneratedSource)),
        "filled": {"source": asked["source"], "flow": asked["flow"], "vintage": asked["vintage"], **asked["options"]},
    }  # fmt: skip


def _drop_upload(asked: Parameters) -> None:
    drop(asked["upload"])


def _undo(asked: Parameters, progress: Progress) -> Result:
    progress(T("taking back", "撤销"))
    bench, batch = Workbench(), asked["batch"]
    # Where a worker was killed after the commit, the batch is undone already.
    before = next((one for one in bench.history() if one.record.get("undoes") == batch), None)
    undone = before or bench.undo(batch)
    return {"batch": undone.id, "undoes": batch, "file": undone.record["file"], "table": undone.table}


def _check(asked: Parameters, progress: Progress) -> Result:
    progress(T("looking over the lake", "检查数据湖"))
    return {"findings": [finding_as_json(one) for one in look_over(Workbench().lake)]}


INGEST: Final = Kind("ingest", T("Taking in a file", "导入文件"), _ingest, "data/ingested.html", _shown, _drop_upload)
UNDO: Final = Kind("undo", T("Taking a batch back", "撤销批次"), _undo, "data/undone.html")
CHECK: Final = Kind("check", T("Looking over all data", "全面检查数据"), _check, "data/checked.html")
