"""The family of revealed advantage, as a course prints it for Colombia's flowers."""

from __future__ import annotations

import math
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
import pytest

Read = Callable[[str], pa.Table]
Ask = Callable[..., list[dict]]


def part(trade: pa.Table, reporter: str, flow: str) -> pa.Table:
    return trade.filter((pc.field("reporter") == reporter) & (pc.field("flow") == flow))


@pytest.fixture
def inputs(printed: Read) -> dict[str, pa.Table]:
    trade = printed("trade.csv")
    roles = {"exports": ("COL", "export"), "imports": ("COL", "import"), "world": ("WLD", "export"), "world_imports": ("WLD", "import")}  # fmt: skip
    return {role: part(trade, *of) for role, of in roles.items()}


def flowers(rows: list[dict], period: str = "2025") -> dict:
    return next(row for row in rows if (row["period"], row["product"]) == (period, "06"))


@pytest.fixture
def notebook(printed: Read) -> Callable[..., object]:
    rows = printed("printed.csv").to_pylist()

    def value(what: str, period: str = "2025") -> object:
        row = next(row for row in rows if (str(row["period"]), row["what"]) == (period, what))
        return pytest.approx(row["value"], abs=0.51 * 10.0 ** -row["decimals"])

    return value


@pytest.mark.parametrize("period", ["2021", "2025"])
def test_balassa(period: str, inputs: dict[str, pa.Table], notebook: Callable[..., object], answers: Ask) -> None:
    rows = answers("rca", exports=inputs["exports"], world=inputs["world"])
    assert flowers(rows, period)["value"] == notebook("rca", period)


def test_laursen_and_the_share(inputs: dict[str, pa.Table], notebook: Callable[..., object], answers: Ask) -> None:
    assert flowers(answers("rsca", exports=inputs["exports"], world=inputs["world"]))["value"] == notebook("rsca")
    row = flowers(answers("rca", exports=inputs["exports"], world=inputs["world"]))
    assert row["x_pk"] / row["x_p"] == notebook("share")


def test_vollrath(inputs: dict[str, pa.Table], notebook: Callable[..., object], answers: Ask) -> None:
    """The notebook prints RMA and ln RXA - ln RMA, we give RXA - RMA."""
    of_both = {name: table.filter(pc.field("period") == "2025") for name, table in inputs.items()}
    exports, world = (_two_goods(of_both[name]) for name in ("exports", "world"))
    row = flowers(
        answers(
            "vollrath_rta",
            exports=exports,
            imports=of_both["imports"],
            world=world,
            world_imports=of_both["world_imports"],
        )
    )
    rma = (row["m_pk"] / row["m_pn"]) / (row["m_rk"] / row["m_rn"])
    assert rma == notebook("rma")
    assert math.log(row["value"] + rma) - math.log(rma) == notebook("rc")


def _two_goods(table: pa.Table) -> pa.Table:
    """Flowers and everything else, as the imports are told."""
    rest = pc.if_else(pc.equal(table["product"], "06"), "06", "rest")
    return table.set_column(table.column_names.index("product"), "product", rest)


def test_lafay(inputs: dict[str, pa.Table], notebook: Callable[..., object], answers: Ask) -> None:
    rows = answers("lafay", exports=_two_goods(inputs["exports"]), imports=inputs["imports"])
    assert flowers(rows)["value"] == notebook("lafay")


def test_the_order_by_normalised_advantage(inputs: dict[str, pa.Table], answers: Ask) -> None:
    rows = [row for row in answers("nrca", exports=inputs["exports"], world=inputs["world"]) if row["period"] == "2025"]
    rows = sorted((row for row in rows if row["product"] != "rest"), key=lambda row: -row["value"])
    assert [row["product"] for row in rows].index("06") + 1 == 3
    assert rows[0]["product"] == "27"
    by_balassa = [row for row in answers("rca", exports=inputs["exports"], world=inputs["world"]) if row["period"] == "2025"]  # fmt: skip
    assert max(by_balassa, key=lambda row: row["value"])["product"] == "06"
