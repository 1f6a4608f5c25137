"""The one workbench of this server, and what it has answered while the lake stands as it stood."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache
from threading import Lock
from typing import Any, Final, TypeVar

from entrepot.lake.patience import in_turn, refuse_late
from entrepot.vocabulary.text import current_language
from entrepot.workbench import Workbench

Answer = TypeVar("Answer")
MOST_KEPT: Final = 500


@cache
def bench() -> Workbench:
    return Workbench()


def as_it_stands() -> tuple[tuple[str, int], ...]:
    """What changes with every commit to the lake."""
    return tuple(sorted(bench().lake.warm.versions().items()))


def kept(question: tuple[Hashable, ...], work_out: Callable[[], Answer], *, in_every_language: bool = False) -> Answer:
    """The answer to a question, worked out once for each state of the lake and language, by one thread at a time.

    What took too long is not kept: parts of it may say that they are missing.
    """
    key = _key(question, in_every_language=in_every_language)
    with _guard:
        asking = _asking.setdefault(key, Lock())
    with in_turn(asking):
        with _guard:
            if key in _answers:
                _answers.move_to_end(key)
                return _answers[key]  # type: ignore[no-any-return]  # what `work_out` of this key gave
        try:
            answer = work_out()
        finally:
            with _guard:
                _asking.pop(key, None)
        refuse_late()
        with _guard:
            _answers[key] = answer
            while len(_answers) > MOST_KEPT:
                _answers.popitem(last=False)
        return answer


def is_kept(question: tuple[Hashable, ...], *, in_every_language: bool = False) -> bool:
    """Whether the answer is there already, so that nobody waits for it."""
    with _guard:
        return _key(question, in_every_language=in_every_language) in _answers


def _key(question: tuple[Hashable, ...], *, in_every_language: bool) -> Hashable:
    return (as_it_stands(), "" if in_every_language else current_language(), question)


_guard: Final = Lock()
_asking: Final[dict[Hashable, Lock]] = {}
_answers: Final[OrderedDict[Hashable, Any]] = OrderedDict()
