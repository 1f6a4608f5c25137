"""The lake's door: a lake that already holds something, and what must hold when a file is turned away."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import ibis
import pytest

from entrepot.lake.ingest import Ingested, ingest
from entrepot.lake.lake import AsOf, Lake
from entrepot.sources import ALL_SOURCES
from entrepot.sources.source import About, Licence, Sheet, Source
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.tables import FLOWS
from entrepot.vocabulary.text import T

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


class Survey(Source):
    """A publisher whose files print the columns of `flows` themselves: what is tested is the lake, not the reading."""

    id = "survey"
    title = publisher = how = T("A survey", "调查")
    address = "https://example.org/"
    licence = Licence(T("for tests", "测试用"), may_republish=True)
    gives = FLOWS
    restates = ("period", "flow", "reporter", "product")
    selective = True

    def recognises(self, sheet: Sheet) -> bool:
        return sheet.has("period", "flow", "reporter", "partner", "product", "regime", "basis")

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        cells = {name: raw[name] for name in about.sheet.columns if name not in ("value_usd", "value_cny")}
        values = {name: raw[name].try_cast("float64") for name in ("value_usd", "value_cny") if about.sheet.has(name)}
        product, partner, regime = cells["product"], cells["partner"], cells["regime"]
        return raw.select(
            "row",
            **cells,
            **values,
            frequency=ibis.cases((raw.period.length() == 4, "year"), else_="month"),
            nomenclature=ibis.literal("HS2022"),
            product_digits=ibis.cases((product == "TOTAL", 0), else_=product.length()),
            partner_level=ibis.cases((partner == "WLD", "world"), else_="country"),
            regime_level=ibis.cases((regime == "ALL", "all"), else_="code"),
        )


SURVEY = Survey()
_PLAIN = {
    "flow": "export",
    "reporter": "CN-LN",
    "partner": "JPN",
    "product": "85",
    "regime": "ALL",
    "basis": "registration",
}


@dataclass
class Surveyed:
    """A lake of one survey, and the files that went into it."""

    lake: Lake
    folder: Path
    files: int = 0
    source: Source = SURVEY

    def file(self, *rows: dict[str, object]) -> Path:
        """A file of these rows; what a row leaves out is Liaoning's exports of electronics to Japan."""
        self.files += 1
        full = [{**_PLAIN, **row} for row in rows]
        names = list(dict.fromkeys(name for row in full for name in row))
        path = self.folder / f"survey {self.files}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(full)
        return path

    def take(self, *rows: dict[str, object], quarantine_rows: bool = False) -> Ingested:
        return ingest(self.lake, self.file(*rows), (SURVEY,), quarantine_rows=quarantine_rows)

    def values(self, *columns: str, as_of: AsOf = None) -> list[tuple[object, ...]]:
        """The given columns of every row that stands, in order."""
        sql = f"SELECT {', '.join(columns)} FROM flows ORDER BY ALL"
        return [tuple(row.values()) for row in self.lake.query(sql, as_of=as_of).to_pylist()]


@pytest.fixture
def survey(tmp_path: Path) -> Surveyed:
    return Surveyed(Lake(tmp_path / "lake"), tmp_path)
