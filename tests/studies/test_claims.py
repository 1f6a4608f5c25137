"""Files of claims: what is read, and how what is not is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.embedded import embedded_path
from entrepot.studies.claims import NEEDED, claims_of
from entrepot.studies.claims_file import read_claims
from entrepot.vocabulary.errors import SchemaMismatch, WrongCall
from entrepot.vocabulary.text import T

HEADER = "id,study,locator,claim,formula,semantics,printed,precision,unit,same_as"
GOOD = '1,paper,table 1,growth,"growth(gdp[area=CN-LN, period=2016])",,-23,,%,'


def file_of(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "my claims.csv"
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def told(path: Path) -> tuple[str, str]:
    with pytest.raises(SchemaMismatch) as refused:
        read_claims(path)
    return refused.value.message.en, refused.value.message.zh


def test_a_row_is_a_claim(tmp_path: Path) -> None:
    (claim,) = read_claims(file_of(tmp_path, HEADER, GOOD, ",,,,,,,,,"))
    assert (claim.id, claim.place, claim.value, claim.printed) == ("1", "paper table 1", Decimal(-23), "-23")
    assert claim.unit is not None and claim.unit.factor == Decimal("0.01")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_chinese_file_is_the_same(tmp_path: Path, encoding: str) -> None:
    header = "编号,资料,出处,论断,公式,公布值,单位,口径,精度,另见,备注"
    row = '1,paper,表1,下降,"growth(地区生产总值[地区=辽宁，时期=2016])",-23,%,growth,近,,试'
    (claim,) = read_claims(file_of(tmp_path, header, row, encoding=encoding))
    assert (claim.text.zh, claim.locator, claim.semantics, claim.precision.side) == ("下降", "表1", "growth", "nearly")


def test_what_it_says_in_chinese_may_stand_beside_it(tmp_path: Path) -> None:
    (claim,) = read_claims(file_of(tmp_path, f"{HEADER},claim_zh", f"{GOOD},名义下降"))
    assert (claim.text.zh, claim.printed_said) == ("名义下降", T("−23%", "−23%"))
    (alone,) = read_claims(file_of(tmp_path, HEADER, GOOD))
    assert alone.text.zh == alone.text.en


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("formula", '"grwoth(gdp[area=CN-LN, period=2016])"', "did you mean growth"),
        ("formula", '"growth(gdp[area=Laioning, period=2016])"', "did you mean Liaoning"),
        ("formula", "", "nothing is written"),
        ("formula", '"trend(gdp[area=CN-LN, period=2016])"', "go with the unit `trend`"),
        ("printed", "about 23", "is not a number"),
        ("printed", "-", "is no number"),
        ("printed", "1e999", "is not a number"),
        ("unit", "furlongs", "no unit is called 'furlongs'"),
        ("unit", "trend", "a trend is rising"),
        ("unit", "date", "is no day"),
        ("precision", "roughly", "is no precision"),
        ("precision", "inputs to 0", "above zero"),
        ("semantics", "multiple", "ratio or growth"),
        ("semantics", "ratio", "the formula is a growth"),
        ("same_as", "1 + 1", "only selections"),
        ("same_as", '"gdp[area=Narnia, period=2016]"', "no area is called 'Narnia'"),
    ],
)
def test_what_is_not_understood_is_told_with_row_and_column(tmp_path: Path, column: str, cell: str, said: str) -> None:
    names = HEADER.split(",")
    cells = ["1", "paper", "table 1", "growth", '"growth(gdp[area=CN-LN, period=2016])"', "", "-23", "", "%", ""]
    cells[names.index(column)] = cell
    en, zh = told(file_of(tmp_path, HEADER, GOOD.replace("1,", "0,", 1), ",".join(cells)))
    place = {"trend": "printed", "date": "printed"}.get(cell, column)
    assert en.startswith(f"my claims.csv, row 3, column {place}: ")
    assert said in en
    assert zh.startswith(f"my claims.csv 第 3 行 {place} 列：")


def test_every_slip_is_told_at_once_and_an_id_stands_once(tmp_path: Path) -> None:
    en, _ = told(
        file_of(tmp_path, HEADER, GOOD, GOOD, GOOD.replace("%", "furlongs"), *[GOOD.replace("1,", ",", 1)] * 30)
    )
    lines = en.splitlines()
    assert lines[0] == "my claims.csv, row 3, column id: '1' is there already"
    assert lines[1].startswith("my claims.csv, row 4, column unit: ")
    assert lines[-1] == "... and 12 more"


def test_the_row_is_the_line_where_it_begins(tmp_path: Path) -> None:
    en, _ = told(file_of(tmp_path, HEADER, GOOD.replace("growth,", '"two\nlines",', 1), GOOD.replace("%", "furlongs")))
    assert "row 4, column unit" in en


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", "is not text"),
        (b"PK\x03\x04\x00\x00", "cannot be read as a spreadsheet"),
        (b"a;b;c\n1;2;3\n", f"the header lacks {', '.join(NEEDED)}"),
        (HEADER.encode() + b"\n1,p,t,c," + b"9" * 1_000_000 + b",,1,,%,", "file.csv, row 2"),
        (b'{"id": 1}', "the header lacks"),
        (
            f"{HEADER}\n{GOOD.replace(chr(34), '')}x".encode(),
            "row 2: more cells than the header has; a formula with commas",
        ),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    assert said in told(path)[0]


def test_no_file_is_a_wrong_call(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(WrongCall, match="cannot be read"):
            read_claims(path)


def test_rows_need_no_file() -> None:
    row = {"id": "1", "study": "p", "locator": "t", "claim": "c", "formula": "1 + 1", "printed": 2, "unit": "times"}
    (claim,) = claims_of([row])
    assert claim.value == 2


@given(st.dictionaries(st.sampled_from(HEADER.split(",")), st.text(max_size=30)))
def test_any_row_is_a_claim_or_told(row: dict[str, str]) -> None:
    try:
        (claim,) = claims_of([row])
    except SchemaMismatch as refused:
        assert refused.message.en.startswith("rows, row 1, column ")
    else:
        assert claim.id == row["id"].strip()


def test_the_shipped_claims_are_read() -> None:
    claims = read_claims(embedded_path("claims.csv"))
    assert len(claims) == 32
    assert {claim.study for claim in claims} == {
        "adb-ta9036",
        "shanxi-asean",
        "hightech-exports",
        "liaoning-cbec-zones",
    }
