"""The command `entrepot`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; an error of ours is one sentence and its exit code, never a trace."""
    from entrepot.cli.entry import run

    sys.exit(run(sys.argv[1:]))
