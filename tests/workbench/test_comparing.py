"""Comparisons: what a drafted study shows is what measures about peers say; what cannot be compared is said."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from entrepot.studies.paper import Figure, Number, Paper, Table
from entrepot.studies.study_file import study_of_toml
from entrepot.vocabulary.errors import MissingData, UnknownName, WrongCall
from entrepot.workbench import Workbench
from entrepot.workbench.comparing import headline_measures, new_comparison, regions_meant
from entrepot.workbench.glances import glances
from entrepot.workbench.products import exporters, new_product_study, product_paper
from entrepot.workbench.regions import regions


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    found = Workbench(Path(tmp_path_factory.mktemp("comparing")) / "lake")
    found.take_in_embedded()
    found.make_sample_world(size="small")
    return found


def paper_of(bench: Workbench, measure: str, places: list[str], **more: str) -> Paper:
    return bench.run_study(study_of_toml(new_comparison(bench, measure, places, **more), file="compare.toml"))


def table_of(paper: Paper, name: str) -> dict[str, dict[str, Any]]:
    """The cells of a table by the English names of rows, and by columns."""
    (table,) = [block for block in paper.blocks() if isinstance(block, Table) and block.id == name]
    names = [column.name for column in table.columns]
    return {getattr(row[0], "en", ""): dict(zip(names[1:], row[1:], strict=True)) for row in table.rows}


def value(cell: object) -> Decimal:
    assert isinstance(cell, Number)
    assert cell.value is not None
    return cell.value


def test_ranks_and_percentiles_are_those_of_the_measures(bench: Workbench) -> None:
    shown = table_of(paper_of(bench, "exports", ["CN-LN", "provinces"]), "ranking")
    asked: dict[str, Any] = {"region": "provinces", "period": "2022", "of_measure": "exports", "source": "sample_world"}
    for measure in ("rank", "percentile"):
        told = {row["reporter"]: row["value"] for row in bench.measure(measure, **asked).records()}
        assert float(value(shown["Liaoning"][measure])) == pytest.approx(told["CN-LN"])
        assert float(value(shown["Guangdong"][measure])) == pytest.approx(told["CN-GD"])
    assert len(shown) == 31
    assert float(value(shown["Liaoning"]["multiple"])) == 1
    times = value(shown["Guangdong"]["value"]) / value(shown["Liaoning"]["value"])
    assert value(shown["Guangdong"]["multiple"]) == pytest.approx(times)


def test_few_regions_have_no_percentiles(bench: Workbench) -> None:
    shown = table_of(paper_of(bench, "imports", ["CN-LN", "CN-JL", "CN-HL"]), "ranking")
    assert set(shown) == {"Liaoning", "Jilin", "Heilongjiang"}
    assert "percentile" not in shown["Jilin"]


def test_every_headline_measure_can_be_compared(bench: Workbench) -> None:
    for one in headline_measures():
        try:
            paper = paper_of(bench, one.id, ["CN-LN", "CN-SD", "CN-JS"])
        except MissingData as problem:
            assert not one.of_flows, problem
            continue
        assert not paper.gaps, one.id
        assert paper.synthetic


def test_what_nobody_publishes_is_not_compared(bench: Workbench) -> None:
    with pytest.raises(MissingData, match="Trade dependence of Liaoning and another"):
        new_comparison(bench, "trade_dependence", ["CN-LN", "CN-SD"])


def test_a_year_is_a_comparison_without_a_course(bench: Workbench) -> None:
    paper = paper_of(bench, "total", ["CN-LN", "CN-SD"], period="2021")
    assert [section.title.en for section in paper.sections] == ["Where it stands"]
    with pytest.raises(MissingData):
        new_comparison(bench, "total", ["CN-LN", "CN-SD"], period="1990")
    assert 'period = "2021..2022"' in new_comparison(bench, "total", ["CN-LN", "CN-SD"], period="2021..")


@pytest.mark.parametrize("period", ["2021-01", "2022..2020", "x", "..", "2021-01/2021-03"])
def test_periods_that_are_no_years_are_refused(period: str, bench: Workbench) -> None:
    with pytest.raises(WrongCall):
        new_comparison(bench, "total", ["CN-LN", "CN-SD"], period=period)


def test_regions_are_meant_by_names_and_groups() -> None:
    assert regions_meant(["辽宁", "CN-NORTHEAST"]) == ("CN-LN", "CN-HL", "CN-JL")
    with pytest.raises(WrongCall, match="two regions"):
        regions_meant(["CN-LN", "Liaoning"])
    with pytest.raises(UnknownName):
        regions_meant(["CN-LN", "Atlantis"])


def test_an_unknown_measure_names_the_near_ones(bench: Workbench) -> None:
    with pytest.raises(UnknownName, match="exports"):
        new_comparison(bench, "export", ["CN-LN", "CN-SD"])


def test_a_product_is_a_part_of_all_exports(bench: Workbench) -> None:
    paper = product_paper(bench, "85", "CN-LN")
    last = table_of(paper, "scale")["2022"]
    asked: dict[str, Any] = {"region": "CN-LN", "period": "2022", "source": "sample_world"}
    one = bench.measure("exports", product="85", **asked).records()[0]["value"]
    everything = bench.measure("exports", **asked).records()[0]["value"]
    assert float(value(last["exports"])) == one
    assert float(value(last["part"])) == pytest.approx(one / everything)


def test_the_advantage_of_a_product_is_among_all_products(bench: Workbench) -> None:
    """Narrowed to itself it would be one."""
    text = new_product_study(bench, "85", "CN-LN")
    paper = bench.run_study(study_of_toml(text, file="85.toml"))
    (drawn,) = [block for block in paper.blocks() if isinstance(block, Figure) and block.id == "advantage"]
    asked: dict[str, Any] = {"region": "CN-LN", "period": "2022", "digits": 2, "source": "sample_world"}
    told = {row["product"]: row["value"] for row in bench.measure("rca", **asked).records()}
    assert drawn.rows[-1]["value"] == pytest.approx(told["85"])
    assert told["85"] != pytest.approx(1)


def test_who_has_a_product(bench: Workbench) -> None:
    found = {one.area.id: one for one in exporters(bench, "S16")}
    assert found["CN-LN"].synthetic_only
    assert (found["CN-LN"].first, found["CN-LN"].last) == ("2020", "2022")
    with pytest.raises(UnknownName):
        exporters(bench, "no such thing")


def test_regions_without_goods_are_told(tmp_path: Path) -> None:
    empty = Workbench(tmp_path / "lake")
    empty.take_in_embedded()
    with pytest.raises(MissingData, match="tells nothing of the goods"):
        new_product_study(empty, "85", "CN-LN")


def test_real_figures_come_first_at_a_glance(bench: Workbench) -> None:
    found = glances(bench, regions(bench))
    area, paper = found[0]
    assert area.id == "CN-LN"
    assert not paper.synthetic
    assert value(table_of(paper, "glance")["2015"]["exports"]) == Decimal("50840000000.0")
    assert len(found) == 4
