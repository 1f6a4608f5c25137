"""Small numbers that other programs are tested by."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyarrow as pa
import pytest

Ask = Callable[..., list[dict]]


def goods(values: Mapping[str, float], *, reporter: str = "A", period: str = "2020") -> pa.Table:
    return pa.table(
        {
            "period": [period] * len(values),
            "reporter": [reporter] * len(values),
            "product": list(values),
            "value": [float(value) for value in values.values()],
        }
    )


def by_product(rows: list[dict]) -> dict[str, float]:
    return {row["product"]: row["value"] for row in rows}


@pytest.mark.parametrize(
    ("sold", "bought", "value"),
    [({"09": 90, "27": 10}, {"09": 50, "27": 50}, 0.6), ({"09": 90, "27": 10}, {"09": 900, "27": 100}, 1), ({"09": 100}, {"84": 100}, 0)],
)  # fmt: skip
def test_complementarity(sold: dict, bought: dict, value: float, answers: Ask) -> None:
    rows = answers("complementarity", exports=goods(sold), partner_imports=goods(bought, reporter="B"))
    assert [row["value"] for row in rows] == [pytest.approx(100 * value, abs=1e-12)]


def test_export_similarity(answers: Ask) -> None:
    rows = answers("export_similarity", exports=goods({"p1": 10}), peers=goods({"p1": 5, "p2": 5}, reporter="KOR"))
    assert [row["value"] for row in rows] == [pytest.approx(0.5)]


def test_market_shares(answers: Ask) -> None:
    rows = answers("market_share", exports=goods({"01": 20, "02": 50, "US": 60, "DE": 15}), world=goods({"01": 100, "02": 200, "03": 50, "US": 300, "DE": 60}))  # fmt: skip
    assert by_product(rows) == pytest.approx({"01": 0.20, "02": 0.25, "US": 0.20, "DE": 0.25})


@pytest.mark.parametrize(
    ("own", "world", "wanted"),
    [({"A": 80, "B": 20}, {"A": 400, "B": 600}, {"A": 2, "B": 1 / 3}), ({"k": 900, "rest": 100}, {"k": 100, "rest": 900}, {"k": 9, "rest": 1 / 9})],
)  # fmt: skip
def test_balassa(own: dict, world: dict, wanted: dict, answers: Ask) -> None:
    assert by_product(answers("rca", exports=goods(own), world=goods(world, reporter="WLD"))) == pytest.approx(wanted)


def test_grubel_lloyd(answers: Ask) -> None:
    exports, imports = goods({"A": 100, "B": 100, "C": 0, "D": 200}), goods({"A": 100, "B": 0, "C": 0, "D": 100})
    found = by_product(answers("grubel_lloyd", exports=exports, imports=imports))
    assert found == {"A": 1, "B": 0, "C": None, "D": pytest.approx(2 / 3)}


@pytest.mark.parametrize(("first", "last", "value"), [(100, 300, 3**0.5 - 1), (40, 60, 1.5**0.5 - 1), (10, 10, 0), (100, 400, 1)])  # fmt: skip
def test_yearly_growth_over_two_years(first: float, last: float, value: float, answers: Ask) -> None:
    flows = pa.table({"period": ["2020", "2022"], "reporter": ["A", "A"], "value": [float(first), float(last)]})
    rows = answers("cagr", options={"since": "2020"}, flows=flows)
    assert next(row["value"] for row in rows if row["period"] == "2022") == pytest.approx(value)


@pytest.mark.parametrize(("shares", "index", "buyers"), [((0.25,) * 4, 0.25, 4), ((0.7, 0.1, 0.1, 0.1), 0.52, 1.92)])
def test_concentration_of_four_buyers(shares: tuple[float, ...], index: float, buyers: float, answers: Ask) -> None:
    composition = pa.table({"period": ["2025"] * 4, "reporter": ["A"] * 4, "part": list("abcd"), "share": shares})
    assert answers("hhi", composition=composition)[0]["value"] == pytest.approx(index, abs=1e-9)
    assert answers("effective_number", composition=composition)[0]["value"] == pytest.approx(buyers, abs=0.0051)
