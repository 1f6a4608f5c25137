"""Studies: those that come along and those that somebody handed over, each run on what the lake now holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from entrepot.embedded import embedded_path
from entrepot.reports.documents import FORMATS
from entrepot.studies.claims import Claim
from entrepot.studies.claims_file import read_claims
from entrepot.studies.declaration import Study
from entrepot.studies.paper import Paper
from entrepot.studies.shelf import path_of, shipped, study_named
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import EntrepotError, MissingData, UnknownName
from entrepot.vocabulary.text import T
from entrepot.web.front.bench import as_it_stands, bench, kept
from entrepot.web.papers.views import Shelf, show
from entrepot.web.studies.own_files import declared, is_own, kept_paper, kept_text, newest, ran_before, standing_of
from entrepot.workbench.vintages import vintage_of

HOLDS: Final = ("reproduces", "within_rounding")
"""Verdicts of a claim that the figures bear out."""
NAMED: Final[dict[str, T]] = {
    "docx": T("Word", "Word"),
    "pdf": T("PDF", "PDF"),
    "html": T("Web page", "网页"),
    "xlsx": T("Excel (all tables)", "Excel（全部表格）"),
    "md": T("Plain text (Markdown)", "纯文本（Markdown）"),
}


@dataclass(frozen=True, slots=True)
class OnShelf:
    """A study as a card: whose trade and when, and how many of its claims hold; None where it makes none."""

    id: str
    title: T
    about: T
    years: str
    keywords: tuple[T, ...]
    claims: int = 0
    hold: int = 0


def _written(name: str) -> Paper:
    if not is_own(name):
        return bench().run_study(path_of(name))
    kind, text = kept_text(name)
    if kind == "csv":
        study, claims = declared(kind, text, file=name)
        return bench().run_study(study, claims=claims)
    found = kept_paper(name, _standing())
    if found is None:
        raise MissingData(T("the study has not been run on these data", "该研究尚未用现有数据运行"))
    return found


STUDIES = Shelf("studies", "studies/study.html", _written)


def _standing() -> str:
    return standing_of(as_it_stands())


@cache
def _shipped() -> tuple[Study, ...]:
    return tuple(study_named(name) for name in shipped())


@cache
def _claims() -> tuple[Claim, ...]:
    return read_claims(embedded_path("claims.csv"))


def _on_shelf() -> tuple[OnShelf, ...]:
    claims = _claims()
    verdicts = zip(claims, bench().check_claims(claims), strict=True)
    made = Counter((claim.study, verdict.verdict in HOLDS) for claim, verdict in verdicts)
    return tuple(
        OnShelf(
            one.id, one.title, _places(one), "–".join(dict.fromkeys(filter(None, one.period.split("..")))), one.keywords,
            made[one.id, True] + made[one.id, False], made[one.id, True],
        )
        for one in _shipped()
    )  # fmt: skip


def _places(study: Study) -> T:
    """Whose trade, and with whom."""
    regions = [area(one).name for one in study.regions]
    partners = [area(one).name for one in study.partners]
    whose = T(", ".join(one.en for one in regions), "、".join(one.zh for one in regions))
    if not partners:
        return whose
    return T(f"{whose.en} with {', '.join(one.en for one in partners)}", f"{whose.zh}与{'、'.join(one.zh for one in partners)}")  # fmt: skip


def all_studies(request: HttpRequest, lang: str) -> HttpResponse:
    history = kept(("history",), lambda: bench().history(), in_every_language=True)
    told = {
        "studies": kept(("studies",), _on_shelf, in_every_language=True),
        "own": newest(),
        "vintage": vintage_of(history, ()),
    }
    return render(request, "studies/all.html", told)


def study(request: HttpRequest, lang: str, name: str) -> HttpResponseBase:
    told: dict[str, Any] = {"called": name, "papers": _formats()}
    if is_own(name):
        kind, text = kept_text(name)
        told["kind"] = kind
        if kind == "toml" and kept_paper(name, _standing()) is None:
            return _to_be_run(request, name, text)
    return show(request, STUDIES, lang, name, **told)


def _to_be_run(request: HttpRequest, name: str, text: str) -> HttpResponse:
    """There is no paper of it for the lake as it stands: not yet, or not any more."""
    try:
        title = declared("toml", text, file=name)[0].title
    except EntrepotError:
        title = T("A study", "研究")
    told = {"title": title, "name": name, "ran_before": ran_before(name)}
    return render(request, "studies/to_be_run.html", told)


def _formats() -> list[tuple[str, T]]:
    return [(name, NAMED[name]) for name in FORMATS]


def file(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """The study as it was declared, to be run elsewhere or written on; never another file of this machine."""
    if is_own(name):
        _, text = kept_text(name)
        return _sent(text, "study.toml", "application/toml")
    found = path_of(name)
    return _sent(found.read_text(encoding="utf-8"), found.name, "application/toml")


def claims_file(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """The claims that were handed over, as they were."""
    if not is_own(name):
        raise UnknownName(T("table of claims", "论断表"), name, ())
    _, text = kept_text(name)
    return _sent(f"\ufeff{text}", "claims.csv", "text/csv")


def _sent(text: str, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
