"""The queue: every change of a job is one UPDATE that says in its WHERE what it relies on.

So two workers never hold the same job, in SQLite as in PostgreSQL, and nobody has to look after them: a lease that its
worker no longer renews runs out, and the job is due again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from entrepot.vocabulary.errors import BadMachine
from entrepot.vocabulary.text import T
from entrepot.web.jobs.kinds import KINDS
from entrepot.web.jobs.models import DONE, FAILED, OPEN, RUNNING, STOPPED, WAITING, Job

LEASE: Final = timedelta(seconds=20)
MOST_OPEN: Final = 20
# A file that kills its worker each time (of memory, mostly) must not do so for ever.
MOST_ATTEMPTS: Final = 3
KEPT: Final = timedelta(days=90)
_LAST: Final = tuple(kind.id for kind in KINDS.values() if kind.gives_way)


def put(kind: str, parameters: Mapping[str, Any], *, pk: UUID | None = None) -> Job:
    """A new job at the end of the queue; BadMachine where too many stand there already."""
    with transaction.atomic():
        Job.objects.filter(updated__lt=timezone.now() - KEPT).exclude(state__in=OPEN).delete()
        # Those that give way take no other's place.
        of_the_kind = Q(kind__in=_LAST) if kind in _LAST else ~Q(kind__in=_LAST)
        if Job.objects.filter(of_the_kind, state__in=OPEN).count() >= MOST_OPEN:
            raise BadMachine(
                T(
                    f"{MOST_OPEN} jobs are waiting already; try again when some of them are done",
                    f"已有 {MOST_OPEN} 项任务在等待；请待部分完成后再试",
                )
            )
        return Job.objects.create(pk=pk or uuid4(), kind=kind, parameters=dict(parameters))


def put_once(kind: str, parameters: Mapping[str, Any]) -> Job:
    """The open job of this very question, whoever asked it; a new one where there is none."""
    newest = newest_of(kind, parameters)
    if newest is not None and newest.is_open:
        return newest
    # Named after the question and the job before it: of several who ask at once one makes it, and the others find it.
    named = json.dumps([kind, parameters, str(newest.pk) if newest else ""], sort_keys=True)
    pk = uuid5(NAMESPACE_OID, named)
    try:
        return put(kind, parameters, pk=pk)
    except IntegrityError:
        return Job.objects.get(pk=pk)


def newest_of(kind: str, parameters: Mapping[str, Any]) -> Job | None:
    asked = {f"parameters__{name}": value for name, value in parameters.items()}
    return Job.objects.filter(kind=kind, **asked).order_by("-created").first()


def due(now: datetime) -> Q:
    return Q(state=WAITING) | Q(state=RUNNING, lease_until__lt=now)


def is_anything_due() -> bool:
    return Job.objects.filter(due(timezone.now())).exists()


def is_way_to_be_given() -> bool:
    """Whether anything is due that goes before jobs that give way."""
    return Job.objects.filter(due(timezone.now())).exclude(kind__in=_LAST).exists()


def before(job: Job) -> int:
    """How many open jobs have their turn before this one."""
    if not job.is_open:
        return 0
    others, earlier = Job.objects.filter(state__in=OPEN), Q(created__lt=job.created)
    if job.kind in _LAST:
        return others.filter(earlier | ~Q(kind__in=_LAST)).count()
    return others.filter(earlier).exclude(kind__in=_LAST, state=WAITING).count()


def take(holder: str) -> Job | None:
    """The oldest job that is due, of those first that give no way; now held by `holder`. None where there is none."""
    now = timezone.now()
    for found in _in_turn(Job.objects.filter(due(now))):
        mine = Job.objects.filter(due(now), pk=found.pk, attempts=found.attempts)
        if found.attempts >= MOST_ATTEMPTS:
            mine.update(state=FAILED, holder="", result={"message": _killed(found).as_json()}, updated=now)
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


def call_off(job: Job) -> bool:
    """Nobody wants it any more; whoever works at it ends with the next beat of its heart."""
    return bool(
        Job.objects.filter(pk=job.pk, state__in=OPEN).update(
            state=STOPPED, holder="", lease_until=None, share=None, words={}, updated=timezone.now()
        )
    )


def _in_turn(due_now: QuerySet[Job]) -> list[Job]:
    by_age = due_now.order_by("created")
    return [*by_age.exclude(kind__in=_LAST)[:MOST_OPEN], *by_age.filter(kind__in=_LAST)[:MOST_OPEN]]


def _killed(job: Job) -> T:
    left = KINDS[job.kind].left
    return T(
        f"the process that worked at it was killed {MOST_ATTEMPTS} times, most likely for want of memory; {left.en}",
        f"处理进程已被终止 {MOST_ATTEMPTS} 次，很可能是内存不足；{left.zh}",
    )


def _held(job: Job, holder: str) -> Any:
    return Job.objects.filter(pk=job.pk, state=RUNNING, holder=holder)
