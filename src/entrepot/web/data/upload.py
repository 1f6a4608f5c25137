"""A file handed over in a browser: kept, and put in the queue to be taken in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from entrepot.parameters.serving import MEGABYTE, most_bytes
from entrepot.sources import ALL_SOURCES, source_named
from entrepot.sources.source import GeneratedSource
from entrepot.vocabulary.errors import MissingData, WrongCall
from entrepot.vocabulary.flows import FLOW_TITLES
from entrepot.vocabulary.products import HS_EDITIONS
from entrepot.vocabulary.text import T
from entrepot.web.data.uploads import drop, is_kept, keep
from entrepot.web.data.views import to_job
from entrepot.web.data.work import INGEST
from entrepot.web.jobs.models import REFUSED, Job
from entrepot.web.jobs.queue import put
from entrepot.web.jobs.views import job_named

SOURCES: Final = tuple(source for source in ALL_SOURCES if not isinstance(source, GeneratedSource))
SAID: Final = ("reporter", "partner", "period", "nomenclature", "unit")
"""Options of sources that have a field of their own."""
_LONGEST_NAME: Final = 200


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, lang: str) -> HttpResponse:
    if request.method != "POST":
        return _form(request)
    try:
        asked = _asked(request.POST)
        file = request.FILES.get("file")
        if file is None or not file.size:
            raise WrongCall(T("choose a file that is not empty", "请选择一个非空的文件"))
    except WrongCall as problem:
        return _form(request, problem)
    return to_job(lang, _put(file, asked))


def _put(file: UploadedFile[Any], asked: dict[str, Any]) -> Job:
    name = file.name or "file"
    kept = keep(name, file.chunks(1 << 20))
    try:
        return put(INGEST.id, {**asked, "upload": kept, "name": shown_name(name), "quarantine_rows": False})
    except BaseException:
        drop(kept)
        raise


@require_POST
def say(request: HttpRequest, lang: str, id: UUID) -> HttpResponse:  # noqa: A002 - as the address has it
    """The same file once more, with what it does not say itself."""
    job = job_named(id)
    if job.kind != INGEST.id or job.state != REFUSED:
        raise WrongCall(T("this job has nothing to be said to: upload the file", "该任务无须补充说明：请上传文件"))
    if not is_kept(job.parameters["upload"]):
        raise MissingData(T("the file is not kept any more: upload it again", "文件已不再保留：请重新上传"))
    return to_job(lang, put(INGEST.id, {**job.parameters, **_asked(request.POST), "quarantine_rows": False}))


@require_POST
def set_aside(request: HttpRequest, lang: str, id: UUID) -> HttpResponse:  # noqa: A002 - as the address has it
    """The same file once more, without the rows that were refused."""
    job = job_named(id)
    may = job.kind == INGEST.id and job.state == REFUSED and job.result.get("can_set_aside")
    if not may or job.parameters["quarantine_rows"]:
        raise WrongCall(
            T(
                "nothing of this job can be set aside: correct the file and upload it",
                "该任务没有可搁置的行：请改正文件后上传",
            )
        )
    if not is_kept(job.parameters["upload"]):
        raise MissingData(T("the file is not kept any more: upload it again", "文件已不再保留：请重新上传"))
    return to_job(lang, put(INGEST.id, {**job.parameters, "quarantine_rows": True}))


def _form(request: HttpRequest, problem: WrongCall | None = None) -> HttpResponse:
    shown = {
        "sources": SOURCES, "flows": FLOW_TITLES.items(), "most_megabytes": most_bytes() // MEGABYTE,
        "editions": HS_EDITIONS,
        "filled": request.POST if problem else request.GET if request.GET.get("source") else None, "problem": problem.message if problem else None,
    }  # fmt: skip
    return render(request, "data/upload.html", shown, status=400 if problem else 200)


def _asked(form: Mapping[str, str]) -> dict[str, Any]:
    """What the person says of the file; WrongCall where it cannot be."""
    source, flow, vintage = (form.get(name, "").strip() or None for name in ("source", "flow", "vintage"))
    if source is not None and source_named(source) not in SOURCES:
        raise WrongCall(T(f"{source} takes no files", f"{source} 不接收文件"))
    if flow is not None and flow not in FLOW_TITLES:
        raise WrongCall(T(f"the flow cannot be {flow!r}", f"进出口方向不能是“{flow}”"))
    if vintage is not None:
        try:
            vintage = date.fromisoformat(vintage).isoformat()
        except ValueError as wrong:
            raise WrongCall(
                T(f"{vintage!r} is no day; write it like 2024-05-31", f"“{vintage}”不是日期，请写作 2024-05-31")
            ) from wrong
    said = {name: word for name in SAID if (word := form.get(name, "").strip()[:_LONGEST_NAME])}
    return {"source": source, "flow": flow, "vintage": vintage, "options": said | _options(form.get("options", ""))}


def _options(text: str) -> dict[str, str]:
    found = {}
    for word in filter(None, (part.strip() for part in text.replace("，", ",").split(","))):
        name, equals, value = word.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise WrongCall(T(f"write NAME=VALUE, not {word!r}", f"请写作 名称=值，而不是“{word}”"))
        found[name.strip()] = value.strip()
    return found


def shown_name(name: str) -> str:
    """What is shown of the name: nothing that cannot be printed."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in name)[:_LONGEST_NAME]
