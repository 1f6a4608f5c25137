"""Taking in a file: recognised, checked, landed whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from entrepot.lake.checks import Checked, check
from entrepot.lake.engine import connect
from entrepot.lake.express import LARGE_BYTES
from entrepot.lake.lake import Lake
from entrepot.lake.plain_columns import NotPlain
from entrepot.lake.quarantine import set_aside
from entrepot.lake.staging import Staged, stage_file, stage_rows
from entrepot.lake.watching import watched
from entrepot.lake.writing import land
from entrepot.sources.source import GeneratedSource, Source
from entrepot.vocabulary.errors import BadMachine, RefusedByChecks, SchemaMismatch, WrongCall
from entrepot.vocabulary.findings import Finding
from entrepot.vocabulary.steps import Progress, Share, Step, no_progress
from entrepot.vocabulary.text import T

FINDINGS_KEPT = 200
_AT_ONCE = T("reading and sorting", "读取并排序")
_READING = T("reading", "读取")
_CHECKING = T("checking", "检查")
_LANDING = T("landing", "写入")


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of a file. `batch` is the batch that holds it, an earlier one where the file was there already."""

    batch: str
    source: str
    table: str
    rows_read: int
    rows_kept: int
    rows_quarantined: int
    rows_replaced: int
    already_there: bool = False
    findings: tuple[Finding, ...] = field(default=())


def ingest(
    lake: Lake,
    path: Path,
    sources: Sequence[Source],
    *,
    flow: str | None = None,
    options: tuple[tuple[str, str], ...] = (),
    vintage: str | None = None,
    quarantine_rows: bool = False,
    large_bytes: int = LARGE_BYTES,
    progress: Progress = no_progress,
) -> Ingested:
    """Take in the file at `path`, which is of one of `sources`; raises RefusedByChecks where a check stops it.

    From `large_bytes` on a file is first tried in the express lane, which changes nothing but the time it takes.
    """
    looked = _look_at(path)
    progress(T("waiting for another ingest to end", "等待另一导入任务结束"))
    with lake.writing() as work:
        asked: dict[str, Any] = {
            "file": path.name, "sha256": _sha256(path, looked[0], progress), "flow": flow, "options": dict(options), "vintage": vintage,
            "quarantine_rows": quarantine_rows,
        }  # fmt: skip
        if (before := _already_there(lake, asked, sources)) is not None:
            return before
        batch = new_batch_id(asked["sha256"])
        for express_as in (batch, None) if looked[0] >= large_bytes else (None,):
            with connect(spill=work) as connection, watched(connection) as share:
                progress(_step(2, _AT_ONCE if express_as else _READING, share))
                try:
                    staged = stage_file(
                        connection, path, work, sources, flow=flow, options=options, express_as=express_as
                    )
                except NotPlain:
                    continue
                if _look_at(path) != looked:
                    raise SchemaMismatch(T(f"{path.name} was changed while it was read; try again when it is whole", f"{path.name} 在读取过程中被改动；请待其写完后再试"))  # fmt: skip
                progress(_step(3, _CHECKING))
                checked = check(staged, lake)
                if not staged.ready or checked.findings == staged.remarks:
                    return _land(lake, staged, checked, work, batch, asked, progress)
        raise AssertionError("the careful lane takes every file or refuses it")


def ingest_generated(
    lake: Lake, source: GeneratedSource, *, seed: int, size: str, progress: Progress = no_progress
) -> Ingested:
    """Take in what a generated source makes; the same seed and size twice change nothing."""
    with lake.writing() as work:
        asked: dict[str, Any] = {"file": f"{source.id}({seed}, {size})", "sha256": f"seed {seed} size {size}", "flow": None, "options": {}, "vintage": None, "quarantine_rows": False}  # fmt: skip
        if (before := _already_there(lake, asked, (source,))) is not None:
            return before
        with connect(spill=work) as connection:
            progress(_step(2, T(f"making the {source.title.en}", f"生成{source.title.zh}")))
            staged = stage_rows(connection, source.generate(seed=seed, size=size), source)
            progress(_step(3, _CHECKING))
            checked = check(staged, lake)
            return _land(lake, staged, checked, work, new_batch_id(asked["sha256"]), asked, progress)


