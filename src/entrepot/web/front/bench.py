"""The one workbench of this server, and what it has answered while the lake stands as it stood."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from functools import cache
from threading import Lock
from typing import Any, Final, TypeVar

from entrepot.lake.patience import StillWorking, refuse_late
from entrepot.vocabulary.errors import TookTooLong
from entrepot.vocabulary.text import current_language
from entrepot.web.front.work import at_work, begun, outcome
from entrepot.workbench import Workbench

Answer = TypeVar("Answer")
MOST_KEPT: Final = 500
REFUSED_SECONDS: Final = 300.0
LIGHT: Final = frozenset({"regions", "history", "contents", "studies"})
"""Questions that every page asks, and that cost nothing: they wait for no place."""


@cache
def bench() -> Workbench:
    return Workbench()


def as_it_stands() -> tuple[tuple[str, int], ...]:
    """What changes with every commit to the lake."""
    return tuple(sorted(bench().lake.warm.versions().items()))


def kept(question: tuple[Hashable, ...], work_out: Callable[[], Answer], *, in_every_language: bool = False) -> Answer:
    """The answer to a question, worked out once for each state of the lake and language, whoever else asks meanwhile.

    What was broken off in the end is not kept: parts of it may say that they are missing. That it was is told to whoever asks
    within the next minutes, so that nobody's looking again begins it anew.
    """
    key = _key(question, in_every_language=in_every_language)
    while True:
        with _guard:
            if (refused := _broken_off.get(key)) is not None and refused[0] > time.monotonic():
                raise refused[1]
            if key in _answers:
                _answers.move_to_end(key)
                return _answers[key]  # type: ignore[no-any-return]  # what `work_out` of this key gave
            asking: Future[Answer] | None = _asking.get(key)
            here = False
            # What still waits for a place is taken over by a worker, who would wait for it in a place.
            if asking is None or asking.cancelled() or (at_work() and asking.cancel()):
                here = at_work() or question[0] in LIGHT
                asking = Future() if here else begun(lambda: _worked_out(key, work_out))
                _asking[key] = asking
        if here:
            return _now(key, asking, work_out)
        # Whoever else waited for it may have given up its place.
        with suppress(CancelledError):
            return outcome(asking)


def _now(key: Hashable, asking: Future[Answer], work_out: Callable[[], Answer]) -> Answer:
    """Worked out by whoever asks; others who ask meanwhile are told too."""
    asking.set_running_or_notify_cancel()
    try:
        answer = _worked_out(key, work_out)
    except BaseException as problem:
        asking.set_exception(problem)
        raise
    asking.set_result(answer)
    return answer


def _worked_out(key: Hashable, work_out: Callable[[], Answer]) -> Answer:
    try:
        answer = work_out()
        refuse_late()
    except BaseException as problem:
        with _guard:
            _asking.pop(key, None)
            if isinstance(problem, TookTooLong) and not isinstance(problem, StillWorking) and at_work():
                _broken_off[key] = (time.monotonic() + REFUSED_SECONDS, problem)
                while len(_broken_off) > MOST_KEPT:
                    _broken_off.popitem(last=False)
        raise
    with _guard:
        _asking.pop(key, None)
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
_broken_off: Final[OrderedDict[Hashable, tuple[float, TookTooLong]]] = OrderedDict()
"""Until when it is not tried again, and what is said meanwhile."""
_asking: Final[dict[Hashable, Future[Any]]] = {}
_answers: Final[OrderedDict[Hashable, Any]] = OrderedDict()
