import csv
import gzip
import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.vocabulary.areas import (
    SCHEMES,
    all_areas,
    all_by_id,
    area,
    code_table,
    codes_of,
    find_areas,
    normalised,
)
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.tables_of_words import word_rows

DATA = Path(__file__).parents[2].parent / "shared" / "data"
real_files = pytest.mark.skipif(not DATA.is_dir(), reason="the real files of shared/data are not on this machine")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CN-LN", "CN-LN"),
        ("cn-ln", "CN-LN"),
        ("辽宁", "CN-LN"),
        ("辽宁省", "CN-LN"),
        ("Liaoning Province", "CN-LN"),
        ("210000", "CN-LN"),
        ("210200", "CN-LN-DL"),
        ("大连", "CN-LN-DL"),
        ("Dalian City", "CN-LN-DL"),
        ("山西", "CN-SX"),
        ("Shaanxi", "CN-SN"),
        ("内蒙古", "CN-NM"),
        ("蒙古", "MNG"),
        ("CN", "CHN"),
        ("kor", "KOR"),
        ("South Korea", "KOR"),
        ("Korea, Rep.", "KOR"),
        ("韩国", "KOR"),
        ("Côte d'Ivoire", "CIV"),
        ("cote divoire", "CIV"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("刚果(金)", "COD"),
        ("刚果（布）", "COG"),
        ("中国香港", "HKG"),
        ("China, Hong Kong SAR", "HKG"),
        ("澳门", "MAC"),
        ("中国台湾", "TWN"),
        ("台湾省", "CN-TW"),
        ("Taiwan, Province of China", "TWN"),
        ("Other Asia, nes", "TWN"),
        ("S19", "TWN"),
        ("W00", "WLD"),
        ("总值", "WLD"),
        ("_X", "AREAS-NES"),
        ("Fmr USSR", "SUN"),
        ("欧盟", "EU"),
        ("其中：欧盟", "EU"),
        ("共建“一带一路”国家", "BRI"),
        ("区域全面经济伙伴关系协定（RCEP）成员国", "RCEP"),
        ("china_customs:116", "JPN"),
        ("m49:116", "KHM"),
        ("baci:490", "TWN"),
        ("comtrade:492", "EU-NES"),
        ("m49:492", "MCO"),
    ],
)
def test_one_area_by_many_names(name: str, expected: str) -> None:
    assert area(name).id == expected


@pytest.mark.parametrize(
    ("before", "since", "expected"), [("337", "150", "GEO"), ("338", "151", "ARM"), ("339", "152", "AZE")]
)
def test_both_editions_of_china_customs_codes(before: str, since: str, expected: str) -> None:
    table = dict(code_table("china_customs"))
    assert table[before] == table[since] == expected
    new, old = (c for c in codes_of(expected) if c.scheme == "china_customs")
    assert (new.code, new.since, new.until) == (since, date(2023, 1, 1), None)
    assert (old.code, old.since, old.until) == (before, None, date(2023, 1, 1))


@pytest.mark.parametrize(
    "name",
    ["格鲁吉亚(2023年起)", "格鲁吉亚（2023年起停用）", "格鲁吉亚\n(2023年起停用)", "格鲁吉亚_x000D_\n", " 格鲁 吉亚 "],
)
def test_customs_remarks_and_breaks_are_not_part_of_a_name(name: str) -> None:
    assert area(name).id == "GEO"


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@pytest.mark.parametrize(
    ("wrong", "meant"), [("Lianing", "Liaoning"), ("越楠", "越南"), ("Viet Nan", "Viet Nam"), ("山西西", "山西省")]
)
def test_near_names_are_offered(wrong: str, meant: str) -> None:
    with pytest.raises(UnknownName) as caught:
        area(wrong)
    assert meant in caught.value.near


def test_a_bare_number_is_not_guessed() -> None:
    with pytest.raises(UnknownName, match="china_customs:116"):
        area("116")


@pytest.mark.parametrize(
    "name", ["", " ", "()", "_x000D_", "nowhere at all", "baci:", "china_customs:000", "x" * 10_000]
)
def test_what_is_no_area_is_refused(name: str) -> None:
    with pytest.raises(UnknownName):
        area(name)


def test_search_puts_the_exact_before_the_prefix_before_the_rest() -> None:
    assert [a.id for a in find_areas("大连", most=3)] == ["CN-LN-DL", "CN-LN-DL-CBEC", "CN-LN-FTZ-DL"]
    assert find_areas("China")[0].id == "CHN"
    assert {"HKG", "MAC"} <= {a.id for a in find_areas("China, ")}
    assert find_areas("Georga")[0].id == "GEO"
    assert find_areas("越楠")[0].id == "VNM"
    assert find_areas("china_customs:502")[0].id == "USA"
    assert len(find_areas("a", most=4)) == 4
    assert find_areas(" ") == ()


