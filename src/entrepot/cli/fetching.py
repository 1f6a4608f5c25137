"""Downloading with something to look at: a bar for each file as it comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from entrepot.cli.progress import Progress
from entrepot.sources.download import watching
from entrepot.sources.source import RawFile, Source
from entrepot.vocabulary.steps import Step
from entrepot.vocabulary.text import T


def fetch_with_progress(source: Source, into: Path, wanted: Mapping[str, str]) -> Iterator[Path]:
    """Each file as it has arrived whole in `into`; what came before an interruption is gone on with next time."""
    files = source.fetch(into=str(into), **wanted)
    while (file := _next(files, source.id, into)) is not None:
        yield into / file.name


def _next(files: Iterator[RawFile], name: str, into: Path) -> RawFile | None:
    """The next file; the bar is gone when it is there, so that its name can be printed."""
    with Progress(name) as progress, watching(lambda *what: progress(_step(*what))):
        try:
            return next(files, None)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(
                T(
                    f"Stopped; no file is half there. What came of one waits in {into}, and the same command goes on.",
                    f"已中止，没有不完整的文件。已下载的部分保留在 {into}，再次运行同一命令即可续传。",
                )
            ) from None


def _step(file: str, done: int, total: int | None) -> Step:
    size = f"{done / 1e6:,.1f}" + (f" / {total / 1e6:,.1f} MB" if total else " MB")
    return Step(f"{file} {size}", f"{file} {size}", share=lambda: done / total if total else None)
