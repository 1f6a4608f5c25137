"""How trade reacts where a scenario does not say otherwise: assumptions with their ranges and references."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from entrepot.parameters.assumption import Assumption

_FILE: Final = Path(__file__).parent / "reactions.toml"


@cache
def reactions() -> dict[str, Assumption]:
    """Each by its id."""
    return {row["id"]: Assumption.of_row(row) for row in _table()["assumptions"]}


def reviewed_on() -> str:
    """The day on which the list was last looked over."""
    return str(_table()["as_of"])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
