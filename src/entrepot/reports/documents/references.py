"""One entry of the list of references as GB/T 7714-2015 prints it; parts that are not known are not shown."""

from __future__ import annotations

import re
from typing import Final

from entrepot.reports.documents.text import line
from entrepot.studies.paper import Reference
from entrepot.vocabulary.text import Language

_MOST_AUTHORS: Final = 3
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")


def entry(reference: Reference, language: Language) -> str:
    """`张三, 李四. 题名[J]. 期刊, 2021, 3(2): 1-10.`"""
    marked = f"{line(reference.title.in_language(language))}[{reference.kind}]"
    parts = [_authors(reference.authors), marked, _published(reference), line(reference.address)]
    return "".join(f"{part.rstrip('.')}. " for part in parts if part).rstrip()


def _authors(authors: tuple[str, ...]) -> str:
    """Three at most, then 等 or et al. in the language of the names."""
    named = [line(author) for author in authors]
    if len(named) <= _MOST_AUTHORS:
        return ", ".join(named)
    others = "等" if _CHINESE.search(named[0]) else "et al"
    return ", ".join([*named[:_MOST_AUTHORS], others])


def _published(reference: Reference) -> str:
    year, pages = line(reference.year), line(reference.pages)
    match reference.kind:
        case "J":
            found = ", ".join(part for part in (line(reference.journal), year, line(reference.volume)) if part)
            return _at(found, pages)
        case "N":
            found = ", ".join(part for part in (line(reference.journal), year) if part)
            return f"{found}({pages})" if pages else found
        case _:
            house = ": ".join(part for part in (line(reference.place), line(reference.publisher)) if part)
            return _at(", ".join(part for part in (house, year) if part), pages)


def _at(found: str, pages: str) -> str:
    return ": ".join(part for part in (found, pages) if part)
