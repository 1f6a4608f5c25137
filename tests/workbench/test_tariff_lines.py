"""Schedules out of the lake, and a change of tariffs on imports by line."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from entrepot.parameters.line_elasticities import own_elasticities
from entrepot.vocabulary.errors import InvalidScenario, MissingData, SchemaMismatch, UnknownName, WrongCall
from entrepot.workbench import Workbench
from entrepot.workbench.tariff_lines import nation_of, schedule

# A provisional rate below the general one, an agreement above the provisional one, a duty by weight, and two lines of one heading.
MFN = """hs8,mfn,provisional,general
84821010,8,,20
84821020,10,4,20
27090000,,,
10019900,65,1,180
"""
PREFERENTIAL = """hs8,agreement,rate
84821010,RCEP-JP,6
84821010,FTA-KR,0
84821020,RCEP-JP,9
84821020,RCEP-AS,0
84821010,FTA-AP,5
10019900,FTA-AU,0
"""
IMPORTS = {
    "period": ["2024"] * 7,
    "reporter": ["CN-LN"] * 7,
    "partner": ["JPN", "KOR", "DEU", "JPN", "VNM", "RUS", "DEU"],
    "product": ["84821010", "84821010", "84821010", "84821020", "84821020", "27090000", "99999999"],
    "flow": ["import"] * 7,
    "value_usd": [100.0, 50.0, 50.0, 60.0, 40.0, 300.0, 5.0],
}


@pytest.fixture(scope="module")
def tariffs(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    folder = tmp_path_factory.mktemp("tariffs")
    bench = Workbench(folder / "lake")
    for name, text in (("mfn_2025.csv", MFN), ("preferential_2025.csv", PREFERENTIAL)):
        (folder / name).write_text(text, encoding="utf-8")
        bench.ingest(folder / name, source="china_tariffs")
    return bench


@pytest.fixture
def imports() -> pa.Table:
    return pa.table(IMPORTS)


def test_the_lowest_rate_that_applies(tariffs: Workbench) -> None:
    found = schedule(tariffs.lake, "CHN", ("DEU", "JPN", "KOR", "VNM"), year=2024)
    assert found.lines == ("10019900", "27090000", "84821010", "84821020")
    assert (found.year, found.left_out) == (2025, ("FTA-AP",))
    assert found.general[[0, 2, 3]].tolist() == [0.01, 0.08, 0.04]
    assert found.applied[2].tolist() == [0.08, 0.06, 0, 0.08]
    # The agreement's nine per cent is above the provisional four; ASEAN is read as its members.
    assert found.applied[3].tolist() == [0.04, 0.04, 0.04, 0]
    general, applied, behind = found.at(("848210", "270900"))
    assert (general[0], behind.tolist()) == (pytest.approx(0.06), [2, 1])
    assert applied[0].tolist() == pytest.approx([0.06, 0.05, 0.02, 0.04])
    assert general[1] != general[1]


def test_an_agreement_may_be_left_out(tariffs: Workbench) -> None:
    found = schedule(tariffs.lake, "CHN", ("JPN", "VNM"), without=("rcep",))
    assert found.applied[2].tolist() == [0.08, 0.08]
    with pytest.raises(UnknownName, match="no agreement in this schedule is called 'RCEB'; did you mean RCEP"):
        schedule(tariffs.lake, "CHN", ("JPN",), without=("RCEB",))


def test_without_a_schedule_it_is_said_what_to_take_in(tariffs: Workbench) -> None:
    with pytest.raises(MissingData, match="no tariff schedule of Japan; take one in"):
        schedule(tariffs.lake, "JPN", ("CHN",))
    assert (nation_of("CN-LN"), nation_of("JPN")) == ("CHN", "JPN")


def test_a_duty_taken_away_by_hand(tariffs: Workbench, imports: pa.Table) -> None:
    """On 84821010 Germany's 8 per cent goes: 50 x 1.53 x 0.08 / 1.08; its rate is the only one that changes."""
    found = tariffs.smart("辽宁", rule="rate", amount=0.0, partner="DEU", flows=imports)
    assert (found.region, found.importer, found.period, found.year) == ("CN-LN", "CHN", "2024", 2025)
    assert found.totals["creation"].value == pytest.approx(50 * 1.53 * 0.08 / 1.08)
    assert found.totals["creation"].low == pytest.approx(50 * 1.19 * 0.08 / 1.08)
    share = 1 + 1.5 * 0.08 / 1.08
    gained = 50 * share * 200 / (150 + 50 * share) - 50
    germany = next(row for row in found.partners.to_pylist() if row["partner"] == "DEU")
    assert germany["diverted"] == pytest.approx(gained)
    assert found.totals["revenue"].value == pytest.approx(-50 * 0.08 - 0.06 * 100 * (1 - 200 / (150 + 50 * share)))
    said = " ".join(one.en for one in found.notes)
    assert f"{305 / 605:.1%} of imports have no rate in per cent in this schedule" in said
    assert "rates are those of 2025: the lake has no schedule of 2024" in said
    assert found.as_json()["totals"]["creation"]["value"] == found.totals["creation"].value
    line = found.explain("84821010")
    assert line[1].en == "Germany: 8.00% to 0.00% on USD 50: creation USD +6, diversion USD +4"
    with pytest.raises(UnknownName, match="did you mean 84821010"):
        found.explain("8482101")


