"""A line of JSON for each event, and nothing in it that a person typed."""

from __future__ import annotations

import json
import logging

from entrepot.web.front.log import Line


def said(record: logging.LogRecord) -> dict[str, object]:
    line = Line().format(record)
    assert "\n" not in line
    told: dict[str, object] = json.loads(line)
    return told


def test_a_line_says_when_how_grave_where_and_what() -> None:
    record = logging.LogRecord("entrepot.web", logging.INFO, __file__, 1, "%s %s was slow", ("GET", "/zh/"), None)
    record.created = 0.0
    record.status_code, record.milliseconds, record.request = 200, 2345, "?q=secret"
    assert said(record) == {
        "at": "1970-01-01T00:00:00.000+00:00", "level": "info", "logger": "entrepot.web", "message": "GET /zh/ was slow", "status_code": 200,
        "milliseconds": 2345,
    }  # fmt: skip


def test_a_trace_and_a_forged_line_stay_one_line() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError as problem:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, 'a\n{"level": "forged"}', (), (ValueError, problem, problem.__traceback__)
        )
    told = said(record)
    assert told["level"] == "error"
    assert "two\nlines" in str(told["trace"])
