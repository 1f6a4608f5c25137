"""Many charts drawn with two cores: a second process of our own draws every other picture meanwhile.

Threads gain nothing (vl_convert has one engine for each process) and a fork hangs; a process of our own starts in half a second and,
unlike a pool of spawned workers, does not run the caller's script a second time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from entrepot.reports.charts.chart import Drawing
from entrepot.reports.drawing import WIDTH, Picture, drawn_elsewhere, picture, svg_of

# Fewer pictures are drawn sooner than a second process has started.
FEW: Final = 8


def draw_ahead(drawings: Sequence[Drawing], *, width: int = WIDTH) -> None:
    """Draw all of them now, so that `.svg()` and `.png()` of each find it drawn; a helper that fails costs only time."""
    wanted = [picture(d.spec, language=d.language, width=width) for d in drawings]
    wanted = list(dict.fromkeys(wanted))
    theirs = wanted[1::2] if len(wanted) >= FEW and (os.cpu_count() or 1) > 1 else []
    helper = _helper(theirs) if theirs else None
    for one in wanted:
        if one not in theirs:
            svg_of(one)
    if helper is not None:
        answer, _ = helper.communicate()
        if helper.returncode == 0:
            drawn_elsewhere.update(zip(theirs, json.loads(answer), strict=True))
    for one in theirs:
        svg_of(one)


def _helper(pictures: Sequence[Picture]) -> subprocess.Popen[str]:
    """A process that draws them; its input goes through a file, so that neither side waits for the other."""
    import tempfile

    with tempfile.TemporaryFile("w+", encoding="utf-8") as given:
        json.dump([asdict(one) for one in pictures], given, ensure_ascii=False)
        given.seek(0)
        return subprocess.Popen(
            [sys.executable, "-m", "entrepot.reports.drawing_many"],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": _path(), "PYTHONIOENCODING": "utf-8"},
        )


def _path() -> str:
    """Where this package was imported from, for a checkout that is not installed."""
    own = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join([own, *filter(None, [os.environ.get("PYTHONPATH")])])


def main() -> None:
    pictures = [Picture(**one) for one in json.load(sys.stdin)]
    json.dump([svg_of(one) for one in pictures], sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
