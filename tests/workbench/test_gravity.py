"""Gravity from files to a table: a made-up world taken in as BACI, CEPII and customs print theirs."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from entrepot.cli.entry import run
from entrepot.models.gravity import specification_named
from entrepot.vocabulary.areas import code_table
from entrepot.vocabulary.errors import MissingData, UnknownName
from entrepot.workbench import Workbench
from entrepot.workbench.gravity_panel import gravity_panel

WORLD = ("CHN", "JPN", "KOR", "USA", "DEU", "FRA", "BRA", "IND", "AUS", "ZAF", "VNM", "MEX")
YEARS = (2018, 2020)
DISTANCE, AGREED = -0.8, 0.5


def trade(i: int, j: int, year: int, distance: np.ndarray) -> float:
    """In thousand dollars: sizes, distance, agreements; without noise, so that what was put in comes out."""
    agreed = AGREED * agreement(i, j, year)
    return float(
        1e7
        * np.exp(
            0.3 * ((i * 7) % 5) + 0.2 * ((j * 3) % 7) + 0.1 * (year - 2018) + DISTANCE * np.log(distance[i, j]) + agreed
        )
    )


def agreement(i: int, j: int, year: int) -> int:
    return int((i + j) % 3 == 0 or (year == 2020 and (i + j) % 4 == 0)) if i != j else 0


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    folder = tmp_path_factory.mktemp("world")
    codes = {area: code for code, area in code_table("baci")}
    rng = np.random.default_rng(1)
    distance = np.exp(rng.normal(8.5, 0.6, (len(WORLD), len(WORLD))))
    distance = (distance + distance.T) / 2
    pairs = ["year,iso3_o,iso3_d,dist,distw_arithmetic,distcap,contig,comlang_off,col_dep_ever,fta_wto,gdp_o,gdp_d"]
    bench = Workbench(folder / "lake")
    for year in YEARS:
        lines = ["t,i,j,k,v,q"]
        for i, one in enumerate(WORLD):
            for j, other in enumerate(WORLD):
                far, gdp = distance[i, j], f"{1e9 * (i + 1):.0f},{1e9 * (j + 1):.0f}"
                pairs.append(
                    f"{year},{one},{other},{far},{far},{far},{int(far < 4000)},0,0,{agreement(i, j, year)},{gdp}"
                )
                # Germany buys nothing from Australia.
                if i != j and (one, other) != ("AUS", "DEU"):
                    lines.append(
                        f"{year},{codes[one]},{codes[other]},{'848210' if j % 2 else '010121'},{trade(i, j, year, distance):.6f},1"
                    )
        take(bench, folder / f"BACI_HS17_Y{year}_V202401.csv", lines)
    take(bench, folder / "Gravity_V202211.csv", pairs)
    return bench


def take(bench: Workbench, path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    bench.ingest(path)


def with_liaoning(bench: Workbench, folder: Path) -> None:
    """A tenth of what China sells to Japan, a thousandth of what it sells to the others."""
    sold = bench.measure("exports", region="CHN", by="partner", source="baci", frequency="year", currency="USD").table
    names = {area: (code, area) for code, area in code_table("china_customs")}
    lines = ["数据年月,贸易伙伴编码,贸易伙伴名称,注册地编码,注册地名称,商品编码,商品名称,美元"]
    for row in sold.to_pylist():
        part = 0.1 if row["partner"] == "JPN" else 0.001
        code = names[row["partner"]][0]
        month = f"{code},-,210000,辽宁省,84821020,深沟球轴承,{part * row['value'] / 12:.2f}"
        lines += [f"{row['period']}{number:02},{month}" for number in range(1, 13)]
    path = folder / "liaoning.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    bench.ingest(path, flow="export")


def test_what_was_put_in_comes_out(lake: Workbench) -> None:
    answer = lake.gravity("theory")
    (found,) = answer.estimates
    assert found.of("log_distance_km")[0] == pytest.approx(DISTANCE, abs=0.05)
    assert found.of("rta")[0] == pytest.approx(AGREED, abs=0.05)
    assert set(found.collinear) >= {"common_language", "colony"}
    assert found.observations == len(YEARS) * len(WORLD) * (len(WORLD) - 1)
    assert "BACI" in answer.source.en
    assert answer.vintage == answer.paper().vintage == str(lake.history()[0].record["at"])[:10]
    # No row between two countries that are covered is no trade.
    zero = answer.panel.filter(
        pc.and_(pc.equal(answer.panel["exporter"], "AUS"), pc.equal(answer.panel["importer"], "DEU"))
    )
    assert zero["trade"].to_pylist() == [0, 0]


def test_gdp_is_size_and_every_other_year_may_be_left_out(lake: Workbench) -> None:
    whole, last = gravity_panel(lake).table, gravity_panel(lake, every=3).table
    assert set(whole["year"].to_pylist()) == {2018, 2020}
    assert set(last["year"].to_pylist()) == {2020}
    row = whole.filter(pc.and_(pc.equal(whole["exporter"], "JPN"), pc.equal(whole["importer"], "BRA"))).to_pylist()[0]
    assert (row["exporter_size"], row["importer_size"]) == (2e12, 7e12)


def test_what_is_sold_at_home_is_output_less_exports(lake: Workbench) -> None:
    panel = gravity_panel(lake, output_per_gdp=2.0).table
    home = panel.filter(pc.equal(panel["exporter"], panel["importer"]))
    assert home.num_rows == len(YEARS) * len(WORLD)
    abroad = panel.filter(pc.and_(pc.equal(panel["exporter"], "FRA"), pc.equal(panel["year"], 2020)))
    france = {row["importer"]: row["trade"] for row in abroad.to_pylist()}
    assert france["FRA"] == pytest.approx(2 * 6e12 - sum(value for name, value in france.items() if name != "FRA"))
    answer = lake.gravity("domestic", output_per_gdp=2.0)
    assert answer.estimates[0].observations == len(YEARS) * len(WORLD) ** 2
    assert any("assumption" in note.en for note in answer.notes)


def test_each_sector_has_its_own_estimates(lake: Workbench) -> None:
    specification = replace(specification_named("theory"), terms=("log_distance_km",))
    answer = lake.gravity(specification, digits=2)
    assert [one.sector for one in answer.estimates] == ["01", "84"]
    with pytest.raises(MissingData, match="no estimation here tells potential"):
        answer.potential()


def test_a_region_is_an_exporter_beside_the_rest_of_its_nation(lake: Workbench, tmp_path: Path) -> None:
    before = gravity_panel(lake).table
    with_liaoning(lake, tmp_path)
    answer = lake.gravity("theory", region="辽宁")
    panel = {(row["exporter"], row["importer"], row["year"]): row for row in answer.panel.to_pylist()}
    was = {(row["exporter"], row["importer"], row["year"]): row["trade"] for row in before.to_pylist()}
    key = ("CN-LN", "JPN", 2020)
    assert panel[key]["trade"] == pytest.approx(0.1 * was["CHN", "JPN", 2020], rel=1e-6)
    assert panel[key]["trade"] + panel["CHN", "JPN", 2020]["trade"] == pytest.approx(was["CHN", "JPN", 2020])
    assert panel[key]["distance_km"] == panel["CHN", "JPN", 2020]["distance_km"]
    assert ("CN-LN", "CHN", 2020) not in panel
    table = answer.potential(2020, draws=50)
    assert set(table["exporter"].to_pylist()) == {"CN-LN"}
    # It sells a hundred times as much to Japan as elsewhere: that is far above what it should.
    rows = {row["importer"]: row for row in table.to_pylist()}
    assert rows["JPN"]["ratio"] > 2
    assert rows["JPN"]["unrealised"] == 0
    assert rows["USA"]["ratio"] < 1
    assert sum(table["expected"].to_pylist()) == pytest.approx(sum(table["actual"].to_pylist()), rel=1e-6)


def test_a_panel_of_ones_own_from_a_file(lake: Workbench, tmp_path: Path) -> None:
    panel = gravity_panel(lake).table
    pq.write_table(panel, tmp_path / "panel.parquet")
    pa.csv.write_csv(panel, tmp_path / "panel.csv")
    held = lake.gravity("theory").estimates[0]
    for name in ("panel.parquet", "panel.csv"):
        answer = Workbench(tmp_path / "empty").gravity("theory", data=tmp_path / name)
        assert answer.estimates[0].coefficients == pytest.approx(held.coefficients, abs=1e-9)
        assert answer.source.en == name


def test_nothing_in_the_lake(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="take in BACI"):
        Workbench(tmp_path).gravity()
    with pytest.raises(UnknownName, match="theory"):
        Workbench(tmp_path).gravity("theroy")


@pytest.fixture
def terminal(lake: Workbench, capfd: pytest.CaptureFixture[str]):
    def typed(*words: str) -> tuple[int, str]:
        code = run(["gravity", *words, "--lake", str(lake.lake.folder)])
        return code, capfd.readouterr().out

    return typed


def test_the_commands(terminal, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["gravity", "list", "--json"]) == 0
    assert "theory" in [one["id"] for one in json.loads(capfd.readouterr().out)]
    code, said = terminal("run", "naive", "theory", "--json")
    told = json.loads(said)
    assert code == 0
    assert [one["specification"] for one in told["estimates"]] == ["naive", "theory"]
    code, said = terminal("potential", "--year", "2020", "--csv")
    assert said.splitlines()[0] == "exporter,importer,year,actual,expected,expected_low,expected_high,ratio,unrealised"
    code, said = terminal("potential", "--region", "中国", "--year", "2020", "--lang", "zh")
    assert code == 0
    assert "JPN 日本" in said
    assert "CHN 中国" in said
    assert "DEU 德国" not in said.partition("CHN")[0]
    code, said = terminal("run", "theory")
    assert "log distance" in said
    code, said = terminal("table", "theory", "--to", "docx,pdf,html,tex", "--out", str(tmp_path))
    assert code == 0
    assert (tmp_path / "gravity.en.pdf").read_bytes()[:5] == b"%PDF-"
    assert zipfile.is_zipfile(tmp_path / "gravity.en.docx")
    assert "trade agreement" in (tmp_path / "gravity.en.html").read_text("utf-8")
    assert r"\begin{tabular}{lc}" in (tmp_path / "gravity.en.tex").read_text("utf-8")
    assert terminal("table", "theory", "--to", "doc")[0] == 2
