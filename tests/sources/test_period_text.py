"""Periods in SQL must be what `vocabulary.periods` reads."""

from __future__ import annotations

import ibis
import pyarrow as pa
import pytest

from entrepot.lake.engine import compile_sql, connect
from entrepot.sources.period_text import with_period
from entrepot.vocabulary.periods import parse_period

FORMS = (
    "2015", "2015年", "2015年度", "2015-Q1", "2015Q3", "2015q2", "2015年第1季度", "2015年4季度",
    "201503", "2015-03", "2015-3", "2015/03", "2015/3", "2015M03", "2023M8", "2015年3月", "2015年03月份", "2015.03",
    "2015年12月", "2024年1-9月", "2024年1月至9月", "2024年1～11月", "2024年3-5月", "2023M01-05", "2025M01-11",
    "2020Q1-3", "2020-Q1-2", "2020年前三季度", "2021H1", "2021年上半年", "2021H2", "2021年下半年",
    "2018/2020", "2018-2020", "2018年至2020年", "2016-01/2016-11", "2016-01/2016-01", "2018-03/2020-05", "1978", "2199",
)  # fmt: skip
NO_PERIODS = (
    "2015-13", "2015-00", "201500", "2015-Q5", "15", "2015年0月", "2020/2018", "2018/2018", "2018-05/2018-03",
    "2024年9-1月", "1492", "2300", "last year", "2015-03-01", "Q1", "2015-Q1-5",
)  # fmt: skip


def in_sql(texts: tuple[str, ...]) -> list[tuple[str | None, str | None]]:
    raw = ibis.table({"period_printed": "string", "place": "int64"}, name="raw")
    sql = compile_sql(with_period(raw))
    with connect() as connection:
        connection.register("raw", pa.table({"period_printed": list(texts), "place": list(range(len(texts)))}))
        return [
            row[1:]
            for row in connection.execute(f"SELECT place, period, frequency FROM ({sql}) ORDER BY place").fetchall()
        ]


def test_every_form_reads_as_the_vocabulary_reads_it() -> None:
    read = [parse_period(text) for text in FORMS]
    assert in_sql(FORMS) == [(period.text, period.frequency) for period in read]


def test_what_is_no_period_stays_null() -> None:
    assert in_sql(NO_PERIODS) == [(None, None)] * len(NO_PERIODS)


@pytest.mark.parametrize("year", [1700, 1999, 2024])
def test_every_month_in_every_form(year: int) -> None:
    texts = tuple(
        form.format(year=year, month=month)
        for month in range(1, 13)
        for form in (
            "{year}-{month}",
            "{year}年{month}月",
            "{year}{month:02d}",
            "{year}年1-{month}月",
            "{year}M01-{month:02d}",
        )
    )
    assert [period for period, _ in in_sql(texts)] == [parse_period(text).text for text in texts]
