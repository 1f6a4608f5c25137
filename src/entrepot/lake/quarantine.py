"""Rows set aside: kept beside the lake with the reasons, so that coverage can tell what is not known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from entrepot.lake.staging import Staged

if TYPE_CHECKING:
    from entrepot.lake.checks import Checked
    from entrepot.lake.lake import Lake


def quarantine_file(lake: Lake, batch: str) -> Path:
    return lake.folder / "quarantine" / f"{batch}.parquet"


def set_aside(lake: Lake, staged: Staged, checked: Checked, batch: str) -> int:
    """Move the bad rows out of `staged` into the batch's quarantine file, with `reasons` as text; how many they are."""
    file = quarantine_file(lake, batch)
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = staged.connection
    # A rule about several rows asks `staged` itself, so the verdict is taken before anything is removed.
    reasons = ", ".join(f"CASE WHEN {reason.bad} THEN '{reason.name}' END" for reason in checked.reasons)
    connection.execute(
        f"CREATE TEMP TABLE judged AS SELECT *, nullif(concat_ws(', ', {reasons}), '') AS reasons FROM staged"
    )
    path = str(file).replace("'", "''")
    connection.execute(
        f"COPY (SELECT * FROM judged WHERE reasons IS NOT NULL ORDER BY row) TO '{path}' (FORMAT parquet)"
    )
    row = connection.execute("SELECT count(*) FROM judged WHERE reasons IS NOT NULL").fetchone()
    connection.execute("DROP VIEW staged")
    connection.execute("CREATE TEMP VIEW staged AS SELECT * EXCLUDE (reasons) FROM judged WHERE reasons IS NULL")
    return int(row[0]) if row else 0
