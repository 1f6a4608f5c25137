"""The part of a file that has come so far, and which version of the file it is a part of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Part:
    """`<name>.part` and its note `<name>.part.json`, beside the file that they become."""

    final: Path
    address: str

    @property
    def path(self) -> Path:
        return self.final.with_name(self.final.name + ".part")

    @property
    def note(self) -> Path:
        return self.final.with_name(self.final.name + ".part.json")

    @property
    def length(self) -> int:
        return self.path.stat().st_size if self.path.is_file() else 0

    @property
    def version(self) -> str | None:
        """What the server called the version that this is a part of; None where it cannot be gone on with."""
        try:
            note = json.loads(self.note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        same = isinstance(note, dict) and note.get("address") == self.address
        return str(note["version"]) if same and note.get("version") else None

    def begin(self, version: str | None) -> None:
        """An empty part of `version`."""
        # The note goes first and comes last: an interruption between leaves a part without a version, never the wrong one.
        self.note.unlink(missing_ok=True)
        self.path.write_bytes(b"")
        if version is not None:
            self.note.write_text(json.dumps({"address": self.address, "version": version}), encoding="utf-8")

    def forget(self) -> None:
        self.note.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)

    def finish(self) -> None:
        """The part is whole: give it the final name."""
        self.path.replace(self.final)
        self.note.unlink(missing_ok=True)


def version_of(headers: Mapping[str, str]) -> str | None:
    """A version good enough to resume by: a strong ETag, else the date of change (RFC 9110, 13.1.5)."""
    if headers.get("Content-Encoding", "identity") != "identity":
        # Lengths count the bytes as compressed, the part holds them unpacked.
        return None
    tag = headers.get("ETag", "")
    if tag.startswith('"'):
        return tag
    return headers.get("Last-Modified") or None


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
