"""The two readings over a dozen rows handed in, every number by hand, and over the synthetic world."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from entrepot.risks.readings import Reading
from entrepot.vocabulary.errors import MissingData, SchemaMismatch
from entrepot.vocabulary.text import in_language
from entrepot.workbench import Workbench
from entrepot.workbench.readings import high_technology_share

# year, flow, partner, product, value: chips and batteries are high technology, steel and coal are not.
ROWS = (
    ("2022", "export", "USA", "854231", 40.0), ("2022", "export", "DEU", "850760", 10.0), ("2022", "export", "JPN", "721049", 50.0),
    ("2023", "export", "USA", "854231", 60.0), ("2023", "export", "DEU", "850760", 20.0), ("2023", "export", "JPN", "721049", 110.0),
    ("2023", "export", "JPN", "270112", 10.0),
    ("2022", "import", "KOR", "848620", 8.0), ("2023", "import", "KOR", "848620", 15.0), ("2023", "import", "JPN", "850790", 5.0),
)  # fmt: skip


def flows(rows: tuple[tuple[str, str, str, str, float], ...] = ROWS) -> pa.Table:
    names = ("period", "flow", "partner", "product", "value_usd")
    columns = dict(zip(names, (list(column) for column in zip(*rows, strict=True)), strict=True))
    return pa.table({**columns, "reporter": ["CN-LN"] * len(rows), "nomenclature": ["HS2022"] * len(rows)})


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return Workbench(tmp_path_factory.mktemp("readings") / "lake")


@pytest.fixture(scope="module")
def by_hand(empty: Workbench) -> Reading:
    return empty.reading("high-technology", "辽宁", "2023", flows=flows())


def lines(reading: Reading, section: str) -> list[str]:
    return [one.text.en for part in reading.sections if part.id == section for one in part.sentences]


def test_scale_and_growth(by_hand: Reading) -> None:
    assert lines(by_hand, "scale") == [
        "In 2023 Liaoning exported USD 80 of high technology by Lall's classes.",
        "That is 40.0% of its exports.",
        "It has fallen from 50.0% to 40.0% in a year.",
        "They moved by +60.0% on the year before, all exports by +100.0%.",
    ]


def test_fields_largest_first_and_what_is_not_told_is_no_zero(by_hand: Reading) -> None:
    told = lines(by_hand, "structure")
    assert told[0] == "Semiconductors and electronic tubes: USD 60, 75.0% of the list, +50.0% on the year before."
    assert (
        told[1]
        == "Electric power machinery and electrical parts: USD 20, 25.0% of the list, +100.0% on the year before."
    )
    assert "Aircraft and spacecraft" in told[3]
    assert "counts electronics, which is not among the six fields that it names" in told[-1]


def test_markets_inputs_and_the_want_of_notices(by_hand: Reading) -> None:
    assert lines(by_hand, "markets") == [
        "The largest market is the United States with 75.0%.",
        "The five largest have 100.0%.",
        "The concentration of markets (HHI) is 0.625.",
    ]
    # Machines for making chips 15 and parts of batteries 5, against exports of 80.
    assert lines(by_hand, "inputs") == [
        "Imports of the fields' declared inputs are USD 20.",
        "They are 0.25 times these exports.",
        "South Korea supplies 75.0% of them.",
    ]
    assert lines(by_hand, "barriers") == []
    assert any("no notices of these kinds" in one.en for one in by_hand.says)


def test_every_number_has_the_question_that_finds_it_again(by_hand: Reading) -> None:
    figures = by_hand.figures
    assert len(figures) > 15
    assert all(command.startswith("entrepot measure run ") for one in figures for command in one.commands)
    chips = next(one for one in figures if one.title.en.startswith("Semiconductors"))
    assert chips.commands == (
        "entrepot measure run exports --region CN-LN --period 2023 --currency USD --product 8540,8541,8542",
    )
    share = next(one for one in figures if one.title.en == "share of high technology in exports")
    assert share.commands[1] == "entrepot measure run exports --region CN-LN --period 2023 --currency USD"


def test_the_same_in_chinese_and_for_programs(by_hand: Reading) -> None:
    with in_language("zh"):
        assert str(by_hand.sections[0].sentences[1].text) == "占全部出口的40.0%。"
    document = json.loads(json.dumps(by_hand.as_json()))
    first = document["sections"][0]["sentences"][0]["figures"][0]
    assert (first["low"], first["unit"], first["currency"]) == (80.0, "money", "USD")
    assert (document["study"], document["synthetic"]) == ("hightech-exports", False)
    assert any("10.1080/713688318" in one["en"] for one in document["references"])


def test_barriers_of_these_goods_alone(tmp_path: Path) -> None:
    bench = Workbench(tmp_path / "lake")
    text = "id,kind,imposed_by,affected,products,nomenclature,in_force_from\nN,tbt,EU,all,8507,HS2022,2020-01-01\nM,tbt,JPN,all,7210,HS2022,2020-01-01\n"
    (tmp_path / "n.csv").write_text(text, encoding="utf-8")
    bench.ingest(tmp_path / "n.csv")
    found = bench.reading("high-technology", "CN-LN", "2023", flows=flows())
    assert lines(found, "barriers") == [
        "25.0% of these exports are under measures in force.",
        "technical barrier to trade (TBT), technical barrier to trade (TBT) N: USD 20.",
    ]


def test_a_catalogue_of_ones_own(empty: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.csv"
    path.write_text("field,code\nsteel,7210\n", encoding="utf-8")
    found = empty.reading("high-technology", "CN-LN", "2023", products=path, flows=flows())
    assert lines(found, "scale")[0] == "In 2023 Liaoning exported USD 110 of the list catalogue.csv."
    assert lines(found, "inputs") == []
    path.write_text("field,code\nsteel,721\n", encoding="utf-8")
    with pytest.raises(SchemaMismatch, match="line 2"):
        empty.reading("high-technology", "CN-LN", "2023", products=path, flows=flows())


def test_nothing_of_the_kind_sold_is_said_and_no_zero(empty: Workbench) -> None:
    with pytest.raises(MissingData, match="nothing is told of exports of high technology"):
        empty.reading(
            "high-technology",
            "CN-LN",
            "2023",
            flows=flows(tuple(row for row in ROWS if row[3] in ("721049", "270112"))),
        )


def test_the_share_by_year(empty: Workbench) -> None:
    assert high_technology_share(empty, "CN-LN", data=flows()) == {"2022": 0.5, "2023": 0.4}


def test_manufacturing_in_four_dimensions_risks_and_groups_of_controls(workbench: Workbench) -> None:
    found = workbench.reading("manufacturing", "辽宁", source="sample_world")
    assert [section.id for section in found.sections] == ["scale", "goods", "markets", "regimes", "risks", "controls"]
    assert found.synthetic
    risks, controls = lines(found, "risks"), lines(found, "controls")
    assert [one.split(",")[0] for one in risks] == [
        "Market concentration",
        "Scale volatility",
        "Product return",
        "Single regime",
    ]
    assert len(controls) == 4
    assert "(against single regime): Move to cross-border e-commerce (park or zone)" in controls[3]
    shares = [one.value.low or 0 for one in found.figures if one.measure == "regime_share"]
    assert 0 < sum(shares) <= 1 + 1e-9
    asked = {one.measure: one.commands[0] for one in found.figures}
    assert asked["risk:single_regime"].startswith("entrepot risk explain single_regime CN-LN --period ")


def test_manufacturing_by_hand(empty: Workbench) -> None:
    found = empty.reading("manufacturing", "CN-LN", "2023", flows=flows())
    assert lines(found, "scale")[:2] == [
        "In 2023 Liaoning exported USD 190 of manufactured goods.",
        "That is 95.0% of its exports.",
    ]
    assert lines(found, "goods")[0] == "Iron and steel: 57.9%."
    assert lines(found, "markets") == ["Japan: 57.9%.", "the United States: 31.6%.", "Germany: 10.5%."]
    assert lines(found, "regimes") == []
