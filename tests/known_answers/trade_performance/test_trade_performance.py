"""Balances and shares as the International Trade Centre prints them for one country."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
import pytest

Read = Callable[[str], pa.Table]
Ask = Callable[..., list[dict]]


def flows(samoa: pa.Table, column: str) -> pa.Table:
    same = ["2022"] * len(samoa), ["WSM"] * len(samoa)
    return pa.table({"period": same[0], "reporter": same[1], "product": samoa["chapter"], "value": pc.cast(samoa[column], pa.float64())})  # fmt: skip


@pytest.fixture
def samoa(printed: Read) -> pa.Table:
    """Chapters as text: 03 is no number."""
    table = printed("samoa.csv")
    names = [str(code) if isinstance(code, str) else f"{code:02}" for code in table["chapter"].to_pylist()]
    return table.set_column(0, "chapter", pa.array(names))


@pytest.mark.parametrize(
    ("measure", "column", "unit", "within"), [("balance", "balance", 1, 0), ("trade_competitiveness", "relative_balance", 100, 0.051)]
)  # fmt: skip
def test_balances(measure: str, column: str, unit: float, within: float, samoa: pa.Table, answers: Ask) -> None:
    rows = answers(measure, by=("product",), exports=flows(samoa, "exports"), imports=flows(samoa, "imports"))
    found = {row["product"]: unit * row["value"] for row in rows}
    wanted = dict(zip(samoa["chapter"].to_pylist(), samoa[column].to_pylist(), strict=True))
    assert len(found) == 14
    assert found == pytest.approx(wanted, abs=within)


@pytest.mark.parametrize(("flow", "column"), [("exports", "export_share"), ("imports", "import_share")])
def test_shares(flow: str, column: str, samoa: pa.Table, answers: Ask) -> None:
    chapters = samoa.filter(pc.field("chapter") != "TOTAL")
    whole = samoa.filter(pc.field("chapter") == "TOTAL")[flow][0].as_py()
    listed = pc.sum(chapters[flow]).as_py()
    rest = pa.table({"period": ["2022"], "reporter": ["WSM"], "product": ["rest"], "value": [float(whole - listed)]})
    rows = answers("product_share", flows=pa.concat_tables([flows(chapters, flow), rest]))
    found = {row["product"]: 100 * row["value"] for row in rows if row["product"] != "rest"}
    wanted = dict(zip(chapters["chapter"].to_pylist(), chapters[column].to_pylist(), strict=True))
    assert found == pytest.approx(wanted, abs=0.0051)
