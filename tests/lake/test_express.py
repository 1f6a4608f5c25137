"""The express lane changes nothing but the time: the same rows, findings and counts as the careful lane, oddities or none."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from hypothesis import example, given, settings
from hypothesis import strategies as st

from entrepot.lake.ingest import Ingested, ingest
from entrepot.lake.lake import Lake
from entrepot.sources.baci import BACI
from entrepot.vocabulary.errors import RefusedByChecks, SchemaMismatch
from entrepot.vocabulary.findings import Finding

NAME = "BACI_HS17_Y2021_V202301.csv"
ALWAYS, NEVER = 0, 1 << 60
Cells = dict[str, str]

PLAIN = [
    {"t": "2021", "i": i, "j": j, "k": k, "v": v, "q": q}
    for n, (i, j) in enumerate((("4", "156"), ("156", "4"), ("842", "490"), ("251", "699")))
    for k, v, q in (("010121", f"52.05{n}", "        1.250"), ("851712", f"{n}7.3", "           NA"), ("970600", "0.001", ""))
]  # fmt: skip

ODD: tuple[Cells, ...] = (
    {"k": "10121"}, {"k": "12345."}, {"k": "1e5"}, {"k": " 10121"}, {"k": "+10121"}, {"k": "000000"}, {"k": ""}, {"k": "TOTAL"},
    {"q": "NA"}, {"q": "  7.5  "}, {"q": "many"}, {"q": "-1"}, {"q": "inf"}, {"q": "nan"},
    {"v": "-3"}, {"v": "1e-05"}, {"v": " 52.051"}, {"v": "0.12345678901234567 "}, {"v": "1,5"}, {"v": ""}, {"v": "9e11"}, {"v": "nan"},
    {"i": "4.0"}, {"i": "9999"}, {"i": " 4 "}, {"i": ""}, {"j": "004"}, {"j": "697"}, {"j": "x"},
    {"t": "2020"}, {"t": "2021 "}, {"t": "20 21"}, {"t": ""}, {"t": "3000"}, {"t": "2.021e3"},
    {"v": "368.62600000000003"}, {"v": "123456789012345678"}, {"v": "-0"}, {"v": "0x10"}, {"v": "NA"}, {"q": "NaN"}, {"q": "1e3"}, {"q": "  NA "},
    {"i": "0x4"}, {"i": "+4"}, {"i": "99999"}, {"i": "-4"}, {"j": "NA"}, {"j": "4"}, {"t": "0x7e5"}, {"t": "+2021"}, {"k": "０10121"}, {"k": "NA"},
    {"k": '"010121"'}, {"v": '"52.05"'}, {"q": '"        1.250"'}, {"v": '"4"5'}, {"k": '0"1"0121'}, {"q": '"1.25'},
    {"i": "4", "j": "156", "k": "010121"}, {},
)  # fmt: skip


def written(folder: Path, rows: list[Cells], name: str = NAME) -> Path:
    lines = ["t,i,j,k,v,q", *(",".join(f'"{cell}"' if "," in cell else cell for cell in row.values()) for row in rows)]
    file = folder / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def outcome(lake: Lake, file: Path, *, large_bytes: int, quarantine: bool) -> tuple[object, ...]:
    """All that the person is told and all that the lake then holds, but the batch's name."""
    told: tuple[object, ...]
    findings: tuple[Finding, ...]
    try:
        done: Ingested = ingest(lake, file, (BACI,), quarantine_rows=quarantine, large_bytes=large_bytes)
        told, findings = (done.rows_read, done.rows_kept, done.rows_quarantined, done.rows_replaced), done.findings
    except RefusedByChecks as refused:
        told, findings = (str(refused),), refused.findings
    except SchemaMismatch as refused:
        told, findings = (str(refused),), ()
    held = lake.query("SELECT * EXCLUDE (batch) FROM flows ORDER BY ALL").to_pylist()
    levels = [batch.record["levels"] for batch in lake.history()]
    return told, findings, [repr(row) for row in held], levels


def same_in_both_lanes(rows: list[Cells], *, quarantine: bool = False, name: str = NAME) -> tuple[object, ...]:
    with tempfile.TemporaryDirectory() as folder:
        file = written(Path(folder), rows, name)
        fast, careful = (
            outcome(Lake(Path(folder) / lane), file, large_bytes=size, quarantine=quarantine)
            for lane, size in (("express", ALWAYS), ("careful", NEVER))
        )
    assert fast == careful
    return fast


def made_by(lake: Lake) -> set[str]:
    """Who wrote the lake's files: the express lane writes by Arrow, the careful lane by DuckDB."""
    return {pq.read_metadata(file).created_by.split()[0] for file in lake.parquet_files("flows")}