def test_ids_and_codes_are_unique_and_known() -> None:
    ids = [row["id"] for row in word_rows("areas.csv")]
    assert len(ids) == len(set(ids)) == len(all_areas())
    for scheme in SCHEMES:
        codes = [code for code, _ in code_table(scheme)]
        assert len(codes) == len(set(codes)), scheme
        assert {a for _, a in code_table(scheme)} <= set(ids), scheme
    assert {a.parent for a in all_areas()} - {None} <= set(ids)


def test_no_name_is_claimed_by_two_areas() -> None:
    owner: dict[str, str] = {}
    named = [(half, a.id) for a in all_areas() for half in (a.id, a.name.en, a.name.zh)]
    for name, area_id in [*named, *((row["name"], row["area"]) for row in word_rows("area_names.csv"))]:
        assert owner.setdefault(normalised(name), area_id) == area_id, name


def test_an_unknown_list_of_codes_is_refused() -> None:
    with pytest.raises(UnknownName, match="china_customs"):
        code_table("chinacustoms")  # type: ignore[arg-type]


def test_provinces_and_prefectures() -> None:
    provinces, gb2260 = all_areas("province"), code_table("gb2260")
    assert len(provinces) == 34
    two_digits = {a for code, a in gb2260 if len(code) == 2}
    assert two_digits == {p.id for p in provinces} == {a for _, a in code_table("iso3166_2")}
    assert {a for code, a in gb2260 if code.endswith("0000")} == two_digits
    by_code = dict(gb2260)
    assert [by_code[c] for c in ("14", "61", "15", "41", "13", "42", "43", "46")] == [
        f"CN-{s}" for s in ("SX", "SN", "NM", "HA", "HE", "HB", "HN", "HI")
    ]
    prefectures = all_areas("prefecture")
    assert sum(a.parent == "CN-LN" for a in prefectures) == 14
    assert sum(a.parent == "CN-SX" for a in prefectures) == 11
    assert {a for code, a in gb2260 if len(code) == 6 and not code.endswith("0000")} == {a.id for a in prefectures}


def test_every_place_on_the_map_has_a_point() -> None:
    coded = {a for _, a in code_table("iso3")}
    placed = [*(all_by_id()[i] for i in coded), *all_areas("province"), *all_areas("prefecture")]
    for a in placed:
        assert a.latitude is not None, a.id
        assert a.longitude is not None, a.id
        assert -90 <= a.latitude <= 90, a.id
        assert -180 <= a.longitude <= 180, a.id
    inside_china = [a for a in placed if a.id.startswith("CN-")]
    assert all(18 < (a.latitude or 0) < 54 and 73 < (a.longitude or 0) < 136 for a in inside_china)


def _customs_partners() -> set[tuple[str, str]]:
    table = DATA / "2_gacc" / "gacc_exports_sanitaryware_partner_x_province_2015_2026H1.parquet"
    query = "select distinct partner_code, partner_name from read_parquet(?)"
    return set(duckdb.execute(query, [str(table)]).fetchall())


@real_files
def test_china_customs_codes_and_names_of_real_files_agree() -> None:
    table = dict(code_table("china_customs"))
    partners = _customs_partners()
    assert len(partners) > 200
    assert [p for p in partners if table.get(p[0]) != area(p[1]).id] == []


@real_files
def test_every_name_of_the_customs_country_table_resolves() -> None:
    path = DATA / "2_gacc" / "gacc_china_trade_by_partner_monthly_2024_names_restored.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8-sig") as lines:
        names = {row["partner_zh"] for row in csv.DictReader(lines)}
    known = {normalised(name) for name, _ in code_table("china_customs_name")}
    assert len(names) > 250
    assert [n for n in names if area(n) and normalised(n) not in known] == []


@real_files
def test_the_single_window_list_resolves_but_for_its_two_tariff_choices() -> None:
    rows = json.loads((DATA / "5_class" / "cn_singlewindow_CusCountry.json").read_text(encoding="utf-8-sig"))
    table = dict(code_table("china_customs"))
    assert {row["COUNTRY_CODE"] for row in rows} - set(table) == {"801", "802"}
    # 449 was the Netherlands Antilles; customs now gives its whole history to Bonaire, Sint Eustatius and Saba.
    differ = {r["COUNTRY_CODE"] for r in rows if table.get(r["COUNTRY_CODE"], "") != _id_of(r["COUN_C_NAME"])}
    assert differ == {"801", "802", "449"}


