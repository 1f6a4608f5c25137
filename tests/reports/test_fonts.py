"""Fonts are found before anything is drawn, or a clear sentence says how to install one."""

from __future__ import annotations

import pytest

from entrepot.reports import fonts
from entrepot.vocabulary.errors import BadMachine


def _machine_with(monkeypatch: pytest.MonkeyPatch, *families: str) -> None:
    monkeypatch.setattr(fonts, "installed", lambda: frozenset(families))


def test_this_machine_has_chinese() -> None:
    assert fonts.chinese_sans() in fonts.installed()
    assert fonts.chinese_serif() in fonts.installed()


def test_english_puts_latin_first(monkeypatch: pytest.MonkeyPatch) -> None:
    _machine_with(monkeypatch, "Arial", "Microsoft YaHei", "SimSun")
    assert fonts.sans("en") == ("Arial", "Microsoft YaHei")
    assert fonts.sans("zh") == ("Microsoft YaHei",)
    assert fonts.serif("zh") == ("SimSun",)
    assert fonts.font_list(fonts.sans("en")) == "'Arial', 'Microsoft YaHei', sans-serif"


def test_sans_stands_in_for_a_missing_serif(monkeypatch: pytest.MonkeyPatch) -> None:
    _machine_with(monkeypatch, "PingFang SC")
    assert fonts.chinese_serif() == "PingFang SC"


def test_no_chinese_font_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    _machine_with(monkeypatch, "DejaVu Sans", "Arial")
    with pytest.raises(BadMachine) as raised:
        fonts.sans("zh")
    assert "apt-get install fonts-noto-cjk" in raised.value.in_language("en")
    assert "sudo apt-get install fonts-noto-cjk" in raised.value.in_language("zh")
    assert raised.value.exit_code == 8
