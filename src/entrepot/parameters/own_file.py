"""A file that a person wrote for us: read whole and bounded, and TOML with the place of every key; what is wrong is said."""

from __future__ import annotations

import tomllib
from pathlib import Path

from entrepot.parameters.keys import Keys, Problems
from entrepot.parameters.toml_places import Place
from entrepot.vocabulary.errors import SchemaMismatch, WrongCall
from entrepot.vocabulary.text import T


def file_bytes(path: Path, kind: T, *, most: int) -> bytes:
    """The content; WrongCall where it cannot be read, SchemaMismatch where it is larger than a file of its `kind` can be."""
    try:
        if path.stat().st_size > most:
            raise SchemaMismatch(T(f"{path.name} is too large for {kind.en}", f"{path.name} 过大，不是{kind.zh}文件"))
        return path.read_bytes()
    except OSError as problem:
        raise WrongCall(
            T(f"{path} cannot be read ({problem.strerror})", f"无法读取 {path}（{problem.strerror}）")
        ) from problem


def file_text(path: Path, kind: T, *, most: int) -> str:
    """The text of a file in UTF-8, with or without its mark."""
    try:
        return file_bytes(path, kind, most=most).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise SchemaMismatch(
            T(f"{path.name} is not UTF-8 text; save it as UTF-8", f"{path.name} 不是 UTF-8 文本，请另存为 UTF-8")
        ) from problem


def toml_keys(text: str, *, file: str) -> Keys:
    """The keys of a TOML text, whose problems gather in `.problems`."""
    try:
        table = tomllib.loads(text.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as problem:
        said = str(problem) or type(problem).__name__
        raise SchemaMismatch(T(f"{file}: this is not TOML: {said}", f"{file}：不符合 TOML 语法：{said}")) from problem
    return Keys(table, Place(file, text), Problems())