def _id_of(name: str) -> str | None:
    try:
        return area(name).id
    except UnknownName:
        return None


def _comtrade_columns() -> list[tuple[str, str]]:
    """(file, query) pairs giving code, letters, description of every partner and reporter."""
    text = "all_varchar = true, ignore_errors = true, strict_mode = false"
    trade, lists = DATA / "1_trade", DATA / "5_class"
    web = trade / "comtrade_v1_web_CHN_DEU_USA_2022_total_by_partner.csv"
    eu = trade / "comtrade_eu27_imports_world_full47cols_2018_2022.parquet"
    old = trade / "comtrade_legacy_csv_hs27_2017.csv.gz"
    thai = trade / "comtradr_example3_snake_case.csv.gz"
    return [
        (str(web), f"select partnerCode, partnerISO from read_csv(?, encoding = 'latin-1', {text})"),
        (str(eu), "select distinct cast(reporter_code as varchar), reporter_iso from read_parquet(?)"),
        (str(old), f'select "Partner Code", "Partner ISO" from read_csv(?, {text})'),
        (str(old), f'select "Reporter Code", "Reporter ISO" from read_csv(?, {text})'),
        (str(thai), f"select partner_code, partner_iso from read_csv(?, {text})"),
        (str(lists / "comtrade_partner.csv"), f"select PartnerCode, null from read_csv(?, {text})"),
        (str(lists / "comtrade_reporter.csv"), f"select reporterCode, null from read_csv(?, {text})"),
    ]


@real_files
def test_comtrade_codes_of_real_files_resolve() -> None:
    table = dict(code_table("comtrade"))
    for path, query in _comtrade_columns():
        pairs = set(duckdb.execute(query, [path]).fetchall())
        assert len(pairs) > 1, query
        assert [p for p in pairs if p[0] not in table] == [], query
        assert [p for p in pairs if p[1] and p[1].strip() not in ("", "N/A") and area(p[1]) is None] == [], query


@real_files
def test_baci_codes_of_real_files_resolve() -> None:
    table, trade = dict(code_table("baci")), DATA / "1_trade"
    listed = duckdb.execute(
        "select cast(country_code as varchar) from read_csv(?, encoding = 'latin-1')",
        [str(trade / "baci_country_codes_V202201.csv")],
    ).fetchall()
    sample = str(trade / "baci_format_sample_exporters_AFG_ZAF_2021.csv.gz")
    used = duckdb.execute(
        "select i::varchar from read_csv(?) union select j::varchar from read_csv(?)", [sample, sample]
    ).fetchall()
    assert len(listed) == 238
    assert {c for (c,) in [*listed, *used]} - set(table) == set()


@real_files
def test_names_and_letters_of_other_trade_files_resolve() -> None:
    trade = DATA / "1_trade"
    queries = [
        ("china_critical_minerals_hs6_partner_monthly.csv", "select distinct partner_name from read_csv(?)"),
        ("china_critical_minerals_country_monthly.csv", "select distinct partner_name from read_csv(?)"),
        ("oec_baci_bilateral_totals_2022.csv.gz", "select distinct exporter_id from read_csv(?)"),
        ("oec_baci_bilateral_totals_2023.csv.gz", "select distinct importer_id from read_csv(?)"),
        ("oec_baci_bilateral_totals_2023.csv.gz", "select distinct importer_name from read_csv(?)"),
        ("oec_exports_country_x_hs_section_2019_2021.csv", "select distinct Country from read_csv(?)"),
        (
            "comtrade_eu27_imports_wood_paper_furniture_2018_2022.parquet",
            "select distinct partner_desc from read_parquet(?)",
        ),
    ]
    unknown = {}
    for file, query in queries:
        names = [n for (n,) in duckdb.execute(query, [str(trade / file)]).fetchall()]
        assert len(names) > 10, file
        unknown[file] = [n for n in names if _id_of(n) is None]
    assert {f: n for f, n in unknown.items() if n} == {}


@real_files
def test_areas_of_the_published_figures_resolve() -> None:
    facts = DATA.parent / "facts" / "observations.csv"
    if not facts.is_file():
        pytest.skip("the published figures of shared/facts are not on this machine")
    with facts.open(encoding="utf-8-sig", newline="") as lines:
        cells = {row[k] for row in csv.DictReader(lines) for k in ("area", "counterpart")} - {""}
    assert len(cells) > 30
    assert [c for c in cells if any(area(part).id != part for part in c.split("+"))] == []
