"""What people call things; and a name never drives what stands beside it."""

from __future__ import annotations

import pytest

from entrepot.reports.naming import name_of, plain


@pytest.mark.parametrize(
    ("column", "value", "en", "zh"),
    [
        ("reporter", "CN-NM", "Inner Mongolia", "内蒙古"),
        ("reporter", "CN-LN-DL", "Dalian", "大连"),
        ("partner", "GBR", "United Kingdom", "英国"),
        ("partner", "ASEAN", "ASEAN", "东盟"),
        ("partner", "HKG", "Hong Kong", "中国香港"),
        ("product", "S16", "Machinery and electrical equipment", "机电、音像设备及其零件、附件"),
        ("regime", "processing", "Processing trade", "加工贸易"),
        ("flow", "export", "Exports", "出口"),
        ("flow", "total", "Exports and imports", "进出口"),
        ("period", "2015-Q1", "2015-Q1", "2015-Q1"),
        ("partner", "nobody knows", "nobody knows", "nobody knows"),
        ("name", "=1+1\n\u202e", "=1+1", "=1+1"),
    ],
)
def test_names(column: str, value: str, en: str, zh: str) -> None:
    assert name_of(column, value, "en") == en
    assert name_of(column, value, "zh") == zh


def test_nothing_has_no_name() -> None:
    assert name_of("partner", None, "en") == ""


def test_a_lone_surrogate_is_left_out() -> None:
    assert plain("a\ud800b").encode("utf-8") == b"a b"
