"""What a batch takes the place of: who and when are compared together, goods and partners each by their own list."""

from __future__ import annotations

from typing import Any

USD = {"value_usd": 1.0}


def test_a_reporter_of_one_year_and_another_of_another(survey: Any) -> None:
    survey.take(*({**USD, "reporter": who, "period": when} for who in ("CHN", "USA") for when in ("2010", "2020")))
    done = survey.take({"value_usd": 5.0, "reporter": "CHN", "period": "2010"}, {"value_usd": 6.0, "reporter": "USA", "period": "2020"})  # fmt: skip
    assert done.rows_replaced == 2
    assert survey.values("reporter", "period", "value_usd") == [
        ("CHN", "2010", 5.0), ("CHN", "2020", 1.0), ("USA", "2010", 1.0), ("USA", "2020", 6.0),
    ]  # fmt: skip


def test_goods_are_restated_for_every_reporter_and_period_of_the_file(survey: Any) -> None:
    survey.take({**USD, "period": "2020", "product": "85"}, {**USD, "period": "2020", "product": "84"})
    done = survey.take({**USD, "period": "2020", "product": "84", "partner": "KOR"}, {**USD, "period": "2020", "product": "84"}, {**USD, "period": "2021", "product": "85"})  # fmt: skip
    assert done.rows_replaced == 2


def test_the_record_tells_the_levels(survey: Any) -> None:
    survey.take({**USD, "period": "2020"}, {**USD, "period": "2021"}, {**USD, "period": "2021", "product": "8542"})
    levels = survey.lake.history()[-1].record["levels"]
    told = [(one["product_digits"], one["rows"], one["first_period"], one["last_period"]) for one in levels]
    assert told == [(2, 2, "2020", "2021"), (4, 1, "2021", "2021")]
    shared = {
        "source": "survey", "frequency": "year", "flow": "export", "nomenclature": "HS2022", "partner_level": "country",
        "regime_level": "all", "basis": "registration", "has_usd": True, "has_cny": False, "by_firm": False,
        "by_district": False, "synthetic": False,
    }  # fmt: skip
    assert all(shared.items() <= one.items() for one in levels)
