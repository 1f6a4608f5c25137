"""GB/T 7714-2015, by kind."""

from __future__ import annotations

import pytest

from entrepot.reports.documents.references import entry
from entrepot.studies.paper import Reference
from entrepot.vocabulary.text import T


def T2(text: str) -> T:
    return T(text, text)


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (
            Reference("a", "J", T2("东北对外贸易研究"), ("张三", "李四", "王五", "赵六"), journal="国际贸易", year="2021", volume="3(2)", pages="1-10"),
            "张三, 李四, 王五, 等. 东北对外贸易研究[J]. 国际贸易, 2021, 3(2): 1-10.",
        ),
        (
            Reference("b", "J", T2("On trade"), ("Balassa B", "Smith A", "Lee C", "Wu D"), journal="Manchester School", year="1965", volume="33"),
            "Balassa B, Smith A, Lee C, et al. On trade[J]. Manchester School, 1965, 33.",
        ),
        (
            Reference("c", "M", T2("Geography and Trade"), ("Krugman P",), "MIT Press", "Cambridge", "1991", pages="12"),
            "Krugman P. Geography and Trade[M]. Cambridge: MIT Press, 1991: 12.",
        ),
        (Reference("d", "R", T2("A report"), publisher="ADB"), "A report[R]. ADB."),
        (
            Reference("e", "DB/OL", T2("海关统计数据"), ("海关总署",), year="2024", address="http://stats.customs.gov.cn"),
            "海关总署. 海关统计数据[DB/OL]. 2024. http://stats.customs.gov.cn.",
        ),
        (Reference("f", "N", T2("消息"), ("王五",), journal="经济日报", year="2021-03-04", pages="2"), "王五. 消息[N]. 经济日报, 2021-03-04(2)."),
        (Reference("g", "D", T2("A thesis"), ("Li X",), "辽宁大学", "沈阳", "2020"), "Li X. A thesis[D]. 沈阳: 辽宁大学, 2020."),
        (Reference("h", "S", T2("信息与文献")), "信息与文献[S]."),
    ],
)  # fmt: skip
def test_entries(reference: Reference, expected: str) -> None:
    assert entry(reference, "zh") == expected


def test_the_title_is_in_the_readers_language() -> None:
    reference = Reference("a", "M", T("Trade", "贸易"), year="2020")
    assert entry(reference, "en") == "Trade[M]. 2020."
