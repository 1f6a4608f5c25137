"""The process that works at jobs: one after the other, until there are none, or until its server is gone."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import sys
import threading
import time
from typing import Any, Final

from django.db import close_old_connections

from entrepot.vocabulary.errors import (
    EntrepotError,
    LicenceForbids,
    MissingData,
    RefusedByChecks,
    SchemaMismatch,
    WrongCall,
)
from entrepot.vocabulary.steps import Progress
from entrepot.vocabulary.text import T
from entrepot.web.jobs.found import finding_as_json, message_as_json
from entrepot.web.jobs.heart import Heart
from entrepot.web.jobs.kind import Kind
from entrepot.web.jobs.kinds import KINDS
from entrepot.web.jobs.models import DONE, FAILED, REFUSED, Job
from entrepot.web.jobs.queue import finish, hand_back, is_way_to_be_given, take

PATIENCE_SECONDS: Final = 60
_PAUSE_SECONDS: Final = 0.5
# Pages come first where a processor is wanted by both.
_BEHIND: Final = 10
_REFUSALS: Final = (RefusedByChecks, SchemaMismatch, WrongCall, MissingData, LicenceForbids)
_BROKEN: Final = T(
    "something broke on our side and was written to the log; nothing was changed. Trying again may help",
    "系统出错，已记入日志；数据未作更改。可稍后再试",
)
_log: Final = logging.getLogger("entrepot.jobs")


class GivesWay(Exception):
    """Something else goes before this job: it is put back, and goes on later where it was."""


class Worker:
    def __init__(self) -> None:
        self.holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._job: Job | None = None

    def work(self) -> None:
        """Until nothing has been due for a while, or a job that gives way is done: the next one has a process started for it."""
        threading.Thread(target=self._end_with_server, daemon=True).start()
        idle_since = time.monotonic()
        while time.monotonic() - idle_since < PATIENCE_SECONDS:
            close_old_connections()
            self._job = take(self.holder)
            if self._job is None:
                time.sleep(_PAUSE_SECONDS)
                continue
            behind = KINDS[self._job.kind].gives_way
            if behind and sys.platform != "win32":
                os.nice(_BEHIND)
            do(self._job, self.holder)
            if behind:
                # Whoever has stepped back cannot step forward again: what comes next has a process of its own.
                return
            self._job, idle_since = None, time.monotonic()

    def _end_with_server(self) -> None:
        """The server holds the other end of our input: at its end, however it came, there is no server any more."""
        while os.read(0, 1):
            pass
        if self._job is not None:
            hand_back(self._job, self.holder)
        os._exit(0)


def do(job: Job, holder: str) -> None:
    """Work at a job that `holder` has, and write down what came of it."""
    _log.info("job %s (%s) begun, attempt %d", job.pk, job.kind, job.attempts)
    kind = KINDS[job.kind]
    try:
        with Heart(job, holder, kind.left) as heart:
            state, result = _outcome(job, kind, _giving_way(heart) if kind.gives_way else heart)
    except GivesWay:
        hand_back(job, holder)
        return
    if finish(job, holder, state, result):
        _log.info("job %s (%s) %s", job.pk, job.kind, state)
        if state == DONE:
            kind.clear(job.parameters)


def _giving_way(progress: Progress) -> Progress:
    def step(what: T) -> None:
        progress(what)
        if is_way_to_be_given():
            raise GivesWay

    return step


def _outcome(job: Job, kind: Kind, progress: Progress) -> tuple[str, dict[str, Any]]:
    try:
        return DONE, kind.run(job.parameters, progress)
    except GivesWay:
        raise
    except RefusedByChecks as refused:
        return REFUSED, {
            "message": message_as_json(refused.message),
            "rows_read": refused.rows_read,
            "can_set_aside": refused.can_set_aside,
            "findings": [finding_as_json(one) for one in refused.findings],
        }
    except EntrepotError as problem:
        return REFUSED if isinstance(problem, _REFUSALS) else FAILED, {"message": message_as_json(problem.message)}
    except Exception:  # noqa: BLE001 - whatever it is, the job has an end and the next one its turn
        _log.exception("job %s (%s) broke", job.pk, job.kind)
        return FAILED, {"message": _BROKEN.as_json()}
