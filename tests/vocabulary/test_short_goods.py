"""Short names of goods: fit for a label, and of chapters that there are."""

from __future__ import annotations

import pytest

from entrepot.vocabulary.products import product
from entrepot.vocabulary.short_goods import SHORT_CHAPTERS, short_goods


@pytest.mark.parametrize(
    ("code", "en", "zh"),
    [
        ("27", "27 Mineral fuels", "27 矿物燃料"),
        ("72", "72 Iron and steel", "72 钢铁"),
        ("870323", "870323 (vehicles)", "870323（车辆）"),
        ("8703", "HS 8703 (vehicles)", "HS 8703（车辆）"),
        ("TOTAL", product("TOTAL").name.en, product("TOTAL").name.zh),
    ],
)
def test_a_code_keeps_its_digits_and_tells_its_chapter(code: str, en: str, zh: str) -> None:
    found = short_goods(code)
    assert (found.en, found.zh) == (en, zh)


def test_every_chapter_fits_a_label() -> None:
    for number in range(1, 100):
        code = f"{number:02d}"
        if code == "77":
            continue
        name = short_goods(code)
        assert len(name.en) <= 33 and len(name.zh) <= 14, name
    assert all(product(code).nomenclature for code in SHORT_CHAPTERS)
