"""What a source is: a card, and pure functions from what was published to a declared table.

A source opens no file and asks no network but in `fetch`. The lake opens the file and hands over `raw`: a table of
text, one column per printed column plus `row`, the line in the file as a person counts it. `tidy` answers with a lazy
table that has columns of the declared table, `row`, and, where a cell may turn out unreadable, `<column>_printed` beside
`<column>`: checks compare the two, so that nothing unknown or unreadable passes for missing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from entrepot.vocabulary.tables import TableSpec
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Licence:
    name: T
    may_republish: bool
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The look of one table in a file: enough to recognise it. `name` is the sheet or the member of an archive.

    `above` is what is written over the head of the table; `within` are the names of the folder and the archive it lay in.
    """

    file: str
    columns: tuple[str, ...]
    first_rows: tuple[tuple[str | None, ...], ...] = ()
    name: str = ""
    above: tuple[str, ...] = ()
    within: str = ""

    def has(self, *names: str) -> bool:
        return set(names) <= set(self.columns)


@dataclass(frozen=True, slots=True)
class About:
    """What a file cannot say of itself, said by the person or read from its name. `sheet` is the table at hand."""

    sheet: Sheet
    flow: str | None = None
    options: tuple[tuple[str, str], ...] = ()

    def option(self, name: str) -> str | None:
        return dict(self.options).get(name)


@dataclass(frozen=True, slots=True)
class RawFile:
    """Bytes as served, kept untouched."""

    name: str
    address: str
    content: Iterator[bytes]
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class ByCell:
    """For files of millions of plain rows, of which every declared column follows from one printed column alone.

    `tidy` is then asked once for each different cell, not for every row. All printed columns are named, each with the
    declared columns that follow from it; one of the key comes first.
    """

    numbers: Mapping[str, tuple[str, ...]]
    """Small whole numbers: years, codes of countries."""
    texts: Mapping[str, tuple[str, ...]]
    """Texts of which many are alike: codes of products."""
    amounts: Mapping[str, tuple[str, int]]
    """Numbers with as many decimals at most as the power of ten has zeros by which `tidy` multiplies them."""
    missing: tuple[str, ...]
    """What stands for a missing number, without the blanks before it."""

    @property
    def follows(self) -> dict[str, tuple[str, ...]]:
        amounts = {printed: (declared,) for printed, (declared, _) in self.amounts.items()}
        return {**self.numbers, **self.texts, **amounts}


class Source(ABC):
    """One outside publisher in one format family."""

    id: ClassVar[str]
    title: ClassVar[T]
    publisher: ClassVar[T]
    address: ClassVar[str]
    licence: ClassVar[Licence]
    gives: ClassVar[TableSpec]
    how: ClassVar[T]
    """How a person gets the file, in a sentence or two."""
    restates: ClassVar[tuple[str, ...]]
    """Columns whose values in a file tell what it states anew: rows of the lake with such values (and the same levels
    and currency) are replaced by the file's."""
    selective: ClassVar[bool] = False
    """Whether a file is a query that a person narrowed at will (China Customs, Comtrade), not a whole release."""
    by_cell: ClassVar[ByCell | None] = None
    fetchable: ClassVar[bool] = False
    synthetic: ClassVar[bool] = False

    def card(self) -> dict[str, object]:
        """What there is to know about the source, as plain JSON."""
        return {
            "id": self.id,
            "title": self.title.as_json(),
            "publisher": self.publisher.as_json(),
            "licence": {
                "name": self.licence.name.as_json(),
                "may_republish": self.licence.may_republish,
                "reference": self.licence.reference,
            },
            "gives": self.gives.name,
            "address": self.address,
            "fetchable": self.fetchable,
            "synthetic": self.synthetic,
            "how": self.how.as_json(),
        }

    @abstractmethod
    def recognises(self, sheet: Sheet) -> bool:
        """Whether this table is of this source, from its columns and first rows."""

    @abstractmethod
    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        """The declared table, lazily; unknown codes stay null beside their `_printed` column."""

    def decode(self, name: str, content: bytes) -> pa.Table | None:
        """The raw text table of a document that is no plain table (JSON, XML); None if it is not one of ours."""
        return None

    def header_row(self, rows: tuple[tuple[str | None, ...], ...]) -> int | None:
        """Which of a sheet's first rows (0 is the top one) holds the column names; None leaves it to the reader."""
        return None

    def remarks(self, raw: ibis.Table, about: About) -> ibis.Table | None:
        """What is worth saying of a table (rows left out on purpose, codes mended): columns `rule`, `level`, `rows`."""
        return None

    def plain(self, raw: ibis.Table, about: About) -> ibis.BooleanValue | None:
        """For a source that reads `by_cell`: true for a row each of whose cells `tidy` reads alike with blanks around it,
        keeps as one row, and has nothing to remark on. None (the default): its rows are always read one by one."""
        return None

    def remark_message(self, rule: str, rows: int) -> T:
        """The sentence for a remark of `remarks`."""
        raise NotImplementedError(rule)

    def fetch(self, **wanted: str) -> Iterator[RawFile]:
        """Files as the publisher serves them."""
        raise NotImplementedError


class GeneratedSource(Source):
    """A source that makes its rows itself: it recognises no file and has nothing to tidy."""

    def recognises(self, sheet: Sheet) -> bool:
        return False

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        raise TypeError(f"{self.id} reads no files")

    @abstractmethod
    def generate(self, *, seed: int, size: str) -> Iterator[pa.Table]:
        """Tables in the declared columns (`source`, `batch` and `synthetic` may be left out)."""
