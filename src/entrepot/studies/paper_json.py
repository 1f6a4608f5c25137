"""A paper as JSON, to be kept and compared later: the same paper gives the same text, and it is read back whole."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from entrepot.studies import paper as papers
from entrepot.studies.paper import Paper
from entrepot.vocabulary.errors import SchemaMismatch, WrongCall
from entrepot.vocabulary.text import T

VERSION: Final = 1
_KINDS: Final[dict[str, type]] = {
    one.__name__: one
    for one in (
        T, Paper, papers.Number, papers.To, papers.Cite, papers.Paragraph, papers.SourceLine, papers.Column, papers.Table,
        papers.Figure, papers.Gap, papers.Section, papers.Derivation, papers.Batch, papers.Reference,
    )
}  # fmt: skip
_EXACT: Final = ("value", "low", "high")


def paper_json(paper: Paper) -> str:
    """The paper as text."""
    return json.dumps({"entrepot_paper": VERSION, "paper": _plain(paper)}, ensure_ascii=False, indent=1) + "\n"


def save_paper(paper: Paper, path: Path) -> Path:
    """The file of a paper, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    beside.write_text(paper_json(paper), encoding="utf-8")
    return beside.replace(path)


def read_paper(path: Path) -> Paper:
    """The paper of a file that `study run --to json` wrote; SchemaMismatch where it is something else."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as problem:
        raise WrongCall(
            T(f"{path} cannot be read ({problem.strerror})", f"无法读取 {path}（{problem.strerror}）")
        ) from problem
    except UnicodeDecodeError as problem:
        raise _no_paper(path) from problem
    return paper_of_json(text, file=path)


def paper_of_json(text: str, *, file: Path = Path("paper.json")) -> Paper:
    try:
        given = json.loads(text)
        found = _read(given["paper"]) if given["entrepot_paper"] == VERSION else None
    except (ValueError, KeyError, TypeError, RecursionError, InvalidOperation) as problem:
        raise _no_paper(file) from problem
    if not isinstance(found, Paper):
        raise _no_paper(file)
    return found


def _no_paper(path: Path) -> SchemaMismatch:
    return SchemaMismatch(
        T(
            f"{path.name} is no saved run of a study; write one with `entrepot study run STUDY --to json`",
            f"{path.name} 不是研究的运行结果；请用 `entrepot study run STUDY --to json` 生成",
        )
    )


def _plain(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {"_": type(value).__name__} | {name: _plain(one) for name, one in fields.items()}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_read(one) for one in value)
    if not isinstance(value, dict):
        return value
    kind = _KINDS.get(value.get("_", ""))
    if kind is None:
        return {name: _read(one) for name, one in value.items()}
    fields = {name: _read(one) for name, one in value.items() if name != "_"}
    if kind is papers.Number:
        fields |= {name: Decimal(fields[name]) for name in _EXACT if fields[name] is not None}
    if kind is papers.Derivation:
        fields = _in_both_languages(fields)
    return kind(**fields)


def _in_both_languages(fields: dict[str, Any]) -> dict[str, Any]:
    """A derivation as runs were saved before its words were in both languages."""
    inputs, filled = fields["inputs"], fields["filled"]
    if all(isinstance(one, T) for one in inputs):
        return fields
    return fields | {
        "figures": inputs,
        "inputs": tuple(T(one, one) for one in inputs),
        "filled": T(filled or "—", filled or "—"),
    }
