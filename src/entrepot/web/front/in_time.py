"""What a browser sends comes in time or is refused: whoever sends a byte a second does not hold a place for days.

The server's own read waits until it has all that it was asked for, and cannot be broken off. So of a slow line little is
asked for at a time, which leaves moments to look at the clock.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable
from typing import Any, Final, Protocol

from django.core.exceptions import SuspiciousOperation

from entrepot.vocabulary.text import T

BLOCK: Final = 64 << 10
LEAST_BYTES_A_SECOND: Final = 4 << 10
GRACE_SECONDS: Final = 15.0
_QUICK_SECONDS: Final = 0.1
TOO_SLOW: Final = T(
    f"What was sent came too slowly (less than {LEAST_BYTES_A_SECOND >> 10} kB a second) and was given up; nothing of it was kept. Send it again.",
    f"发送速度过慢（每秒不足 {LEAST_BYTES_A_SECOND >> 10} kB），已中止接收，未保留任何内容。请重新发送。",
)


class Unreceived(SuspiciousOperation):
    """What was sent could not be received. Of a kind that Django brings to handler400 wherever it is raised."""

    def __init__(self, status: int, what: T) -> None:
        super().__init__(what.en)
        self.status, self.what = status, what


class TooSlow(Unreceived):
    def __init__(self) -> None:
        super().__init__(408, TOO_SLOW)


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class InTime(io.RawIOBase):
    """A body as WSGI has it; TooSlow where less of it has come than any line brings."""

    def __init__(self, body: Readable, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._body, self._clock = body, clock
        self._begun: float | None = None
        self._come, self._ask = 0, 1

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any, /) -> int:
        asked = self._clock()
        self._begun = asked if self._begun is None else self._begun
        block = self._body.read(min(len(into), self._ask))
        now = self._clock()
        self._ask = min(BLOCK, self._ask * 2) if now - asked < _QUICK_SECONDS else max(1, self._ask // 8)
        self._come += len(block)
        took = now - self._begun
        if block and took > GRACE_SECONDS and self._come < took * LEAST_BYTES_A_SECOND:
            raise TooSlow
        into[: len(block)] = block
        return len(block)


Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def in_time(application: Application) -> Application:
    """The same application, whose bodies come in time."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["wsgi.input"] = io.BufferedReader(InTime(environ["wsgi.input"]), BLOCK)
        return application(environ, start_response)

    return answer
