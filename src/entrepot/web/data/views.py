"""What the lake holds, where it came from, what was found in it, and taking it back."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from entrepot.lake.contents import contents
from entrepot.lake.lake import Batch
from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.tables import table
from entrepot.vocabulary.text import T
from entrepot.web.data.record import batch_lines, findings_of, in_words, source_of
from entrepot.web.data.sources import cards
from entrepot.web.data.work import CHECK, UNDO
from entrepot.web.front.about import About, of_records
from entrepot.web.front.bench import as_it_stands, bench, kept
from entrepot.web.jobs.found import found_in
from entrepot.web.jobs.keeper import KEEPER
from entrepot.web.jobs.kinds import KINDS
from entrepot.web.jobs.models import DONE, OPEN, Job
from entrepot.web.jobs.queue import put
from entrepot.web.jobs.views import findings_as_csv, findings_shown

BATCHES_SHOWN: Final = 100
JOBS_SHOWN: Final = 5


@require_safe
def holdings(request: HttpRequest, lang: str) -> HttpResponse:
    held = kept(("contents",), lambda: contents(bench().lake), in_every_language=True)
    history = _history()
    shown = {
        "held": [_holding(one) for one in held],
        "batches": batch_lines(history, most=BATCHES_SHOWN),
        "all_batches": len(history),
        "more_batches": len(history) > BATCHES_SHOWN,
        "jobs": [(one, KINDS[one.kind]) for one in Job.objects.order_by("-created")[:JOBS_SHOWN]],
        "sources": cards(held),
        **_abouts(held, len(history)),
    }
    return render(request, "data/holdings.html", shown)


def _abouts(held: list[dict[str, Any]], batches: int) -> dict[str, About]:
    """What stands around the tables of holdings and of batches."""
    rows, shown = sum(one["rows"] for one in held), min(batches, BATCHES_SHOWN)
    synthetic = any(one["synthetic"] for one in held)
    return {
        "about_held": About(
            "held", T("What is held", "现有数据"),
            of_records(T(f"all {rows:,} rows of the lake", f"数据湖全部{rows:,}行"), synthetic=synthetic),
            (T("Rows are counted by table and source; periods and areas are those of the rows.", "按表与来源统计行数；时期与地区取自各行。"),),
        ),
        "about_batches": About(
            "batches", T("What came in", "导入记录"),
            of_records(T(f"{shown} of {batches} batches", f"共{batches}个批次，列出{shown}个"), synthetic=synthetic),
            (T("Each batch is one taking in or taking back, as the lake wrote it down then.", "每个批次为一次导入或撤销，按当时的记录列示。"),),
        ),
    }  # fmt: skip


def _holding(one: dict[str, Any]) -> dict[str, Any]:
    source = next(source for source in ALL_SOURCES if source.id == one["source"])
    return {**one, "table": table(one["table"]), "source": source, "source_id": source.id}


@require_safe
def batch(request: HttpRequest, lang: str, batch: str) -> HttpResponse:
    found = _batch(batch)
    undone_by = _undone_by(found)
    shown = {
        "batch": found,
        "heading": found.record["file"] or found.id,
        "sentence": source_of(found).title,
        "words": in_words(found),
        "undone_by": undone_by,
        "is_ingest": found.record["action"] == "ingest",
        **findings_shown(findings_of(found), f"/{lang}/data/batches/{found.id}/findings.csv"),
    }
    return render(request, "data/batch.html", shown)


@require_safe
def batch_findings(request: HttpRequest, lang: str, batch: str) -> HttpResponse:
    found = _batch(batch)
    return findings_as_csv(found_in(findings_of(found)), f"findings-{found.id}.csv")


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, lang: str, batch: str) -> HttpResponse:
    """Asked first, then done as a job: to take back a large batch writes whole partitions anew."""
    found = _batch(batch)
    if found.record["action"] != "ingest":
        raise WrongCall(
            T(
                f"{found.id} is itself an undo; ingest the file again instead",
                f"{found.id} 本身是一次撤销；请重新导入该文件",
            )
        )
    if _undone_by(found) is not None:
        raise WrongCall(T(f"batch {found.id} has been undone already", f"批次 {found.id} 已被撤销"))
    if request.method != "POST":
        return render(request, "data/undo.html", {"batch": found, "words": in_words(found)})
    return to_job(lang, put(UNDO.id, {"batch": found.id, "name": str(found.record["file"] or found.id)}))


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, lang: str) -> HttpResponse:
    standing = [list(one) for one in as_it_stands()]
    if request.method == "POST":
        same = Job.objects.filter(kind=CHECK.id, state__in=OPEN).first()
        return to_job(lang, same or put(CHECK.id, {"standing": standing}))
    last = Job.objects.filter(kind=CHECK.id, state=DONE).order_by("-created").first()
    shown: dict[str, Any] = {"last": last}
    if last is not None:
        shown["changed"] = last.parameters["standing"] != standing
        shown |= findings_shown(last.result["findings"], f"/{lang}/data/jobs/{last.pk}/findings.csv")
    return render(request, "data/check.html", shown)


def to_job(lang: str, job: Job) -> HttpResponse:
    """To the page of a job that has just been put in the queue."""
    KEEPER.look_now()
    response = HttpResponseRedirect(f"/{lang}/data/jobs/{job.pk}/")
    response.status_code = 303
    return response


def _history() -> tuple[Batch, ...]:
    return kept(("history",), lambda: bench().history(), in_every_language=True)


def _batch(id: str) -> Batch:  # noqa: A002 - as the address has it
    found = next((one for one in _history() if one.id == id), None)
    if found is None:
        raise UnknownName(T("batch", "批次"), id, tuple(one.id for one in _history()))
    return found


def _undone_by(batch: Batch) -> Batch | None:
    return next((one for one in _history() if one.record.get("undoes") == batch.id), None)
