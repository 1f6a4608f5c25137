"""Nonsense in the parameters of pages that are asked many things: told by status and in the reader's words."""

from __future__ import annotations

from typing import Any

import pytest

LONG = "9" * 10_000
NONSENSE = [
    ("what-if/?kind=closed&amount=nonsense", 400, "不是数字"),
    ("what-if/?kind=closed&amount=NaN", 400, "应在 0 至 100% 之间"),
    (f"what-if/?kind=tariff&amount={LONG}", 400, "amount"),
    ("what-if/?kind=upside-down&amount=1", 404, "没有名为“upside-down”的变化类型"),
    ("what-if/?flow=sideways&amount=1", 404, "没有名为“sideways”的方向"),
    ("what-if/?partner=Atlantis&amount=1", 400, "没有名为“Atlantis”的地区"),
    ("what-if/?partner=%E2%80%AEevil&amount=1", 400, "没有名为"),
    ("what-if/?amount=1&period=2021nonsense", 404, "2021nonsense"),
    ("what-if/?amount=1&method=magic", 404, "没有名为“magic”的方法"),
    ("what-if/?scenario=..%2F..%2Fetc%2Fpasswd", 404, "没有名为"),
    ("opportunities/?market_share=nonsense", 400, "不是 0 至 100 之间的数"),
    ("opportunities/?kept=-1", 400, "不是 0 至 100 之间的数"),
    ("warnings/?flow=%00", 404, "没有名为"),
    ("warnings/?period=2021-13", 400, "2021-13"),
    ("risks/?parts=everything", 404, "没有名为“everything”的地区的组成"),
    ("risks/?period=9999", 400, "年份应在"),
    ("risks/?source=%3Cscript%3Ealert(1)%3C/script%3E", 404, "&lt;script&gt;"),
    ("reading/high-technology/?period=2021nonsense", 400, "不是时段"),
    ("notices/?flow=up", 404, "没有名为“up”的方向"),
    ("notices/?period=x", 400, "不是时段"),
]


@pytest.mark.parametrize(("asked", "status", "words"), NONSENSE)
def test_nonsense_is_told_in_the_readers_words(asked: str, status: int, words: str, site: str, visitor: Any) -> None:
    reply = visitor(site).get(f"/zh/region/CN-LN/{asked}")
    assert (reply.status, words in reply.text) == (status, True)
    assert '<html lang="zh' in reply.text
    assert "Traceback" not in reply.text
    assert "<script>alert" not in reply.text
