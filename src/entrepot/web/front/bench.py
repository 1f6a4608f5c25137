"""The one workbench of this server, and what it has answered while the lake stands as it stood."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache
from threading import Lock
from typing import Any, Final, TypeVar

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
    """The answer to a question, worked out once for each state of the lake and language, by one thread at a time."""
    key = (as_it_stands(), "" if in_every_language else current_language(), question)
    with _guard:
        asking = _asking.setdefault(key, Lock())
    with asking:
        with _guard:
            if key in _answers:
                _answers.move_to_end(key)
                return _answers[key]  # type: ignore[no-any-return]  # what `work_out` of this key gave
        answer = work_out()
        with _guard:
            _answers[key] = answer
            _asking.pop(key, None)
            while len(_answers) > MOST_KEPT:
                _answers.popitem(last=False)
        return answer


_guard: Final = Lock()
_asking: Final[dict[Hashable, Lock]] = {}
_answers: Final[OrderedDict[Hashable, Any]] = OrderedDict()
