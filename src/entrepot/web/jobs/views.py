"""A job's page: how far it is while it runs, then what came of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T
from entrepot.web.front.about import About, of_records
from entrepot.web.jobs.found import SHOWN, Found, counted, found_in
from entrepot.web.jobs.kinds import KINDS
from entrepot.web.jobs.models import RUNNING, Job
from entrepot.web.jobs.queue import before
from entrepot.web.papers.downloads import TYPES, harmless

_RULES: Final = T(
    "Each row was held against the rules; the CSV names the one that spoke. A stop refuses the file, a warning and a note do not.",
    "每一行均按规则检查，所用规则见 CSV。“拒绝”使整个文件不被写入，“警告”与“提示”不影响写入。",
)


@require_safe
def job(request: HttpRequest, lang: str, id: UUID) -> HttpResponse:  # noqa: A002 - as the address has it
    found = job_named(id)
    message = found.result.get("message")
    shown = {
        "job": found,
        "kind": KINDS[found.kind],
        "result": found.result,
        "message": T(message["en"], message["zh"]) if message else None,
        **KINDS[found.kind].shown(found.parameters, found.result),
        **standing(found),
        **findings_shown(found.result.get("findings") or [], f"/{lang}/data/jobs/{found.pk}/findings.csv"),
    }
    return render(request, "jobs/job.html", shown)


@require_safe
def progress(request: HttpRequest, lang: str, id: UUID) -> HttpResponse:  # noqa: A002
    """The part that is asked for every second; at the end it has the whole page loaded anew."""
    found = job_named(id)
    response = render(request, "jobs/progress.html", {"job": found, **standing(found)})
    if not found.is_open:
        response.headers["HX-Refresh"] = "true"
    return response


@require_safe
def findings_file(request: HttpRequest, lang: str, id: UUID) -> HttpResponse:  # noqa: A002
    found = job_named(id)
    return findings_as_csv(found_in(found.result.get("findings") or []), f"findings-{found.pk.hex[:8]}.csv")


def job_named(id: UUID) -> Job:  # noqa: A002
    found = Job.objects.filter(pk=id).first()
    if found is None:
        raise UnknownName(T("job", "任务"), str(id), ())
    return found


def standing(job: Job) -> dict[str, Any]:
    """What the template of its progress shows besides the job."""
    lost = job.state == RUNNING and job.lease_until is not None and job.lease_until < timezone.now()
    return {"before": before(job), "lost": lost, "percent": None if job.share is None else round(100 * job.share)}


def findings_shown(findings: Sequence[dict[str, Any]], address: str) -> dict[str, Any]:
    """What the table of findings needs: the first of them, how many there are of each level, where all of them are."""
    found = found_in(findings)
    shown = min(len(found), SHOWN)
    coverage = T(f"{shown} of {len(found)} findings are shown", f"共{len(found)}项检查结果，显示{shown}项")
    return {
        "about_findings": About("findings", T("Findings", "检查结果"), of_records(coverage), (_RULES,)),
        "found": found[:SHOWN],
        "counts": counted(found),
        "more": max(0, len(found) - SHOWN),
        "findings_address": address,
    }


def findings_as_csv(found: Sequence[Found], name: str) -> HttpResponse:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    heads = (T("level", "级别"), T("row", "行"), T("column", "列"), T("value", "数值"), T("what is wrong", "说明"), T("rule", "规则"), T("where", "位置"))  # fmt: skip
    writer.writerow([str(head) for head in heads])
    for one in found:
        cells = (
            str(one.level_title),
            one.row or "",
            one.column_title,
            one.value,
            str(one.message),
            one.rule,
            one.place,
        )
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    response = HttpResponse(("\ufeff" + text.getvalue()).encode(), content_type=TYPES["csv"])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
