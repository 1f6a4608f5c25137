"""First drafts: for every province, and for regions of which the lake holds little or nothing."""

from __future__ import annotations

import pytest

from entrepot.studies.paper import Gap, Number, Paragraph
from entrepot.studies.study_file import study_of_toml
from entrepot.vocabulary.areas import mainland_provinces
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.workbench import Workbench
from entrepot.workbench.study_drafts import holding_of, sources_of


@pytest.mark.parametrize("region", mainland_provinces())
def test_a_draft_for_every_province_is_as_it_should_be(region: str, workbench: Workbench) -> None:
    study = study_of_toml(workbench.new_study(region), file=f"{region}.toml")
    assert study.id == f"{region.lower()}-trade"
    assert [section.part for section in study.sections] == ["status", "problem", "remedy"]
    assert workbench.check_study(study) == ()


def test_a_draft_from_the_synthetic_world_runs_whole(workbench: Workbench) -> None:
    text = workbench.new_study("贵州", source="sample_world", period="2021..2022")
    assert "The lake holds only synthetic data" in text
    paper = workbench.run_study(study_of_toml(text))
    assert paper.gaps == () and paper.synthetic
    told = workbench.measure("total", region="贵州", period="2022", source="sample_world").records()[0]["value"]
    first = next(block for block in paper.blocks() if isinstance(block, Paragraph))
    number = next(piece for piece in first.zh if isinstance(piece, Number))
    assert float(number.value or 0) == told
    assert {"trend", "share_stack", "partner_map", "treemap", "lines", "ranked_bars"} == {
        block.chart for block in paper.blocks() if hasattr(block, "chart")
    }


def test_a_draft_with_a_partner_runs_whole(workbench: Workbench) -> None:
    text = workbench.new_study("山西", partner="东盟", source="sample_world", period="2021..2022", name="sx")
    paper = workbench.run_study(study_of_toml(text))
    assert paper.gaps == () and paper.id == "sx" and paper.title.zh == "山西与东盟贸易：现状、问题与对策"


def test_published_years_come_before_synthetic_ones(workbench: Workbench) -> None:
    assert holding_of(workbench, "CN-LN").source == "figures"
    assert holding_of(workbench, "CN-LN", source="sample_world").synthetic
    paper = workbench.run_study(study_of_toml(workbench.new_study("辽宁")))
    assert paper.gaps == () and not paper.synthetic
    # TA-9036, table 3: trade was 41.5 % of GDP in 2006 and 20.8 % in 2015.
    pieces = (piece for one in paper.blocks() if isinstance(one, Paragraph) for piece in one.zh)
    told = {round(float(piece.value), 3) for piece in pieces if isinstance(piece, Number) and piece.value is not None}
    assert {0.415, 0.208} <= told
    assert {"trend", "heat_map", "lines"} == {one.chart for one in paper.blocks() if hasattr(one, "chart")}
    assert sources_of(workbench, "CN-LN") == ("figures", "sample_world")
    assert sources_of(workbench, "CN-GZ") == ("sample_world",)


def test_a_region_of_which_nothing_is_held_says_so(workbench: Workbench) -> None:
    text = workbench.new_study("JPN", period="2015..2020")
    assert "The lake holds nothing on this region yet" in text
    study = study_of_toml(text)
    assert workbench.check_study(study) == ()
    status = workbench.run_study(study).sections[0]
    blocks = [block for section in status.sections for block in section.blocks]
    assert len(blocks) > 8 and all(isinstance(block, Gap) for block in blocks)


def test_one_year_only(workbench: Workbench) -> None:
    study = study_of_toml(workbench.new_study("贵州", source="sample_world", period="2022"))
    assert workbench.check_study(study) == ()
    assert workbench.run_study(study).gaps == ()


def test_words_that_cannot_be_taken(workbench: Workbench) -> None:
    with pytest.raises(UnknownName):
        workbench.new_study("Liaonin")
    with pytest.raises(UnknownName):
        workbench.new_study("辽宁", peers=["nowhere at all"])
    with pytest.raises(WrongCall, match="letters, digits"):
        workbench.new_study("辽宁", name='x"\nid = "../../etc')
