"""The words of a page: sentences whose numbers open their explanation, facts, tags."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import Final

from entrepot.reports.documents.setting import Explanation, Run, Setting
from entrepot.reports.documents.text import anchor
from entrepot.reports.documents.words import SYNTHETIC
from entrepot.vocabulary.text import Language

_ENDS: Final = re.compile(r"[，。、；：！？）》”,.;:!?)]+")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff][\u3000-\u303f\u3400-\u9fff\uff00-\uffef]*")


class Wording:
    """What is said on one page; only numbers of the appendix can be clicked."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.known = setting.entries()

    def facts(self, one: Explanation, *, term: bool = False) -> str:
        told = one.facts if term else one.brief
        facts = "".join(
            f'<dd><span class="label">{escape(label)}{self.setting.colon}</span>{spoken(text, self.setting.language)}</dd>'
            for label, text in told
        )
        return f"<dt hidden>{escape(one.what)}</dt>{facts}" if term else facts

    def mark(self, one: Explanation) -> str:
        return tag(self.setting.say(SYNTHETIC)) if one.synthetic else ""

    def runs(self, runs: tuple[Run, ...]) -> str:
        made: list[str] = []
        for before, run in zip((None, *runs), runs, strict=False):
            # A line may break before a button, and would begin with the comma that follows it.
            end = _ENDS.match(run.text) if before and before.kind == "number" and run.kind == "words" else None
            if end:
                made[-1] = f'<span class="kept">{made[-1]}{escape(end[0])}</span>'
            made.append(self._run(replace(run, text=run.text[end.end() :]) if end else run))
        return "".join(made)

    def _run(self, run: Run) -> str:
        match run.kind:
            case "number":
                return self.why(run.text, run.id, synthetic=run.synthetic)
            case "to":
                return f'<a href="#{block_id(run.id)}">{escape(run.text)}</a>'
            case "cite":
                return f'<span class="cite"><a href="#ref-{anchor(run.id)}">{escape(run.text)}</a></span>'
            case _:
                return escape(run.text)

    def why(self, text: str, id_: str, *, synthetic: bool) -> str:
        marked = tag(self.setting.say(SYNTHETIC)) if synthetic else ""
        if id_ not in self.known:
            return escape(text) + marked
        return (
            f'<button type="button" class="why" popovertarget="why-{self.known[id_]}">{escape(text)}</button>{marked}'
        )


def tag(text: str) -> str:
    return f'<span class="tag">{escape(text)}</span>'


def spoken(text: str, language: Language) -> str:
    """Chinese within an English page is marked as such, for whoever reads aloud."""
    if language == "zh":
        return escape(text)
    return _CHINESE.sub(r'<span lang="zh-Hans">\g<0></span>', escape(text))


def block_id(id_: str) -> str:
    """Of a table or figure, apart from the ids that a page has itself."""
    return f"block-{anchor(id_)}"
