"""Markdown as GitHub reads it: tables, figures as their tables, sources as footnotes; text never becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from entrepot.reports.documents.setting import Cell, Grid, Head, Heading, Lack, Picture, Run, Setting, Words
from entrepot.reports.documents.text import anchor
from entrepot.reports.documents.words import (
    ABSTRACT,
    APPENDIX,
    GAP,
    KEYWORDS,
    NOTE,
    REFERENCES,
    SYNTHETIC,
    SYNTHETIC_PAPER,
)

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#|~$])")
# An entity, and the name of an emoji.
_BETWEEN: Final = re.compile(r"([&:])(?=[#\w])")
# What begins a list or an underlined heading at the beginning of a line.
_FIRST_COUNT: Final = re.compile(r"^(\d+)([.)])(?=\s|$)")
_FIRST_SIGN: Final = re.compile(r"^([+\-=])")


def write(setting: Setting) -> bytes:
    lines = "\n".join(_document(setting))
    return (re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n").encode()


def _document(setting: Setting) -> Iterator[str]:
    yield from (f"# {text(setting.title)}", "")
    if setting.subtitle:
        yield from (text(setting.subtitle), "")
    if setting.synthetic:
        yield from (f"> **{text(setting.say(SYNTHETIC_PAPER))}**", "")
    if setting.abstract:
        yield from (f"**{setting.say(ABSTRACT)}**{setting.colon}{_runs(setting.abstract, setting)}", "")
    if setting.keywords:
        between = "；" if setting.language == "zh" else "; "
        yield from (f"**{setting.say(KEYWORDS)}**{setting.colon}{text(between.join(setting.keywords))}", "")
    for part in setting.body:
        match part:
            case Heading():
                yield from ("", f"{'#' * min(6, part.level + 1)} {text(part.label + part.title)}", "")
            case Words():
                yield from (_runs(part.runs, setting), "")
            case Lack():
                yield from (f"> **{setting.say(GAP)}**{setting.colon}{text(part.text)}", "")
            case Grid() | Picture():
                yield from _grid(part, setting)
    yield from _back(setting)


def _grid(part: Grid | Picture, setting: Setting) -> Iterator[str]:
    subtitle = setting.bracketed(part.subtitle) if isinstance(part, Picture) else ""
    tag = f" `{setting.say(SYNTHETIC)}`" if part.synthetic else ""
    yield from (f'<a id="{anchor(part.id)}"></a>', "")
    yield from (f"**{part.called}** {text(part.title + subtitle)}{tag}[^{anchor(part.id)}]", "")
    if isinstance(part, Picture):
        yield from (text(part.drawing.alt), "")
    yield from table(part.heads, part.rows, setting)
    notes = [f"{setting.say(NOTE)}{setting.colon}{text(note)}" for note in part.notes]
    yield from ("", *notes, "", f"[^{anchor(part.id)}]: {text(part.source)}", "")


def table(heads: Sequence[Head], rows: Sequence[Sequence[Cell]], setting: Setting) -> Iterator[str]:
    titles = [text(head.title + setting.bracketed(head.unit)) or " " for head in heads]
    yield f"| {' | '.join(titles)} |"
    yield f"|{'|'.join('---:' if head.number else ':---' for head in heads)}|"
    for row in rows:
        yield f"| {' | '.join(text(cell.text) for cell in row)} |"


def _back(setting: Setting) -> Iterator[str]:
    if setting.references:
        yield from ("", f"## {setting.say(REFERENCES)}", "")
        for count, id_, entry in setting.references:
            yield from (f'<a id="ref-{anchor(id_)}"></a>\\[{count}\\] {text(entry)}', "")
    if setting.explanations:
        yield from ("", f"## {setting.say(APPENDIX)}", "", text(setting.said_once), "")
        for one in setting.explanations:
            tag = f" `{setting.say(SYNTHETIC)}`" if one.synthetic else ""
            facts = ("；" if setting.language == "zh" else "; ").join(
                f"{label}{setting.colon}{text(said)}" for label, said in one.brief
            )
            yield f"{one.number}. **{text(one.what)}**{tag} {facts}"


def _runs(runs: tuple[Run, ...], setting: Setting) -> str:
    return "".join(_run(run, setting) for run in runs)


def _run(run: Run, setting: Setting) -> str:
    match run.kind:
        case "to":
            return f"[{text(run.text)}](#{anchor(run.id)})"
        case "cite":
            return f"[{text(run.text)}](#ref-{anchor(run.id)})"
        case _:
            return text(run.text) + (f" `{setting.say(SYNTHETIC)}`" if run.synthetic else "")


def text(words: str) -> str:
    """Words as words: every sign that could mark something up is escaped, where it could."""
    escaped = _BETWEEN.sub(r"\\\1", _MARKUP.sub(r"\\\1", words))
    return _FIRST_SIGN.sub(r"\\\1", _FIRST_COUNT.sub(r"\1\\\2", escaped))
