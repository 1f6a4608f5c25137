from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.vocabulary.areas import all_areas, all_by_id, code_table
from entrepot.vocabulary.blocs import members, membership
from entrepot.vocabulary.errors import UnknownName, WrongCall

BLOCS = [a.id for a in all_areas("bloc")]


@pytest.mark.parametrize(
    ("on", "count"),
    [
        (date(1967, 8, 7), 0),
        (date(1996, 1, 1), 7),
        (date(2000, 1, 1), 10),
        (date(2025, 10, 25), 10),
        (date(2025, 10, 26), 11),
    ],
)
def test_asean_grows(on: date, count: int) -> None:
    assert len(members("ASEAN", on=on)) == count


def test_asean_in_1996_has_viet_nam_and_lacks_cambodia() -> None:
    assert set(members("东盟", on=date(1996, 1, 1))) == {"IDN", "MYS", "PHL", "SGP", "THA", "BRN", "VNM"}
    assert "TLS" in members("ASEAN")


def test_the_united_kingdom_leaves_the_european_union() -> None:
    assert "GBR" in members("EU", on=date(2019, 12, 31))
    assert "GBR" in members("EU", on=date(2020, 1, 31))
    assert "GBR" not in members("EU", on=date(2020, 2, 1))
    assert len(members("EU", on=date(2019, 12, 31))) == 28
    assert len(members("EU")) == 27


@pytest.mark.parametrize(
    ("bloc", "on", "count"),
    [
        ("EU", date(1990, 1, 1), 12),
        ("EU", date(2004, 5, 1), 25),
        ("RCEP", date(2021, 12, 31), 0),
        ("RCEP", date(2022, 1, 1), 10),
        ("RCEP", date(2023, 6, 2), 15),
        ("BRICS", date(2010, 1, 1), 4),
        ("BRICS", date(2023, 12, 31), 5),
        ("BRICS", date(2024, 1, 1), 9),
        ("BRICS", date(2025, 2, 1), 10),
        ("APEC", date(2000, 1, 1), 21),
        ("CPTPP", date(2024, 12, 14), 11),
        ("CPTPP", date(2024, 12, 15), 12),
        ("NAFTA", date(2020, 6, 30), 3),
        ("NAFTA", date(2020, 7, 1), 0),
        ("USMCA", date(2020, 7, 1), 3),
        ("BRI", date(2024, 1, 1), 152),
        ("CN-LN-CBEC", date(2018, 12, 31), 2),
    ],
)
def test_size_of_a_bloc_on_a_day(bloc: str, on: date, count: int) -> None:
    assert len(members(bloc, on=on)) == count


def test_without_a_day_the_latest_known_membership() -> None:
    assert set(members("NAFTA")) == {"CAN", "MEX", "USA"}
    assert len(members("CN-LN-CBEC")) == 5
    assert set(members("CN-CENTRAL6")) == {"CN-SX", "CN-HA", "CN-HB", "CN-HN", "CN-JX", "CN-AH"}
    assert {"ITA", "PAN"} & set(members("BRI")) == set()


def test_a_past_that_the_list_does_not_know_is_refused() -> None:
    with pytest.raises(WrongCall, match=r"2016-01-01 is not known"):
        members("BRI", on=date(2016, 1, 1))


def test_georgia_moves_from_europe_to_asia_with_its_code() -> None:
    eve, day = date(2022, 12, 31), date(2023, 1, 1)
    for country in ("GEO", "ARM", "AZE"):
        assert country in members("EUROPE", on=eve)
        assert country not in members("EUROPE", on=day)
        assert country not in members("ASIA", on=eve)
        assert country in members("ASIA", on=day)


def test_an_ad_hoc_sum_is_its_parts_each_once() -> None:
    assert members("JPN+KOR+RUS") == ("JPN", "KOR", "RUS")
    assert members("日本+NAFTA+USA") == ("JPN", "CAN", "MEX", "USA")
    assert len(members("ASEAN+CHN", on=date(1996, 1, 1))) == 8


@pytest.mark.parametrize("name", ["JPN", "JPN+", "ASAEN", "+", "CN-LN"])
def test_what_is_no_bloc_is_refused(name: str) -> None:
    with pytest.raises(UnknownName):
        members(name)


def test_every_bloc_has_members_and_every_member_is_an_area() -> None:
    for bloc in BLOCS:
        entries = membership(bloc)
        assert entries, bloc
        assert {e.member for e in entries} <= set(all_by_id()), bloc
        for e in entries:
            assert e.since is None or e.until is None or e.since < e.until, (bloc, e)


@given(st.sampled_from([b for b in BLOCS if b != "BRI"]), st.dates(date(1950, 1, 1), date(2030, 1, 1)))
def test_on_any_day_a_member_counts_once(bloc: str, on: date) -> None:
    found = members(bloc, on=on)
    assert len(found) == len(set(found))


@given(st.sampled_from([e for b in BLOCS for e in membership(b) if e.until]))
def test_the_day_of_leaving_is_outside(entry: object) -> None:
    assert entry.holds(entry.until - timedelta(days=1))
    assert not entry.holds(entry.until)


def test_every_customs_partner_lies_on_one_continent() -> None:
    continents = ("ASIA", "AFRICA", "EUROPE", "LATIN-AMERICA", "NORTH-AMERICA", "OCEANIA")
    home = {m: c for c in continents for m in members(c, on=date(2024, 1, 1))}
    assert sum(len(members(c, on=date(2024, 1, 1))) for c in continents) == len(home)
    nowhere = {"AREAS-NES", "INTERNATIONAL-ORGANISATIONS", "NEUTRAL-PACKAGING"}
    assert {a for _, a in code_table("china_customs")} - set(home) == nowhere
