"""Laws of advantage, similarity and two-way trade, for any numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

Rows = Callable[..., list[dict]]
FEW = settings(max_examples=12, deadline=None)
SMALL = 1e-9
GRID = st.lists(st.integers(0, 10**6), min_size=12, max_size=12).filter(
    lambda cells: any(cells[:4]) and any(cells[4:8])
)


def table(cells: list[int], scale: float = 1.0, period: str = "2020") -> pa.Table:
    """Twelve cells as three reporters by four products."""
    names = [(reporter, product) for reporter in "ABC" for product in "klmn"]
    return pa.table(
        {
            "period": [period] * 12,
            "reporter": [reporter for reporter, _ in names],
            "product": [product for _, product in names],
            "value": [cell * scale for cell in cells],
        }
    )


def sums(answer: list[dict], key: str) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for row in answer:
        if row["value"] is not None:
            total[row[key]] += row["value"]
    return total


@FEW
@given(GRID)
def test_nrca_sums_to_nothing_over_products_and_over_regions(rows: Rows, cells: list[int]) -> None:
    answer = rows("nrca", exports=table(cells), world=table(cells))
    assert len(answer) == 12
    assert all(abs(total) < SMALL for key in ("reporter", "product") for total in sums(answer, key).values())


@FEW
@given(GRID, GRID)
@pytest.mark.parametrize("name", ["lafay", "michaely"])
def test_lafay_and_michaely_sum_to_nothing_over_products(rows: Rows, name: str, sold: list, bought: list) -> None:
    answer = rows(name, exports=table(sold), imports=table(bought))
    assert all(abs(total) < 1e-7 for total in sums(answer, "reporter").values())


@FEW
@given(GRID, GRID)
@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("rca", ("exports", "world")),
        ("rsca", ("exports", "world")),
        ("nrca", ("exports", "world")),
        ("location_quotient", ("flows", "reference")),
        ("lafay", ("exports", "imports")),
        ("michaely", ("exports", "imports")),
        ("grubel_lloyd", ("exports", "imports")),
        ("export_similarity", ("exports", "peers")),
        ("krugman_dissimilarity", ("exports", "peers")),
        ("cosine_similarity", ("exports", "peers")),
        ("complementarity", ("exports", "partner_imports")),
        ("complementarity_rca", ("exports", "partner_imports")),
    ],
)
def test_a_change_of_units_changes_nothing(rows: Rows, name: str, inputs: tuple, one: list, other: list) -> None:
    plain = rows(name, **{role: table(cells) for role, cells in zip(inputs, (one, other), strict=True)})
    scaled = rows(name, **{role: table(cells, 1000.0) for role, cells in zip(inputs, (one, other), strict=True)})
    keys = [key for key in ("reporter", "product", "peer") if key in plain[0]]
    again = {tuple(row[key] for key in keys): row["value"] for row in scaled}
    for row in plain:
        near = row["value"] if row["value"] is None else pytest.approx(row["value"], rel=1e-9, abs=1e-9)
        assert again[tuple(row[key] for key in keys)] == near


@FEW
@given(GRID)
def test_similarity_is_symmetric_and_bounded(rows: Rows, cells: list[int]) -> None:
    flows = table(cells)
    found = {}
    for name, high in (("export_similarity", 1), ("cosine_similarity", 1), ("krugman_dissimilarity", 2)):
        found[name] = {(row["reporter"], row["peer"]): row["value"] for row in rows(name, exports=flows, peers=flows)}
        assert len(found[name]) == 6
        for (one, other), value in found[name].items():
            if value is not None:
                assert -SMALL <= value <= high + SMALL
                assert value == pytest.approx(found[name][other, one], abs=SMALL)
    for pair, value in found["export_similarity"].items():
        if value is not None:
            assert found["krugman_dissimilarity"][pair] == pytest.approx(2 - 2 * value, abs=SMALL)


@FEW
@given(GRID, GRID)
def test_krugman_is_the_sum_of_differences_and_complementarity_fits_it(rows: Rows, sold: list, bought: list) -> None:
    exports, imports = table(sold), table(bought)
    wanted = {}
    for number, one in enumerate("ABC"):
        for place, other in enumerate("ABC"):
            a, b = sold[4 * number : 4 * number + 4], bought[4 * place : 4 * place + 4]
            if one != other and sum(a) and sum(b):
                wanted[one, other] = sum(abs(x / sum(a) - y / sum(b)) for x, y in zip(a, b, strict=True))
    differs = rows("krugman_dissimilarity", exports=exports, peers=imports)
    fits = rows("complementarity", exports=exports, partner_imports=imports)
    assert {(r["reporter"], r["peer"]): r["value"] for r in differs if r["value"] is not None} == pytest.approx(
        wanted, abs=SMALL
    )
    for row in fits:
        if row["value"] is not None:
            assert -SMALL <= row["value"] <= 100 + SMALL
            assert row["value"] == pytest.approx(100 * (1 - wanted[row["reporter"], row["peer"]] / 2), abs=1e-7)


@FEW
@given(GRID)
def test_a_group_is_everyone_but_the_region(rows: Rows, cells: list[int]) -> None:
    flows = table(cells)
    others = pc.not_equal(flows["reporter"], "A")
    without = flows.filter(others)
    renamed = without.set_column(1, "reporter", pa.array(["rest"] * without.num_rows))
    group = rows("krugman_dissimilarity", options={"compared": "group"}, exports=flows, peers=flows)
    each = rows("krugman_dissimilarity", exports=flows.filter(pc.invert(others)), peers=renamed)
    (inside,) = (row["value"] for row in group if row["reporter"] == "A")
    (outside,) = (row["value"] for row in each)
    assert inside == (outside if outside is None else pytest.approx(outside, abs=SMALL))


@FEW
@given(GRID, GRID, st.lists(st.integers(1, 100), min_size=24, max_size=24))
def test_kinds_of_two_way_trade_add_up_to_grubel_lloyd(rows: Rows, sold: list, bought: list, kg: list) -> None:
    exports = table(sold).append_column("net_kg", pa.array([float(each) for each in kg[:12]]))
    imports = table(bought).append_column("net_kg", pa.array([float(each) for each in kg[12:]]))
    kinds = sums(rows("vertical_horizontal_iit", exports=exports, imports=imports), "reporter")
    for row in rows("grubel_lloyd_weighted", exports=exports, imports=imports):
        if row["value"] is not None:
            assert -SMALL <= row["value"] <= 1 + SMALL
            assert kinds[row["reporter"]] == pytest.approx(row["value"], abs=SMALL)


@FEW
@given(GRID, GRID, GRID, GRID)
def test_marginal_two_way_trade_lies_between_nothing_and_one(rows: Rows, a: list, b: list, c: list, d: list) -> None:
    exports = pa.concat_tables([table(a), table(b, period="2021")])
    imports = pa.concat_tables([table(c), table(d, period="2021")])
    products = rows("marginal_iit", exports=exports, imports=imports)
    weight = defaultdict(float)
    for row in products:
        if row["value"] is not None:
            assert -SMALL <= row["value"] <= 1 + SMALL
            weight[row["reporter"]] += row["value"] * (abs(row["dx"]) + abs(row["dm"]))
    for row in rows("marginal_iit_weighted", exports=exports, imports=imports):
        if row["value"] is not None:
            assert row["value"] == pytest.approx(weight[row["reporter"]] / row["change"], abs=SMALL)


@FEW
@given(GRID, st.lists(st.integers(1, 1000), min_size=3, max_size=3))
def test_the_income_of_a_product_lies_between_its_sellers_incomes(rows: Rows, cells: list, incomes: list) -> None:
    income = pa.table({"period": ["2020"] * 3, "reporter": list("ABC"), "value": [float(each) for each in incomes]})
    flows = table(cells)
    found = rows("prody", peers=flows, incomes=income)
    for row in found:
        if row["value"] is not None:
            assert min(incomes) - SMALL <= row["value"] <= max(incomes) + SMALL
    for row in rows("expy", exports=flows, peers=flows, incomes=income):
        assert row["value"] is None or min(incomes) - SMALL <= row["value"] <= max(incomes) + SMALL
