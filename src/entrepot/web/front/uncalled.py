"""A template calls whatever can be called; a measure is looked at, not called."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

Thing = TypeVar("Thing")


class Uncalled(Generic[Thing]):
    do_not_call_in_templates = True

    def __init__(self, thing: Thing) -> None:
        self._thing = thing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._thing, name)
