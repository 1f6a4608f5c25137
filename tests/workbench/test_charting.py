"""An answer draws itself: the chart that suits its keys, its title, and real figures in it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from entrepot.measures import measure_named
from entrepot.vocabulary.errors import MissingData, WrongCall
from entrepot.workbench import Workbench
from entrepot.workbench.charting import chosen_for


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    found = Workbench(str(Path(tmp_path_factory.mktemp("lake")) / "lake"))
    found.take_in_embedded()
    return found


def _values(**counts: int) -> dict[str, frozenset[str]]:
    return {key: frozenset(f"{key}{i}" for i in range(count)) for key, count in counts.items()}


@pytest.mark.parametrize(
    ("measure", "differing", "chart", "columns"),
    [
        ("exports", _values(period=5), "lines", {}),
        ("exports", {"period": frozenset("12"), "flow": frozenset({"export", "import"})}, "trend", {}),
        ("exports", _values(period=5, reporter=3), "lines", {"series": "reporter"}),
        ("exports", _values(period=5, regime=3), "regime_stack", {"part": "regime"}),
        ("partner_share", _values(period=3, partner=9), "share_stack", {"bar": "period", "part": "partner"}),
        ("partner_share", _values(period=20, partner=9), "lines", {"series": "partner"}),
        ("growth", _values(period=9, product=9), "heat_map", {"name": "product"}),
        ("exports", _values(partner=9), "ranked_bars", {"name": "partner"}),
        ("exports", _values(product=9), "treemap", {"name": "product"}),
        ("balance", _values(product=9), "ranked_bars", {"name": "product"}),
        ("rca", _values(product=9), "ranked_bars", {"name": "product"}),
        ("rca", _values(product=9, reporter=2), "dumbbell", {"name": "product", "series": "reporter"}),
        ("exports", {"reporter": frozenset(f"CN-{k}" for k in ("LN", "JL", "HL", "BJ", "TJ", "SD", "GD"))}, "tile_map", {"area": "reporter"}),
    ],
)  # fmt: skip
def test_the_chart_suits_the_keys(
    measure: str, differing: dict[str, frozenset[str]], chart: str, columns: dict[str, str]
) -> None:
    found = chosen_for(measure_named(measure), differing)
    assert (found.chart, found.columns) == (chart, columns)


def test_too_many_keys_are_refused_with_their_names() -> None:
    with pytest.raises(WrongCall, match="period, partner, product all differ"):
        chosen_for(measure_named("exports"), _values(period=2, partner=2, product=2))
    with pytest.raises(WrongCall, match="product and partner both differ, with 9 and 5"):
        chosen_for(measure_named("exports"), _values(partner=5, product=9))


def test_a_published_series_is_drawn_with_its_title_and_last_number(workbench: Workbench) -> None:
    answer = workbench.measure("trade_dependence", region="辽宁")
    drawing = answer.chart(language="zh")
    assert drawing.chart == "lines"
    assert drawing.title == "辽宁：外贸依存度"
    assert "2015年20.8%" in drawing.alt
    assert "辽宁：外贸依存度" in drawing.svg()
    assert "20.8%" in drawing.svg(theme="dark")


def test_shares_by_partner_are_stacked(workbench: Workbench) -> None:
    answer = workbench.measure("partner_share", region="山西", share="share_of_asean_trade")
    drawing = answer.chart(language="en")
    assert drawing.chart == "share_stack"
    assert "2021: Viet Nam 33.6%" in drawing.alt
    assert "42.8" in drawing.svg()
    assert answer.chart("lines", series="partner").chart == "lines"


def test_an_answer_without_rows_cannot_be_drawn(workbench: Workbench) -> None:
    answer = workbench.measure("trade_dependence", region="辽宁")
    empty = answer.table.slice(0, 0)
    assert isinstance(empty, pa.Table)
    from dataclasses import replace

    with pytest.raises(MissingData, match="nothing to draw"):
        replace(answer, rows=empty).chart()
