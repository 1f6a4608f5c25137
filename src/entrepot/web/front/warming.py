"""The first page of a server waits for nothing that could have been done before anybody asked."""

from __future__ import annotations

from contextlib import suppress
from threading import Thread

from entrepot.vocabulary.errors import EntrepotError
from entrepot.web.front.bench import bench
from entrepot.workbench.regions import most_told


def begin_warming() -> None:
    """Beside the first requests: the lake is opened, and formulas that pages of regions ask are compiled."""
    # No daemon: at the end of the process a thread inside the engine is waited for, not torn out of it.
    Thread(target=_warm, name="warming").start()


def _warm() -> None:
    from entrepot.web.region.views import REGIONS

    # What is wrong with the lake is said to whoever asks for a page.
    with suppress(EntrepotError, OSError):
        most = most_told(bench())
        if most is not None:
            REGIONS.page(most.id)
