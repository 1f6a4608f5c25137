"""A line on the terminal that says what is being done and how far it is, and is gone when it is done."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from entrepot.cli.printing import visible
from entrepot.vocabulary.steps import Step
from entrepot.vocabulary.text import T, current_language, in_language

if TYPE_CHECKING:
    from types import TracebackType

    from rich.table import Table

# Before so many seconds no line is drawn, and no guess is made of the time that is left.
_QUICK = 0.4
_TOO_EARLY = 2.0
_A_SECOND = 8
# What is not over is never shown as done.
_NEARLY = 0.99


class Progress:
    """Shown on a terminal only, and never on stdout; call it with what is being done now, best a `Step`.

    with Progress("full set") as progress:
        for done, measure in enumerate(measures):
            progress(counted(measure.title, done, len(measures)))
    """

    def __init__(self, name: str, *, shown: bool = True) -> None:
        self._name = visible(name)
        self._shown = shown and sys.stderr.isatty()
        self._live: Any = None
        self._step: T | None = None
        # The line is drawn by another thread, which knows nothing of this one's language.
        self._language = current_language()
        self._furthest = 0.0
        self._begun = self._since = time.monotonic()

    def __enter__(self) -> Progress:
        if self._shown:
            from rich.console import Console
            from rich.live import Live

            # Not redirected: what a command prints to a pipe must not end up on the terminal.
            self._live = Live(
                get_renderable=self._line, console=Console(stderr=True), refresh_per_second=_A_SECOND, transient=True,
                redirect_stdout=False, redirect_stderr=False,
            )  # fmt: skip
            self._live.start()
        return self

    def __call__(self, what: T) -> None:
        if not _same_bar(self._step, what):
            self._furthest, self._since = 0.0, time.monotonic()
        self._step = what

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def _line(self) -> Table:
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        line, now = Table.grid(padding=(0, 1)), time.monotonic()
        if now - self._begun < _QUICK:
            return line
        share = self._share()
        bar = ProgressBar(total=1, completed=share or 0, width=24, pulse=share is None, animation_time=now)
        with in_language(self._language):
            words = words_of(self._name, self._step, share, now - self._since)
        # As Text: a file called `[red].csv` would be taken for markup.
        line.add_row(bar, Text(words, overflow="ellipsis"))
        line.columns[1].no_wrap = True
        return line

    def _share(self) -> float | None:
        """How far the step is; it never runs backwards, though what it counts may begin anew."""
        share = self._step.share() if isinstance(self._step, Step) and self._step.share else None
        if share is None and not self._furthest:
            return None
        self._furthest = min(_NEARLY, max(self._furthest, share or 0.0))
        return self._furthest


def _same_bar(before: T | None, now: T) -> bool:
    """Whether `now` goes on where `before` was: the next of many alike, or the same step told again."""
    if not isinstance(before, Step) or not isinstance(now, Step) or before.number != now.number:
        return False
    return now.number == 0 or now.en == before.en


def words_of(name: str, step: T | None, share: float | None, seconds: float) -> str:
    """The line beside the bar: `query.csv: 2 of 4: reading 47%, 12 s left`."""
    words = name
    if isinstance(step, Step) and step.number:
        words += str(T(f": {step.number} of {step.of}", f"：第 {step.number}/{step.of} 步"))
    if step is not None:
        words += str(T(f": {visible(step.en)}", f"：{visible(step.zh)}"))
    if share is not None:
        words += f" {share:.0%}"
        if share > 0 and seconds >= _TOO_EARLY:
            left = duration(seconds * (1 - share) / share)
            words += str(T(f", {left.en} left", f"，约剩 {left.zh}"))
    return words


def duration(seconds: float) -> T:
    """Rounded as a person would say it."""
    whole = max(1, round(seconds))
    if whole < 60:
        return T(f"{whole} s", f"{whole} 秒")
    if whole < 3600:
        return T(f"{whole // 60} min {whole % 60:02d} s", f"{whole // 60} 分 {whole % 60:02d} 秒")
    return T(f"{whole // 3600} h {whole % 3600 // 60:02d} min", f"{whole // 3600} 小时 {whole % 3600 // 60:02d} 分")
