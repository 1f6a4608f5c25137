"""Earlier periods that an answer needs and nobody asked to see: what growth compares with, where a window begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from entrepot.vocabulary.periods import parse_period
from entrepot.workbench.rolling import Rolling

MONTHS = {"month": 1, "quarter": 3}


def reaching_back(first: str, frequency: str, options: Mapping[str, Any], rolling: Rolling | None) -> str:
    """Where reading begins so that the period `first` has all it needs; a few periods more do no harm."""
    if not first:
        return first
    length = MONTHS.get(frequency, 12)
    months = 0 if rolling is None else (rolling.window - 1) * length
    # A measure with a window or a base of its own says by itself how far back it looks.
    if "against" in options and "window" not in options and options.get("since") is None:
        months += 12 if options["against"] == "same_period_last_year" else length
    years = -(-months // 12)
    return f"{parse_period(first).year - years:04d}" if years else first


def beginning_with(table: pa.Table, first: str) -> pa.Table:
    """The rows that were asked for."""
    if not first or "period" not in table.column_names:
        return table
    return table.filter(pc.greater_equal(table["period"], pa.scalar(first)))
