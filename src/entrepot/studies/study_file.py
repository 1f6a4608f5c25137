"""A study's TOML file, read into its declaration; SchemaMismatch names file, line and key of all that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast

from entrepot.parameters.keys import Keys
from entrepot.parameters.own_file import file_text, toml_keys
from entrepot.studies.block_keys import block_of
from entrepot.studies.declaration import PARTS, NamedNumber, SectionOf, Study, TextOf
from entrepot.studies.paper import Part, Reference
from entrepot.vocabulary.text import T

_KIND: Final = T("a study", "研究")
_LARGEST_FILE: Final = 5_000_000
_DEEPEST: Final = 3
_STUDY_KEYS: Final = (
    "id", "title", "subtitle", "abstract", "keywords", "regions", "partners", "peers", "period", "source", "currency",
    "references", "numbers", "sections",
)  # fmt: skip
_KINDS: Final = ("J", "M", "R", "DB/OL", "EB/OL", "N", "S", "D")
_REFERENCE_WORDS: Final = ("publisher", "place", "year", "journal", "volume", "pages", "address")


def read_study(path: Path) -> Study:
    """The study of a file."""
    return study_of_toml(file_text(path, _KIND, most=_LARGEST_FILE), file=path.name)


def study_of_toml(text: str, *, file: str = "") -> Study:
    """The study that the text declares."""
    keys = toml_keys(text, file=file)
    study = _study(keys)
    keys.problems.raise_any()
    return study


def _study(keys: Keys) -> Study:
    keys.only(_STUDY_KEYS)
    abstract = keys.text("abstract")
    regions = keys.words("regions")
    if not regions:
        keys.problems.add(keys.at / "regions", T('say which region: regions = ["CN-SX"]', '请指明地区：regions = ["CN-SX"]'))  # fmt: skip
    sections = tuple(_section(one, "front", 1) for one in keys.each("sections"))
    return Study(
        id=keys.word("id", needed=True),
        title=keys.text("title", needed=True) or T("?", "?"),
        subtitle=keys.text("subtitle"),
        abstract=TextOf(abstract, at=keys.at / "abstract") if abstract else None,
        keywords=keys.texts("keywords"),
        regions=regions,
        partners=keys.words("partners"),
        peers=keys.words("peers"),
        period=keys.word("period", needed=True),
        source=keys.word("source"),
        currency=keys.one_of("currency", ("USD", "CNY")),
        numbers=_numbers(keys),
        references=tuple(_reference(one) for one in keys.each("references")),
        sections=sections,
        at=keys.at,
    )


def _numbers(keys: Keys) -> tuple[NamedNumber, ...]:
    table = keys.inner("numbers")
    if table is None:
        return ()
    found = []
    for name in table.table:
        one = table.inner(name)
        if one is None:
            continue
        one.only(("formula", "unit", "decimals", "what"))
        found.append(
            NamedNumber(
                name, one.word("formula", needed=True), one.word("unit"), one.number("decimals"), one.text("what"), one.at
            )
        )  # fmt: skip
    return tuple(found)


def _section(keys: Keys, part: Part, depth: int) -> SectionOf:
    keys.only(("part", "title", "blocks", "sections"))
    own = cast(Part, keys.one_of("part", PARTS, otherwise=part, needed=depth == 1))
    if depth > _DEEPEST:
        keys.problems.add(keys.at, T(f"sections go {_DEEPEST} deep at most", f"章节最多 {_DEEPEST} 层"))
        return SectionOf(own, T("?", "?"), at=keys.at)
    blocks = (block_of(one) for one in keys.each("blocks"))
    return SectionOf(
        own,
        keys.text("title", needed=True) or T("?", "?"),
        tuple(one for one in blocks if one is not None),
        tuple(_section(one, own, depth + 1) for one in keys.each("sections")),
        keys.at,
    )


def _reference(keys: Keys) -> Reference:
    keys.only(("id", "kind", "title", "authors", *_REFERENCE_WORDS))
    kind = keys.one_of("kind", _KINDS, otherwise="R", needed=True)
    words = {name: keys.word(name) for name in _REFERENCE_WORDS}
    return Reference(
        id=keys.word("id", needed=True),
        kind=kind,  # type: ignore[arg-type]
        title=keys.text("title", needed=True) or T("?", "?"),
        authors=keys.words("authors"),
        **words,
    )
