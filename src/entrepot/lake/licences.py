"""Which publishers forbid passing their data on, said wherever data leaves the lake."""

from __future__ import annotations

from collections.abc import Collection

from entrepot.lake.rows import Rows
from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.text import T


def licence_notes(rows: Rows) -> tuple[T, ...]:
    """A sentence for each source in these rows that may not be passed on, and one if any is synthetic."""
    return notes_on_sources(rows.distinct("source"))


def not_to_be_passed_on(present: Collection[str]) -> tuple[str, ...]:
    """Those of these sources whose publishers forbid it."""
    return tuple(one.id for one in ALL_SOURCES if one.id in present and not one.licence.may_republish)


def notes_on_sources(present: Collection[str]) -> tuple[T, ...]:
    notes = [
        T(
            f"{source.title.en} may not be passed on to others ({source.licence.name.en})",
            f"{source.title.zh}的数据不得转发他人（{source.licence.name.zh}）",
        )
        for source in ALL_SOURCES
        if source.id in present and not source.licence.may_republish
    ]
    notes += [
        T(
            f"{source.title.en} is synthetic: made by a program, not statistics",
            f"{source.title.zh}为合成数据：由程序生成，并非统计",
        )
        for source in ALL_SOURCES
        if source.id in present and source.synthetic
    ]
    return tuple(notes)
