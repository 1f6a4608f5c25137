"""Wholes that stand among their own parts: a nation beside its provinces, a province beside its cities."""

from __future__ import annotations

from typing import Final

from entrepot.lake.checks.rule import TogetherRule
from entrepot.vocabulary.areas import Kind, all_areas
from entrepot.vocabulary.text import T

# Hong Kong and Macao belong to China, but China's trade is stated without them.
_WITHIN: Final[tuple[Kind, ...]] = ("province", "prefecture", "zone")
_PARENTS = ", ".join(f"('{area.id}', '{area.parent}')" for kind in _WITHIN for area in all_areas(kind) if area.parent)
_SAME = "source, basis, frequency, flow, product_digits, partner_level"

# China Customs' nation and provinces differ by basis; where they do not, adding up reporters counts twice.
_NESTED = (
    f"WITH given AS (SELECT reporter, {_SAME}, max(row) AS row FROM whole GROUP BY ALL) "
    "SELECT max(coalesce(part.row, holder.row)) AS row, concat_ws(' ', source, holder.reporter) AS place, holder.reporter AS value, "
    "holder.reporter AS told, count(DISTINCT part.reporter) AS parts, min(part.reporter) AS first FROM given AS holder "
    f"JOIN (VALUES {_PARENTS}) AS inside(area, parent) ON inside.parent = holder.reporter "
    f"JOIN given AS part ON part.reporter = inside.area AND {' AND '.join(f'part.{name} = holder.{name}' for name in _SAME.split(', '))} "
    "GROUP BY holder.source, holder.reporter"
).replace("concat_ws(' ', source, ", "concat_ws(' ', holder.source, ")


def _nested(told: str, parts: int, first: str) -> T:
    return T(
        f"{told} reports beside {parts} of its own parts ({first} ...) on one basis; never add the reporters up, choose one level",
        f"{told} 与其下 {parts} 个地区（{first} 等）以同一口径并列；不可把各报告地区相加，请只取一个层级",
    )


NESTING: Final = (TogetherRule("aggregate_among_parts", "flows", "note", "reporter", _NESTED, _nested),)
