"""The monthly country table, as a collector tidied it and as customs prints it."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from entrepot.sources.china_customs import CHINA_CUSTOMS
from entrepot.sources.source import Sheet
from entrepot.vocabulary.errors import WrongCall

Tidied = Callable[..., pa.Table]
FILE = "gacc_china_trade_by_partner_monthly_2024_names_restored.csv"
NAMES = ("year", "month", "partner_zh", "exports_month", "imports_month", "exports_cum", "imports_cum", "unit")


def as_text(names: tuple[str, ...], lines: list[tuple[str | None, ...]]) -> pa.Table:
    return pa.table({name: pa.array([line[i] for line in lines], pa.string()) for i, name in enumerate(names)})


@pytest.fixture
def real(shared_data: Path) -> list[dict[str, str]]:
    path = shared_data / "2_gacc" / f"{FILE}.gz"
    if not path.is_file():
        pytest.skip("the real monthly table (../shared/data/2_gacc) is not beside this checkout")
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_year_2024(real: list[dict[str, str]], tidied: Tidied) -> None:
    names = tuple(real[0])
    found = tidied(
        CHINA_CUSTOMS, as_text(names, [tuple(r[n] or None for n in names) for r in real]), file=FILE
    ).to_pylist()
    to_december = {(r["partner"], r["flow"]): r["value_cny"] for r in found if r["period"] == "2024-01/2024-12"}
    # 4.898 trillion yuan with the United States, 43.85 trillion in all, as customs announced for 2024.
    assert to_december["USA", "export"] + to_december["USA", "import"] == pytest.approx(4.898e12, rel=1e-4)
    assert to_december["WLD", "export"] + to_december["WLD", "import"] == pytest.approx(43.85e12, rel=1e-4)
    # Total = exports + imports in the table's own unit, but for rounding; the total itself is not stored.
    december = next(r for r in real if r["month"] == "12" and r["partner_zh"] == "总值")
    assert to_december["WLD", "export"] + to_december["WLD", "import"] == pytest.approx(
        float(december["trade_total_cum"]) * 10_000, abs=20_000
    )
    filled = sum(bool(r[name]) for r in real for name in NAMES[3:7])
    assert len(found) == filled == 11_155
    assert all(r["partner"] for r in found)
    assert {r["partner_level"] for r in found if r["partner"] in ("ASEAN", "EU", "ASIA")} == {"bloc"}


def test_the_odd_month_in_dollars(real: list[dict[str, str]], tidied: Tidied) -> None:
    names = tuple(real[0])
    found = tidied(
        CHINA_CUSTOMS, as_text(names, [tuple(r[n] or None for n in names) for r in real]), file=FILE
    ).to_pylist()
    dollars = {
        (r["period"], r["flow"]): r["value_usd"] for r in found if r["partner"] == "USA" and r["value_usd"] is not None
    }
    assert dollars == {
        ("2024-09", "export"): 47_015_103_000.0, ("2024-09", "import"): 13_689_969_000.0,
        ("2024-01/2024-09", "export"): 381_136_574_000.0, ("2024-01/2024-09", "import"): 123_267_343_000.0,
    }  # fmt: skip
    assert all((r["value_usd"] is None) != (r["value_cny"] is None) for r in found)


def test_four_rows_of_a_line_and_none_of_an_empty_cell(tidied: Tidied) -> None:
    lines = [
        ("2024", "2", "日本", "1.5", "-", "3", "4", "CNY_10k"),
        ("2024", "2", "梦之国", None, None, "x", None, "CNY_10k"),
        ("2024", "13", "日本", None, None, "1", None, "CNY_10k"),
        ("2024", "2", "日本", "1", None, None, None, "stones"),
    ]
    found = tidied(CHINA_CUSTOMS, as_text(NAMES, lines), file=FILE).to_pylist()
    seen = {(r["row"], r["flow"], r["period"], r["partner"], r["value_cny"], r["value_cny_printed"]) for r in found}
    assert seen == {
        (2, "export", "2024-02", "JPN", 15_000.0, "1.5"),
        (2, "export", "2024-01/2024-02", "JPN", 30_000.0, "3"),
        (2, "import", "2024-01/2024-02", "JPN", 40_000.0, "4"),
        (3, "export", "2024-01/2024-02", None, None, "x"),
        (4, "export", None, "JPN", 10_000.0, "1"),
        (5, "export", "2024-02", "JPN", None, "1 stones"),
    }
    assert {(r["reporter"], r["basis"], r["product"], r["regime"]) for r in found} == {
        ("CHN", "national", "TOTAL", "ALL")
    }
    assert {(r["flow"], r["valuation"]) for r in found} == {("export", "FOB"), ("import", "CIF")}


PRINTED_NAMES = ("进口原产国（地区） 出口最终目的国（地区）", "进出口", "column 3", "出口", "column 5", "进口", "column 7",
                 "累计比去年同期±%", "column 9", "column 10")  # fmt: skip
PRINTED = as_text(
    PRINTED_NAMES,
    [
        (None, "当月", "1至12月累计", "当月", "1至12月累计", "当月", "1至12月累计", "进出口", "出口", "进口"),
        ("总 值", "406,700,000", "4,384,679,258", "240,987,000", "2,545,451,300", "165,713,000", "1,839,227,958", "5.0", "7.1", "2.3"),
        ("其中：美国", "1", "2", "3", "4", "5", "6", "-", "-", "-"),
        ("东盟", "1", "2", "3", "4", "-", "6", "-", "-", "-"),
    ],
)  # fmt: skip


def test_as_customs_prints_it(tidied: Tidied) -> None:
    file = "（2）2024年12月进出口商品国别（地区）总值表（人民币值）.xls"
    assert CHINA_CUSTOMS.recognises(Sheet(file, PRINTED_NAMES))
    found = tidied(CHINA_CUSTOMS, PRINTED, file=file).to_pylist()
    values = {(r["partner"], r["flow"], r["period"]): r["value_cny"] for r in found}
    assert values["WLD", "export", "2024-01/2024-12"] == 25_454_513_000_000.0
    assert values["USA", "export", "2024-12"] == 30_000.0
    assert values["USA", "import", "2024-01/2024-12"] == 60_000.0
    assert ("ASEAN", "import", "2024-12") not in values
    assert len(found) == 11


def test_the_printed_sheet_asks_for_what_stands_above_its_head(tidied: Tidied) -> None:
    with pytest.raises(WrongCall, match="unit=万元"):
        tidied(CHINA_CUSTOMS, PRINTED, file="国别2024年12月.xls")
    with pytest.raises(WrongCall, match="period"):
        tidied(CHINA_CUSTOMS, PRINTED, file="国别.xls", unit="万元")
    with pytest.raises(WrongCall, match="one month"):
        tidied(CHINA_CUSTOMS, PRINTED, file="国别2024年.xls", unit="万元")
    dollars = tidied(CHINA_CUSTOMS, PRINTED, file="a.xls", unit="千美元", period="2024-12").to_pylist()
    assert {r["value_usd"] for r in dollars if r["partner"] == "USA" and r["period"] == "2024-12"} == {3000.0, 5000.0}
