"""A line on the terminal that says what is being done, and is gone when it is done."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from entrepot.cli.printing import visible
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from types import TracebackType


class Progress:
    """Shown on a terminal only; call it with what is being done now."""

    def __init__(self, name: str, *, shown: bool = True) -> None:
        self._name = visible(name)
        self._shown = shown and sys.stderr.isatty()
        self._status: Any = None

    def __enter__(self) -> Progress:
        if self._shown:
            from rich.console import Console
            from rich.text import Text

            self._status = Console(stderr=True).status(Text(self._name))
            self._status.__enter__()
        return self

    def __call__(self, what: T) -> None:
        if self._status is not None:
            from rich.text import Text

            # As Text: a file called `[red].csv` would be taken for markup.
            self._status.update(Text(f"{self._name}: {what}"))

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is not None:
            self._status.__exit__(kind, problem, trace)
