"""When a series gives a warning and what a warning is held to: dated, each with its reference, and free to be changed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from entrepot.parameters.keys import Keys
from entrepot.parameters.own_file import file_text, toml_keys
from entrepot.vocabulary.text import T

Kind = Literal["price", "volume", "value"]
KINDS: Final[tuple[Kind, ...]] = ("price", "volume", "value")
_KIND: Final = T("settings of warnings", "预警设置")
_LARGEST_FILE: Final = 1_000_000
_FILE: Final = Path(__file__).parent / "warnings.toml"
_KEYS: Final = {
    "window": ("months", "fewest_records"),
    "unusual": ("amber", "red"),
    "move": KINDS,
    "weight": ("amber", "red"),
    "scale": ("least",),
    "trace": ("floor",),
    "price": ("trim",),
    "error": ("times",),
    "event": ("within_months", "smoothed_months", "unusual"),
    "score": ("margin",),
    "publication": ("lag_months", "together", "together_since"),
    "signals": ("lowest_percentile", "highest_percentile", "most_noise"),
}
# Months and years are whole, and beyond these limits a number makes no sense: nothing has no logarithm, and a part is below one.
_WHOLE: Final = {
    "months": (24, 600), "fewest_records": (12, 600), "within_months": (1, 60), "smoothed_months": (1, 25), "lag_months": (0, 60),
    "together_since": (1900, 2199), "lowest_percentile": (1, 99), "highest_percentile": (1, 99),
}  # fmt: skip
_BETWEEN: Final = {"times": (2.0, 1e9), "least": (1e-6, 1.0), "floor": (1e-6, 1.0), "trim": (1.0, 1e9)}


@dataclass(frozen=True, slots=True)
class WarningSettings:
    """`unusual` and `weight` are (amber, red); `move` is by kind of warning; `references` by table of the file."""

    window: int
    fewest_records: int
    unusual: tuple[float, float]
    move: dict[Kind, float]
    weight: tuple[float, float]
    least_scale: float
    floor: float
    trim: float
    error_times: float
    within_months: int
    smoothed_months: int
    event_unusual: float
    margin: float
    lag_months: int
    together: tuple[int, ...]
    together_since: int
    percentiles: tuple[int, int]
    most_noise: float
    references: dict[str, str]

    def __hash__(self) -> int:
        return hash(repr(self))


@cache
def warning_settings() -> WarningSettings:
    return read_warning_settings(_FILE)


def read_warning_settings(path: Path) -> WarningSettings:
    """The settings of a file like the one that comes along; SchemaMismatch with file, line and key of all that is wrong."""
    keys = toml_keys(file_text(path, _KIND, most=_LARGEST_FILE), file=path.name)
    problems = keys.problems
    keys.only(("as_of", *_KEYS))
    found = {name: _table(keys, name) for name in _KEYS}
    unusual, weight = _rising(found["unusual"], keys, "unusual"), _rising(found["weight"], keys, "weight")
    percentiles = _rising(found["signals"], keys, "signals", ("lowest_percentile", "highest_percentile"), most=99)
    window, fewest = found["window"].get("months", 0), found["window"].get("fewest_records", 0)
    if fewest > window > 0:
        problems.add(keys.at / "window" / "fewest_records", T(f"{fewest:g} records are more than the {window:g} months of the window", f"所需记录数 {fewest:g} 多于窗口的 {window:g} 个月"))  # fmt: skip
    together = _together(keys.inner("publication"))
    problems.raise_any()
    return WarningSettings(
        window=int(window),
        fewest_records=int(fewest),
        unusual=unusual,
        move={kind: found["move"][kind] for kind in KINDS},
        weight=weight,
        least_scale=found["scale"]["least"],
        floor=found["trace"]["floor"],
        trim=found["price"]["trim"],
        error_times=found["error"]["times"],
        within_months=int(found["event"]["within_months"]),
        smoothed_months=int(found["event"]["smoothed_months"]),
        event_unusual=found["event"]["unusual"],
        margin=found["score"]["margin"],
        lag_months=int(found["publication"]["lag_months"]),
        together=together,
        together_since=int(found["publication"]["together_since"]),
        percentiles=(int(percentiles[0]), int(percentiles[1])),
        most_noise=found["signals"]["most_noise"],
        references={name: keys.inner(name).word("reference") for name in _KEYS},  # type: ignore[union-attr]
    )


def _table(keys: Keys, name: str) -> dict[str, float]:
    if not keys.needs(name) or (inner := keys.inner(name)) is None:
        return {}
    inner.only((*_KEYS[name], "reference"))
    inner.word("reference", needed=True)
    numbers = {key: _number(inner, key) for key in _KEYS[name] if key != "together"}
    return {key: number for key, number in numbers.items() if number is not None}


def _number(keys: Keys, key: str) -> float | None:
    if key in _WHOLE:
        least, most = _WHOLE[key]
        return keys.number(key, least=least, most=most) if keys.needs(key) else None
    low, high = _BETWEEN.get(key, (0.0, math.inf))
    return keys.amount(key, needed=True, least=low, most=high)


def _together(keys: Keys | None) -> tuple[int, ...]:
    """The months that come out with the next one; nothing where a problem has been noted."""
    months = keys.table.get("together", []) if keys else []
    if isinstance(months, list) and all(type(month) is int and 1 <= month <= 12 for month in months):
        return tuple(months)
    if keys:
        keys.wrong("together", T("a list of months is wanted: [1, 2]", "应为月份列表：[1, 2]"))
    return ()


def _rising(
    table: dict[str, float], keys: Keys, name: str, ends: tuple[str, str] = ("amber", "red"), most: float = 1e9
) -> tuple[float, float]:
    low, high = (table.get(end, 0.0) for end in ends)
    if all(end in table for end in ends) and not 0 < low < high <= most:
        keys.problems.add(keys.at / name / ends[1], T(f"{ends[0]} comes before {ends[1]}: {low:g} is not below {high:g}", f"{ends[0]} 应小于 {ends[1]}：{low:g} 不小于 {high:g}"))  # fmt: skip
    return low, high
