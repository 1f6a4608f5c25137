"""A job: what is to be done, who is doing it until when, how far it is, and what came of it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar, Final

from django.db import models

from entrepot.vocabulary.text import T

WAITING: Final = "waiting"
RUNNING: Final = "running"
DONE: Final = "done"
REFUSED: Final = "refused"
FAILED: Final = "failed"
STOPPED: Final = "stopped"
STATES: Final[dict[str, T]] = {
    WAITING: T("waiting", "等待中"),
    RUNNING: T("at work", "进行中"),
    DONE: T("done", "已完成"),
    REFUSED: T("refused", "已拒绝"),
    FAILED: T("failed", "失败"),
    STOPPED: T("stopped", "已停止"),
}
OPEN: Final = (WAITING, RUNNING)


class Job(models.Model):
    """`refused` is the file's or the question's fault, `failed` is ours, `stopped` somebody's wish; `holder` is the process that has the lease."""

    id: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind: models.CharField[str, str] = models.CharField(max_length=32)
    parameters: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    state: models.CharField[str, str] = models.CharField(max_length=8, default=WAITING)
    holder: models.CharField[str, str] = models.CharField(max_length=80, default="", blank=True)
    lease_until: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    attempts: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(default=0)
    share: models.FloatField[float | None, float | None] = models.FloatField(null=True, blank=True)
    words: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict, blank=True)
    result: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    created: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    updated: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager[Job]] = models.Manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "created"], name="jobs_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def state_title(self) -> T:
        return STATES[self.state]

    @property
    def step(self) -> T | None:
        """What is being done now, as the worker last told it."""
        return T(self.words["en"], self.words["zh"]) if self.words else None
