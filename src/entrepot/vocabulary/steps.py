"""A step of a long task: what is being done now, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from entrepot.vocabulary.text import T

Share = Callable[[], float | None]
"""How much of the step is done, from 0 to 1, or None where that is not known. Asked by whoever shows it, as often as
they like and from a thread of theirs: it must be quick and read only."""


@dataclass(frozen=True, slots=True)
class Step(T):
    """A text for whoever only wants to know what is done; `number` of `of` steps, 0 where they are not counted."""

    number: int = 0
    of: int = 0
    share: Share | None = None


Progress = Callable[[T], None]


def counted(what: T, done: int, of: int) -> Step:
    """`what` is being done now, the next after `done` like things of `of`."""
    text = T(f"{done + 1:,} of {of:,}: {what.en}", f"第 {done + 1:,}/{of:,} 项：{what.zh}")
    return Step(text.en, text.zh, share=lambda: done / of if of else None)


def no_progress(_: T) -> None:
    """For those who do not want to see it."""
