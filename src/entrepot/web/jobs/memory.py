"""How much memory a worker may take: a file that needs more ends the worker, and not whatever else runs on the machine."""

from __future__ import annotations

import sys
from typing import Final

from entrepot.parameters.memory import machine_megabytes

LEAST_MB: Final = 4 << 10


def bound_memory() -> None:
    """Half of the machine, where the system can hold us to it."""
    if sys.platform == "win32":
        return
    import resource

    most = max(LEAST_MB, machine_megabytes() // 2) << 20
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
