"""An exposure as pages show it: amounts with both ends, only addresses of the web as links, a firm's own products."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from entrepot.risks.notices import Asked, exposure
from entrepot.vocabulary.text import in_language
from entrepot.web.notices.shown import exposure_shown

COLUMNS = (
    "source", "notice", "kind", "effect", "imposed_by", "affected", "products", "nomenclature", "announced_on", "in_force_from",
    "in_force_until", "rate_printed", "title_en", "title_zh", "url", "reference", "flag", "batch",
)  # fmt: skip


def notices(*lines: dict[str, Any]) -> pa.Table:
    usual = {
        "source": "notices",
        "kind": "tbt",
        "effect": "restricts",
        "affected": "CHN",
        "nomenclature": "HS2022",
        "announced_on": "2019-06-01",
    }
    rows = [{**dict.fromkeys(COLUMNS), **usual, **line} for line in lines]
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in COLUMNS]))


def test_shown_in_the_language_in_use() -> None:
    trade = pa.table({"partner": ["USA", "DEU"], "product": ["850760", "721049"], "value": [3e9, 1e9]})
    lines = notices(
        {
            "notice": "A",
            "imposed_by": "USA",
            "products": "8507",
            "in_force_from": "2020-01-01",
            "url": "javascript:alert(1)",
            "title_zh": "电池",
        },
        {"notice": "B", "imposed_by": "EU", "products": "7210", "url": "https://example.org/b"},
    )
    asked = Asked(
        "CN-LN", "CHN", "2023", "export", date(2023, 12, 31), "USD", edition="HS2022", products=("8507", "0101")
    )
    found = exposure(trade, lines, asked)
    shown = exposure_shown(found)
    assert (shown.share, shown.money, shown.total) == ("75.0% to 100.0%", "USD 3.0 bn to USD 4.0 bn", "USD 4.0 bn")
    assert [(one.id, one.url, one.since) for one in shown.notices] == [
        ("notices:A", "", "2020-01-01"),
        ("notices:B", "https://example.org/b", ""),
    ]
    assert [(one.title, one.high) for one in shown.partners] == [("United States", 1.0), ("Germany", 1 / 3)]
    assert [(one.code, one.money, one.notices) for one in shown.products] == [
        ("8507", "USD 3.0 bn", "notices:A"),
        ("0101", "USD 0", ""),
    ]
    with in_language("zh"):
        again = exposure_shown(found)
        assert (again.money, again.notices[1].imposed_by) == ("30.0亿美元至40.0亿美元", "欧盟")
