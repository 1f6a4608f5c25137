"""What a kind of job is: the work, and the page of what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from entrepot.vocabulary.steps import Progress
from entrepot.vocabulary.text import T

Parameters = Mapping[str, Any]
Result = dict[str, Any]

NOTHING_CHANGED: Final = T(
    "nothing was changed. Hand over a smaller part of the file", "数据未作更改。请改为提供文件的一部分"
)


def _nothing(_: Parameters) -> None:
    """Most kinds leave nothing behind."""


def _only_the_job(_: Parameters, __: Result) -> dict[str, object]:
    """Most results are shown as they are."""
    return {}


@dataclass(frozen=True, slots=True)
class Kind:
    """`run` may be called again where an earlier call was killed: it must then come to the same end.

    `template` shows the result, with what `shown` adds to it; `clear` takes away what the job no longer needs once it is done.
    A kind that `gives_way` lets other jobs go before it, between its steps too, and may be stopped: what it has done is kept.
    `left` says what is left of a job that was killed, and what to do then.
    """

    id: str
    title: T
    run: Callable[[Parameters, Progress], Result]
    template: str
    shown: Callable[[Parameters, Result], dict[str, object]] = _only_the_job
    clear: Callable[[Parameters], None] = _nothing
    gives_way: bool = False
    left: T = NOTHING_CHANGED
