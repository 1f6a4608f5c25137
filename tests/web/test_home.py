"""What the first page tells: how many of today's warnings are each province's, and what came in last."""

from __future__ import annotations

import re
from typing import Any

from entrepot.lake.lake import Batch
from entrepot.risks.warnings.warning import EarlyWarning, Light, Watch
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.text import T
from entrepot.web.home.newest import newest
from entrepot.web.home.tiles import tiles_of
from entrepot.workbench.regions import Region, RegionsOfKind


def alarm(reporter: str, light: Light) -> EarlyWarning:
    return EarlyWarning("value", light, reporter, "JPN", "850760", "export", "2023-12", 36)


def watch(*alarms: EarlyWarning) -> Watch:
    told = dict.fromkeys(("price", "volume", "value"), 1)
    return Watch(
        alarms, (), "2023-12", 9, told, told, told, (), 30, "export", "sample_world", "USD", synthetic=True,  # type: ignore[arg-type]
    )  # fmt: skip


def test_each_province_has_its_own_warnings() -> None:
    areas = tuple(Region(all_by_id()[id_], "2016", "2023", synthetic_only=True) for id_ in ("CN-LN", "CN-GD", "CN-SX"))
    kinds = (RegionsOfKind("provinces", T("Provinces", "省份"), areas),)
    found = watch(alarm("CN-LN", "red"), alarm("CN-LN", "red"), alarm("CN-LN", "amber"), alarm("CN-GD", "amber"))
    tiles = {one.letters: one for one in tiles_of(kinds, found)}
    assert [(tiles[one].red, tiles[one].amber) for one in ("LN", "GD", "SX", "TW")] == [
        (2, 1), (None, 1), (None, None), (None, None),
    ]  # fmt: skip
    assert [one for one in tiles_of(kinds) if one.red or one.amber] == []
    assert tiles_of((), found) == ()


def test_what_is_counted_on_the_map_is_what_the_page_of_warnings_lists(site: str, visitor: type[Any]) -> None:
    visit = visitor(site)
    told = int(re.findall(r"(\d+) alarms in", visit.get("/en/warnings/").text)[0])
    part = visit.get("/en/provinces/", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert sum(map(int, re.findall(r"(?:red|amber) </span>(\d+)</span>", part))) == told > 0
    assert 'class="tag">Synthetic' in part
    assert "<h1>省份</h1>" in visit.get("/zh/provinces/").text


def test_newest_data_is_told_as_people_would() -> None:
    def batch(id_: str, **record: object) -> Batch:
        told = {
            "batch": id_,
            "action": "ingest",
            "at": "2026-11-21T10:00:00+00:00",
            "file": f"{id_}.csv",
            "rows_kept": 7,
        }
        return Batch("flows", 1, told | record)

    dated = [
        {"first_period": "2008/2014", "last_period": "2018/2020"}, {"first_period": "undated", "last_period": "undated"},
    ]  # fmt: skip
    history = (
        batch("a", source="figures", table="series", levels=dated),
        batch("b", source="comtrade", table="flows", levels=[{"first_period": "2023-01", "last_period": "2023-12"}]),
        batch("c", source="comtrade", table="flows"),
        batch("d", action="undo", undoes="c", source="comtrade", table="flows"),
    )
    found = newest(history, most=5)
    assert [one.id for one in found] == ["b", "a"]
    assert [one.title.en for one in found] == ["UN Comtrade: Trade flows", "Published figures"]
    assert [str(one.span) for one in found] == ["2023-01 to 2023-12", "2008 to 2020"]
    assert [one.id for one in newest(history, most=1)] == ["b"]
