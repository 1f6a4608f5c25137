"""Characters that no installed font has, read from the fonts themselves."""

from __future__ import annotations

from entrepot.reports.documents.glyphs import undrawable


def test_what_a_chinese_font_has_is_drawn() -> None:
    assert undrawable("贸枢 Entrepôt −1.5% □—“”①±") == frozenset()


def test_what_no_font_has_is_found() -> None:
    assert undrawable("a\U000fabcd贸\u0378") == {"\U000fabcd", "\u0378"}
