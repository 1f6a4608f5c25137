"""What came in last, as people would say it: whose numbers, of what, over which time, how many rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from entrepot.lake.lake import Batch
from entrepot.vocabulary.tables import table
from entrepot.vocabulary.text import T
from entrepot.web.data.record import batch_lines

UNDATED: Final = "undated"


@dataclass(frozen=True, slots=True)
class Arrival:
    """`span` is empty where the batch tells of no time."""

    id: str
    title: T
    span: T | str
    rows: int
    file: str
    day: str
    synthetic: bool


def newest(history: tuple[Batch, ...], *, most: int) -> tuple[Arrival, ...]:
    """The newest first; what was taken back, and taking it back, is no arrival."""
    undone = {one.record.get("undoes") for one in history}
    standing = tuple(one for one in history if one.record["action"] == "ingest" and one.id not in undone)
    batches = standing[::-1][:most]
    return tuple(
        Arrival(
            one.id, _title(line.source.title, table(str(one.record["table"])).title), _span(one.record.get("levels")), line.rows_kept, line.file, line.at.date().isoformat(), line.source.synthetic,
        )
        for one, line in zip(batches, batch_lines(tuple(batches[::-1]), most=most), strict=True)
    )  # fmt: skip


def _title(source: T, gives: T) -> T:
    """A source that is called as its table is need not say so twice."""
    return source if source == gives else T(f"{source.en}: {gives.en}", f"{source.zh}：{gives.zh}")


def _span(levels: object) -> T | str:
    told: Sequence[dict[str, object]] = levels if isinstance(levels, list) else ()
    dated = [one for one in told if str(one.get("first_period") or UNDATED) != UNDATED]
    firsts = [str(one["first_period"]).partition("/")[0] for one in dated]
    lasts = [str(one["last_period"]).rpartition("/")[2] for one in dated]
    if not dated:
        return ""
    first, last = min(firsts), max(lasts)
    return first if first == last else T(f"{first} to {last}", f"{first}至{last}")
