"""Where in a TOML file a key stands: its line, for messages. The reader of the standard library does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from entrepot.vocabulary.text import T

Path = tuple[str | int, ...]
_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([^\]\[]+?)\s*\]\]?\s*(?:#.*)?")
_BARE_KEY: Final = re.compile(r'"([^"]*)"|\'([^\']*)\'|([^.\s"\']+)')
_LONG_QUOTES: Final = ('"""', "'''")


@dataclass(frozen=True, slots=True)
class Place:
    """`text` is the file's content; a declaration written in Python has neither file nor line."""

    file: str = ""
    text: str = ""
    path: Path = ()

    def __truediv__(self, key: str | int) -> Place:
        return Place(self.file, self.text, (*self.path, key))

    @property
    def line(self) -> int | None:
        return line_of(self.text, self.path) if self.text else None

    @property
    def key(self) -> str:
        """`sections[1].blocks[2].title`, counted from 1 as people count."""
        shown = ""
        for part in self.path:
            shown += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if shown else part
        return shown

    def says(self, problem: T) -> T:
        """The problem with file, line and key before it."""
        line = self.line
        en = ", ".join(filter(None, (self.file, f"line {line}" if line else "", self.key)))
        zh = "，".join(filter(None, (self.file, f"第 {line} 行" if line else "", self.key)))
        return T(f"{en}: {problem.en}" if en else problem.en, f"{zh}：{problem.zh}" if zh else problem.zh)


NOWHERE: Final = Place()


def line_of(text: str, path: Path) -> int:
    """The line on which the key of `path` stands, or that of the nearest thing around it."""
    lines = text.splitlines()
    headers = [(0, ()), *_headers(lines)]
    best = max(
        (entry for entry in headers if path[: len(entry[1])] == entry[1]), key=lambda entry: len(entry[1]), default=(0, ())
    )  # fmt: skip
    begins, header = best
    ends = next((line for line, _ in headers if line > begins), len(lines) + 1)
    found = begins or 1
    place = begins
    for key in path[len(header) :]:
        if isinstance(key, int):
            continue
        pattern = re.compile(rf"""(?:^|[{{,\s])["']?{re.escape(key)}["']?\s*[=.]""")
        line = next((n for n in range(max(place, 1), ends) if pattern.search(lines[n - 1])), None)
        if line is None:
            break
        found = place = line
    return found


def _headers(lines: Sequence[str]) -> Iterator[tuple[int, Path]]:
    """Line and path of each `[table]` and `[[table]]`, the latter with its position among its like."""
    counts: dict[Path, int] = {}
    for number, line in _outside_long_text(lines):
        found = _HEADER.fullmatch(line)
        if not found:
            continue
        names = [next(filter(None, one.groups()), "") for one in _BARE_KEY.finditer(found[2])]
        path: Path = ()
        for position, name in enumerate(names):
            path = (*path, name)
            last = position == len(names) - 1
            if last and found[1] == "[[":
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path = (*path, counts[path])
        yield number, path


def _outside_long_text(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    inside = ""
    for number, line in enumerate(lines, 1):
        if not inside:
            yield number, line
        for quotes in _LONG_QUOTES:
            if inside in ("", quotes) and line.count(quotes) % 2:
                inside = "" if inside else quotes
