"""What a killed ingest leaves behind, and how the next one clears it."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from entrepot.vocabulary.tables import TABLES

if TYPE_CHECKING:
    from entrepot.lake.lake import Lake

_LOG_ENTRY = re.compile(r"\d{20}\.(json|crc|(.*\.)?checkpoint(\..*)?\.(parquet|json))|_last_checkpoint")


def sweep(lake: Lake) -> None:
    """Delete work folders of dead ingests, and what those had put in place for a commit that never came."""
    works = list((lake.folder / "spill").iterdir())
    for work in works:
        plan = work / "moving.json"
        if plan.is_file():
            _delete_uncommitted(lake, plan.read_text(encoding="utf-8"))
    if works:
        _delete_half_written(lake)
        _delete_orphaned_quarantine(lake)
    for work in works:
        shutil.rmtree(work, ignore_errors=True)


def _delete_half_written(lake: Lake) -> None:
    """Entries of a log are written beside it under another name first."""
    for spec in TABLES:
        for file in (lake.table(spec).folder / "_delta_log").glob("*"):
            if file.is_file() and not _LOG_ENTRY.fullmatch(file.name):
                _delete(file)


def _delete_orphaned_quarantine(lake: Lake) -> None:
    set_aside = list((lake.folder / "quarantine").glob("*.parquet"))
    if set_aside:
        batches = {batch.id for batch in lake.history()}
        for file in set_aside:
            if file.stem not in batches:
                _delete(file)


def _delete_uncommitted(lake: Lake, plan: str) -> None:
    try:
        moved = json.loads(plan)
    except json.JSONDecodeError:
        # The kill came while the plan itself was being written, before anything was moved.
        return
    for spec in TABLES:
        table = lake.table(spec)
        spoken_of = {file.relative for file in table.snapshot().files}
        for relative in moved:
            file = table.folder / relative
            if relative not in spoken_of and file.is_file():
                _delete(file)


def _delete(file: Path) -> None:
    # On Windows a file that somebody has open cannot be deleted; no commit speaks of it, so it may stay.
    with suppress(PermissionError):
        file.unlink()
