"""Back-tests kept in a folder: what each origin said, so that a run that was stopped goes on, and the results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from entrepot.parameters.warning_settings import WarningSettings
from entrepot.risks.backtest.origins import TESTED, Said
from entrepot.risks.backtest.result import Backtest, Line
from entrepot.risks.backtest.scoring import Score
from entrepot.risks.backtest.shocks import Seen
from entrepot.risks.warnings.warning import KindOfWarning
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RESULT = "result.json"
FORM: Final = 3
"""Raised whenever what a back-test says means something else than before: those of another form are made again."""


def keep_origin(folder: Path, origin: str, known: int, said: Mapping[KindOfWarning, Said]) -> None:
    """Put in place whole or not at all."""
    import numpy as np

    columns: dict[str, NDArray[Any]] = {"known": np.array(known)}
    for kind, one in said.items():
        columns |= {f"{kind}_{field.name}": getattr(one, field.name) for field in fields(Said)}
    partial = folder / f"{origin}.partial"
    with partial.open("wb") as file:
        np.savez(file, **columns)  # type: ignore[arg-type]
    partial.replace(folder / f"{origin}.npz")


def kept_origin(folder: Path, origin: str) -> tuple[int, dict[KindOfWarning, Said]] | None:
    """The last month that was known, and what was said; None where that origin has not been worked out."""
    import numpy as np

    path = folder / f"{origin}.npz"
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as stored:
        said = {kind: Said(**{field.name: stored[f"{kind}_{field.name}"] for field in fields(Said)}) for kind in TESTED}
        return int(stored["known"]), said


def keep_result(folder: Path, result: Backtest) -> None:
    content = result.as_json() | {"form": FORM, "settings": asdict(result.settings)}
    partial = folder / f"{_RESULT}.partial"
    partial.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    partial.replace(folder / _RESULT)


def kept_results(folder: Path) -> tuple[Backtest, ...]:
    """All that are finished, the newest first."""
    found = [one for path in folder.glob(f"*/{_RESULT}") if (one := _read(path, path.stat().st_mtime_ns)) is not None]
    return tuple(sorted(found, key=lambda one: one.made, reverse=True))


def kept_result(folder: Path) -> Backtest | None:
    """None where it is not finished, or is of another form."""
    path = folder / _RESULT
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=256)
def _read(path: Path, _: int) -> Backtest | None:
    """Read once while the file stands as it stood."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return _result(content) if content.get("form") == FORM else None


def _result(content: dict[str, Any]) -> Backtest:
    lines = tuple(Line(one.pop("kind"), one.pop("event"), one.pop("rule"), Score(**one)) for one in content["lines"])
    plain = {
        name: content[name]
        for name in (
            "id",
            "first",
            "last",
            "origins",
            "vintages",
            "series",
            "source",
            "synthetic",
            "made",
            "flow",
            "version",
        )
    }
    return Backtest(
        **plain, title=T(**content["title"]), regions=tuple(content["regions"]), lines=lines, settings=_settings(content["settings"]),
        says=tuple(T(**one) for one in content["says"]),
        shocks=tuple(Seen(**{**one, "title": T(**one["title"])}) for one in content["shocks"]),
    )  # fmt: skip


def _settings(content: dict[str, Any]) -> WarningSettings:
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in content.items()
    }
    return WarningSettings(**plain)
