"""Concentration, inequality and specialisation as textbooks of regional economics work them out."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
import pytest

Read = Callable[[str], pa.Table]
Ask = Callable[..., list[dict]]


def test_concentration_and_inequality(printed: Read, answers: Ask) -> None:
    for book in printed("printed.csv").to_pylist():
        case = printed("cases.csv").filter(pc.field("case") == book["case"])
        same = {"period": ["2000"] * len(case), "value": case["value"]}
        if book["measure"].startswith("city"):
            groups = pa.table({"part": case["part"], "group": ["all"] * len(case)})
            rows = answers(book["measure"], flows=pa.table({**same, "reporter": case["part"]}), groups=groups)
        else:
            share = pc.divide(case["value"], pc.sum(case["value"]))
            composition = pa.table({"period": same["period"], "reporter": ["all"] * len(case), "part": case["part"], "share": share})  # fmt: skip
            options = {"possible": len(case)} if book["measure"] == "hhi_normalised" else {}
            rows = answers(book["measure"], options=options, composition=composition)
        assert rows[0]["value"] == pytest.approx(book["value"], abs=0.51 * 10.0 ** -book["decimals"]), book


def test_a_location_quotient(answers: Ask) -> None:
    def cells(name: str, own: float, whole: float) -> pa.Table:
        return pa.table(
            {"period": ["2010"] * 2, "reporter": [name] * 2, "product": ["industry", "rest"], "value": [own, whole - own]}
        )  # fmt: skip

    rows = answers("location_quotient", flows=cells("region", 1714.0, 79006.0), reference=cells("nation", 879213.0, 15593224.0))  # fmt: skip
    found = {row["product"]: row["value"] for row in rows}
    assert found["industry"] == pytest.approx(0.3847623, abs=0.51e-7)


@pytest.mark.parametrize(
    ("period", "reporter", "value", "within"),
    [("nordic", "Sweden", 0.1595, 0.51e-4), ("apart", "J", 2, 1e-12), ("2017", "Göttingen", 0.4508469, 0.51e-7)],
)
def test_specialisation(period: str, reporter: str, value: float, within: float, printed: Read, answers: Ask) -> None:
    jobs = printed("employment.csv").filter(pc.field("period") == period)
    own, others = jobs.filter(pc.field("reporter") == reporter), jobs.filter(pc.field("reporter") != reporter)
    rows = answers("krugman_dissimilarity", options={"compared": "group"}, exports=own, peers=counted_alike(others))
    assert [row["value"] for row in rows] == [pytest.approx(value, abs=within)]


def counted_alike(jobs: pa.Table) -> pa.Table:
    """Every place's jobs as shares of its own, so that all together they are the mean of the shares."""
    wholes = {row["reporter"]: row["value_sum"] for row in jobs.group_by("reporter").aggregate([("value", "sum")]).to_pylist()}  # fmt: skip
    shares = [row["value"] / wholes[row["reporter"]] for row in jobs.to_pylist()]
    return jobs.set_column(jobs.column_names.index("value"), "value", pa.array(shares))
