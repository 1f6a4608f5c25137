"""Grubel-Lloyd indices and an advantage that others have worked out."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
import pytest


def test_grubel_lloyd(printed: Callable[[str], pa.Table], answers: Callable[..., list[dict]]) -> None:
    trade = printed("trade.csv")
    exports, imports = (trade.filter(pc.equal(trade["flow"], flow)) for flow in ("export", "import"))
    found = {
        row["reporter"]: row["value"] for row in answers("grubel_lloyd_weighted", exports=exports, imports=imports)
    }
    for row in printed("answers.csv").to_pylist():
        assert found[row["reporter"]] == pytest.approx(row["value"], abs=0.51 * 10 ** -row["digits"])


def test_brazil_sells_twenty_two_times_its_share_of_soybeans(
    printed: Callable[[str], pa.Table], answers: Callable[..., list[dict]]
) -> None:
    table = printed("soybeans.csv")
    brazil, world = (table.filter(pc.equal(table["reporter"], name)) for name in ("BRA", "WLD"))
    found = {row["product"]: row for row in answers("rca", exports=brazil, world=world)}
    assert found["soybeans"]["value"] == pytest.approx(22, abs=0.5)
    symmetric = {row["product"]: row["value"] for row in answers("rsca", exports=brazil, world=world)}
    assert symmetric["soybeans"] == pytest.approx(21 / 23, abs=0.005)
