"""What the progress line says, and where it is said."""

import os
import pty
import re
import subprocess
import sys

import pytest

from entrepot.cli.progress import Progress, duration, words_of
from entrepot.vocabulary.steps import Step, counted
from entrepot.vocabulary.text import T, in_language

READING = Step("reading", "读取", 2, 4)


@pytest.mark.parametrize(
    ("step", "share", "seconds", "said"),
    [
        (None, None, 0.0, "a.csv"),
        (T("reading", "读取"), None, 9.0, "a.csv: reading"),
        (READING, None, 9.0, "a.csv: 2 of 4: reading"),
        (READING, 0.25, 1.0, "a.csv: 2 of 4: reading 25%"),
        (READING, 0.25, 30.0, "a.csv: 2 of 4: reading 25%, 1 min 30 s left"),
        (READING, 0.0, 30.0, "a.csv: 2 of 4: reading 0%"),
        (counted(T("gini", "基尼"), 36, 120), 0.3, 1.0, "a.csv: 37 of 120: gini 30%"),
        (T("\x1b[2Jhers", "\x1b[2J她"), None, 0.0, "a.csv: \\x1b[2Jhers"),
    ],
)
def test_the_line_says_the_step_the_share_and_the_time_left(step, share, seconds, said):
    assert words_of("a.csv", step, share, seconds) == said


def test_the_line_in_chinese():
    with in_language("zh"):
        assert words_of("a.csv", READING, 0.5, 60.0) == "a.csv：第 2/4 步：读取 50%，约剩 1 分 00 秒"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (59.4, "59 s"), (59.9, "1 min 00 s"), (7380, "2 h 03 min")]
)
def test_a_duration_is_said_as_a_person_would(seconds, said):
    assert duration(seconds).en == said


def test_a_counted_step_knows_its_share():
    step = counted(T("x", "甲"), 3, 4)
    assert step.share is not None
    assert step.share() == 0.75
    assert counted(T("x", "甲"), 0, 0).share() is None


def test_the_bar_never_runs_backwards_nor_shows_the_end_before_it_is_there():
    progress, shares = Progress("x", shown=False), iter((0.4, 0.1, None, 1.0))
    progress(Step("a", "甲", share=lambda: next(shares)))
    assert [progress._share() for _ in range(4)] == [0.4, 0.4, 0.4, 0.99]
    progress(Step("b", "乙", 2, 3))
    assert progress._share() is None


SHOWN = """
import time
from entrepot.cli.progress import Progress
from entrepot.vocabulary.steps import counted
from entrepot.vocabulary.text import T, use_language
use_language("zh")
with Progress("[red].csv") as progress:
    for done in range(4):
        progress(counted(T("one", "一项"), done, 4))
        time.sleep(0.3)
    print("an answer")
"""


def test_on_a_terminal_the_bar_is_drawn_in_the_callers_language_and_stdout_stays_clean():
    told, terminal = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    shown = subprocess.Popen([sys.executable, "-c", SHOWN], stderr=terminal, stdout=subprocess.PIPE, env=environment)
    os.close(terminal)
    drawn = b""
    while piece := _read(told):
        drawn += piece
    os.close(told)
    assert shown.communicate() == (b"an answer\n", None)
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", drawn.decode())
    assert "[red].csv：第 4/4 项：一项 75%" in plain


def _read(told: int) -> bytes:
    try:
        return os.read(told, 1 << 16)
    except OSError:
        return b""


def test_away_from_a_terminal_nothing_is_drawn():
    done = subprocess.run([sys.executable, "-c", SHOWN], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"an answer\n", b"")
