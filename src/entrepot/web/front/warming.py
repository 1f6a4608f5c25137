"""The first page of a server waits for nothing that could have been done before anybody asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Final

from entrepot.vocabulary.errors import EntrepotError, MissingData
from entrepot.web.front.bench import bench
from entrepot.web.front.patience import quiet_for
from entrepot.workbench.regions import most_told, regions

QUIET_SECONDS: Final = 4.0
"""What pages will need is worked out ahead when nobody has asked for anything for so long."""


def begin_warming() -> None:
    """Beside the first requests: the lake is opened, and formulas that pages of regions ask are compiled."""
    # No daemon: at the end of the process a thread inside the engine is waited for, not torn out of it.
    threading.Thread(target=_warm, name="warming").start()


def _warm() -> None:
    from entrepot.web.region.views import REGIONS

    # What is wrong with the lake is said to whoever asks for a page.
    # And at the end of the process nothing more can be begun.
    with suppress(EntrepotError, OSError, RuntimeError):
        most = most_told(bench())
        if most is None:
            return
        REGIONS.page(most.id)
        for ahead in _ahead(most.id):
            if not _when_quiet():
                return
            ahead()


def _when_quiet() -> bool:
    """When nobody has asked for a while; False where the process is about to end."""
    while quiet_for() < QUIET_SECONDS and threading.main_thread().is_alive():
        time.sleep(0.2)
    return threading.main_thread().is_alive()


def _ahead(most: str) -> tuple[Callable[[], object], ...]:
    """What the pages show that stand in every page's navigation; a few seconds' work, and no more.

    Without provinces, one region's risks: what judges them is loaded and put into words for all.
    """
    from entrepot.web.home.views import shown_glances
    from entrepot.web.risks.found import PROVINCES, findings_of
    from entrepot.web.warnings.views import watch_of

    if not any(kind.id == PROVINCES for kind in regions(bench())):
        return (lambda: findings_of(most),)
    return shown_glances, partial(_where_held, partial(watch_of, "")), lambda: findings_of(PROVINCES)


def _where_held(ahead: Callable[[], object]) -> None:
    """What is not held is no reason to leave the rest."""
    with suppress(MissingData):
        ahead()
