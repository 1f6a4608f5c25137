"""Markdown as it is written here: tables, code, text in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from entrepot.vocabulary.text import T


def row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(str(cell).replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in cells)} |"


def table(heads: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """A table, or nothing where there are no rows."""
    written = [row(cells) for cells in rows]
    return "\n".join([row(heads), row("---" for _ in heads), *written]) if written else ""


def code(text: object) -> str:
    return f"`{text}`"


def codes(texts: Iterable[object]) -> str:
    return ", ".join(code(text) for text in texts)


def both(text: T) -> str:
    return f"{text.en} · {text.zh}"


def text_block(text: str) -> str:
    return f"```text\n{text}\n```"


def joined(*parts: str) -> str:
    """Parts with an empty line between them; empty parts are left out."""
    return "\n\n".join(part for part in parts if part)