def test_an_agreement_against_none(tariffs: Workbench, imports: pa.Table) -> None:
    """RCEP takes Japan from 8 to 6 per cent on the first line, Viet Nam from 4 to 0 on the second."""
    found = tariffs.smart("CN-LN", agreement="RCEP", flows=imports)
    created = 1.53 * (100 * 0.02 / 1.08 + 40 * 0.04 / 1.04)
    assert found.totals["creation"].value == pytest.approx(created)


def test_where_half_claims_its_preference_half_of_it_counts(tariffs: Workbench, imports: pa.Table) -> None:
    found = tariffs.smart("CN-LN", agreement="RCEP", flows=imports, utilisation=0.5)
    assert found.totals["creation"].value == pytest.approx(1.53 * (100 * 0.01 / 1.08 + 40 * 0.02 / 1.04))
    assert "50% of what has a preference is taken to claim it" in [one.en for one in found.notes]
    with pytest.raises(InvalidScenario, match=r"a fraction, 0\.8 for 80 per cent"):
        tariffs.smart("CN-LN", agreement="RCEP", flows=imports, utilisation=80)


def test_imports_at_six_digits_meet_the_mean_of_the_lines(tariffs: Workbench) -> None:
    table = pa.table({**{name: values[:2] for name, values in IMPORTS.items()}, "product": ["848210", "848210"]})
    found = tariffs.smart("CN-LN", rule="cut", amount=0.5, flows=table)
    # Japan meets 6 and 4, the Republic of Korea 0 and 4.
    assert found.lines["tariff_before"][0].as_py() == pytest.approx((100 * 0.05 + 50 * 0.02) / 150)
    assert "imports are told at 6 digits" in " ".join(one.en for one in found.notes)


def test_what_is_refused(tariffs: Workbench, imports: pa.Table) -> None:
    with pytest.raises(InvalidScenario, match="touches no imports"):
        tariffs.smart("CN-LN", rule="rate", amount=0.0, partner="USA", flows=imports)
    with pytest.raises(WrongCall, match="say what becomes of the rates"):
        tariffs.smart("CN-LN", flows=imports)
    with pytest.raises(WrongCall, match="not for both"):
        tariffs.smart("CN-LN", rule="cut", amount=0.5, agreement="RCEP", flows=imports)
    with pytest.raises(UnknownName, match="did you mean swiss"):
        tariffs.smart("CN-LN", rule="swis", amount=0.5, flows=imports)
    with pytest.raises(InvalidScenario, match="in per cent"):
        tariffs.smart("CN-LN", rule="rate", amount=5.0, flows=imports)


def test_ones_own_elasticities_come_before_the_defaults(tariffs: Workbench, imports: pa.Table, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "product,demand,substitution,supply,reference\n84,-2,,,mine\n84821010,-3,-4,5,mine\n", encoding="utf-8"
    )
    found = tariffs.smart("CN-LN", rule="rate", amount=0.0, flows=imports, elasticities=own)
    at = found.case.codes.index("84821010"), found.case.codes.index("84821020")
    assert found.case.demand[list(at)].tolist() == [-3, -2]
    assert found.case.substitution[list(at)].tolist() == [-4, -1.5]
    assert found.case.supply[at[0]] == 5
    assert found.case.supply[at[1]] == float("inf")


def test_those_that_come_along_are_by_chapter(tariffs: Workbench, imports: pa.Table) -> None:
    found = tariffs.smart("CN-LN", rule="rate", amount=0.0, flows=imports, elasticities="bgw")
    known = {one.product: one for one in own_elasticities("bgw")}
    assert known["84"].substitution == -3.92
    assert all(one.substitution < -1 and one.reference for one in known.values() if one.substitution)
    assert set(found.case.substitution.tolist()) == {known["84"].substitution}
    with pytest.raises(SchemaMismatch, match="none of those that come along"):
        own_elasticities("bgv")


def test_wrong_elasticities_are_told_with_their_lines(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("product,demand,substitution,supply,reference\n84,1.5,,,mine\nbolts,-1,x,-3,\n", encoding="utf-8")
    with pytest.raises(SchemaMismatch) as refused:
        own_elasticities(own)
    said = refused.value.in_language("en").splitlines()
    assert said[0] == "own.csv: line 2, demand: '1.5' is not negative, such as -1.5"
    assert {one.split(", ")[1].split(":")[0] for one in said[1:]} == {"product", "substitution", "supply", "reference"}
