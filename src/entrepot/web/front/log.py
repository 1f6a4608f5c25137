"""One line of JSON for each event: when, how grave, where, what; never an address's query, a form, or a cookie."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Final

# What events say of a request besides; the request itself is never written down.
_MORE: Final = ("status_code", "milliseconds")


class Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        said |= {name: getattr(record, name) for name in _MORE if hasattr(record, name)}
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)
