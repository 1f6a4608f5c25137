"""A server process that outlives the one that started it would hold the port against the next: it ends as well."""

from __future__ import annotations

import os
import threading
import time
from typing import Final

_LOOK_SECONDS: Final = 1.0


def end_with_parent() -> None:
    """The parent is killed rarely and never politely: there is nothing left to be told by it."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="parent").start()
