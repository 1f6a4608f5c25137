"""What stands around a table of any page: title, source, vintage, coverage, and how its numbers came about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from entrepot.reports.documents.grids import source_sentence
from entrepot.sources import ALL_SOURCES
from entrepot.studies.paper import SourceLine
from entrepot.vocabulary.text import T, current_language
from entrepot.web.front.bench import bench, kept
from entrepot.workbench.vintages import vintage_of

_TITLES: Final = {source.id: source.title for source in ALL_SOURCES}
RECORDS: Final = T("the lake's own records", "数据湖自身的记录")


@dataclass(frozen=True, slots=True)
class About:
    """The table is called `rows-ID`; further ones of the same kind are `parts`, each `rows-ID-PART` with a title.

    `how` are sentences, `more` where more of it is said: an address below the language, and its words. `fetched` is the address
    of an explanation that is asked for with the click. `files` are names and addresses where the table is but a part of them.
    """

    id: str
    title: T | str
    source: SourceLine
    how: tuple[T | str, ...] = ()
    subtitle: T | str = ""
    more: tuple[tuple[str, T], ...] = ()
    fetched: str = ""
    parts: tuple[tuple[str, T], ...] = ()
    files: tuple[tuple[str, str], ...] = ()

    @property
    def table(self) -> str:
        return f"rows-{self.id}"

    @property
    def tables(self) -> tuple[tuple[str, T | str], ...]:
        """The id and the title of each; the first has that of the whole."""
        return (self.table, ""), *((f"{self.table}-{name}", title) for name, title in self.parts)

    @property
    def copied(self) -> str:
        """The ids of all, as the button that copies them has them."""
        return " ".join(table for table, _ in self.tables)

    @property
    def synthetic(self) -> bool:
        return self.source.synthetic

    @property
    def said(self) -> str:
        """The sentence under it, which every file made of it carries too."""
        return source_sentence(self.source, current_language(), synthetic=self.source.synthetic)


def read_from(sources: Iterable[str], coverage: T, *, synthetic: bool = False) -> SourceLine:
    """Rows of these sources, as of the newest batch of any of them."""
    named = tuple(dict.fromkeys(one for one in sources if one))
    titles = tuple(_TITLES.get(one, T(one, one)) for one in named)
    return SourceLine(titles, _newest(named), coverage, synthetic)


def of_records(coverage: T, *, synthetic: bool = False) -> SourceLine:
    """What the lake itself knows of what it holds."""
    return SourceLine((RECORDS,), _newest(()), coverage, synthetic)


def _newest(sources: tuple[str, ...]) -> str:
    """The day of the newest batch: of these sources where any of them has one."""
    batches = kept(("history",), lambda: bench().history(), in_every_language=True)
    return vintage_of(batches, sources) or "—"
