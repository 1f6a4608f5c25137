"""Windows of periods: sums, means, formulas of them, and what stands behind a rolled row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.vocabulary.errors import EntrepotError
from entrepot.workbench import Workbench
from entrepot.workbench.answer import Answer

MONTHS = [f"{2019 + month // 12}-{month % 12 + 1:02}" for month in range(36)]


def own(values: Sequence[float | None], periods: Sequence[str] = MONTHS, **columns: str) -> pa.Table:
    count = len(values)
    cells = {name: [word] * count for name, word in {"reporter": "A", **columns}.items()}
    return pa.table({"period": list(periods)[:count], **cells, "value": pa.array(values, pa.float64())})


def asked(measure: str, data: pa.Table, **words: Any) -> Answer:
    return Workbench("nowhere").measure(measure, data=data, **words)


def values(answer: Answer, **keys: str) -> dict[str, float | None]:
    return {row["period"]: row["value"] for row in answer.records() if all(row[k] == v for k, v in keys.items())}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=20), st.integers(2, 6), st.sampled_from(["sum", "mean"]))
def test_a_window_is_the_sum_or_mean_of_its_periods(numbers: list[int], window: int, how: str) -> None:
    found = list(values(asked("exports", own([float(n) for n in numbers]), rolling=window, rolled=how)).values())
    for place, value in enumerate(found):
        inside = numbers[place - window + 1 : place + 1] if place + 1 >= window else []
        wanted = sum(inside) / (window if how == "mean" else 1) if inside else None
        assert value == (wanted if wanted is None else pytest.approx(wanted))


def test_a_rolling_share_is_the_ratio_of_rolled_sums() -> None:
    japan, korea = own([1.0, 30.0], partner="JPN"), own([9.0, 10.0], partner="KOR")
    rolled = asked("partner_share", pa.concat_tables([japan, korea]), rolling=2)
    row = next(r for r in rolled.records() if r["period"] == "2019-02" and r["partner"] == "JPN")
    assert (row["x"], row["whole"], row["value"]) == (31.0, 50.0, 0.62)  # the mean of 0.1 and 0.75 is 0.425
    assert (row["value_low"], row["value_high"]) == (0.62, 0.62)


def test_growth_over_windows_compares_whole_windows() -> None:
    flows = own([100.0] * 12 + [110.0] * 11 + [220.0])
    answer = asked("growth", flows, rolling=12, against="same_period_last_year")
    assert values(answer)["2020-12"] == pytest.approx((110 * 11 + 220) / 1200 - 1)
    assert [period for period, value in values(answer).items() if value is not None] == ["2020-12"]
    assert any("23 periods have none" in note.en for note in answer.notes)


def test_a_window_reads_the_periods_before_those_asked_for() -> None:
    answer = asked("exports", own([float(month) for month in range(36)]), rolling=3, period="2020-01..2020-02")
    assert values(answer) == {"2020-01": 10 + 11 + 12, "2020-02": 11 + 12 + 13}
    assert [note.en for note in answer.notes] == [
        "each row is over the 3 periods that end with it: the sum of its amounts"
    ]


@pytest.mark.parametrize(
    ("periods", "whole"),
    [
        (["2020-01", "2020-02", "2020-04"], []),
        (["2020-Q3", "2020-Q4", "2021-Q1"], ["2021-Q1"]),
        (["2019", "2020", "2021"], ["2021"]),
        (["2020-01/2020-01", "2020-01/2020-02", "2020-01/2020-03"], []),
        # Months with the same months cumulated beside them: nothing counts twice.
        (["2020-01", "2020-02", "2020-01/2020-02", "2020-03"], ["2020-03"]),
    ],
)
def test_a_window_has_no_gap_and_one_kind_of_period(periods: list[str], whole: list[str]) -> None:
    answer = asked("exports", own([1.0] * len(periods), periods), rolling=3)
    assert values(answer) == {period: 3.0 if period in whole else None for period in periods}


def test_a_missing_number_is_no_zero_in_a_window() -> None:
    found = values(asked("exports", own([1.0, None, 1.0, 1.0, 1.0]), rolling=3))
    assert found == {**dict.fromkeys(MONTHS[:4]), "2019-05": 3.0}


def test_arrays_roll_too() -> None:
    flows = own([100.0 + month + 10 * (month % 12 == 1) for month in range(36)])
    plain, rolled = (asked("seasonally_adjusted", flows, **more) for more in ({}, {"rolling": 3}))
    assert values(rolled)["2021-12"] == pytest.approx(sum(list(values(plain).values())[-3:]))
    assert values(rolled)["2019-02"] is None


def test_a_rolled_row_is_explained_by_its_periods() -> None:
    answer = asked("exports", own([1.0, 2.0, 4.0, 8.0]), rolling=3, rolled="mean")
    explanation = answer.explain({"period": "2019-04"})
    assert (explanation.filled, explanation.result) == ("4.666667", "4.6667")
    said = explanation.as_json()
    assert [(row["period"], row["x"]) for row in said["window"]] == [("2019-02", 2.0), ("2019-03", 4.0), ("2019-04", 8.0)]  # fmt: skip
    assert (said["options"]["rolling"], said["options"]["rolled"]) == (3, "mean")
    assert [(one.rows, one.value) for one in explanation.evidence] == [(3, 14.0)]
    text, page = explanation.text(), explanation.html()
    assert "mean of 3 periods:\n    2019-02: x = 2\n    2019-03: x = 4\n    2019-04: x = 8\n" in text
    assert "<caption>mean of 3 periods</caption>" in page and "2019-03" in page


def test_a_window_without_a_value_shows_what_is_missing() -> None:
    flows = own([1.0, 2.0, 4.0], ["2020-01", "2020-02", "2020-04"])
    explanation = asked("exports", flows, rolling=3).explain({"period": "2020-04"})
    assert explanation.result == "—"
    assert "    2020-02: x = 2\n    2020-03: x = —\n    2020-04: x = 4\n" in explanation.text()


def test_a_plain_row_has_no_window() -> None:
    explanation = asked("exports", own([1.0])).explain()
    assert explanation.window is None and explanation.as_json()["window"] is None


@pytest.mark.parametrize(
    ("measure", "words", "says"),
    [
        ("hhi", {"rolling": 3}, "does not follow from sums over periods"),
        ("growth", {"rolling": 3, "rolled": "mean"}, "would weigh small ones like large ones"),
        ("exports", {"rolling": 1}, "at least 2 periods"),
        ("exports", {"rolling": "year"}, "whole number"),
        ("exports", {"rolled": "mean"}, "over how many periods"),
        ("exports", {"rolling": 3, "rolled": "median"}, "no way of rolling is called 'median'"),
    ],
)
def test_what_cannot_be_rolled_is_said(measure: str, words: dict[str, Any], says: str) -> None:
    with pytest.raises(EntrepotError) as refused:
        asked(measure, own([1.0, 2.0], partner="JPN"), **words)
    assert refused.value.exit_code == 2
    assert says in refused.value.message.en


def test_windows_over_the_lake_name_their_batches(workbench: Workbench) -> None:
    asked_of = {"region": "辽宁", "frequency": "month", "source": "sample_world"}
    plain = {row["period"]: row["value"] for row in workbench.measure("exports", **asked_of).records()}
    answer = workbench.measure("exports", period="2022-01..2022-12", rolling=12, **asked_of)
    wanted = sum(value for period, value in plain.items() if "2021-02" <= period <= "2022-01")
    assert answer.records()[0]["value"] == pytest.approx(wanted)
    explanation = answer.explain({"period": "2022-01"})
    assert sum(rows for _, rows in explanation.evidence[0].batches) == explanation.evidence[0].rows > 12
    assert explanation.evidence[0].value == pytest.approx(wanted)
    assert explanation.window is not None and len(explanation.window.rows) == 12


def test_seasons_over_the_lake(workbench: Workbench) -> None:
    asked_of = {"region": "辽宁", "frequency": "month", "source": "sample_world"}
    answer = workbench.measure("seasonally_adjusted", **asked_of)
    plain = {row["period"]: row["value"] for row in workbench.measure("exports", **asked_of).records()}
    rows = answer.records()
    assert {row["period"]: row["x"] for row in rows} == plain
    assert all(row["trend"] + row["seasonal"] + row["remainder"] == pytest.approx(row["x"]) for row in rows)
    by_partner = workbench.measure("seasonally_adjusted", by="partner", robust="yes", **asked_of)
    without = {row["partner"] for row in by_partner.records() if row["value"] is None}
    assert without and any("is not adjusted: the period after" in note.en for note in by_partner.notes)
    assert any(row["value"] is not None for row in by_partner.records())
