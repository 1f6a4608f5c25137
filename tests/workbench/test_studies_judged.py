"""Risks and scenarios inside a study: the very numbers of the findings, bounds as bounds, synthetic marked, gaps said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from entrepot.studies.paper import Gap, Number, Paper, Table
from entrepot.studies.study_file import study_of_toml
from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.text import T
from entrepot.workbench import Workbench

HEAD = """
id = "judged"
title = {zh = "风险", en = "Risks"}
regions = ["CN-LN"]
period = "2021..2022"
source = "sample_world"

[[sections]]
part = "problem"
title = {zh = "问题", en = "Problems"}

[[sections.blocks]]
"""


def ran(workbench: Workbench, block: str) -> Paper:
    return workbench.run_study(study_of_toml(HEAD + block))


def table(paper: Paper, name: str) -> Table:
    return next(block for block in paper.blocks() if isinstance(block, Table) and block.id == name)


def titled(found: Table) -> dict[str, tuple[object, ...]]:
    return {row[0].en: row[1:] for row in found.rows if isinstance(row[0], T)}


def test_a_register_has_the_findings_own_numbers(workbench: Workbench) -> None:
    paper = ran(workbench, 'findings = "all"\nid = "risks"\ntitle = {zh = "登记表", en = "Register"}')
    own = {one.risk.title.en: one for one in workbench.risks("CN-LN", "2022", source="sample_world")}
    rows = titled(table(paper, "risks"))
    assert "Market concentration" in rows and set(rows) < set(own)
    for title, (score, level, _) in rows.items():
        assert isinstance(score, Number) and score.synthetic
        if own[title].score.point is not None:
            assert float(score.value or 0) == pytest.approx(own[title].score.point, rel=1e-12)
        assert isinstance(level, T) and level.en.startswith(own[title].levels[0])
    lacking = next(one for one in own if one not in rows)
    why, data = titled(table(paper, "risks-unjudged"))[lacking]
    assert isinstance(why, T) and isinstance(data, T) and why.en and data.en != "—"
    assert paper.synthetic
    read = titled(table(paper, "risks-readings"))
    hhi = workbench.measure("hhi", region="CN-LN", period="2022", flow="export", source="sample_world")
    value = read["Market concentration: Concentration of export markets (HHI)"][0]
    assert isinstance(value, Number) and float(value.value or 0) == pytest.approx(hhi.records()[0]["value"], rel=1e-12)


def test_a_scenario_has_the_outcomes_own_numbers(workbench: Workbench) -> None:
    paper = ran(workbench, 'scenario = "lost-market"\nid = "lost"\ntitle = {zh = "失去市场", en = "Lost market"}')
    outcome = workbench.try_scenario("lost-market", "CN-LN", period="2022", source="sample_world")
    found = table(paper, "lost")
    before, change, low, high = titled(found)["Exports"]
    told = [entry.value if isinstance(entry, Number) else None for entry in (before, change, low, high)]
    exports = outcome.exports
    assert told == [Decimal(repr(one)) for one in (exports.before, exports.value, exports.low, exports.high)]
    assert told[1] is not None and told[1] < 0
    assert sum(note.en.startswith("Assumed: ") for note in found.notes) == len(outcome.assumptions) > 0
    assert any(note.en.startswith("Not modelled: ") for note in found.notes)


def test_a_scenario_without_flows_leaves_a_gap(workbench: Workbench) -> None:
    block = 'scenario = "lost-market"\nid = "lost"\ntitle = {zh = "失去市场", en = "Lost market"}'
    text = (HEAD + block).replace('source = "sample_world"', 'source = "figures"').replace("2021..2022", "2014..2015")
    (gap,) = [one for one in workbench.run_study(study_of_toml(text)).blocks() if isinstance(one, Gap)]
    assert "entrepot ingest" in gap.missing.en


def test_bounds_of_a_partner_stay_bounds(workbench: Workbench) -> None:
    """The paper prints five members and the total: between them lies what is not known (2020)."""
    paper = workbench.run_study("shanxi-asean")
    rows = titled(table(paper, "risk-readings"))
    hhi = rows["Market concentration (ASEAN): Concentration of export markets (HHI)"][0]
    assert isinstance(hhi, Number) and hhi.low is not None and hhi.high is not None
    assert Decimal("0.25335") < hhi.low < hhi.high < Decimal("0.25339")
    five = rows["Market concentration (ASEAN): Share of the five largest markets"][0]
    assert isinstance(five, Number) and five.value is not None and round(five.value, 6) == Decimal("0.916")
    derived = next(one for one in paper.derivations if one.id == hhi.derivation)
    assert derived.batches and "share_of_asean_trade" in derived.inputs[0].en


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ('findings = "market"\nid = "r"', "market_concentration"),
        ('scenario = "lost"\nid = "r"', "lost-market"),
        ('findings = "all"', "'id' is missing"),
        ('findings = "all"\nid = "r"\nrows = "period"', "rows"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(block: str, said: str) -> None:
    with pytest.raises(SchemaMismatch) as refused:
        study_of_toml(f'{HEAD}{block}\ntitle = {{zh = "一", en = "one"}}', file="mine.toml")
    assert said in refused.value.message.en and "mine.toml, line" in refused.value.message.en
