"""What every paper on a page answers: itself, why a number is what it is, and its parts as files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, cast, get_args
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from entrepot.reports.documents import FORMATS
from entrepot.reports.documents.setting import Explanation, Grid, Picture, Setting
from entrepot.reports.documents.typesetting import typeset
from entrepot.reports.palette import Theme
from entrepot.studies.paper import Paper
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T, current_language
from entrepot.web.front.bench import is_kept, kept
from entrepot.web.front.policy import DRAWING
from entrepot.web.front.printed import printed
from entrepot.web.front.two_parts import in_two_parts
from entrepot.web.papers.behind import behind
from entrepot.web.papers.downloads import TYPES, part_bytes, part_named
from entrepot.web.papers.marks import BETWEEN
from entrepot.web.papers.page import Page, page_of

MOST_ON_WALL: Final = 3
"""So many charts are still read from five metres, in one row under the figures."""
LONGEST_FILE_NAME: Final = 100
IN_NAMES: Final = "~,"
_NO_FILE_NAME: Final = re.compile(r"[^\w.,~-]+")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where papers of one kind are: `write` makes the one of a name; `template` shows it.

    `from_the_top` gives first a paper of its beginning, then the whole.
    """

    id: str
    template: str
    write: Callable[[str], Paper]
    from_the_top: Callable[[str], Iterator[Paper]] | None = None

    def paper(self, name: str) -> Paper:
        return kept((self.id, name), lambda: self.write(name), in_every_language=True)

    def is_there(self, name: str) -> bool:
        return is_kept((self.id, name), in_every_language=True)

    def setting(self, name: str) -> Setting:
        return kept((self.id, "set", name), lambda: typeset(self.paper(name), current_language()))

    def page(self, name: str) -> Page:
        return kept((self.id, "page", name), lambda: page_of(self.setting(name), self.paper(name)))

    def base(self, lang: str, name: str) -> str:
        return f"/{lang}/{self.id}/{quote(name, safe=IN_NAMES)}/"


def show(request: HttpRequest, shelf: Shelf, lang: str, name: str, **more: object) -> HttpResponseBase:
    """The page; of a paper that is not there yet the beginning first."""

    def shown(page: Page, begins: int | None = None) -> HttpResponse:
        told = {
            "page": page, "begins": begins, "base": shelf.base(lang, name), "title": page.setting.title,
            "formats": FORMATS.values(),
        }  # fmt: skip
        return render(request, shelf.template, told | more)

    if shelf.from_the_top is None or shelf.is_there(name) or request.method != "GET":
        return printed(request, (shelf.id, name), lambda: shown(shelf.page(name)))
    papers = shelf.from_the_top(name)
    first = kept((shelf.id, "first", name), lambda: next(papers), in_every_language=True)

    def finished() -> HttpResponse:
        # Somebody else may have begun it: then theirs is waited for.
        kept((shelf.id, name), lambda: _last(papers), in_every_language=True)
        return shown(shelf.page(name), beginning.begins)

    beginning = page_of(typeset(first, current_language()), first)
    return in_two_parts(request, shown(beginning, beginning.begins), finished)


def _last(papers: Iterator[Paper]) -> Paper:
    *_, whole = papers
    return whole


def wall(request: HttpRequest, shelf: Shelf, lang: str, name: str) -> HttpResponse:
    """Figures and pictures alone, asked for again by themselves: for a screen on a wall."""
    page = shelf.page(name)
    blocks = (block for chapter in page.chapters for block in chapter.blocks if isinstance(block, tuple))
    pictures = [card for block in blocks for card in block if card.kind == "picture"]
    told = {"page": page, "cards": pictures[:MOST_ON_WALL], "base": shelf.base(lang, name), "title": page.setting.title}
    return render(request, "papers/wall.html", told)


def why_number(request: HttpRequest, shelf: Shelf, lang: str, name: str, derivation: str) -> HttpResponse:
    setting = shelf.setting(name)
    wanted = frozenset(derivation.split(BETWEEN))
    found = tuple(one for one in setting.explanations if not wanted.isdisjoint(one.ids))
    if not found:
        raise UnknownName(T("number", "数字"), derivation, tuple(one.id for one in setting.explanations[:50]))
    return _why(request, shelf, lang, name, found)


def why_part(request: HttpRequest, shelf: Shelf, lang: str, name: str, part: str) -> HttpResponse:
    setting = shelf.setting(name)
    found = part_named(setting, part)
    wanted = _derivations(found)
    judged = isinstance(found, Grid) and any(head.name == "verdict" for head in found.heads)
    return _why(
        request,
        shelf,
        lang,
        name,
        tuple(one for one in setting.explanations if not wanted.isdisjoint(one.ids)),
        judged=judged,
    )


def _derivations(part: Grid | Picture) -> frozenset[str]:
    own = part.derivations if isinstance(part, Picture) else ()
    return frozenset((*own, *(cell.why for row in part.rows for cell in row if cell.why)))


def _why(
    request: HttpRequest, shelf: Shelf, lang: str, name: str, found: tuple[Explanation, ...], *, judged: bool = False
) -> HttpResponse:
    fragment = request.headers.get("HX-Request") == "true"
    ids = {number for one in found for number in one.ids}
    rows = behind(one for one in shelf.paper(name).derivations if one.id in ids)
    told = {
        "explanations": found,
        "rows": rows,
        "base": shelf.base(lang, name),
        "title": shelf.setting(name).title,
        "judged": judged,
    }
    response = render(request, "papers/why.html" if fragment else "papers/why_page.html", told)
    response.headers["Vary"] = "HX-Request"
    return response


def download_part(request: HttpRequest, shelf: Shelf, lang: str, name: str, part: str, ending: str) -> HttpResponse:
    setting = shelf.setting(name)
    wanted = request.GET.get("theme", "light")
    theme = cast(Theme, wanted) if wanted in get_args(Theme) else "light"
    content = kept(
        (shelf.id, name, part, ending, theme), lambda: part_bytes(setting, part_named(setting, part), ending, theme)
    )
    return _file(content, f"{name}-{part}.{ending}", ending)


def download_paper(request: HttpRequest, shelf: Shelf, lang: str, name: str, ending: str) -> HttpResponse:
    if ending not in FORMATS:
        raise UnknownName(T("format", "格式"), ending, FORMATS)
    content = kept((shelf.id, name, "whole", ending), lambda: FORMATS[ending].write(shelf.setting(name)))
    return _file(content, f"{name}.{ending}", ending)


def _file(content: bytes, name: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[ending])
    shown = ending in ("svg", "png")
    called = _NO_FILE_NAME.sub("-", name)[-LONGEST_FILE_NAME:]
    response.headers["Content-Disposition"] = f'{"inline" if shown else "attachment"}; filename="{called}"'
    if shown:
        response.headers["Content-Security-Policy"] = DRAWING
    return response
