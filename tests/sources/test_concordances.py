"""Concordances as they are published, with what Excel and others have done to their codes."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter

from entrepot.sources.concordances import CONCORDANCES_OF_CODES
from entrepot.vocabulary.errors import EntrepotError, RefusedByChecks
from entrepot.workbench import Workbench

BEC = "\ufeffHS 2012,BEC,Relationship\r\n010121,41,n to 1\r\n010130,41,n to n\r\n010130,111,n to n\r\n710820,n/a,n to 1\r\n,,\r\n"
WITS = (
    "HS - Combined  Product Code,HS - Combined  Product Description,SITC Revision 3 Product Code,SITC Revision 3 Product Description\r\n"
    '010120,"(-2001) Asses, mules and hinnies",00152,"Asses/mules/hinnies,live"\r\n'
    "10110,(2002-) Mat\xe9,00151,Horses\r\n"
)
LALL = "product,lall,lallcode,lallcode_agg\n11,PP,1.0,1.0\n7764,HT1,9.0,5.0\n9710,Gold,,\n"
HS1 = "HS6,HS6_string,HS6_description,HS2_string,SITC2,SITC2_string\n10392,010392,Other :-- Weighing 50 kg,01,13,0013\n"
Tidied = Callable[..., pa.Table]
Pair = tuple[str, str, str, str, str]


def workbook(path: Path, sheets: dict[str, list[list[str | float]]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def taken_in(folder: Path, path: Path) -> tuple[set[Pair], list[str]]:
    """The pairs in the lake, and what was remarked on the way."""
    made = Workbench(folder / "lake")
    done = made.ingest(path)
    rows = made.rows("concordances").to_arrow().to_pylist()
    columns = ("from_nomenclature", "to_nomenclature", "kind", "from_code", "to_code")
    return {tuple(row[name] for name in columns) for row in rows}, [finding.rule for finding in done.findings]  # type: ignore[misc]


def saved(folder: Path, name: str, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / name
    content = text.encode(encoding)
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def test_a_workbook_tells_of_conversion_and_correlation(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "HS2022toHS2012.xlsx",
        {
            "HS2022-HS2012 Conversions": [["From HS 2022", "To HS 2012"], ["854911", "854810"], [999999.0, 999999.0], [10130, "010130"]],
            "HS2022-HS2012 Correlations": [
                ["Between", "", "", ""], ["HS 2022", "", " HS 2012", "Relationship"], ["854911", "", "854810", "n:n"], ["854911", "", "854890", "n:n"]
            ],
        },
    )  # fmt: skip
    pairs, remarks = taken_in(tmp_path, path)
    both = ("HS2022", "HS2012")
    assert pairs == {
        (*both, "conversion", "854911", "854810"), (*both, "conversion", "999999", "999999"), (*both, "conversion", "010130", "010130"),
        (*both, "correlation", "854911", "854810"), (*both, "correlation", "854911", "854890"),
    }  # fmt: skip
    assert remarks == ["zeros_put_back"]


def test_a_slip_in_the_header_is_read_as_meant(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx", {"HS2022-HS1992 Conversions": [["From HS 2022", "From HS 1992"], ["010121", "010111"]]}
    )
    assert taken_in(tmp_path, path)[0] == {("HS2022", "HS1992", "conversion", "010121", "010111")}


def test_bec_says_what_has_no_target(tmp_path: Path) -> None:
    pairs, remarks = taken_in(tmp_path, saved(tmp_path, "HS2012_to_BEC.csv", BEC))
    assert {pair[3:] for pair in pairs} == {("010121", "41"), ("010130", "41"), ("010130", "111")}
    assert {pair[:3] for pair in pairs} == {("HS2012", "BEC4", "correlation")}
    assert remarks == ["no_target"]


def test_wits_in_latin_1_with_a_lost_zero(tmp_path: Path) -> None:
    path = saved(tmp_path, "JobID-69_Concordance_HS_to_S3.CSV.gz", WITS, encoding="latin-1")
    pairs, _ = taken_in(tmp_path, path)
    assert {pair[3:] for pair in pairs} == {("010120", "00152"), ("010110", "00151")}
    assert {pair[0] for pair in pairs} == {"HS_COMBINED"}


def test_hs_1996_to_sitc_2_and_on_to_lall(tmp_path: Path) -> None:
    pairs, _ = taken_in(tmp_path, saved(tmp_path, "concordance_HS1_to_SITC2.csv", HS1))
    assert pairs == {("HS1996", "SITC2", "correlation", "010392", "0013")}
    pairs, _ = taken_in(tmp_path, saved(tmp_path, "lall.csv", LALL))
    assert {pair[3:] for pair in pairs if pair[1] == "Lall"} == {("0011", "PP"), ("7764", "HT1"), ("9710", "Gold")}


def test_a_pair_printed_twice_counts_once(tidied: Tidied) -> None:
    raw = pa.table({"HS 2017": ["010121", "10121", "010129"], "SITC Rev. 4": ["0015", "0015", "0015"]})
    rows = tidied(CONCORDANCES_OF_CODES, raw).to_pylist()
    assert [(row["from_code"], row["to_code"], row["row"]) for row in rows] == [
        ("010121", "0015", 2),
        ("010129", "0015", 4),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        "HS 1999,BEC,Relationship\n010121,41,n to 1\n",
        "<html><body>412 Precondition Failed</body></html>",
    ],
)
def test_what_is_no_concordance_is_not_taken_for_one(text: str, tmp_path: Path) -> None:
    with pytest.raises(EntrepotError):
        Workbench(tmp_path / "lake").ingest(saved(tmp_path, "hostile.csv", text), source="concordances")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("HS 2012,BEC,Relationship\n01012A,41,n to 1\n", "01012A"),
        ("HS 2012,BEC,Relationship\n0101210,41,n to 1\n", "0101210"),
        ("product,lall\n11,ZZ\n", "ZZ"),
    ],
)
def test_what_is_no_code_stops(text: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedByChecks) as refused:
        Workbench(tmp_path / "lake").ingest(saved(tmp_path, "x.csv", text))
    assert any(code in finding.message.en for finding in refused.value.findings)


@pytest.mark.parametrize(
    ("file", "name", "pairs", "several"),
    [
        ("conc_HS2022toHS2017ConversionAndCorrelationTables.xlsx", ("HS2022", "HS2017", "conversion"), 5613, 0),
        ("conc_HS2022toHS2017ConversionAndCorrelationTables.xlsx", ("HS2022", "HS2017", "correlation"), 15657, 124),
        ("conc_HS2022toSITC4ConversionAndCorrelationTables.xlsx", ("HS2022", "SITC4", "conversion"), 5611, 0),
        ("conc_HS2017_to_BEC_Conversion_and_Correlation_Tables.csv", ("HS2017", "BEC4", "correlation"), 5511, 100),
        ("conc_JobID-69_Concordance_HS_to_S3.CSV.gz", ("HS_COMBINED", "SITC3", "correlation"), 5705, 2),
        ("concordance_HS1_to_SITC2.csv.gz", ("HS1996", "SITC2", "correlation"), 5111, 0),
        ("lall_sitc2_4digit_technology_classes.csv", ("SITC2", "Lall", "correlation"), 773, 0),
    ],
)
def test_the_published_files(
    shared_data: Path, tmp_path: Path, file: str, name: tuple[str, str, str], pairs: int, several: int
) -> None:
    found = [pair for pair in taken_in(tmp_path, shared_data / "5_class" / file)[0] if pair[:3] == name]
    targets = Counter(pair[3] for pair in found)
    assert (len(found), sum(count > 1 for count in targets.values())) == (pairs, several)