def test_plain_rows_go_by_the_express_lane(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    done = ingest(lake, written(tmp_path, PLAIN), (BACI,), large_bytes=ALWAYS)
    assert (done.rows_read, done.rows_kept) == (12, 12)
    assert made_by(lake) == {"parquet-cpp-arrow"}
    found = lake.query(
        "SELECT reporter, partner, product, value_usd, net_kg FROM flows WHERE reporter = 'AFG' ORDER BY ALL"
    )
    assert [tuple(row.values()) for row in found.to_pylist()] == [
        ("AFG", "CHN", "010121", 52050.0, 1250.0), ("AFG", "CHN", "851712", 7300.0, None), ("AFG", "CHN", "970600", 1.0, None),
    ]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_an_oddity_is_told_as_ever(odd: Cells) -> None:
    same_in_both_lanes([*PLAIN[:5], {**PLAIN[5], **odd}, *PLAIN[6:]])


@settings(max_examples=10)
@given(st.lists(st.tuples(st.integers(0, 11), st.sampled_from(ODD)), max_size=4), st.booleans())
@example([], True)
def test_any_oddities(planted: list[tuple[int, Cells]], quarantine: bool) -> None:
    rows = [dict(row) for row in PLAIN]
    for place, odd in planted:
        rows[place] |= odd
    same_in_both_lanes(rows, quarantine=quarantine)


def test_a_file_whose_name_tells_no_year() -> None:
    same_in_both_lanes(PLAIN, name="BACI_HS17_V202301.csv")
    same_in_both_lanes([*PLAIN, {**PLAIN[0], "t": "2020"}], name="BACI_HS17_V202301.csv")


@pytest.mark.parametrize("rows", [[], PLAIN[:1], [PLAIN[0]] * 2, [PLAIN[0] | {"v": "2"}, PLAIN[0]]], ids=len)
def test_hardly_any_rows(rows: list[Cells]) -> None:
    same_in_both_lanes(rows)


def test_a_year_taken_again_replaces_it(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    first = ingest(lake, written(tmp_path, PLAIN), (BACI,), large_bytes=ALWAYS)
    again = ingest(lake, written(tmp_path, PLAIN[1:]), (BACI,), large_bytes=ALWAYS)
    assert (first.rows_kept, again.rows_kept, again.rows_replaced) == (12, 11, 12)
    assert lake.query("SELECT count(*) AS n, count(DISTINCT batch) AS b FROM flows").to_pylist() == [{"n": 11, "b": 1}]


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    with pytest.raises(RefusedByChecks):
        ingest(lake, written(tmp_path, [*PLAIN, PLAIN[0]]), (BACI,), large_bytes=ALWAYS)
    assert not list(lake.folder.rglob("*.parquet"))


def test_a_zip_of_two_years(tmp_path: Path) -> None:
    years = {f"BACI_HS17_Y{year}_V202301.csv": [row | {"t": year} for row in PLAIN] for year in ("2020", "2021")}
    archive = tmp_path / "BACI_HS17_V202301.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for name, rows in years.items():
            packed.write(written(tmp_path, rows, name), name)
    fast, careful = (Lake(tmp_path / name) for name in ("fast", "careful"))
    assert outcome(fast, archive, large_bytes=ALWAYS, quarantine=False) == outcome(
        careful, archive, large_bytes=NEVER, quarantine=False
    )
    assert made_by(fast) == {"parquet-cpp-arrow"}
    assert made_by(careful) == {"DuckDB"}


def test_a_file_that_is_in_no_order(tmp_path: Path) -> None:
    rows = [{**PLAIN[0], "i": i, "j": j, "k": f"{k:06}", "v": f"{n % 977}.{n % 10}"}
            for n, (k, i, j) in enumerate((k, i, j) for k in range(10100, 16100) for i in ("156", "4", "842") for j in ("251", "699"))]  # fmt: skip
    fast, careful = (Lake(tmp_path / name) for name in ("fast", "careful"))
    assert outcome(fast, written(tmp_path, rows), large_bytes=ALWAYS, quarantine=False) == outcome(
        careful, written(tmp_path, rows), large_bytes=NEVER, quarantine=False
    )
    keys = [
        fast.query(
            f"SELECT reporter, product, partner FROM read_parquet('{file}', file_row_number = true) ORDER BY file_row_number"
        )
        for file in fast.parquet_files("flows")
    ]
    assert sum(table.num_rows for table in keys) == 36_000
    for table in keys:
        lines = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
        assert lines == sorted(lines)


def test_other_readers_see_what_the_express_lane_wrote(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    ingest(lake, written(tmp_path, PLAIN), (BACI,), large_bytes=ALWAYS)
    delta = DeltaTable(str(lake.table("flows").folder))
    names = ["reporter", "product", "value_usd", "net_kg", "value_cny", "year"]
    seen = delta.to_pyarrow_table(columns=names).sort_by([("reporter", "ascending"), ("product", "ascending")])
    assert tuple(seen.slice(0, 1).to_pylist()[0].values()) == ("AFG", "010121", 52050.0, 1250.0, None, 2021)
    assert seen.num_rows == 12
