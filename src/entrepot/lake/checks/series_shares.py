"""Shares of one whole that make more than the whole."""

from __future__ import annotations

from typing import Final

from entrepot.lake.checks.powers import as_text
from entrepot.lake.checks.rule import TogetherRule
from entrepot.vocabulary.areas import all_areas
from entrepot.vocabulary.text import T

# Subjects that cannot overlap: parts in the same group share one whole. Others ("high-tech", "electromechanical") may.
_GROUPS: Final = (
    ("sectors", "subject IN ('primary', 'secondary', 'tertiary')"),
    ("HS sections", "regexp_full_match(subject, 'HS section [0-9]{1,2}')"),
    ("HS chapters", "regexp_full_match(subject, 'HS chapter [0-9]{1,2}')"),
    ("customs regimes", "subject IN ('general trade', 'processing trade', 'bonded logistics', 'market procurement', 'other trade')"),
    ("types of firm", "subject IN ('private firms', 'foreign-invested firms', 'state-owned firms')"),
)  # fmt: skip
_IS_SHARE = "unit = '1' AND regexp_matches(measure, '(^|_)share($|_of)') AND measure NOT LIKE '%contribution%' AND half IS NOT NULL"
_SUMS = (
    "max(row) AS row, min(place) AS place, {percent} || ' %' AS value, "
    "{percent} AS percent, string_agg({part} || ' ' || said, ', ' ORDER BY {part}) AS parts"
)
_OVER = "HAVING count(*) > 1 AND sum(value) - sum(half) > 1 + 1e-9"


def _of_subjects() -> str:
    group = "CASE " + " ".join(f"WHEN {condition} THEN '{name}'" for name, condition in _GROUPS) + " END"
    return (
        f"SELECT {_SUMS.format(part='subject', percent=as_text('100 * sum(value)'))} FROM (SELECT *, {group} AS parts_of FROM whole WHERE {_IS_SHARE}) "
        "WHERE parts_of IS NOT NULL GROUP BY source, locator, area, counterpart, measure, period, parts_of "
        # The three sectors are the whole economy: they must not make less either.
        f"{_OVER} OR (parts_of = 'sectors' AND count(*) = 3 AND sum(value) + sum(half) < 1 - 1e-9)"
    )


def _of_countries() -> str:
    places = ", ".join(f"'{area.id}'" for kind in ("country", "province") for area in all_areas(kind))
    return (
        f"SELECT {_SUMS.format(part='counterpart', percent=as_text('100 * sum(value)'))} FROM whole WHERE {_IS_SHARE} AND counterpart IN ({places}) "
        f"GROUP BY source, locator, area, subject, measure, period {_OVER}"
    )


def _not_a_whole(percent: str, parts: str) -> T:
    return T(
        f"these shares of one whole make {percent} %, not 100: {parts}; correct the one that is wrong",
        f"同一整体的各份额之和为 {percent}%，而非 100%：{parts}；请改正有误的一项",
    )


SERIES_SHARES: Final = (
    TogetherRule("shares_over_100", "series", "warn", "value", _of_subjects(), _not_a_whole),
    TogetherRule("shares_over_100", "series", "warn", "value", _of_countries(), _not_a_whole),
)
