"""The command `entrepot`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; an error of ours is one sentence and its exit code, never a trace."""
    try:
        from entrepot.cli.entry import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        # Before the command has begun, or for the second time while it says that it has stopped.
        code = 130
    sys.exit(code)
