"""Of which day data are."""

from __future__ import annotations

from collections.abc import Sequence

from entrepot.lake.lake import Batch


def vintage_of(history: Sequence[Batch], sources: Sequence[str] = ()) -> str:
    """The day of the newest batch: of these sources where any of them has one; empty where nothing came in yet."""
    of_them = [one for one in history if str(one.record["source"]) in sources] or list(history)
    return max((str(one.record.get("vintage") or one.at)[:10] for one in of_them), default="")
