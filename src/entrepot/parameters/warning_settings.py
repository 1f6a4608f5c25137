"""When a series gives a warning and what a warning is held to: dated, each with its reference, and free to be changed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from entrepot.parameters.keys import Keys, Problems
from entrepot.parameters.toml_places import Place
from entrepot.vocabulary.errors import SchemaMismatch, WrongCall
from entrepot.vocabulary.text import T

Kind = Literal["price", "volume", "value"]
KINDS: Final[tuple[Kind, ...]] = ("price", "volume", "value")
_FILE: Final = Path(__file__).parent / "warnings.toml"
_KEYS: Final = {
    "window": ("months", "fewest_records"),
    "unusual": ("amber", "red"),
    "move": KINDS,
    "weight": ("amber", "red"),
    "scale": ("least",),
    "trace": ("floor",),
    "price": ("trim",),
    "event": ("within_months", "smoothed_months", "unusual"),
    "score": ("margin",),
    "publication": ("lag_months", "together", "together_since"),
    "signals": ("lowest_percentile", "highest_percentile", "most_noise"),
}


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
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise WrongCall(T(f"{path} cannot be read as text", f"无法读取文本文件 {path}")) from problem
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        raise SchemaMismatch(T(f"{path.name}: this is not TOML: {problem}", f"{path.name}：不符合 TOML 语法：{problem}")) from problem  # fmt: skip
    problems = Problems()
    keys = Keys(table, Place(path.name, text), problems)
    keys.only(("as_of", *_KEYS))
    found = {name: _table(keys, name) for name in _KEYS}
    unusual, weight = _rising(found["unusual"], keys, "unusual"), _rising(found["weight"], keys, "weight")
    percentiles = _rising(found["signals"], keys, "signals", ("lowest_percentile", "highest_percentile"), most=99)
    window, fewest = found["window"].get("months", 0), found["window"].get("fewest_records", 0)
    if not 24 <= window <= 600 or not 12 <= fewest <= window:
        problems.add(keys.at / "window", T("a window has 24 to 600 months and asks for 12 or more of them", "窗口应为24至600个月，所需记录数不少于12且不多于窗口"))  # fmt: skip
    publication = keys.inner("publication")
    together = publication.table.get("together", []) if publication else []
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
        within_months=int(found["event"]["within_months"]),
        smoothed_months=int(found["event"]["smoothed_months"]),
        event_unusual=found["event"]["unusual"],
        margin=found["score"]["margin"],
        lag_months=int(found["publication"]["lag_months"]),
        together=tuple(int(month) for month in together) if isinstance(together, list) else (),
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
    numbers = {key: inner.amount(key, needed=True, least=0) for key in _KEYS[name] if key != "together"}
    return {key: number for key, number in numbers.items() if number is not None}


def _rising(
    table: dict[str, float], keys: Keys, name: str, ends: tuple[str, str] = ("amber", "red"), most: float = 1e9
) -> tuple[float, float]:
    low, high = (table.get(end, 0.0) for end in ends)
    if table and not 0 < low < high <= most:
        keys.problems.add(keys.at / name / ends[1], T(f"{ends[0]} comes before {ends[1]}: {low:g} is not below {high:g}", f"{ends[0]} 应小于 {ends[1]}：{low:g} 不小于 {high:g}"))  # fmt: skip
    return low, high
