"""A source's `fetch` where it is one file at one address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from entrepot.sources.download import download
from entrepot.sources.source import RawFile
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T

PIECE = 1 << 20


def refuse_other_choices(wanted: Mapping[str, str], known: tuple[str, ...]) -> None:
    for name in wanted:
        if name not in known:
            raise UnknownName(T("choice for this fetch", "下载选项"), name, known)


def one_file(address: str, *, name: str, wanted: Mapping[str, str], how: T) -> RawFile:
    """The file at `address`, kept in the folder `wanted["into"]` (here, if not said)."""
    path = download(address, into=Path(wanted.get("into", ".")), name=name, how=how)
    return RawFile(name, address, _pieces(path), size=path.stat().st_size)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
