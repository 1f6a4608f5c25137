"""Codes and names of partners, places and regimes as China Customs prints them, in one table each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from entrepot.sources.lookups import lookup, lookup_table, text_table
from entrepot.vocabulary.areas import all_areas, all_by_id, code_table, normalised
from entrepot.vocabulary.quantities import quantity_unit, quantity_units
from entrepot.vocabulary.regimes import ALL, regimes
from entrepot.vocabulary.tables_of_words import word_rows

if TYPE_CHECKING:
    import ibis

# What stands in the place of a code or a name in the row that adds the others up.
TOTAL_WORDS: Final = ("合计", "总计", "总值", "总额", "全部", "小计")
WORLD_WORDS: Final = (*TOTAL_WORDS, "全球", "世界", "全部国家", "全部国家(地区)", "Total", "Total value")

Row = tuple[str, str, str]


@lookup_table("china_customs_partner")
def _partners() -> pa.Table:
    """Both editions of the codes, customs' names, then everybody else's names of the same areas."""
    named = [(normalised(name), area) for name, area in code_table("china_customs_name")]
    own = [(normalised(a.name.zh), a.id) for kind in ("country", "group", "bloc", "world") for a in all_areas(kind)]
    others = [(normalised(row["name"]), row["area"]) for row in word_rows("area_names.csv")]
    foreign = [(word, area.id) for area in all_by_id().values() for word in (area.name.en, area.id)]
    foreign += [(row["name"], row["area"]) for row in word_rows("area_names.csv")]
    # `name_key` leaves accents alone: Türkiye is found with them and without.
    english = [(key, area) for word, area in foreign for key in (normalised(word), re.sub(r"\W", "", word).lower())]
    worlds = [(normalised(word), "WLD") for word in WORLD_WORDS]
    pairs = [*code_table("china_customs"), *worlds, *named, *own, *others, *english]
    kinds = {i: a.kind for i, a in all_by_id().items() if a.kind in ("country", "group", "bloc", "world")}
    return _table((key, area, kinds[area]) for key, area in pairs if area in kinds)


@lookup_table("china_customs_place")
def _places() -> pa.Table:
    """Two-digit province codes, names of provinces and prefectures, long and short; the whole country where a row adds up."""
    kinds = {i: a.kind for i, a in all_by_id().items() if a.kind in ("province", "prefecture")}
    codes = [(code, area) for code, area in code_table("gb2260") if len(code) == 2]
    # The province first: Jilin is a prefecture too.
    names = [(normalised(a.name.zh), a.id) for kind in ("province", "prefecture") for a in all_areas(kind)]
    others = [(normalised(row["name"]), row["area"]) for row in word_rows("area_names.csv")]
    english = [(normalised(a.name.en), a.id) for a in all_areas("province")]
    whole = [(normalised(word), "CHN") for word in (*TOTAL_WORDS, "全国", "Total", "Total value")]
    pairs = [*whole, *codes, *names, *others, *english]
    return _table((key, area, kinds.get(area, "province")) for key, area in pairs if area in kinds or area == "CHN")


@lookup_table("china_customs_regime")
def _regimes() -> pa.Table:
    """A name that the statistics and the declarations share is the statistics': queries print these."""
    rows: list[Row] = [(r.id, r.id, "code") for r in regimes() if r.level in ("statistics", "supervision")]
    rows += [(normalised(word), ALL, "all") for word in (*TOTAL_WORDS, "Total", "Total value")]
    aliases = {row["code"]: row["aliases"].split("|") for row in word_rows("regimes.csv")}
    for level in ("statistics", "supervision"):
        for r in regimes(level):
            words = (r.name.zh, r.long_name, *aliases[r.id])
            rows += [(normalised(word), r.id, "code") for word in words if word]
    rows += [(normalised(r.name.zh), r.id, "group") for r in regimes("group")]
    return _table(rows + [(normalised(r.name.en), r.id, "code") for r in regimes("statistics")])


@lookup_table("china_customs_unit")
def _units() -> pa.Table:
    """A printed unit -> the base that the lake holds quantities in, and how many of it."""
    words = [*(u.name.zh for u in quantity_units()), "公斤", "公吨", "kg"]
    found = {word: unit for word in words if (unit := quantity_unit(word)) is not None}
    return text_table(
        {
            "code": list(found),
            "base": [unit.base for unit in found.values()],
            "factor": [str(unit.factor) for unit in found.values()],
        }
    )


def _table(rows: Iterable[Row]) -> pa.Table:
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row[0], row)
    columns = zip(*first.values(), strict=True)
    return text_table({name: list(column) for name, column in zip(("code", "id", "level"), columns, strict=True)})


def looked_up(table: ibis.Table, name: str, *, code: Any, key: Any, into: str) -> ibis.Table:
    """`table` with `<into>`, `<into>_level` and `<into>_named`: by the code where there is one, else by the name."""
    of_codes, of_names = lookup(name), lookup(name).view()
    keyed = table.mutate(lookup_code=code, lookup_key=key)
    left = of_codes.select(found_code=of_codes.code, code_id=of_codes.id, code_level=of_codes.level)
    right = of_names.select(found_key=of_names.code, name_id=of_names.id, name_level=of_names.level)
    both = keyed.left_join(left, keyed.lookup_code == left.found_code)
    both = both.left_join(right, both.lookup_key == right.found_key)
    has_code = both.lookup_code.notnull()
    found = both.mutate(
        **{
            into: has_code.ifelse(both.code_id, both.name_id),
            f"{into}_level": has_code.ifelse(both.code_level, both.name_level),
            f"{into}_named": both.name_id,
        }
    )
    return found.drop(
        "lookup_code", "lookup_key", "found_code", "code_id", "code_level", "found_key", "name_id", "name_level"
    )
