"""Work for those who ask, a few pieces at a time: who asks waits as long as an answer may take, and no longer.

Nothing breaks off a library in the midst of its arrays. So such work is done beside whoever asked for it: they are told in
time, what is worked at is never more than this machine bears, and what is done late is there for who comes again. It may go on
for several times as long as anybody waits; then its queries are broken off.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from contextvars import ContextVar, copy_context
from typing import Final, TypeVar

from entrepot.lake.patience import current, refuse_late, within
from entrepot.parameters.serving import answer_seconds
from entrepot.vocabulary.errors import BadMachine
from entrepot.vocabulary.text import T

Answer = TypeVar("Answer")
PLACES: Final = max(3, os.cpu_count() or 1)
BEYOND: Final = 10
"""So many times as long as anybody waits for it a piece of work may go on."""
BRIEFLY: Final = 5.0
"""So many seconds somebody waits for a place, and others are asked to wait before they come again."""

_NICENESS: Final = 10


def _stand_back() -> None:
    """Pages that are there already go first; engines started by a worker stand back as it does."""
    with suppress(AttributeError, OSError):
        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


_WORKERS: Final = ThreadPoolExecutor(PLACES, thread_name_prefix="work", initializer=_stand_back)
_AT_WORK: Final[ContextVar[bool]] = ContextVar("at_work", default=False)


class Busy(BadMachine):
    """All places are taken; nothing was begun."""


def at_work() -> bool:
    """Whether this is a worker, who needs no other."""
    return _AT_WORK.get()


def begun(work: Callable[[], Answer]) -> Future[Answer]:
    """The work, begun as soon as there is a place; in the language of whoever asks."""
    return _WORKERS.submit(copy_context().run, _worked, work)


def _worked(work: Callable[[], Answer]) -> Answer:
    _AT_WORK.set(True)
    with within(BEYOND * answer_seconds()):
        answer = work()
        # Parts of what was broken off may say that they are missing.
        refuse_late()
        return answer


def outcome(future: Future[Answer]) -> Answer:
    """What came of the work; StillWorking or Busy where that is not known in time."""
    patience = current()
    if patience is None:
        return future.result()
    there = wait([future], min(BRIEFLY, patience.left)).done
    if not there and patience.left and not at_work() and future.cancel():
        patience.again = True
        raise Busy(
            T(
                "too much is being worked out for others just now: please come again in a few seconds",
                "目前正在为其他用户计算，请几秒钟后再试",
            )
        )
    if not wait([future], patience.left).done:
        patience.over = patience.again = True
        raise patience.too_long()
    return future.result()
