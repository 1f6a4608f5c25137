"""The queue: every change of a job is one UPDATE that says in its WHERE what it relies on.

So two workers never hold the same job, in SQLite as in PostgreSQL, and nobody has to look after them: a lease that its
worker no longer renews runs out, and the job is due again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from entrepot.vocabulary.errors import BadMachine
from entrepot.vocabulary.text import T
from entrepot.web.jobs.models import DONE, FAILED, OPEN, RUNNING, WAITING, Job

LEASE: Final = timedelta(seconds=20)
MOST_OPEN: Final = 20
# A file that kills its worker each time (of memory, mostly) must not do so for ever.
MOST_ATTEMPTS: Final = 3
KEPT: Final = timedelta(days=90)
_KILLED: Final = T(
    f"the process that worked at it was killed {MOST_ATTEMPTS} times, most likely for want of memory; nothing was changed. "
    "Hand over a smaller part of the file",
    f"处理进程已被终止 {MOST_ATTEMPTS} 次，很可能是内存不足；数据未作更改。请改为提供文件的一部分",
)


def put(kind: str, parameters: Mapping[str, Any]) -> Job:
    """A new job at the end of the queue; BadMachine where too many stand there already."""
    with transaction.atomic():
        Job.objects.filter(updated__lt=timezone.now() - KEPT).exclude(state__in=OPEN).delete()
        if Job.objects.filter(state__in=OPEN).count() >= MOST_OPEN:
            raise BadMachine(
                T(
                    f"{MOST_OPEN} jobs are waiting already; try again when some of them are done",
                    f"已有 {MOST_OPEN} 项任务在等待；请待部分完成后再试",
                )
            )
        return Job.objects.create(kind=kind, parameters=dict(parameters))


def due(now: datetime) -> Q:
    return Q(state=WAITING) | Q(state=RUNNING, lease_until__lt=now)


def is_anything_due() -> bool:
    return Job.objects.filter(due(timezone.now())).exists()


def take(holder: str) -> Job | None:
    """The oldest job that is due, now held by `holder`; None where there is none."""
    now = timezone.now()
    for found in Job.objects.filter(due(now)).order_by("created")[:MOST_OPEN]:
        mine = Job.objects.filter(due(now), pk=found.pk, attempts=found.attempts)
        if found.attempts >= MOST_ATTEMPTS:
            mine.update(state=FAILED, holder="", result={"message": _KILLED.as_json()}, updated=now)
        elif mine.update(
            state=RUNNING, holder=holder, lease_until=now + LEASE, attempts=F("attempts") + 1, share=None, words={},
            updated=now,
        ):  # fmt: skip
            return Job.objects.get(pk=found.pk)
    return None


def renew(job: Job, holder: str, *, share: float | None, words: T | None) -> bool:
    """Whether `holder` still has the job; how far it is gets written down on the way."""
    now = timezone.now()
    return bool(
        _held(job, holder).update(
            lease_until=now + LEASE, share=share, words=words.as_json() if words else {}, updated=now
        )
    )


def finish(job: Job, holder: str, state: str, result: Mapping[str, Any]) -> bool:
    """Write down what came of it, unless the job has been taken up by another worker meanwhile."""
    share = 1.0 if state == DONE else None
    now = timezone.now()
    return bool(
        _held(job, holder).update(
            state=state, result=dict(result), holder="", lease_until=None, share=share, words={}, updated=now
        )
    )


def hand_back(job: Job, holder: str) -> bool:
    """To the queue, as if it had never been begun: whoever stops is not to be waited for."""
    return bool(
        _held(job, holder).update(
            state=WAITING, holder="", lease_until=None, attempts=F("attempts") - 1, share=None, words={},
            updated=timezone.now(),
        )
    )  # fmt: skip


def _held(job: Job, holder: str) -> Any:
    return Job.objects.filter(pk=job.pk, state=RUNNING, holder=holder)
