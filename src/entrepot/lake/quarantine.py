"""Rows set aside: kept beside the lake with the reason, so that coverage can tell what is not known."""

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
    """Move the bad rows out of `staged` into the batch's quarantine file; how many they are."""
    file = quarantine_file(lake, batch)
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = staged.connection
    # A rule about several rows asks `staged` itself, so the verdict is taken before anything is removed.
    connection.execute(f"CREATE TEMP TABLE judged AS SELECT *, coalesce({checked.bad_rows}, false) AS bad FROM staged")
    path = str(file).replace("'", "''")
    connection.execute(f"COPY (SELECT * EXCLUDE (bad) FROM judged WHERE bad ORDER BY row) TO '{path}' (FORMAT parquet)")
    row = connection.execute("SELECT count(*) FROM judged WHERE bad").fetchone()
    connection.execute("DROP VIEW staged")
    connection.execute("CREATE TEMP VIEW staged AS SELECT * EXCLUDE (bad) FROM judged WHERE NOT bad")
    return int(row[0]) if row else 0
