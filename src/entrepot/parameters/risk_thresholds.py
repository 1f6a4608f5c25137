"""How readings become scores: thresholds, weights and limits, dated and cited; a file of one's own may change any of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from entrepot.parameters.keys import Keys
from entrepot.parameters.own_file import file_text, toml_keys
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T

FILE: Final = Path(__file__).parent / "risk_thresholds.toml"
LEVEL_NAMES: Final = ("watch", "high", "severe")
_KIND: Final = T("thresholds", "阈值")
_LARGEST_FILE: Final = 1_000_000
_OFF_ONE: Final = 1e-9
_KEYS: Final = ("levels", "steady", "parts", "price_war", "one_origin", "ranks", "readings")
_READING_KEYS: Final = ("risk", "reading", "weight", "points", "as_of", "reference")


@dataclass(frozen=True, slots=True)
class ScoreMap:
    """Straight lines between `points` (value, score), level beyond the first and the last; what it weighs, and who says so."""

    points: tuple[tuple[float, float], ...]
    weight: float
    as_of: str
    reference: str


@dataclass(frozen=True, slots=True)
class RiskThresholds:
    """`readings` by (risk, reading); `levels` are the scores from which on a level holds, lowest first."""

    readings: Mapping[tuple[str, str], ScoreMap]
    levels: tuple[float, float, float]
    steady_within: float
    least_share: float
    least_rise: float
    least_fall: float
    dominant_from: float
    draws: int
    seed: int
    interval: float


Known = Mapping[str, Iterable[str]]
"""The readings of each risk, by their ids."""
Weights = Mapping[str, Mapping[str, float]]
"""The weights of some risks, in Python: {"market_concentration": {"hhi_partners": 1.0, "top5_partners": 0.0, ...}}."""


def risk_thresholds(known: Known, weights: str | Path | Weights | None = None) -> RiskThresholds:
    """Those that come along, with what a file of one's own or a mapping of weights changes; all problems at once."""
    ours = _shipped(tuple((risk, tuple(readings)) for risk, readings in known.items()))
    if weights is None:
        return ours
    if isinstance(weights, str | Path):
        path = Path(weights)
        return thresholds_of_toml(file_text(path, _KIND, most=_LARGEST_FILE), known, file=path.name, base=ours)
    return _with_weights(ours, weights)


@cache
def _shipped(known: tuple[tuple[str, tuple[str, ...]], ...]) -> RiskThresholds:
    return thresholds_of_toml(FILE.read_text(encoding="utf-8"), dict(known), file=FILE.name)


def thresholds_of_toml(
    text: str, known: Known, *, file: str = "", base: RiskThresholds | None = None
) -> RiskThresholds:
    """What the text declares, over `base` where it leaves something out; SchemaMismatch names file, line and key."""
    keys = toml_keys(text, file=file)
    found = _read(keys, known, base)
    keys.problems.raise_any()
    return found


def _read(keys: Keys, known: Known, base: RiskThresholds | None) -> RiskThresholds:
    keys.only(_KEYS)
    maps = dict(base.readings) if base else {}
    places: dict[str, Keys] = {}
    seen: set[tuple[str, str]] = set()
    for one in keys.each("readings"):
        named = one.word("risk"), one.word("reading")
        if all(named) and named in seen:
            one.wrong("reading", T(f"{named[1]} of {named[0]} stands here twice", f"{named[0]} 的 {named[1]} 重复出现"))
        seen.add(named)
        place = _reading(one, known, maps)
        if place:
            places[place] = one
    _refuse_weights(maps, known, places, keys)
    return RiskThresholds(
        readings=maps,
        levels=_levels(keys, base.levels if base else (25.0, 50.0, 75.0)),
        steady_within=_amount(keys, "steady", "within", base.steady_within if base else None, least=0.0, most=100.0),
        least_share=_amount(keys, "parts", "least_share", base.least_share if base else None, least=0.0, most=1.0),
        least_rise=_amount(keys, "price_war", "least_rise", base.least_rise if base else None, least=0.0, most=1.0),
        least_fall=_amount(keys, "price_war", "least_fall", base.least_fall if base else None, least=0.0, most=1.0),
        dominant_from=_amount(
            keys, "one_origin", "dominant_from", base.dominant_from if base else None, least=0.0, most=1.0
        ),
        draws=int(_amount(keys, "ranks", "draws", base.draws if base else None, least=1, most=10_000)),
        seed=int(_amount(keys, "ranks", "seed", base.seed if base else None, least=0, most=2**31)),
        interval=_amount(keys, "ranks", "interval", base.interval if base else None, least=0.0, most=1.0),
    )


