"""Archives and Parquet that are cut, locked, lying or out to fill the disk."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from entrepot.lake.ingest import ingest
from entrepot.lake.lake import Lake
from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.errors import EntrepotError

TABLE = b"Date,Country,Exchange rate\n2021-03-01,Japan,108.6\n2021-04-01,Japan,109.2\n"


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def locked() -> bytes:
    content = bytearray(zipped(("monthly.csv", TABLE)))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    return bytes(content)


def lying() -> bytes:
    """The directory says ten bytes; what unfolds is 80 MB of commas in 80 kB."""
    content = bytearray(zipped(("monthly.csv", b"," * (80 << 20))))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(content)


def link() -> bytes:
    info = zipfile.ZipInfo("monthly.csv")
    info.external_attr = 0o120777 << 16
    return zipped((info, b"/etc/passwd"))


def parquet(table: pa.Table, **how: Any) -> bytes:
    packed = io.BytesIO()
    pq.write_table(table, packed, **how)
    return packed.getvalue()


def eighty_million_rows() -> bytes:
    packed = io.BytesIO()
    batch = pa.table({"Date": pa.array(["2021-03-01"] * 4_000_000).dictionary_encode()})
    with pq.ParquetWriter(packed, batch.schema) as writer:
        for _ in range(20):
            writer.write_table(batch)
    return packed.getvalue()


WIDE = pa.table({f"c{i}": ["1"] for i in range(3_000)})
SOUND = pa.table({"Date": ["2021-03-01"], "Country": ["Japan"], "Exchange rate": [108.6]})

REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "gz_cut_short": ("monthly.csv.gz", lambda: gzip.compress(TABLE * 99)[:-20], "cut short or damaged"),
    "gz_of_nothing": ("monthly.csv.gz", lambda: gzip.compress(b""), "is empty"),
    "gz_with_a_wrong_sum": ("monthly.csv.gz", lambda: gzip.compress(TABLE)[:-8] + bytes(8), "cut short or damaged"),
    "gz_in_gz": ("monthly.csv.gz", lambda: gzip.compress(gzip.compress(TABLE)), "more than once"),
    "gz_bomb": ("monthly.csv.gz", lambda: gzip.compress(bytes(90 << 20)), "unfolds to more than"),
    "xz_cut_short": ("monthly.csv.xz", lambda: lzma.compress(TABLE * 99)[:-20], "cut short or damaged"),
    "xz_bomb": ("monthly.csv.xz", lambda: lzma.compress(bytes(90 << 20), preset=0), "unfolds to more than"),
    "bz2_cut_short": ("monthly.csv.bz2", lambda: bz2.compress(TABLE * 99)[:-20], "cut short or damaged"),
    "bz2_rubbish": ("monthly.csv.bz2", lambda: b"BZh91AY&SY" + bytes(90), "cut short or damaged"),
    "zip_cut_short": ("rates.zip", lambda: zipped(("monthly.csv", TABLE * 99))[:-30], "cut short or damaged"),
    "zip_cut_in_its_data": ("rates.zip", lambda: zipped(("monthly.csv", TABLE * 99))[:60], "cut short or damaged"),
    "zip_with_a_wrong_sum": ("rates.zip", lambda: zipped(("monthly.csv", TABLE)).replace(b"\x03\x04\x14", b"\x03\x04\x15", 1)[:45] + bytes(9) + zipped(("monthly.csv", TABLE))[54:], ""),
    "zip_locked": ("rates.zip", locked, "password"),
    "zip_bomb": ("rates.zip", lambda: zipped(("monthly.csv", bytes(90 << 20))), "unfolds to more than"),
    "zip_bomb_in_many_members": ("rates.zip", lambda: zipped(*((f"monthly {i}.csv", TABLE + b"," * (9 << 20)) for i in range(9))), ""),
    "zip_that_lies_of_its_size": ("rates.zip", lying, ""),
    "zip_in_zip": ("rates.zip", lambda: zipped(("inner.zip", zipped(("monthly.csv", TABLE)))), "archives inside archives"),
    "zip_of_ten_thousand": ("rates.zip", lambda: zipped(*((f"{i}.csv", b"a") for i in range(10_000))), "10,000 members"),
    "zip_without_tables": ("rates.zip", lambda: zipped(("readme.md", b"#"), ("a.exe", b"MZ")), "holds no csv"),
    "zip_of_nothing": ("rates.zip", zipped, "holds no csv"),
    "zip_with_a_link": ("rates.zip", link, "holds no csv"),
    "zip_of_hidden_files": ("rates.zip", lambda: zipped(("__MACOSX/monthly.csv", TABLE), (".monthly.csv", TABLE)), "holds no csv"),
    "zip_of_a_web_page": ("rates.zip", lambda: zipped(("monthly.csv", b"<html>403</html>")), "web page"),
    "zip_called_csv_of_rubbish": ("monthly.csv", lambda: b"PK\x03\x04" + bytes(200), "cut short or damaged"),
    "parquet_cut_short": ("rates.parquet", lambda: parquet(SOUND)[:-40], "no sound parquet"),
    "parquet_rubbish": ("rates.parquet", lambda: b"PAR1" + bytes(500) + b"PAR1", "no sound parquet"),
    "parquet_in_name_only": ("rates.parquet", lambda: TABLE, "no sound parquet"),
    "parquet_of_other_columns": ("rates.parquet", lambda: parquet(pa.table({"a": [1]})), "of no form"),
    "parquet_without_rows": ("monthly.parquet", lambda: parquet(SOUND.slice(0, 0)), "not one row"),
    "parquet_of_3000_columns": ("rates.parquet", lambda: parquet(WIDE), "columns"),
    "parquet_of_80_million_rows": ("rates.parquet", eighty_million_rows, "of no form"),
    "another_program's_file": ("rates.sav", lambda: b"$FL2", "a file of SPSS"),
}  # fmt: skip

READ: dict[str, tuple[str, Callable[[], bytes]]] = {
    "gz": ("monthly.csv.gz", lambda: gzip.compress(TABLE)),
    "gz_under_another_name": ("monthly.csv", lambda: gzip.compress(TABLE)),
    "xz": ("monthly.csv.xz", lambda: lzma.compress(TABLE)),
    "bz2": ("monthly.csv.bz2", lambda: bz2.compress(TABLE)),
    "zip_that_climbs": ("rates.zip", lambda: zipped(("../../../../tmp/climbed/monthly.csv", TABLE))),
    "zip_from_the_root": ("rates.zip", lambda: zipped(("/etc/monthly.csv", TABLE))),
    "zip_from_a_drive": ("rates.zip", lambda: zipped(("C:\\Windows\\monthly.csv", TABLE))),
    "zip_with_a_readme": ("rates.zip", lambda: zipped(("README.md", b"#"), ("monthly.csv", TABLE), ("empty.csv", b""))),
    "parquet": ("monthly.parquet", lambda: parquet(pa.concat_tables([SOUND, SOUND.set_column(0, "Date", [["2021-04-01"]])]))),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_archive_is_refused(name: str, door: Any, tmp_path: Path) -> None:
    file_name, make, says = REFUSED[name]
    file = tmp_path / file_name
    file.write_bytes(make())
    door.refuses(file, says)


@pytest.mark.parametrize("name", READ)
def test_an_odd_archive_is_read(name: str, open_door: Any, tmp_path: Path) -> None:
    file_name, make = READ[name]
    file = tmp_path / file_name
    file.write_bytes(make())
    open_door.reads(file, 2)
    assert {path.name for path in tmp_path.iterdir()} == {"lake", file_name}


def test_bytes_changed_at_random_never_break_the_reader(tmp_path: Path) -> None:
    """Whatever is flipped, cut or doubled: an error of ours, or the table."""
    chance = random.Random(7)
    sound = {name: make() for name, make in READ.values() if name not in ("monthly.csv",)}
    lake = Lake(tmp_path / "lake")
    for number in range(120):
        name = chance.choice(sorted(sound))
        content = bytearray(sound[name])
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(content))
            match chance.randint(0, 2):
                case 0:
                    content[at] = chance.randrange(256)
                case 1:
                    del content[at : at + chance.randint(1, 9)]
                case _:
                    content[at:at] = content[at : at + chance.randint(1, 9)]
        file = tmp_path / f"{number} {name}"
        file.write_bytes(content)
        try:
            ingest(lake, file, ALL_SOURCES)
        except EntrepotError:
            assert not list((lake.folder / "spill").iterdir())


BOUNDED = """
import resource, sys
from pathlib import Path
from entrepot.cli.entry import run
code = run(["ingest", sys.argv[1], "--lake", sys.argv[2]])
print(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def a_long_line(file: Path) -> None:
    with file.open("wb") as out:
        out.write(b"Date,Country,Exchange rate\n2021-03-01,Japan,")
        for _ in range(200):
            out.write(b"9" * (1 << 20))


def one_line_is_all(file: Path) -> None:
    with file.open("wb") as out:
        for _ in range(200):
            out.write(b"abc " * (1 << 18))


def much_gz(file: Path) -> None:
    file.write_bytes(gzip.compress(bytes(1 << 30), compresslevel=1))


def many_rows(file: Path) -> None:
    file.write_bytes(eighty_million_rows())


@pytest.mark.parametrize("make", [a_long_line, one_line_is_all, much_gz, many_rows])
def test_memory_stays_bounded(make: Callable[[Path], None], tmp_path: Path) -> None:
    file = tmp_path / ("monthly.csv.gz" if make is much_gz else "rates.parquet" if make is many_rows else "monthly.csv")
    make(file)
    done = subprocess.run(
        [sys.executable, "-c", BOUNDED, str(file), str(tmp_path / "lake")], capture_output=True, text=True, check=True
    )
    code, mebibytes = map(int, done.stdout.split())
    assert (code, mebibytes < 1_200) == (3, True), (mebibytes, done.stderr)
    assert "Traceback" not in done.stderr
