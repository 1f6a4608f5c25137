"""The studies that come with the package."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from entrepot.parameters.shipped_files import ShippedFiles
from entrepot.studies.declaration import Study
from entrepot.studies.study_file import read_study
from entrepot.vocabulary.text import T

_SHIPPED: Final = ShippedFiles(Path(__file__).parent / "shipped", T("study", "研究"), "entrepot study list")
shipped = _SHIPPED.names
shipped_titles = _SHIPPED.titles
path_of = _SHIPPED.path_of


def study_named(name: str | Path) -> Study:
    """A shipped study by its id, or the study of a file by its path."""
    return read_study(_SHIPPED.file_of(name))
