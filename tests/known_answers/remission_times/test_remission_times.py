"""The Kaplan-Meier estimate on the data it is taught with."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest

LAST = 1999


def as_trade(patients: list[dict]) -> pa.Table:
    """Each patient a product: an end that was seen comes before the last year, one that was not is the last year.

    A product of the first year, dropped as already there, makes the year before the earliest start a year with data.
    """
    cells = [(LAST - 60, "first", 1.0)]
    for number, patient in enumerate(patients):
        end = LAST - 5 if patient["relapsed"] else LAST
        cells += [(year, f"{number:02}", 1.0) for year in range(end - patient["weeks"] + 1, end + 1)]
    cells += [(year, "none", 0.0) for year in range(LAST - 60, LAST + 1)]
    years, products, values = zip(*cells, strict=True)
    same = len(cells)
    return pa.table(
        {
            "period": [str(year) for year in years],
            "reporter": ["A"] * same,
            "partner": ["JPN"] * same,
            "product": products,
            "value": values,
        }
    )


@pytest.mark.parametrize("treatment", ["6-MP", "placebo"])
def test_survival_is_what_the_textbooks_print(
    treatment: str, printed: Callable[[str], pa.Table], answers: Callable[..., list[dict]]
) -> None:
    patients = [row for row in printed("remission.csv").to_pylist() if row["treatment"] == treatment]
    book = {
        row["weeks"]: row["survival"] for row in printed("survival.csv").to_pylist() if row["treatment"] == treatment
    }
    found = {row["age"]: row for row in answers("survival", flows=as_trade(patients))}
    assert len(book) >= 7
    assert {age: row["value"] for age, row in found.items() if row["ended"]} == pytest.approx(book, abs=0.00051)
    assert found[6]["at_risk"] == 21 if treatment == "6-MP" else found[1]["at_risk"] == 21
