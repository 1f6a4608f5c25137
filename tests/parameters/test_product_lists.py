"""High technology by Lall's classes, and catalogues of one's own."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from entrepot.parameters.product_lists import high_technology, product_list
from entrepot.vocabulary.errors import MissingData, SchemaMismatch

# Lall (2000), appendix: groups of SITC Rev. 2 in HT1 and HT2.
HT1 = {"716", "718", "751", "752", "759", "761", "764", "771", "774", "776", "778"}
HT2 = {"524", "541", "712", "792", "871", "874", "881"}


def test_every_group_of_lalls_high_technology_is_in_one_field() -> None:
    with Path(high_technology.__wrapped__.__globals__["_FILE"]).open(encoding="utf-8") as lines:
        groups = [group for row in csv.DictReader(lines) for group in row["sitc2"].split()]
    assert sorted(groups) == sorted(HT1 | HT2)


def test_goods_that_are_and_are_not_of_it() -> None:
    codes = high_technology().codes
    for code in ("847130", "851713", "854231", "300490", "880240", "901380", "850760"):
        assert code.startswith(codes), code
    # Cars, steel, furniture, cables and needles are not.
    for code in ("870323", "721049", "940360", "854442", "901832"):
        assert not code.startswith(codes), code
    owner = {field.id: field for field in high_technology().fields}
    assert "8542" in owner["semiconductors"].codes
    assert "8486" in owner["semiconductors"].inputs


def test_the_list_is_lalls_through_the_correspondence_of_hs_1996(shared_data: Path) -> None:
    """Of 431 high-technology codes of HS 1996 all but those that later editions moved, and no other one but what 8524 was then."""
    folder = shared_data / "5_class"
    with (folder / "lall_sitc2_4digit_technology_classes.csv").open(encoding="utf-8") as lines:
        of_four = {row["product"].zfill(4): row["lall"] for row in csv.DictReader(lines)}
    of_three = {code[:3]: kind for code, kind in of_four.items()}
    with gzip.open(folder / "concordance_HS1_to_SITC2.csv.gz", "rt", encoding="utf-8") as lines:
        pairs = [
            (row["HS6_string"].zfill(6), row["SITC2_string"].zfill(4))
            for row in csv.DictReader(lines)
            if row["SITC2_string"]
        ]
    theirs = {hs for hs, sitc in pairs if (of_four.get(sitc) or of_three.get(sitc[:3], "")).startswith("HT")}
    ours = {hs for hs, _ in pairs if hs.startswith(high_technology().codes)}
    assert len(theirs) == 431
    assert {code[:4] for code in ours - theirs} == {"8524"}
    # Typewriters, hand tools, copiers and cameras have other codes by now; 9001 50 are lenses of spectacles.
    assert {code[:4] for code in theirs - ours} == {"8469", "8508", "8525", "9001", "9009"}
    assert len(theirs - ours) == 18


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_catalogue_of_ones_own(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "目录.csv"
    path.write_text(
        "领域,领域名称,编码\n电子技术,电子技术,85423100\n电子技术,,8541.42\n材料技术,材料技术,38180011\n",
        encoding=encoding,
    )
    found = product_list(path)
    assert [(one.id, one.codes) for one in found.fields] == [
        ("电子技术", ("85423100", "854142")),
        ("材料技术", ("38180011",)),
    ]
    assert found.title.zh == "目录 目录.csv"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("field,code\na,8541\nb,854142\n", "line 3: 854142 of b is counted in a already"),
        ("field,code\na,8541\na,8541\n", "line 3: 8541 of a is counted in a already"),
        ("field,code\na,101\n", "lost leading zero"),
        ("field,code\na,0041\n", "no HS code"),
        ("field,code\na,x1\n", "line 2: 'x1' is not a product code"),
        ("field,code\n,8541\n", "line 2: the field is empty"),
        ("field,code\n", "lists no product"),
        ("a,b\n1,2\n", "needs the columns field and code"),
        ("", "needs the columns field and code"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SchemaMismatch, match=told):
        product_list(path)


def test_all_problems_at_once_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("field,code\na,101\nb,x1\n", encoding="utf-8")
    with pytest.raises(SchemaMismatch, match=r"(?s)line 2.*line 3"):
        product_list(path)
    with pytest.raises(MissingData, match="cannot be read"):
        product_list(tmp_path / "none.csv")
