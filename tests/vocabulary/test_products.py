from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.products import (
    HS_EDITIONS,
    TOTAL,
    chapter_of,
    chapters_of,
    digits,
    find_products,
    hs_edition_on,
    lall_classes,
    nomenclature,
    normalised_code,
    product,
    product_groups,
    section_id,
    section_of,
)
from entrepot.vocabulary.tables_of_words import word_rows
from entrepot.vocabulary.text import T

CHAPTERS = [f"{n:02d}" for n in range(1, 98)]


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("H0", "HS1992"),
        ("H6", "HS2022"),
        ("S3", "SITC3"),
        ("B4", "BEC4"),
        ("HS96", "HS1996"),
        ("hs2017", "HS2017"),
        ("Lall", "Lall"),
    ],
)
def test_publishers_codes_name_their_nomenclature(printed: str, meant: str) -> None:
    assert nomenclature(printed) == meant


def test_hs_without_a_year_is_refused_because_editions_are_kept_apart() -> None:
    with pytest.raises(UnknownName, match="which edition"):
        nomenclature("HS")


@pytest.mark.parametrize(
    ("year", "edition"), [(1992, "HS1992"), (2006, "HS2002"), (2007, "HS2007"), (2021, "HS2017"), (2027, "HS2022")]
)
def test_the_edition_in_force_in_a_year(year: int, edition: str) -> None:
    assert hs_edition_on(year) == edition


@pytest.mark.parametrize("year", [1991, 2028])
def test_an_edition_that_is_not_known_is_not_guessed(year: int) -> None:
    with pytest.raises(WrongCall, match="1992 to 2027"):
        hs_edition_on(year)


def test_there_are_21_sections_over_97_chapters_and_two_national_ones() -> None:
    sections = word_rows("hs_sections.csv")
    covered = [c for row in sections for c in range(int(row["first_chapter"]), int(row["last_chapter"]) + 1)]
    assert covered == list(range(1, 98))
    assert [row["chapter"] for row in word_rows("hs_chapters.csv")] == [*CHAPTERS, "98", "99"]
    assert [c for row in sections for c in chapters_of(f"S{row['section']}")] == CHAPTERS
    assert all(T(row["en"], row["zh"]) for row in (*sections, *word_rows("hs_chapters.csv")))


@given(st.sampled_from(CHAPTERS), st.sampled_from(CHAPTERS))
def test_sections_follow_the_order_of_chapters(a: str, b: str) -> None:
    low, high = sorted((a, b))
    assert int((section_of(low) or "")[1:]) <= int((section_of(high) or "")[1:])


@pytest.mark.parametrize(
    ("code", "section"),
    [("8542", "S16"), ("0101", "S1"), ("12019019", "S2"), ("77", "S15"), ("9801", None), ("99", None)],
)
def test_the_section_of_a_code(code: str, section: str | None) -> None:
    assert section_of(code) == section


@pytest.mark.parametrize(
    ("printed", "code", "length"),
    [
        ("0101.21-00 ", "01012100", 8),
        ("8542", "8542", 4),
        ("total", TOTAL, 0),
        ("０１", "01", 2),
        (" 0101 21 ", "010121", 6),
    ],
)
def test_codes_are_text_of_digits(printed: str, code: str, length: int) -> None:
    assert (normalised_code(printed), digits(printed)) == (code, length)


@pytest.mark.parametrize("printed", ["", "85A2", "8542.0e1", "1" * 13, "٠١", "-1.5x"])
def test_what_is_no_code_is_refused(printed: str) -> None:
    with pytest.raises(WrongCall, match="not a product code"):
        normalised_code(printed)


@pytest.mark.parametrize("code", ["10121", "00", TOTAL, "0"])
def test_a_code_that_lost_its_zero_has_no_chapter(code: str) -> None:
    with pytest.raises(WrongCall, match="lost leading zero"):
        chapter_of(code)


@pytest.mark.parametrize("words", ["S16", "HS section 16", "section XVI", "第十六类", "第16类", "s16"])
def test_a_section_by_any_of_its_names(words: str) -> None:
    assert section_id(words) == "S16"
    assert product(words).parts == ("84", "85")


def test_words_that_are_no_section() -> None:
    assert [section_id(t) for t in ("S22", "section 0", "16", "第三十类", "Semiconductors")] == [None] * 5


def test_a_product_is_named_by_its_publisher_where_the_names_are_given() -> None:
    names = {"854231": T("Processors and controllers", "处理器及控制器")}
    assert product("8542.31", names=names).name.zh == "处理器及控制器"
    assert product("854231").name == T(
        "854231 (in chapter 85, Electrical machinery and equipment)",
        "854231（属第85章 电机、电气设备及其零件；录音机、电视设备及其零件）",
    )
    assert find_products("处理器", names=names)[0].code == "854231"


def test_groups_are_found_by_either_language_and_keep_only_published_codes() -> None:
    assert product("机电产品").code == product("electromechanical").code == "electromechanical"
    assert product("集成电路").parts == ("8542",)
    assert product("新三样").parts == ()
    assert product("煤").parts == ("2701", "2702")
    ids = [g.code for g in product_groups()]
    assert len(ids) == len(set(ids))
    assert all(chapter_of(part) for g in product_groups() for part in g.parts if part != TOTAL)


def test_an_unknown_product_names_near_ones() -> None:
    with pytest.raises(UnknownName) as caught:
        product("机电产")
    assert "机电产品" in caught.value.near


def test_finding_is_bounded_and_begins_with_codes() -> None:
    assert next(p.code for p in find_products("85")) == "85"
    assert len(find_products("a", 3)) == 3
    assert find_products("") == find_products("qqqq") == find_products("0000") == ()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("原油", "crude oil"),
        ("cars", "vehicles"),
        ("S16", "S16"),
        ("8703", "8703"),
        ("tea", "09"),
        ("corton", "52"),
        ("芯片", "integrated circuits"),
    ],
)
def test_finding_what_people_type(text: str, first: str) -> None:
    assert find_products(text)[0].code == first


def test_lall_has_ten_classes_and_two_left_out() -> None:
    assert [*lall_classes()] == ["PP", "RB1", "RB2", "LT1", "LT2", "MT1", "MT2", "MT3", "HT1", "HT2", "Special", "Gold"]


def test_the_papers_products_are_known() -> None:
    observations = Path(__file__).resolve().parents[3] / "shared" / "facts" / "observations.csv"
    if not observations.is_file():
        pytest.skip("the papers' figures (../shared/facts) are not beside this checkout")
    with observations.open(encoding="utf-8-sig", newline="") as lines:
        subjects = {row["subject"] for row in csv.DictReader(lines)}
    goods = {s for s in subjects if s.startswith("HS section")} | {
        *(
            "electromechanical",
            "steel",
            "agricultural",
            "high-tech",
            "crude oil",
            "integrated circuits",
            "ships",
            "auto parts",
        ),
        *("electric passenger vehicles", "lithium batteries, solar cells, electric vehicles", "goods"),
        *("information and electronics", "machinery and electronics"),
    }
    assert goods <= subjects
    assert {product(s).name.zh for s in goods if s.startswith("HS section")} == {
        "矿产品", "化学工业及其相关工业的产品", "贱金属及其制品", "机电、音像设备及其零件、附件"
    }  # fmt: skip
    assert all(product(s).code for s in goods)
    assert len(HS_EDITIONS) == 7
