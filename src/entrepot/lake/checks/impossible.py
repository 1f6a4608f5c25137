"""More people or firms than there can be."""

from __future__ import annotations

from typing import Final

from entrepot.lake.checks.rule import TogetherRule
from entrepot.vocabulary.text import T

# Seventh national census, 1 November 2020: National Bureau of Statistics, communiqué no. 3. The world: United Nations,
# World Population Prospects 2024, mid-2024.
PEOPLE: Final[dict[str, int]] = {
    "CN-BJ": 21_893_095, "CN-TJ": 13_866_009, "CN-HE": 74_610_235, "CN-SX": 34_915_616, "CN-NM": 24_049_155,
    "CN-LN": 42_591_407, "CN-JL": 24_073_453, "CN-HL": 31_850_088, "CN-SH": 24_870_895, "CN-JS": 84_748_016,
    "CN-ZJ": 64_567_588, "CN-AH": 61_027_171, "CN-FJ": 41_540_086, "CN-JX": 45_188_635, "CN-SD": 101_527_453,
    "CN-HA": 99_365_519, "CN-HB": 57_752_557, "CN-HN": 66_444_864, "CN-GD": 126_012_510, "CN-GX": 50_126_804,
    "CN-HI": 10_081_232, "CN-CQ": 32_054_159, "CN-SC": 83_674_866, "CN-GZ": 38_562_148, "CN-YN": 47_209_277,
    "CN-XZ": 3_648_100, "CN-SN": 39_528_999, "CN-GS": 25_019_831, "CN-QH": 5_923_957, "CN-NX": 7_202_654,
    "CN-XJ": 25_852_345, "CHN": 1_411_778_724, "WLD": 8_200_000_000,
}  # fmt: skip
# Census and figure may lie decades apart.
_ROOM: Final = 1.5
# The largest employers have some two million workers; no group of firms has a tenth of that on average.
_WORKERS_PER_FIRM: Final = 100_000

_COUNTED = (
    "half IS NOT NULL AND ((unit = 'persons' AND regexp_matches(measure, 'worker|employ|population|resident|people|labour')) OR unit = 'firms') "
    "AND NOT regexp_matches(measure, 'change|growth|gap|target')"
)
_PEOPLE = "(VALUES " + ", ".join(f"('{area}', {count})" for area, count in PEOPLE.items()) + ") AS people(area, count)"
# A city cannot hold more than its province does.
_MORE_THAN_PEOPLE = (
    "SELECT row, place, said AS value, said AS told, measure, people.area AS area, people.count AS people FROM whole "
    f"JOIN {_PEOPLE} ON people.area = whole.area OR (people.area = left(whole.area, 5) AND length(whole.area) > 5) "
    f"WHERE {_COUNTED} AND value - half > {_ROOM} * people.count"
)
_TOO_MANY_A_FIRM = (
    "SELECT coalesce(workers.row, firms.row) AS row, workers.place AS place, workers.said AS value, workers.said AS told, firms.said AS firms, "
    "workers.value / firms.value AS each FROM whole AS workers JOIN whole AS firms ON workers.unit = 'persons' AND firms.unit = 'firms' "
    "AND firms.source = workers.source AND firms.area IS NOT DISTINCT FROM workers.area AND firms.period = workers.period "
    "AND firms.subject IS NOT DISTINCT FROM workers.subject AND regexp_replace(workers.measure, '_(workers|employees|employment)$', 's') = firms.measure "
    f"WHERE workers.half IS NOT NULL AND firms.half IS NOT NULL AND firms.value > 0 AND workers.value > {_WORKERS_PER_FIRM} * firms.value"
)


def _beyond(told: str, measure: str, area: str, people: int) -> T:
    return T(
        f"{measure} {told}: more than the people of {area}, {people:,} in 2020; look at the unit (万) in the original",
        f"{measure} 为 {told}，超过 {area} 的人口（2020 年 {people:,} 人）；请核对原文的单位（万）",
    )


def _each(told: str, firms: str, each: float) -> T:
    return T(
        f"{told} in {firms} would be {each:,.0f} in each; look at the unit (万) in the original",
        f"{firms} 共 {told}，平均每家 {each:,.0f} 人；请核对原文的单位（万）",
    )


IMPOSSIBLE: Final = (
    TogetherRule("impossible", "series", "warn", "value", _MORE_THAN_PEOPLE, _beyond),
    TogetherRule("impossible", "series", "warn", "value", _TOO_MANY_A_FIRM, _each),
)
