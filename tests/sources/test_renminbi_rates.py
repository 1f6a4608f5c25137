"""Central parity rates: samples written from knowledge of chinamoney's and SAFE's layouts, none is a recorded file.

The figures of 2 January 2024 are those that were announced: 7.0770 yuan for a dollar, 7.8057 for a euro, 5.0225 for 100 yen.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from entrepot.sources.renminbi_rates import RENMINBI_RATES
from entrepot.sources.source import Sheet
from entrepot.vocabulary.errors import RefusedByChecks
from entrepot.workbench import Workbench

DAYS = (
    "日期,USD/CNY,EUR/CNY,100JPY/CNY,CNY/KRW\n"
    "2024-01-02,7.0770,7.8057,5.0225,183.80\n"
    "2024-01-30,7.1030,7.7250,4.8400,---\n"
    "2024-02-01,7.1000,7.7000,4.8000,187.00\n"
)


def kept(tmp_path: Path, text: str, name: str = "人民币汇率中间价历史数据.csv") -> dict[tuple[str, str], float]:
    file = tmp_path / name
    file.write_bytes(text.encode("gb18030"))
    bench = Workbench(tmp_path / "lake")
    bench.ingest(file)
    rows = bench.lake.query("SELECT * FROM rates").to_pylist()
    assert {row["frequency"] for row in rows} == {"month"}
    return {(row["currency"], row["period"]): row["per_usd"] for row in rows}


def test_months_are_means_of_their_days_per_dollar(tmp_path: Path) -> None:
    rates = kept(tmp_path, DAYS.replace("---", "184.20"))
    # February has but one day at the end of the file.
    assert rates == pytest.approx(
        {
            ("CNY", "2024-01"): (7.0770 + 7.1030) / 2,
            ("EUR", "2024-01"): (7.0770 / 7.8057 + 7.1030 / 7.7250) / 2,
            ("JPY", "2024-01"): (7.0770 / 0.050225 + 7.1030 / 0.0484) / 2,
            ("KRW", "2024-01"): (7.0770 * 183.80 + 7.1030 * 184.20) / 2,
        }
    )


def test_what_was_averaged_and_left_out_is_said(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(DAYS.replace("---", ""), encoding="utf-8")
    said = Workbench(tmp_path / "lake").ingest(file).findings
    assert {(finding.rule, finding.message.en.split()[0]) for finding in said} == {
        ("averaged_days", "7"),
        ("part_months", "1"),
    }


@pytest.mark.parametrize(
    "head",
    ["日期,美元/人民币,欧元/人民币,100日元/人民币,人民币/韩元", "Date,USD/CNY,EUR/CNY,100JPY/CNY,CNY/KRW"],
)
def test_heads_in_either_language(tmp_path: Path, head: str) -> None:
    rates = kept(tmp_path, head + DAYS.replace("---", "")[DAYS.index("\n") :])
    assert rates["EUR", "2024-01"] == pytest.approx((7.0770 / 7.8057 + 7.1030 / 7.7250) / 2)
    assert rates["KRW", "2024-01"] == pytest.approx(7.0770 * 183.80)


def test_the_table_of_safe_is_in_yuan_for_a_hundred(tmp_path: Path) -> None:
    rates = kept(tmp_path, "日期,美元,欧元,日元,林吉特\n2024/1/2,707.70,780.57,5.0225,64.59\n2024/1/31,710,780,5,65\n")
    assert set(rates) == {("CNY", "2024-01"), ("EUR", "2024-01"), ("JPY", "2024-01")}
    assert rates["CNY", "2024-01"] == pytest.approx((7.0770 + 7.10) / 2)


def test_trailing_notes_are_no_days(tmp_path: Path) -> None:
    assert ("CNY", "2024-01") in kept(tmp_path, DAYS.replace("---", "") + "数据来源：中国货币网,,,,\n")


@pytest.mark.parametrize(
    ("spoilt", "column", "value"),
    [
        (DAYS.replace("7.0770", "7.0770*"), "per_usd", "7.0770*"),
        (DAYS.replace("7.0770", "-7.0770"), "per_usd", "-7.0770"),
        (DAYS.replace("2024-01-02", "2024-13-02"), "period", "2024-13-02"),
        (DAYS.replace("2024-01-30", "2024-02-30"), "period", "2024-02-30"),
    ],
)
def test_what_is_no_rate_or_day_is_refused(tmp_path: Path, spoilt: str, column: str, value: str) -> None:
    with pytest.raises(RefusedByChecks) as refused:
        kept(tmp_path, spoilt.replace("---", ""))
    assert (column, value) in {(finding.column, finding.value) for finding in refused.value.findings}


@pytest.mark.parametrize(
    "columns",
    [
        ("日期", "EUR/CNY"),
        ("日期", "收盘", "USD/JPY"),
        ("x", "USD/CNY"),
        ("日期", "USD/CNY_涨跌幅"),
        ("Date", "USD/CNY"),
        ("日期", "美元"),
    ],
)
def test_without_the_dollar_in_yuan_it_is_another_table(columns: tuple[str, ...]) -> None:
    assert not RENMINBI_RATES.recognises(Sheet("x.csv", columns))


def test_a_file_of_one_part_month_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "中间价.csv"
    file.write_text("日期,USD/CNY\n2024-01-15,7.1\n", encoding="utf-8")
    with pytest.raises(RefusedByChecks) as refused:
        Workbench(tmp_path / "lake").ingest(file)
    assert "part_months" in {finding.rule for finding in refused.value.findings}
