"""What a killed ingest leaves behind, and how the next one clears it."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from entrepot.vocabulary.tables import TABLES

if TYPE_CHECKING:
    from entrepot.lake.lake import Lake


def sweep(lake: Lake) -> None:
    """Delete work folders of dead ingests, and data files they had moved into place for a commit that never came."""
    for work in (lake.folder / "spill").iterdir():
        plan = work / "moving.json"
        if plan.is_file():
            _delete_uncommitted(lake, plan.read_text(encoding="utf-8"))
        shutil.rmtree(work, ignore_errors=True)


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
                file.unlink()
