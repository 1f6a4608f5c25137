"""Names that Windows would not write, and that none of ours is such."""

from __future__ import annotations

import pytest

from entrepot.lake.delta import partition_folder
from entrepot.lake.ingest import new_batch_id
from entrepot.sources import ALL_SOURCES
from entrepot.sources.comtrade_pages import pages_for
from entrepot.sources.figures import EMBEDDED
from entrepot.vocabulary.file_names import writable_anywhere
from entrepot.vocabulary.tables import TABLES

BAD = ("", "CON", "nul.csv", "Aux.tar.gz", "com1", "LPT9.txt", "COM¹", "con .txt", "a.", "a ", "a:b", "a|b", 'a"b', "a?b",
       "a*b", "a<b", "a\\b", "a/b", "a\0b", "a\nb", "x" * 256, "汉" * 86, "\udcff")  # fmt: skip
GOOD = (
    "a.csv",
    "console.csv",
    "com.csv",
    "com10",
    "nullen.csv",
    ".part",
    "a b.csv",
    "汉" * 85,
    "辽宁 2024.xlsx",
    "x" * 255,
)


@pytest.mark.parametrize("name", BAD)
def test_refused(name: str) -> None:
    assert not writable_anywhere(name)


@pytest.mark.parametrize("name", GOOD)
def test_taken(name: str) -> None:
    assert writable_anywhere(name)


def test_every_name_that_the_lake_writes() -> None:
    folders = [
        partition_folder(spec, [{"source": source.id, "year": 2024}[column] for column in spec.partition])
        for spec in TABLES
        for source in ALL_SOURCES
    ]
    parts = {part for folder in folders for part in folder.split("/")} | {spec.name for spec in TABLES}
    assert {"source=baci", "year=2024", "flows"} <= parts
    assert [part for part in parts if not writable_anywhere(part)] == []
    # Windows and macOS tell no names apart by the case of their letters.
    assert len({part.casefold() for part in parts}) == len(parts)
    assert writable_anywhere(f"{new_batch_id('0' * 64)}.parquet")


def test_every_name_that_a_fetch_writes() -> None:
    pages = pages_for({"reporter": "CHN,DEU", "period": "2018-2019,2022-03", "product": "8703,8482"})
    names = [page.name for page in pages] + list(EMBEDDED)
    assert len(pages) == 6
    assert [name for name in names if not writable_anywhere(f"{name}.part.json")] == []
