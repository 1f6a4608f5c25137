"""Text that a person reads: always in English and in Chinese, and the language now in use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

_now: ContextVar[Language] = ContextVar("language", default="en")


@dataclass(frozen=True, slots=True)
class T:
    """One text in both languages; an empty half raises, so nothing is ever left untranslated."""

    en: str
    zh: str

    def __post_init__(self) -> None:
        if not self.en.strip() or not self.zh.strip():
            raise ValueError(f"text lacks a language: en={self.en!r} zh={self.zh!r}")

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def __str__(self) -> str:
        return self.in_language(_now.get())

    def as_json(self) -> dict[str, str]:
        """Both languages, for programs."""
        return {"en": self.en, "zh": self.zh}


def current_language() -> Language:
    return _now.get()


def use_language(language: Language) -> None:
    """From here on, in this thread or task, texts print in `language`."""
    _now.set(language)


@contextmanager
def in_language(language: Language) -> Iterator[None]:
    token = _now.set(language)
    try:
        yield
    finally:
        _now.reset(token)
