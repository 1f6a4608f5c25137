"""The server's side of jobs: a thread that sees to it that a worker is there whenever something is due."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from typing import Final

from django.db import close_old_connections

from entrepot.web.jobs.queue import is_anything_due

LOOK_SECONDS: Final = 2.0
COMMAND: Final = (sys.executable, "-P", "-m", "entrepot.web.jobs")
_log: Final = logging.getLogger("entrepot.jobs")


class Keeper(threading.Thread):
    """A worker that dies (or is killed for its memory) takes nothing with it: pages go on, and another one is started."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="jobs")
        self._worker: subprocess.Popen[bytes] | None = None
        self._asked = threading.Event()

    def look_now(self) -> None:
        self._asked.set()

    def run(self) -> None:
        while True:
            self._asked.wait(LOOK_SECONDS)
            self._asked.clear()
            close_old_connections()
            try:
                self._look()
            except Exception:  # noqa: BLE001 - it must go on looking
                # The database or the machine may be away for a while; whatever it was, the next look may find them.
                _log.exception("could not look after jobs")

    def _look(self) -> None:
        if self._worker is not None:
            if (code := self._worker.poll()) is None:
                return
            if code != 0:
                _log.warning("the worker ended with %d", code)
            if self._worker.stdin is not None:
                self._worker.stdin.close()
            self._worker = None
        if is_anything_due():
            # A session of its own: Ctrl-C is for the server, and the worker hands its job back when that is gone.
            self._worker = subprocess.Popen(  # noqa: S603 - our own program
                COMMAND, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
            )


KEEPER: Final = Keeper()
