"""A worker's heartbeat: while a job is worked at, its lease is renewed and its progress written down."""

from __future__ import annotations

import logging
import os
import threading
import time
from types import TracebackType
from typing import Final

from django.db import DatabaseError, connection

from entrepot.vocabulary.steps import Step
from entrepot.vocabulary.text import T
from entrepot.web.jobs.models import FAILED, Job
from entrepot.web.jobs.queue import LEASE, finish, renew

BEAT_SECONDS: Final = 1.0
MOST_SECONDS: Final = 4 * 3600
LOST: Final = 3
# What is not over is never shown as done.
_NEARLY: Final = 0.99


class Heart(threading.Thread):
    """Call it with what is being done now; it beats between `with` and the end of it."""

    def __init__(self, job: Job, holder: str, left: T) -> None:
        super().__init__(daemon=True)
        self._job, self._holder, self._left = job, holder, left
        self._step: T | None = None
        self._furthest: float | None = None
        self._over = threading.Event()

    def __call__(self, what: T) -> None:
        self._step, self._furthest = what, None

    def __enter__(self) -> Heart:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        begun = heard = time.monotonic()
        while not self._over.wait(BEAT_SECONDS):
            now = time.monotonic()
            if now - begun > MOST_SECONDS:
                finish(self._job, self._holder, FAILED, {"message": _too_long(self._left).as_json()})
                os._exit(LOST)
            try:
                ours, heard = self._beat(), now
            except DatabaseError:
                # A beat may be missed, but a lease that has run out is somebody else's.
                ours = now - heard < LEASE.total_seconds()
                logging.getLogger("entrepot.jobs").warning("job %s: a heartbeat failed", self._job.pk)
            if not ours:
                # Another worker has the job, or nobody wants it. From here it can only be killed, and a killed job leaves no trace.
                os._exit(LOST)
        connection.close()

    def _beat(self) -> bool:
        return renew(self._job, self._holder, share=self._share(), words=_words(self._step))

    def _share(self) -> float | None:
        """How far the step is; it never runs backwards, though what it counts may begin anew."""
        share = self._step.share() if isinstance(self._step, Step) and self._step.share else None
        if share is not None:
            self._furthest = min(_NEARLY, max(self._furthest or 0.0, share))
        return self._furthest


def _too_long(left: T) -> T:
    hours = MOST_SECONDS // 3600
    return T(
        f"it took longer than {hours} hours and was stopped; {left.en}", f"用时超过 {hours} 小时，已停止；{left.zh}"
    )


def _words(step: T | None) -> T | None:
    if isinstance(step, Step) and step.number:
        return T(f"Step {step.number} of {step.of}: {step.en}", f"第 {step.number}/{step.of} 步：{step.zh}")
    return step
