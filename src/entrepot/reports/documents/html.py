"""A paper as one web page: no script, its own style sheet, charts within it; a click on a number says how it came about."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib import resources
from typing import Final

from entrepot.reports.documents.html_tables import table
from entrepot.reports.documents.html_words import Wording, block_id, spoken, tag
from entrepot.reports.documents.pictures import inline
from entrepot.reports.documents.setting import (
    Explanation,
    Grid,
    Heading,
    Lack,
    Part,
    Picture,
    Setting,
    Words,
)
from entrepot.reports.documents.text import anchor
from entrepot.reports.documents.words import (
    ABSTRACT,
    APPENDIX,
    AS_TABLE,
    CLOSE,
    CONTENTS,
    GAP,
    HOW,
    KEYWORDS,
    NOTE,
    REFERENCES,
    SKIP,
    SYNTHETIC,
    SYNTHETIC_PAPER,
    VINTAGE,
)
from entrepot.reports.palette import Theme, tokens

_DARK: Final = "@media(prefers-color-scheme:dark){:root{color-scheme:dark;%s}}"
_LANGUAGES: Final = {"zh": "zh-Hans", "en": "en"}


def write(setting: Setting) -> bytes:
    body = "".join(_Page(setting).page())
    return (
        f'<!doctype html>\n<html lang="{_LANGUAGES[setting.language]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f'<title>{escape(setting.title)}</title>\n<meta name="color-scheme" content="light dark">\n'
        f'<meta name="dcterms.date" content="{escape(setting.vintage)}">\n<style>\n{_style()}</style>\n</head>\n'
        f"<body>\n{body}</body>\n</html>\n"
    ).encode()


def _style() -> str:
    sheet = resources.files("entrepot.reports.documents").joinpath("page.css").read_text(encoding="utf-8")
    light, dark, paper = (_tokens(theme) for theme in ("light", "dark", "print"))
    return f":root{{color-scheme:light;{light}}}\n{_DARK % dark}\n@media print{{:root{{color-scheme:light;{paper}}}}}\n{sheet}"


def _tokens(theme: Theme) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in tokens(theme).items())


class _Page:
    """The parts of one page."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.words = Wording(setting)
        self.say = setting.say
        self.colon = setting.colon

    def page(self) -> Iterator[str]:
        yield f'<a class="skip" href="#text">{self.say(SKIP)}</a>\n<div class="paper">\n'
        yield from self._top()
        yield from self._contents()
        yield '<main id="text" tabindex="-1">\n'
        for part in self.setting.body:
            yield from self._part(part)
        yield from self._back()
        yield "</main>\n</div>\n"
        yield from (self._popover(one) for one in self.setting.explanations)

    def _top(self) -> Iterator[str]:
        setting = self.setting
        yield f"<header>\n<h1>{escape(setting.title)}</h1>\n"
        if setting.subtitle:
            yield f'<p class="subtitle">{escape(setting.subtitle)}</p>\n'
        yield '<div class="abstract">\n'
        if setting.abstract:
            yield f"<p><strong>{self.say(ABSTRACT)}</strong>{self.colon}{self.words.runs(setting.abstract)}</p>\n"
        if setting.keywords:
            words = ("；" if setting.language == "zh" else "; ").join(setting.keywords)
            yield f"<p><strong>{self.say(KEYWORDS)}</strong>{self.colon}{escape(words)}</p>\n"
        marked = f" {tag(self.say(SYNTHETIC_PAPER))}" if setting.synthetic else ""
        yield f'<p class="quiet">{self.say(VINTAGE)} {escape(setting.vintage)}{marked}</p>\n</div>\n</header>\n'

    def _contents(self) -> Iterator[str]:
        ends = [("references", REFERENCES)] if self.setting.references else []
        ends += [("appendix", APPENDIX)] if self.setting.explanations else []
        links = [(one.level, one.id, f"{one.label}{one.title}") for one in self.setting.headings if one.level < 3]
        links += [(1, id_, self.say(title)) for id_, title in ends]
        yield f'<nav aria-label="{self.say(CONTENTS)}"><details open><summary>{self.say(CONTENTS)}</summary><ol>'
        for i, (level, id_, title) in enumerate(links):
            deeper = i + 1 < len(links) and links[i + 1][0] > level
            closing = "</ol></li>" if level > 1 and (i + 1 == len(links) or links[i + 1][0] < level) else ""
            yield f'<li><a href="#{id_}">{escape(title)}</a>{"<ol>" if deeper else "</li>"}{closing}'
        yield "</ol></details></nav>\n"

    def _part(self, part: Part) -> Iterator[str]:
        match part:
            case Heading():
                level = min(6, part.level + 1)
                yield f'<h{level} id="{part.id}">{escape(part.label + part.title)}</h{level}>\n'
            case Words():
                yield f"<p>{self.words.runs(part.runs)}</p>\n"
            case Lack():
                yield f'<p class="lack"><strong>{self.say(GAP)}</strong>{self.colon}{escape(part.text)}</p>\n'
            case Grid():
                yield from self._figure(part, table(part, self.words))
            case Picture():
                yield from self._figure(part, self._plot(part))

    def _figure(self, part: Grid | Picture, shown: str) -> Iterator[str]:
        unit = (
            f'<span class="unit">{escape(self.setting.bracketed(part.subtitle))}</span>'
            if isinstance(part, Picture)
            else ""
        )
        marked = tag(self.say(SYNTHETIC)) if part.synthetic else ""
        yield f'<figure id="{block_id(part.id)}">\n<figcaption><span class="called">{part.called}</span>{escape(part.title)}{unit}{marked}</figcaption>\n'
        yield shown
        yield f'<p class="source">{escape(part.source)}</p>\n'
        yield from (f'<p class="note">{self.say(NOTE)}{self.colon}{escape(note)}</p>\n' for note in part.notes)
        if isinstance(part, Picture):
            yield f"<details><summary>{self.say(AS_TABLE)}</summary>{table(part, self.words)}</details>\n"
        yield from self._how(part)
        yield "</figure>\n"

    def _plot(self, part: Picture) -> str:
        drawn = inline(part.drawing, escape(part.drawing.alt), prefix=block_id(part.id))
        return f'<div class="wide plot" tabindex="0" role="group" aria-label="{escape(part.called)}">{drawn}</div>\n'

    def _how(self, part: Grid | Picture) -> Iterator[str]:
        ids = part.derivations if isinstance(part, Picture) else tuple(cell.why for row in part.rows for cell in row)
        numbers = {id_: one for one in self.setting.explanations for id_ in one.ids}
        found = list({numbers[id_].number: numbers[id_] for id_ in ids if id_ in numbers}.values())
        if found:
            links = "".join(f'<li><a href="#number-{one.number}">{escape(one.what)}</a></li>' for one in found)
            yield f"<details><summary>{self.say(HOW)}</summary><ul>{links}</ul></details>\n"

    def _back(self) -> Iterator[str]:
        if self.setting.references:
            yield f'<h2 id="references">{self.say(REFERENCES)}</h2>\n<ol class="references">\n'
            for count, id_, entry in self.setting.references:
                yield f'<li id="ref-{anchor(id_)}"><span class="called">[{count}]</span>{spoken(entry, self.setting.language)}</li>\n'
            yield "</ol>\n"
        if self.setting.explanations:
            yield f'<h2 id="appendix">{self.say(APPENDIX)}</h2>\n<p class="quiet">{escape(self.setting.said_once)}</p>\n<dl class="numbers">\n'
            for one in self.setting.explanations:
                yield f'<div id="number-{one.number}"><dt>{one.number}. {escape(one.what)}{self.words.mark(one)}</dt>{self.words.facts(one)}</div>\n'
            yield "</dl>\n"

    def _popover(self, one: Explanation) -> str:
        close = f'<button type="button" class="close" popovertarget="why-{one.number}" popovertargetaction="hide">{self.say(CLOSE)}</button>'
        return (
            f'<div popover id="why-{one.number}" role="dialog" aria-label="{escape(one.what)}"><p>{escape(one.what)}{self.words.mark(one)}</p>'
            f"<dl>{self.words.facts(one, term=True)}</dl>{close}</div>\n"
        )
