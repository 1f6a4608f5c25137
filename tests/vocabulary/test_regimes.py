from __future__ import annotations

import json
from pathlib import Path

import pytest

from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.regimes import ALL, GROUP_TITLES, code_table, regime, regime_group, regimes


def test_there_are_104_supervision_modes_and_20_trade_modes() -> None:
    assert len(regimes("supervision")) == 104
    assert len(regimes("statistics")) == 20
    assert len({meant for _, meant in code_table()}) == 124


def test_codes_join_as_printed_and_as_a_spreadsheet_leaves_them() -> None:
    table = dict(code_table())
    assert len(table) == len(code_table())
    assert (table["0110"], table["110"], table["10"], table["9610"]) == ("0110", "0110", "10", "9610")


@pytest.mark.parametrize(
    ("group", "codes"),
    [("ecommerce", {"9610", "9710", "9810", "1210", "1239"}), ("market_procurement", {"1039"})],
)
def test_the_new_ways_of_trading_are_groups_of_their_own(group: str, codes: set[str]) -> None:
    assert {r.id for r in regimes() if r.group == group and r.level != "group"} == codes


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("10", "general"),
        ("0110", "general"),
        ("14", "processing"),
        ("15", "processing"),
        ("0615", "processing"),
        ("33", "bonded"),
        ("34", "bonded"),
        ("5034", "bonded"),
        ("19", "other"),
        ("39", "other"),
        ("4019", "other"),
        ("3910", "other"),
        ("110", "general"),
    ],
)
def test_groups_of_codes(code: str, group: str) -> None:
    assert regime_group(code) == group


def test_a_supervision_mode_counts_in_the_trade_mode_of_its_last_two_digits() -> None:
    assert {r.id: r.statistics for r in regimes("supervision") if r.group == "ecommerce"} == {
        "1210": "10", "1239": "39", "9610": "10", "9710": "10", "9810": "10"
    }  # fmt: skip
    assert all(r.statistics in ("", r.id[-2:]) for r in regimes("supervision"))
    same_group = [r for r in regimes("supervision") if r.statistics and r.group in ("general", "processing", "bonded")]
    kept = {r.id for r in same_group if regime(r.statistics).group != r.group}
    assert kept <= {"0314"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("一般贸易", "general"),
        ("加工贸易", "processing"),
        ("processing trade", "processing"),
        ("保税物流", "bonded"),
        ("bonded logistics", "bonded"),
        ("跨境电商", "ecommerce"),
        ("e-commerce", "ecommerce"),
        ("来料加工装配贸易", "14"),
        ("来料加工", "0214"),
        ("保税仓库进出境货物", "33"),
        ("特殊监管区域物流货物", "34"),
        ("寄售、代销贸易", "16"),
        ("寄售代销贸易", "16"),
        ("其他", "39"),
        ("跨境电商B2B直接出口", "9710"),
        (ALL, ALL),
    ],
)
def test_names_as_papers_and_tables_print_them(name: str, meant: str) -> None:
    assert regime(name).id == meant


def test_a_table_by_trade_mode_means_the_trade_mode() -> None:
    assert regime("一般贸易", level="statistics").id == "10"
    assert regime("一般贸易", level="supervision").id == "0110"


def test_unknown_names_are_refused_with_near_ones() -> None:
    with pytest.raises(UnknownName) as caught:
        regime("一般贸意")
    assert "一般贸易" in caught.value.near
    with pytest.raises(UnknownName):
        regime("9999")


def test_every_name_is_in_both_languages() -> None:
    assert all(r.name.en.isascii() and not r.name.zh.isascii() for r in regimes() if r.group in GROUP_TITLES)


def test_the_customs_own_list_is_whole(shared_data: Path) -> None:
    listed = json.loads((shared_data / "5_class" / "cn_singlewindow_CusTrade.json").read_text(encoding="utf-8"))
    ours = {r.id: r.long_name for r in regimes("supervision")}
    assert ours == {row["TRADE_MODE"]: row["FULL_TRADE"] for row in listed}
