"""A customs query of a few goods says nothing of all trade: pages of it say so, and a region's page begins with what is whole."""

from __future__ import annotations

import pytest

from entrepot.studies.paper import Number, Paragraph
from entrepot.studies.study_file import study_of_toml
from entrepot.vocabulary.errors import MissingData
from entrepot.workbench import Workbench
from entrepot.workbench.listed_goods import few_goods
from entrepot.workbench.study_drafts import holding_of

HEADS = "数据年月,贸易伙伴编码,贸易伙伴名称,商品编码,商品名称,注册地编码,注册地名称,美元"
BEARINGS, PIPES = "84821020,深沟球轴承", "73041110,无缝钢管"
JAPAN, KOREA, MALAYSIA = "116,日本", "133,韩国", "122,马来西亚"
# Bearings and pipes to Japan and bearings to Korea every month.
MONTHLY = ((JAPAN, BEARINGS, 100), (JAPAN, PIPES, 10), (KOREA, BEARINGS, 20))


def query(year: int, place: str, *, sporadic: tuple[int, ...] = (3, 7)) -> str:
    """What is sold every month, and pipes to Malaysia in some months for 50 dollars."""
    rows = [f"{year}{month:02},{who},{what},{place},{value}" for month in range(1, 13) for who, what, value in MONTHLY]
    rows += [f"{year}{month:02},{MALAYSIA},{PIPES},{place},50" for month in sporadic]
    return "\n".join([HEADS, *rows]) + "\n"


LIAONING, SHANXI, HENAN = "210000,辽宁省", "140000,山西省", "410000,河南省"


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    folder = tmp_path_factory.mktemp("listed")
    made = Workbench(folder / "lake")
    made.take_in_embedded()
    for name, flow, text in (
        ("sold", "export", query(2023, LIAONING)),
        ("sold later", "export", query(2024, LIAONING, sporadic=(2,))),
        ("bought", "import", query(2023, HENAN)),
        ("unfinished", "export", "\n".join(query(2024, SHANXI).splitlines()[:20])),
    ):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        made.ingest(folder / f"{name}.csv", flow=flow)
    return made


def test_a_region_begins_with_what_is_whole(lake: Workbench) -> None:
    assert holding_of(lake, "CN-LN").source == "figures"
    few = holding_of(lake, "CN-LN", source="china_customs")
    assert few.only is not None and "2 products of HS chapters 73, 84 only" in few.only.en
    assert "第73、84章的2种商品" in few.only.zh
    assert few.small and few.exports and not few.imports


def test_pages_that_take_that_source_say_so(lake: Workbench) -> None:
    note = few_goods(lake, "CN-HA", "china_customs")
    assert note is not None and "2种商品" in note.zh
    assert few_goods(lake, "CN-LN", "figures") is None
    assert few_goods(lake, "CN-LN", "sample_world") is None


def test_a_product_is_told_by_a_source_that_lists_it(lake: Workbench) -> None:
    assert holding_of(lake, "CN-LN", flows_only=True, goods="848210").source == "china_customs"
    assert holding_of(lake, "CN-LN", flows_only=True, goods="85").source == ""


def said(lake: Workbench, region: str, **asked: str) -> str:
    text = lake.new_study(region, source="china_customs", judged=False, **asked)
    study = study_of_toml(text)
    assert lake.check_study(study) == ()
    paper = lake.run_study(study)
    assert paper.gaps == ()
    found = (piece for one in paper.blocks() if isinstance(one, Paragraph) for piece in (*one.zh, *one.en))
    return "".join(f"<{float(one.value or 0):g}>" if isinstance(one, Number) else str(one) for one in found)


def test_a_page_of_one_direction_and_a_few_goods(lake: Workbench) -> None:
    found = said(lake, "CN-LN")
    assert found.startswith("这些数据只含第73、84章的2种商品")
    assert "出口<1610>" in found and "exports of Liaoning came to <1610>" in found
    # 1,610 against 1,660 of the year before; said once where there are two years.
    assert found.count("0.0301205>") == 2
    assert "占所列商品出口的<0.819876>" in found and "全部" not in found.replace("不代表全部贸易", "")


def test_imports_alone_make_a_page_too(lake: Workbench) -> None:
    found = said(lake, "CN-HA")
    assert "进口<1660>" in found and "最大的进口来源是" in found and "The largest supplier of" in found
    assert "出口" not in found


def test_goods_sold_to_one_partner(lake: Workbench) -> None:
    assert "对日本出口的赫芬达尔指数为<0.834711>" in said(lake, "CN-LN", partner="JPN")


@pytest.mark.parametrize(("year", "value"), [("2023", 100.0), ("2024", 50.0)])
def test_a_year_of_what_is_not_traded_every_month(lake: Workbench, year: str, value: float) -> None:
    asked = {"region": "CN-LN", "period": year, "source": "china_customs", "frequency": "year"}
    assert lake.measure("exports", partner="MYS", **asked).records()[0]["value"] == value
    by_partner = {row["partner"]: row["value"] for row in lake.measure("exports", by="partner", **asked).records()}
    assert by_partner == {"JPN": 1320.0, "KOR": 240.0, "MYS": value}


def test_a_year_that_has_not_ended_is_none(lake: Workbench) -> None:
    for partner in (None, "JPN"):
        with pytest.raises(MissingData, match="a whole year, of twelve months, has none"):
            lake.measure(
                "exports", region="CN-SX", period="2024", source="china_customs", frequency="year", partner=partner
            )
