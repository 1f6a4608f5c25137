"""The lake's door: a lake that already holds something, and what must hold when a file is turned away."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from entrepot.lake.ingest import Ingested, ingest
from entrepot.lake.lake import Lake
from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.errors import EntrepotError

RATES = "Date,Country,Exchange rate\n2020-01-01,China,6.9172\n2020-02-01,China,6.9967\n"


@dataclass(frozen=True)
class Door:
    lake: Lake

    def refuses(self, file: Path, says: str, *, flow: str | None = None, exit_code: int = 3) -> EntrepotError:
        """The file is refused in a sentence that holds `says`, and the lake's folder is as it was, to the byte."""
        before = self._everything()
        with pytest.raises(EntrepotError) as refused:
            ingest(self.lake, file, ALL_SOURCES, flow=flow)
        assert refused.value.exit_code == exit_code
        assert says.lower() in refused.value.message.en.lower()
        assert self._everything() == before
        return refused.value

    def reads(self, file: Path, rows: int, *, flow: str | None = None) -> Ingested:
        """The file is taken in, with so many rows kept."""
        done = ingest(self.lake, file, ALL_SOURCES, flow=flow)
        assert (done.rows_kept, done.already_there) == (rows, False)
        assert not list((self.lake.folder / "spill").iterdir())
        return done

    def _everything(self) -> dict[str, bytes]:
        return {
            str(file.relative_to(self.lake.folder)): file.read_bytes()
            for file in self.lake.folder.rglob("*")
            if file.is_file()
        }


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Door:
    """One lake for all refusals of a module: what is refused leaves no trace in it."""
    folder = tmp_path_factory.mktemp("door")
    good = folder / "monthly.csv"
    good.write_text(RATES, encoding="utf-8")
    made = Door(Lake(folder / "lake"))
    ingest(made.lake, good, ALL_SOURCES)
    return made


@pytest.fixture
def open_door(tmp_path: Path) -> Door:
    """An empty lake of one's own."""
    return Door(Lake(tmp_path / "lake"))
