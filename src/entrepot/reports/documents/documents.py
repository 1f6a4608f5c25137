"""The formats that a paper is written in, and the two ways to have it written."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

from entrepot.reports.documents.setting import Picture, Setting
from entrepot.reports.documents.typesetting import typeset
from entrepot.studies.paper import Paper
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import Language, T


@dataclass(frozen=True, slots=True)
class Format:
    """`module.write(setting) -> bytes`, imported only when somebody wants it: each brings a library of its own."""

    name: str
    title: T
    module: str
    draws: bool = True

    def write(self, setting: Setting) -> bytes:
        module = importlib.import_module(f"entrepot.reports.documents.{self.module}")
        return cast(Callable[[Setting], bytes], module.write)(setting)


FORMATS: Final[dict[str, Format]] = {
    one.name: one
    for one in (
        Format("docx", T("Word document", "Word 文档"), "docx"),
        Format("pdf", T("PDF/A-2b", "PDF/A-2b"), "pdf"),
        Format("html", T("web page in one file", "单文件网页"), "html"),
        Format("xlsx", T("workbook", "工作簿"), "xlsx", draws=False),
        Format("md", T("Markdown", "Markdown"), "markdown", draws=False),
    )
}


def paper_bytes(paper: Paper, format: str, *, language: Language) -> bytes:  # noqa: A002
    """The document; the same paper, format and language give the same bytes."""
    if format not in FORMATS:
        raise UnknownName(T("format", "格式"), format, FORMATS)
    same = _Same(paper)
    if FORMATS[format].draws:
        _draw(same, language)
    return FORMATS[format].write(_set(same, language))


def write_paper(paper: Paper, format: str, path: str | Path, *, language: Language) -> Path:  # noqa: A002
    """Write the document to `path`, whole or not at all."""
    target = Path(path)
    content = paper_bytes(paper, format, language=language)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(target.name + ".part")
    beside.write_bytes(content)
    beside.replace(target)
    return target


class _Same:
    """A paper by its identity: it holds mappings and has no hash, and its formats are written one after another."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.paper is self.paper

    def __hash__(self) -> int:
        return id(self.paper)


@lru_cache(maxsize=2)
def _set(same: _Same, language: Language) -> Setting:
    return typeset(same.paper, language)


@lru_cache(maxsize=2)
def _draw(same: _Same, language: Language) -> None:
    """All its figures, once for every format that shows them."""
    from entrepot.reports.documents.pictures import draw

    draw([part.drawing for part in _set(same, language).grids if isinstance(part, Picture)])
