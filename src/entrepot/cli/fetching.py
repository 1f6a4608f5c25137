"""Downloading with something to look at: one line for each file as it comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from entrepot.cli.progress import Progress
from entrepot.sources.source import Source
from entrepot.vocabulary.text import T


def fetch_with_progress(source: Source, into: Path, wanted: Mapping[str, str]) -> Iterator[Path]:
    """Each file as it has arrived whole in `into`; what came before an interruption is gone on with next time."""
    with Progress(source.id) as progress:
        for file in source.fetch(into=str(into), **wanted):
            size = f"{file.size / 1e6:,.1f} MB" if file.size else ""
            progress(T(f"{file.name} {size}", f"{file.name} {size}"))
            yield into / file.name
