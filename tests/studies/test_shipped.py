"""The studies that come with the package, run over the embedded figures: nothing of the papers is left out, and known numbers stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

import pytest

from entrepot.embedded import embedded_rows
from entrepot.reports.documents.documents import paper_bytes
from entrepot.reports.documents.showing import said
from entrepot.studies.checking import warnings
from entrepot.studies.paper import Derivation, Figure, Gap, Number, Paper, Paragraph, Section, Table
from entrepot.studies.shelf import shipped, study_named
from entrepot.studies.study_file import study_of_toml
from entrepot.vocabulary.errors import SchemaMismatch, WrongCall
from entrepot.vocabulary.printed_numbers import number
from entrepot.vocabulary.text import LANGUAGES, Language, T
from entrepot.workbench import Workbench

PAPERS = tuple(row["id"] for row in embedded_rows("papers.csv"))
NOT_LAID_OUT: frozenset[tuple[str, str, str]] = frozenset()
"""Figures (place, number and unit, period) that the engine cannot lay out. None."""


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """The embedded figures and nothing else."""
    made = Workbench(tmp_path_factory.mktemp("shipped") / "lake")
    made.take_in_embedded()
    return made


@pytest.fixture(scope="module")
def papers(workbench: Workbench) -> Mapping[str, Paper]:
    """Every shipped study, run once."""
    return {name: workbench.run_study(name) for name in shipped()}


def words(paper: Paper, language: Language) -> str:
    """Every sentence of the paper with its numbers as the reader sees them."""
    blocks = [*([paper.abstract] if paper.abstract else []), *paper.blocks()]
    pieces = [piece for block in blocks if isinstance(block, Paragraph) for piece in block.pieces(language)]
    return "".join(
        said(piece, language) if isinstance(piece, Number) else piece if isinstance(piece, str) else ""
        for piece in pieces
    )


def table(paper: Paper, name: str) -> Table:
    (found,) = [block for block in paper.blocks() if isinstance(block, Table) and block.id == name]
    return found


def cell(paper: Paper, name: str, row: str, column: str) -> Number:
    found = table(paper, name)
    position = [one.name for one in found.columns].index(column)
    (line,) = [line for line in found.rows if isinstance(line[0], T) and line[0].en == row]
    entry = line[position]
    assert isinstance(entry, Number), entry
    return entry


def worked(paper: Paper, name: str, row: str, column: str) -> tuple[str, Decimal]:
    """What is printed, and ours."""
    entry = cell(paper, name, row, column)
    assert entry.value is not None
    return entry.printed, round(entry.value, 4)


def test_all_five_papers_are_shipped() -> None:
    assert len(PAPERS) == 5 and set(PAPERS) <= set(shipped())


@pytest.mark.parametrize("name", PAPERS)
def test_it_runs_without_gaps(papers: Mapping[str, Paper], name: str) -> None:
    paper = papers[name]
    assert [block.missing.en for block in paper.blocks() if isinstance(block, Gap)] == []
    assert not paper.synthetic and len(paper.derivations) > 50


@pytest.mark.parametrize("name", PAPERS)
def test_no_number_is_typed_and_both_languages_tell_the_same(name: str) -> None:
    assert [warning.en for warning in warnings(study_named(name))] == []


@cache
def _printed_of(study: str) -> Counter[tuple[str, str]]:
    """Each place with what is printed there, as often as it is."""
    return Counter(
        (f"{row['study']} {row['locator']}", f"{row['value']} {row['unit']}")
        for row in embedded_rows("figures.csv")
        if row["study"] == study and number(row["value"]) is not None
        and (f"{row['study']} {row['locator']}", f"{row['value']} {row['unit']}", row["period"]) not in NOT_LAID_OUT
    )  # fmt: skip


def _shown_in(derivations: tuple[Derivation, ...], place: str, printed: str) -> int:
    """How many different figures with this number the paper shows as printed, or works with."""
    said_so = f"{printed} ({place})"
    as_printed = {one.id for one in derivations if one.figures == (said_so,)}
    selected = {text for one in derivations for text in one.figures if text.partition(" = ")[2].startswith(said_so)}
    return max(len(as_printed), len(selected))


@pytest.mark.parametrize("name", PAPERS)
def test_every_figure_of_the_paper_is_in_it(papers: Mapping[str, Paper], name: str) -> None:
    derivations = papers[name].derivations
    wanted = _printed_of(name)
    lacking = {key: times for key, times in wanted.items() if _shown_in(derivations, *key) < times}
    assert wanted and lacking == {}


@pytest.mark.parametrize("name", PAPERS)
def test_every_place_of_the_paper_stands_under_a_table(papers: Mapping[str, Paper], name: str) -> None:
    tables = [block for block in papers[name].blocks() if isinstance(block, Table)]
    entries = {entry.derivation for block in tables for row in block.rows for entry in row if isinstance(entry, Number)}
    inputs = " ".join(text for one in papers[name].derivations if one.id in entries for text in one.figures)
    assert [place for place, _ in _printed_of(name) if f"({place})" not in inputs] == []


@pytest.mark.parametrize("name", PAPERS)
def test_the_order_is_state_problem_remedy(papers: Mapping[str, Paper], name: str) -> None:
    parts = [section.part for section in papers[name].sections if section.part not in ("front", "back")]
    assert parts == ["status", "problem", "remedy"]
    assert any(isinstance(block, Figure) for block in papers[name].blocks())


@pytest.mark.parametrize("name", PAPERS)
def test_every_remedy_rests_on_numbers(papers: Mapping[str, Paper], name: str) -> None:
    (remedy,) = [section for section in papers[name].sections if section.part == "remedy"]
    assert isinstance(remedy, Section)
    for language in LANGUAGES:
        paragraphs = [block.pieces(language) for block in remedy.blocks if isinstance(block, Paragraph)]
        assert sum(any(isinstance(piece, Number) for piece in one) for one in paragraphs) >= 2


@pytest.mark.parametrize("name", PAPERS)
def test_charts_draw_only_numbers_that_are_known(papers: Mapping[str, Paper], name: str) -> None:
    for block in papers[name].blocks():
        if isinstance(block, Figure):
            drawn = [value for row in block.rows for value in row.values() if isinstance(value, float)]
            assert len(drawn) >= 2, block.id


@pytest.mark.parametrize(
    ("where", "printed", "ours"),
    [
        (("dependence", "2015", "trade_dependence CN-LN WLD goods recomputed"), "20.8", "0.2082"),
        (("dependence", "2006", "trade_dependence CN-LN WLD goods recomputed"), "41.5", "0.4147"),
        (("fdi", "2015", "fdi_dependence recomputed"), "1.12", "0.0112"),
        (("trade", "2014", "trade_balance recomputed"), "35.6", "3560000000"),
        (("partners", "Japan, Total trade", "2014 recomputed"), "918.67", "91868000000"),
        (("text", "Trade dependence", "printed recomputed"), "20.7", "0.2082"),
        (("text", "Inflow of foreign direct investment", "printed recomputed"), "294", "29040000000"),
        (("text", "Growth of foreign direct investment", "printed recomputed"), "-34.4", "-0.8109"),
        (("text", "Growth of fiscal revenue", "printed recomputed"), "-33.4", "-0.3323"),
        (("gdp-growth", "Liaoning, Growth of GDP, at current prices", "2016 recomputed"), "-23", "-0.2313"),
        (("growth", "Growth of imports", "2009 recomputed"), "-3.0", "-0.0296"),
        (("growth", "Growth of trade", "2015 recomputed"), "-15.7", "-0.1568"),
    ],
)
def test_liaoning_beside_what_is_printed(
    papers: Mapping[str, Paper], where: tuple[str, str, str], printed: str, ours: str
) -> None:
    assert worked(papers["adb-ta9036"], *where) == (printed, Decimal(ours))


def test_the_tables_say_what_does_not_agree(papers: Mapping[str, Paper]) -> None:
    notes = {note.en for note in table(papers["adb-ta9036"], "text").notes}
    assert "figures recomputed: 4; as printed: 0" in notes
    assert "Growth of foreign direct investment, 2015: printed −34.4%, recomputed −81.1% (differs)" in notes
    partners = [note.zh for note in table(papers["adb-ta9036"], "partners").notes]
    assert "2014年日本进出口总额：原文 918.67亿元，复算 918.68亿元（在舍入范围内）" in partners


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("adb-ta9036", "2015年为960.9亿美元 / 4,615亿美元，即20.8%", "in 2015 is USD 96.09 bn / USD 461.5 bn, that is 20.8%"),
        ("adb-ta9036", "正文另处写作20.7%", "another passage has 20.7%"),
        ("adb-ta9036", "表中为290.40亿美元，正文为294亿美元", "the table has USD 29.040 bn and the text USD 29.4 bn"),
        ("adb-ta9036", "2015年增速为−33.2%，原文为−33.4%", "give −33.2% for 2015, the text has −33.4%"),
        ("adb-ta9036", "下降81.1%；正文却写−34.4%", "a fall of 81.1%; the text has −34.4%"),
        ("adb-ta9036", "2014年应约为24,437亿元", "should be about CNY 2,443.7 bn"),
        ("adb-ta9036", "平均每家422,252人", "422,252 to a firm"),
        ("adb-ta9036", "节省20天", "in 35 days, 20 days more"),
        ("liaoning-manufacturing", "增长871.4倍，即相当于上年的872.4倍", "grew by 871.4 times, to 872.4 times the year before"),
        ("liaoning-manufacturing", "“新三样”占5.3%", "they are 5.3%"),
        ("liaoning-manufacturing", "2020年一般贸易占64.5%，2021年全国占61.8%", "general trade had 64.5% in 2020 and, in the nation, 61.8% in 2021"),
        ("hightech-exports", "2019年比上年下降1.7%，2020年增长13.5%", "in 2019 they fell by 1.7%, in 2020 they grew by 13.5%"),
        ("hightech-exports", "原文所称年均增速12.4%与各年数据不符，按各年增速平均为8.4%", "12.4%, does not agree with the single years, whose mean is 8.4%"),
        ("hightech-exports", "合计86.0%", "together 86.0%"),
        ("liaoning-cbec-zones", "营口是盘锦的15倍", "15 times as many"),
        ("liaoning-cbec-zones", "三市2019年地区生产总值合计3,456.2亿元，其中服务业占43.0%", "CNY 345.62 bn in 2019, of which services 43.0%"),
        ("shanxi-asean", "广东是山西的69.19倍", "Guangdong's is 69.19 times"),
    ],
)  # fmt: skip
def test_sentences_tell_known_numbers(papers: Mapping[str, Paper], name: str, zh: str, en: str) -> None:
    assert zh in words(papers[name], "zh")
    assert en in words(papers[name], "en")


def test_three_cities_add_up(papers: Mapping[str, Paper]) -> None:
    for city, printed in (("Fushun", "847.1"), ("Yingkou", "1328.2"), ("Panjin", "1280.9")):
        entry = cell(papers["liaoning-cbec-zones"], "sectors", city, "gdp recomputed")
        assert (entry.printed, entry.value) == (printed, Decimal(printed) * 10**8)


def test_a_recomputed_column_without_numbers_is_left_out(papers: Mapping[str, Paper]) -> None:
    names = [column.name for column in table(papers["adb-ta9036"], "dependence").columns]
    assert "trade_dependence CHN WLD goods" in names and "trade_dependence CHN WLD goods recomputed" not in names


def test_figures_of_one_period_each_are_listed_with_it(papers: Mapping[str, Paper]) -> None:
    found = table(papers["liaoning-cbec-zones"], "approved")
    assert [column.title.en for column in found.columns] == ["Figure", "Period", "As printed"]
    told = {(str(row[0]), str(row[1])) for row in found.rows}
    assert ("Dalian", "January 2016") in told and len(found.rows) == 4


def test_chinese_heads_are_chinese(papers: Mapping[str, Paper]) -> None:
    """Every title of a column and every name of a row has Chinese in it, or is a number or an id."""
    for paper in papers.values():
        for block in paper.blocks():
            if isinstance(block, Table) and block.id != "claims":
                heads = [column.title.zh for column in block.columns]
                heads += [row[0].zh for row in block.rows if isinstance(row[0], T)]
                english = [head for head in heads if not any("一" <= sign <= "鿿" for sign in head)]
                assert [head for head in english if not head.replace("—", "").isdigit()] == [], block.id


def test_files_are_named_after_their_ids() -> None:
    assert [study_named(name).id for name in shipped()] == list(shipped())


SECTION = """
id = "x"
title = {zh = "题", en = "Title"}
regions = ["辽宁"]
period = "2010..2015"
source = "figures"
[[sections]]
part = "status"
title = {zh = "现状", en = "State"}
[[sections.blocks]]
table = "t"
study = "adb-ta9036"
title = {zh = "表", en = "Table"}
"""


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ('published = ["para 42", "FDI table"]', "fdi_inflow 2013 is printed at adb-ta9036 FDI table and at adb-ta9036 para 42"),
        ("published = []", "published: name at least one place"),
        ('published = "para 42"\nrows = "figures"', "not 'figures'"),
    ],
)  # fmt: skip
def test_a_published_table_that_cannot_be(workbench: Workbench, keys: str, told: str) -> None:
    with pytest.raises((WrongCall, SchemaMismatch), match=re.escape(told)):
        workbench.run_study(study_of_toml(SECTION + keys, file="a.toml"))


def test_only_the_figures_asked_for_and_in_their_order(workbench: Workbench) -> None:
    keys = 'published = "table 3"\nfigures = ["imports", "exports"]'
    found = table(workbench.run_study(study_of_toml(SECTION + keys, file="a.toml")), "t")
    assert [column.name for column in found.columns] == ["row", "imports", "exports"]
    assert len(found.rows) == 10


@pytest.mark.parametrize("name", PAPERS)
def test_each_judges_what_its_paper_prints_and_says_what_it_cannot(papers: Mapping[str, Paper], name: str) -> None:
    """Each score has where it is printed, and its two ends where something is not known."""
    tables = {block.id: block for block in papers[name].blocks() if isinstance(block, Table)}
    unjudged = next(one for id_, one in tables.items() if id_.endswith("-unjudged"))
    assert unjudged.rows and all(isinstance(entry, T) for row in unjudged.rows for entry in row)
    judged = [one for id_, one in tables.items() if f"{id_}-readings" in tables]
    # The zones' paper prints no trade of any year.
    assert bool(judged) == (name != "liaoning-cbec-zones")
    for one in judged:
        assert one.source.sources and all("(" in source.en for source in one.source.sources)
        for _, score, *_ in one.rows:
            assert isinstance(score, Number) and (score.value is not None or score.low is not None)


def test_a_column_shows_both_ends_of_what_is_not_known(papers: Mapping[str, Paper]) -> None:
    text = paper_bytes(papers["liaoning-manufacturing"], "md", language="en").decode()
    assert "| Outward dependence | 11.5–41.5 | low to watch |" in text
