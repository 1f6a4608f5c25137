"""All kinds of jobs; this is the only list of them."""

from __future__ import annotations

from typing import Final

from entrepot.web.data.work import CHECK, INGEST, UNDO
from entrepot.web.jobs.kind import Kind
from entrepot.web.studies.work import STUDY
from entrepot.web.warnings.work import BACKTEST

KINDS: Final[dict[str, Kind]] = {kind.id: kind for kind in (INGEST, UNDO, CHECK, BACKTEST, STUDY)}