def _land(
    lake: Lake, staged: Staged, checked: Checked, work: Path, batch: str, asked: dict[str, Any], progress: Progress
) -> Ingested:
    quarantined = 0
    if checked.stops:
        if not asked["quarantine_rows"] or not checked.bad_rows:
            raise _refused(staged, checked)
        quarantined = set_aside(lake, staged, checked, batch)
    kept = staged.count()
    record = {
        "batch": batch, "action": "ingest", "at": _now(), "source": staged.source.id, "table": staged.spec.name, **asked,
        "rows_read": staged.rows_read, "rows_kept": kept, "rows_quarantined": quarantined,
        "findings": [_as_json(finding) for finding in checked.findings[:FINDINGS_KEPT]],
    }  # fmt: skip
    landed = land(
        staged, lake.table(staged.spec), work, record, progress=lambda share: progress(_step(4, _LANDING, share))
    )
    return Ingested(
        batch,
        staged.source.id,
        staged.spec.name,
        staged.rows_read,
        kept,
        quarantined,
        landed.replaced,
        False,
        checked.findings,
    )


def _refused(staged: Staged, checked: Checked) -> RefusedByChecks:
    count = len(checked.stops)
    first = checked.stops[0]
    place = f" (row {first.row})" if first.row else ""
    place_zh = f"（第 {first.row} 行）" if first.row else ""
    way_out = (
        T(
            " Correct the file, or keep its sound rows with --quarantine-rows.",
            "请改正文件，或用 --quarantine-rows 保留其余正确的行。",
        )
        if checked.bad_rows
        else T(" Correct the file and ingest it again.", "请改正文件后重新导入。")
    )
    return RefusedByChecks(
        T(
            f"{staged.file} is refused, nothing of it was kept: {count} finding{'s' * (count > 1)}, first{place}: {first.message.en}.{way_out.en}",
            f"{staged.file} 被拒绝，未写入任何数据：共 {count} 项问题，首项{place_zh}：{first.message.zh}。{way_out.zh}",
        ),
        checked.findings,
        rows_read=staged.rows_read,
        can_set_aside=bool(checked.bad_rows),
    )


def _already_there(lake: Lake, asked: dict[str, Any], sources: Sequence[Source]) -> Ingested | None:
    """The batch that holds this very file, asked for in the same way, if all its rows still stand."""
    ids = {source.id for source in sources}
    undone = {batch.record.get("undoes") for batch in lake.history()}
    for batch in reversed(lake.history()):
        record = batch.record
        same = record["action"] == "ingest" and record["source"] in ids and batch.id not in undone
        if same and all(
            record.get(name) == asked[name] for name in ("sha256", "flow", "options", "vintage", "quarantine_rows")
        ):
            standing = lake.query(f"SELECT count(*) AS n FROM {batch.table} WHERE batch = '{batch.id}'")["n"][0].as_py()
            if standing != record["rows_kept"]:
                return None
            note = Finding("note", "already_there", T(f"this very file is batch {batch.id} already; nothing was changed", f"该文件已是批次 {batch.id}，未作更改"), str(record["file"]))  # fmt: skip
            read, kept, quarantined = (
                int(str(record[name])) for name in ("rows_read", "rows_kept", "rows_quarantined")
            )
            return Ingested(batch.id, str(record["source"]), batch.table, read, kept, quarantined, 0, True, (note,))
    return None


def _look_at(path: Path) -> tuple[int, int]:
    """Size and time of change of a readable file."""
    try:
        if any("\ud800" <= sign <= "\udfff" for sign in str(path)):
            # DuckDB takes only names that can be written in UTF-8.
            raise WrongCall(T(f"{path.name!r} is no name in UTF-8: rename the file (and its folders)", f"{path.name!r} 不是 UTF-8 名称：请重命名该文件（及其文件夹）"))  # fmt: skip
        if not path.is_file():
            raise WrongCall(T(f"{path} is no file", f"{path} 不是文件"))
        with path.open("rb"):
            seen = path.stat()
    except OSError as problem:
        raise BadMachine(T(f"{path} may not be read ({problem.strerror})", f"无法读取 {path}（{problem.strerror}）")) from problem  # fmt: skip
    return seen.st_size, seen.st_mtime_ns


def _step(number: int, what: T, share: Share | None = None) -> Step:
    return Step(what.en, what.zh, number, 4, share)


def _sha256(path: Path, size: int, progress: Progress) -> str:
    digest, done = hashlib.sha256(), 0
    progress(_step(1, T("looking whether it is here already", "查看是否已导入"), lambda: done / size if size else None))
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            done += len(block)
    return digest.hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def new_batch_id(sha256: str) -> str:
    moment = datetime.now(UTC)
    salt = hashlib.sha256(f"{sha256}{moment.isoformat()}".encode()).hexdigest()[:6]
    return f"{moment:%Y%m%dT%H%M%S}-{salt}"


def _as_json(finding: Finding) -> dict[str, object]:
    return {
        "level": finding.level, "rule": finding.rule, "row": finding.row, "column": finding.column, "value": finding.value,
        "message": finding.message.as_json(),
    }  # fmt: skip
