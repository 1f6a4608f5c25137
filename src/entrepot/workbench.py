"""The front door: the only place where the lake meets measures, models and risks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from entrepot.lake.ingest import Ingested, Progress, ingest, ingest_generated
from entrepot.lake.lake import AsOf, Batch, Lake
from entrepot.lake.rows import Rows, Where, rows
from entrepot.lake.undo import undo
from entrepot.parameters.settings import lake_folder
from entrepot.sources import ALL_SOURCES, source_named
from entrepot.sources.source import GeneratedSource, Source


class Workbench:
    """Everything Entrepôt can do, over one lake."""

    def __init__(self, lake: Path | str | None = None) -> None:
        self.lake = Lake(Path(lake) if lake is not None else lake_folder())

    def __repr__(self) -> str:
        return f"Workbench({str(self.lake.folder)!r})"

    def sources(self) -> tuple[Source, ...]:
        return ALL_SOURCES

    def ingest(
        self,
        file: Path | str,
        *,
        source: str | None = None,
        flow: str | None = None,
        vintage: str | None = None,
        quarantine_rows: bool = False,
        options: dict[str, str] | None = None,
        progress: Progress = lambda _: None,
    ) -> Ingested:
        """Take in a file whole or not at all; RefusedByChecks carries the findings where it is refused."""
        among: Sequence[Source] = [source_named(source)] if source else ALL_SOURCES
        asked = tuple(sorted((options or {}).items()))
        return ingest(
            self.lake, Path(file), among, flow=flow, options=asked, vintage=vintage,
            quarantine_rows=quarantine_rows, progress=progress,
        )  # fmt: skip

    def make_sample_world(self, *, seed: int = 1, size: str = "full", progress: Progress = lambda _: None) -> Ingested:
        """Take in the synthetic world, marked synthetic in every row."""
        source = source_named("sample_world")
        if not isinstance(source, GeneratedSource):
            raise TypeError("sample_world generates its rows")
        return ingest_generated(self.lake, source, seed=seed, size=size, progress=progress)

    def history(self) -> tuple[Batch, ...]:
        return self.lake.history()

    def undo(self, batch: str) -> Batch:
        return undo(self.lake, batch)

    def rows(self, table: str, *, where: Where = (), as_of: AsOf = None, limit: int | None = None) -> Rows:
        """Rows of one table as they stood; `where` is pairs of column and wanted value (names in either language)."""
        return rows(self.lake, table, where=where, as_of=as_of, limit=limit)