def _reading(keys: Keys, known: Known, maps: dict[tuple[str, str], ScoreMap]) -> str:
    """Into `maps`; the risk that it is of, or nothing where there is no such reading."""
    keys.only(_READING_KEYS)
    risk = keys.one_of("risk", tuple(known), needed=True)
    reading = keys.one_of("reading", tuple(known.get(risk, ())), needed=True) if risk in known else ""
    if not reading or reading not in known[risk]:
        return ""
    before = maps.get((risk, reading))
    weight = keys.amount("weight", needed=before is None, least=0.0, most=1.0)
    points = _points(keys, needed=before is None)
    maps[risk, reading] = ScoreMap(
        points=points or (before.points if before else ((0.0, 0.0), (1.0, 100.0))),
        weight=weight if weight is not None else (before.weight if before else 0.0),
        as_of=_day(keys, needed=before is None) or (before.as_of if before else ""),
        # Other limits than the cited ones are not the cited ones.
        reference=keys.word("reference", needed=before is None or bool(points)) or (before.reference if before else ""),
    )
    return risk


def _day(keys: Keys, *, needed: bool) -> str:
    text = keys.word("as_of", needed=needed)
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        keys.wrong("as_of", T(f"{text!r} is no day: write 2024-12-31", f"“{text}”不是日期：请写成 2024-12-31"))
        return ""


def _points(keys: Keys, *, needed: bool) -> tuple[tuple[float, float], ...]:
    if needed and not keys.needs("points"):
        return ()
    value = keys.table.get("points")
    if value is None:
        return ()
    pairs = value if isinstance(value, list) else []
    if len(pairs) < 2 or not all(
        isinstance(pair, list) and len(pair) == 2 and all(map(_number, pair)) for pair in pairs
    ):
        keys.wrong("points", T("a list of two or more [value, score] is wanted", "应为两个以上 [数值, 分数] 的列表"))
        return ()
    found = tuple((float(pair[0]), float(pair[1])) for pair in pairs)
    if any(not 0 <= score <= 100 for _, score in found):
        keys.wrong("points", T("scores are from 0 to 100", "分数应在0至100之间"))
    for one, after in pairwise(found):
        if one[0] >= after[0]:
            keys.wrong("points", T(f"the thresholds are out of order: {after[0]:g} comes after {one[0]:g}", f"阈值次序有误：{after[0]:g} 排在 {one[0]:g} 之后"))  # fmt: skip
            break
    return found


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _refuse_weights(
    maps: Mapping[tuple[str, str], ScoreMap], known: Known, places: Mapping[str, Keys], keys: Keys
) -> None:
    for risk, readings in known.items():
        lacking = [reading for reading in readings if (risk, reading) not in maps]
        for reading in lacking:
            keys.problems.add(
                keys.at, T(f"no [[readings]] for {reading} of {risk}", f"缺少 {risk} 的 {reading} 的 [[readings]]")
            )
        total = math.fsum(one.weight for (of, _), one in maps.items() if of == risk)
        if not lacking and abs(total - 1) > _OFF_ONE:
            problem = T(f"the weights of {risk} sum to {total:g}, not to one", f"{risk} 的权重合计为 {total:g}，应为1")
            if risk in places:
                places[risk].wrong("weight", problem)
            else:
                keys.problems.add(keys.at, problem)


def _levels(keys: Keys, before: tuple[float, float, float]) -> tuple[float, float, float]:
    inner = keys.inner("levels")
    if inner is None:
        return before
    inner.only(LEVEL_NAMES)
    given = [inner.amount(name, least=0.0, most=100.0) for name in LEVEL_NAMES]
    found = [old if new is None else new for new, old in zip(given, before, strict=True)]
    for name, one, after in zip(LEVEL_NAMES[1:], found, found[1:], strict=False):
        if one >= after:
            inner.wrong(name, T(f"the thresholds are out of order: {after:g} comes after {one:g}", f"阈值次序有误：{after:g} 排在 {one:g} 之后"))  # fmt: skip
    return found[0], found[1], found[2]


def _amount(keys: Keys, table: str, key: str, before: float | None, *, least: float, most: float) -> float:
    inner = keys.inner(table)
    if inner is None:
        if before is None:
            keys.needs(table)
        return float(before or 0.0)
    value = inner.amount(key, needed=before is None, least=least, most=most)
    return float(value if value is not None else before or 0.0)


def _with_weights(ours: RiskThresholds, weights: Weights) -> RiskThresholds:
    maps = dict(ours.readings)
    for risk, readings in weights.items():
        for reading, weight in readings.items():
            if (risk, reading) not in maps:
                raise WrongCall(T(f"{risk} has no reading {reading}", f"{risk} 没有名为 {reading} 的读数"))
            if not _number(weight) or not 0 <= weight <= 1:
                raise WrongCall(T(f"the weight of {reading} is from 0 to 1, not {weight}", f"{reading} 的权重应在0至1之间，而不是 {weight}"))  # fmt: skip
            maps[risk, reading] = replace(maps[risk, reading], weight=float(weight))
        total = math.fsum(one.weight for (of, _), one in maps.items() if of == risk)
        if abs(total - 1) > _OFF_ONE:
            raise WrongCall(
                T(f"the weights of {risk} sum to {total:g}, not to one", f"{risk} 的权重合计为 {total:g}，应为1")
            )
    return replace(ours, readings=maps)
