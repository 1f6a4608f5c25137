from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
import xlsxwriter

from entrepot.sources.concordances import concordance_table, read_concordance
from entrepot.vocabulary.concordance import CONCORDANCE_COLUMNS
from entrepot.vocabulary.errors import SchemaMismatch

BEC = b"\xef\xbb\xbfHS 2012,BEC,Relationship\r\n010121,41,n to 1\r\n010130,41,n to n\r\n010130,111,n to n\r\n710820,n/a,n to 1\r\n,,\r\n"
WITS = (
    b"HS - Combined  Product Code,HS - Combined  Product Description,SITC Revision 3 Product Code,SITC Revision 3 Product Description\r\n"
    b'010120,"(-2001) Asses, mules and hinnies",00152,"Asses/mules/hinnies,live"\r\n'
    b"10110,(2002-) Mat\xe9,00151,Horses\r\n"
)
HS1 = (
    b"HS6,HS6_string,HS6_description,HS2_string,SITC2,SITC2_string,SITC2_description\n"
    b'10392,010392,Other :-- Weighing 50 kg or more,01,13,0013,"Swine, live"\n'
)
LALL = (
    b"product,lall,lallcode,lallcode_agg,product_name_old,community_name\n"
    b'11,PP,1.0,1.0,"ANIMALS OF THE BOVINE SPECIES",Meat and eggs\n'
    b"7764,HT1,9.0,5.0,ELECTRONIC MICROCIRCUITS,Electronics\n9710,Gold,,,GOLD,Gold\n"
)


def workbook(sheets: dict[str, list[list[str | float]]]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return held.getvalue()


UNSD = workbook(
    {
        "HS2022-HS2012 Conversions": [["From HS 2022", "To HS 2012"], ["010121", "010121"], [999999.0, 999999.0], [10130, "010130"]],
        "HS2022-HS2012 Correlations": [
            ["Between", "", ""], ["HS 2022", " HS 2012", "Relationship"], ["854911", "854810", "n:n"], ["854911", "854890", "n:n"]
        ],
    }
)  # fmt: skip


def test_unsd_conversion_has_one_target_each_and_text_codes() -> None:
    read = read_concordance(UNSD, "HS2022toHS2012.xlsx")
    assert [(k.from_code, k.to_code) for k in read.concordance.links] == [
        ("010121", "010121"), ("999999", "999999"), ("010130", "010130")
    ]  # fmt: skip
    assert (read.concordance.from_nomenclature, read.concordance.to_nomenclature) == ("HS2022", "HS2012")
    assert read.recovered_zeros == 1


def test_unsd_correlation_shows_all_targets() -> None:
    read = read_concordance(UNSD, "HS2022toHS2012.xlsx", sheet="correlation")
    assert dict(read.concordance.split_codes()) == {"854911": ("854810", "854890")}


def test_unsd_conversion_with_the_slip_in_its_header_is_read() -> None:
    book = workbook({"HS2022-HS1992 Conversions": [["From HS 2022", "From HS 1992"], ["010121", "010111"]]})
    assert read_concordance(book, "x.xlsx").concordance.name == "HS2022 to HS1992"


def test_bec_reports_what_has_no_target() -> None:
    read = read_concordance(BEC, "HS2012_to_BEC.csv")
    assert read.concordance.name == "HS2012 to BEC4"
    assert read.no_target == ("710820",)
    assert read.concordance.targets("010130") == ("41", "111")


def test_wits_in_latin_1_and_gzip_with_a_lost_zero() -> None:
    read = read_concordance(gzip.compress(WITS), "JobID-69_Concordance_HS_to_S3.CSV.gz")
    assert read.concordance.targets("010110") == ("00151",)
    assert (read.recovered_zeros, read.concordance.from_nomenclature) == (1, "HS_COMBINED")


def test_hs_1996_to_sitc_2_takes_the_text_columns() -> None:
    read = read_concordance(HS1, "concordance_HS1_to_SITC2.csv")
    assert (read.concordance.targets("010392"), read.recovered_zeros) == (("0013",), 0)


def test_lall_recovers_sitc_zeros_and_says_how_many() -> None:
    read = read_concordance(LALL, "lall.csv")
    assert [(k.from_code, k.to_code) for k in read.concordance.links] == [
        ("0011", "PP"),
        ("7764", "HT1"),
        ("9710", "Gold"),
    ]
    assert read.recovered_zeros == 1


def test_a_pair_printed_twice_counts_once_and_is_reported() -> None:
    read = read_concordance(BEC + b"010121,41,n to 1\r\n", "x.csv")
    assert (len(read.concordance.links), read.repeated) == (3, 1)


def test_the_table_has_the_declared_columns() -> None:
    table = concordance_table(read_concordance(BEC, "HS2012_to_BEC.csv").concordance)
    assert tuple(table.column_names) == CONCORDANCE_COLUMNS
    assert table.slice(0, 1).to_pylist() == [
        {"from_nomenclature": "HS2012", "to_nomenclature": "BEC4", "from_code": "010121", "to_code": "41", "weight": None,
         "source": "HS2012_to_BEC.csv"}
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 50,
        b"a,b\n1,2\n",
        b"HS 2012,BEC,Relationship\n",
        b"HS 2012,BEC,Relationship\n01012A,41,n to 1\n",
        b"HS 2012,BEC,Relationship\n0101210,41,n to 1\n",
        b"HS 2012,BEC,Relationship\n010121\n",
        b"HS 1999,BEC,Relationship\n010121,41,n to 1\n",
        b"product,lall\n11,ZZ\n",
        b"<html><body>412 Precondition Failed</body></html>",
        b"PK\x03\x04 not a workbook",
        UNSD[:900],
        gzip.compress(WITS)[:60],
        gzip.compress(b"0" * (65 * 1024 * 1024)),
        workbook({"Sheet1": [["pfCode", "cmdCode"]]}),
    ],
)
def test_hostile_files_are_refused_by_name(content: bytes) -> None:
    with pytest.raises(SchemaMismatch, match=r"hostile\.bin"):
        read_concordance(content, "hostile.bin")


@pytest.mark.parametrize(
    ("file", "name", "links", "split", "zeros"),
    [
        ("conc_HS2022toHS2017ConversionAndCorrelationTables.xlsx", "HS2022 to HS2017", 5613, 0, 0),
        ("conc_HS2022toSITC4ConversionAndCorrelationTables.xlsx", "HS2022 to SITC4", 5611, 0, 0),
        ("conc_HS2017_to_BEC_Conversion_and_Correlation_Tables.csv", "HS2017 to BEC4", 5511, 100, 0),
        ("conc_JobID-69_Concordance_HS_to_S3.CSV.gz", "HS_COMBINED to SITC3", 5705, 2, 0),
        ("concordance_HS1_to_SITC2.csv.gz", "HS1996 to SITC2", 5111, 0, 0),
        ("lall_sitc2_4digit_technology_classes.csv", "SITC2 to Lall", 773, 0, 93),
    ],
)
def test_the_published_files(shared_data: Path, file: str, name: str, links: int, split: int, zeros: int) -> None:
    read = read_concordance((shared_data / "5_class" / file).read_bytes(), file)
    made = read.concordance
    assert (made.name, len(made.links), len(made.split_codes()), read.recovered_zeros) == (name, links, split, zeros)
