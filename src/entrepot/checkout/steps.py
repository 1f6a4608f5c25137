"""Running an installer: its progress passed on as it comes, all of its words kept."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from entrepot.vocabulary.text import T

PROGRESS = re.compile(r"^\s*(Downloading|Downloaded|Prepared|Installing collected|Installed|Building|Built|Get:)\b")


class StepFailed(Exception):
    """An installer ended with an error; `output` is all that it said."""

    def __init__(self, output: str) -> None:
        super().__init__(output)
        self.output = output


def say(text: T) -> None:
    """Tell the person what is going on; never on standard output, which may be a pipe for the command's answer."""
    sys.stderr.write(f"entrepot: {text}\n")
    sys.stderr.flush()


def step(command: Sequence[str | Path], *, environment: Mapping[str, str], log: Path) -> None:
    """Run `command` to its end; progress goes to the terminal, everything to `log`."""
    written = [str(part) for part in command]
    try:
        running = subprocess.Popen(  # noqa: S603  the commands are this package's own
            written,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            close_fds=False,  # the lock of `alone` is to be held by the installer too
        )
    except OSError as error:
        raise StepFailed(str(error)) from error
    said: list[str] = []
    with running, log.open("a", encoding="utf-8") as kept:
        kept.write(f"$ {' '.join(written)}\n")
        for line in running.stdout or ():
            said.append(line)
            kept.write(line)
            if PROGRESS.match(line):
                sys.stderr.write(f"  {line.strip()[:110]}\n")
    if running.returncode != 0:
        raise StepFailed("".join(said))
