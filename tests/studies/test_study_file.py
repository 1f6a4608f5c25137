"""A study's TOML file: read into its declaration, or refused with file, line and key of everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from entrepot.measures import all_measures
from entrepot.studies.checking import Known, check_study, warnings
from entrepot.studies.declaration import ChartOf, ClaimsOf, PublishedOf, TableOf, TextOf
from entrepot.studies.study_file import read_study, study_of_toml
from entrepot.vocabulary.errors import SchemaMismatch, WrongCall
from entrepot.vocabulary.text import T

KNOWN = Known({"exports", "imports", "gdp", "trade_total"}, {one.id for one in all_measures()}, {"trend", "lines"}, {})
HEAD = 'id = "x"\ntitle = {zh = "题", en = "Title"}\nregions = ["辽宁"]\nperiod = "2010..2015"\n'
SECTION = '[[sections]]\npart = "status"\ntitle = {zh = "现状", en = "State"}\n'
TABLE = '[[sections.blocks]]\ntable = "t"\ntitle = {zh = "表", en = "Table"}\nrows = "period"\ncolumns = [{figure = "exports"}, {figure = "imports"}]\n'


def refused(text: str) -> str:
    with pytest.raises(SchemaMismatch) as problem:
        check_study(study_of_toml(text, file="a.toml"), KNOWN)
    assert problem.value.message.zh != problem.value.message.en
    return problem.value.message.en


def words(zh: str, en: str = "x") -> str:
    return f"[[sections.blocks]]\n[sections.blocks.text]\nzh = '{zh}'\nen = '{en}'\n"


def test_every_kind_of_block_is_read() -> None:
    study = study_of_toml(
        HEAD
        + SECTION
        + words("字", "words")
        + TABLE
        + '[[sections.blocks]]\nchart = "trend"\nid = "c"\ntitle = {zh = "图", en = "Chart"}\nrows = "region"\nover = ["provinces"]\npartner = "ASEAN"\ncolumns = [{measure = "exports", show = "rank"}]\n'
        + '[[sections.blocks]]\ntable = "p"\npublished = "table 3"\ntitle = {zh = "表", en = "Table"}\nrecomputed = {trade_total = "exports + imports"}\n'
        + '[[sections.blocks]]\nclaims = "all"\ntitle = {zh = "论断", en = "Claims"}\n'
    )
    text, table, chart, published, claims = study.sections[0].blocks
    assert isinstance(text, TextOf) and text.text == T("words", "字")
    assert isinstance(table, TableOf) and [one.name for one in table.grid.columns] == ["exports", "imports"]
    assert isinstance(chart, ChartOf) and (chart.grid.rows, chart.grid.where) == ("area", {"counterpart": "ASEAN"})
    assert chart.grid.columns[0].name == "exports rank"
    assert isinstance(published, PublishedOf) and published.recomputed == (("trade_total", "exports + imports"),)
    assert isinstance(claims, ClaimsOf) and claims.file == ""
    check_study(study, KNOWN)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id = ", "a.toml: this is not TOML"),
        ("", "a.toml, regions: say which region"),
        (HEAD + "colour = 1\n", "a.toml, line 5, colour: there is no key 'colour' here"),
        (HEAD + "peer = []\n", "a.toml, line 5, peer: there is no key 'peer' here; did you mean peers"),
        (HEAD.replace('en = "Title"', 'en = ""'), "a.toml, line 2, title: the text in en is missing"),
        (HEAD.replace("辽宁", "Liaonin"), "a.toml, line 3, regions: no area is called 'Liaonin'"),
        (HEAD.replace("2010..2015", "2015..2010"), "a.toml, line 4, period: the period 2015..2010 ends before it begins"),
        (HEAD.replace("2010..2015", "soon"), "a.toml, line 4, period: "),
        (HEAD + 'currency = "EUR"\n', "a.toml, line 5, currency: 'EUR' is none of USD, CNY"),
        (HEAD + SECTION.replace("status", "state"), "a.toml, line 6, sections[1].part: 'state' is none of"),
        (HEAD + SECTION + "[[sections.blocks]]\n", "a.toml, line 8, sections[1].blocks[1]: a block has one of"),
        (HEAD + SECTION + TABLE.replace("columns", "colums"), "line 12, sections[1].blocks[1].colums: there is no key"),
        (HEAD + SECTION + TABLE.replace('"period"', '"time"'), "line 11, sections[1].blocks[1].rows: 'time' is none of"),
        (HEAD + SECTION + TABLE.replace('figure = "exports"', 'figure = "export"'), "line 12, sections[1].blocks[1].columns[1]: {export}: no figure or measure is called 'export'; did you mean exports"),
        (HEAD + SECTION + TABLE + TABLE, "line 13, sections[1].blocks[2]: 't' is there already"),
        (HEAD + SECTION + TABLE.replace("imports", "exports"), "two columns are called 'exports'"),
        (HEAD + SECTION + TABLE.replace('"exports"}', '"exports", unit = "亿美金"}'), "no unit is called '亿美金'"),
        (HEAD + SECTION + TABLE.replace("table = ", "chart = 'pie'\nid = "), "line 9, sections[1].blocks[1].chart: no chart is called 'pie'"),
        (HEAD + SECTION.replace("status", "remedy") + SECTION.replace("status", "problem"), "line 9, sections[2].part: problem comes after remedy"),
        (HEAD + SECTION + words("{exports[period=2021}"), "line 10, sections[1].blocks[1].text.zh: {exports[period=2021}"),
        (HEAD + SECTION + words("{exports"), "line 10, sections[1].blocks[1].text.zh: a brace without its other half"),
        (HEAD + SECTION + words("{table scale}"), "line 10, sections[1].blocks[1].text.zh: no table is called 'scale'"),
        (HEAD + SECTION + TABLE + words("{figure t}"), "text.zh: no figure is called 't'"),
        (HEAD + SECTION + TABLE + words("{cell: t, 1, export}"), "text.zh: no column of t is called 'export'; did you mean exports"),
        (HEAD + SECTION + words("{cite nobody}"), "text.zh: no reference is called 'nobody'"),
        (HEAD + SECTION + words("{claim: none-1}"), "text.zh: no claim of this study is called 'none-1'"),
        (HEAD + SECTION + words("{$when}"), "text.zh: no variable is called '$when'"),
        (HEAD + SECTION + words("{exports[area=Liaonin]}"), "no area is called 'Liaonin'"),
        (HEAD + SECTION + words("{exports | 亿美元亿}"), "no unit is called '亿美元亿'"),
        (HEAD + '[numbers]\na = {formula = "{b}"}\nb = {formula = "{a}"}\n', "line 6, numbers.a: these numbers are each worked out from the other: a → b → a"),
        (HEAD + '[numbers]\nexports = {formula = "imports"}\n', "line 6, numbers.exports: 'exports' is a measure or figure already"),
        (HEAD + '[numbers]\na = {formula = "exports[period=$1]"}\n' + SECTION + words("{a}"), "text.zh: {a}: 'a' takes 1 arguments, not 0: {a, $1}"),
        (HEAD + '[numbers]\na = {formula = "exports[period=$1]"}\n' + SECTION + words("{a, 2020] + gdp[period=2020}"), "is no argument for 'a'"),
        (HEAD + '[[references]]\nid = "r"\nkind = "X"\ntitle = {zh = "文", en = "Text"}\n', "line 7, references[1].kind: 'X' is none of"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_line_and_key(text: str, said: str) -> None:
    assert said in refused(text)


def test_all_problems_at_once_and_not_too_many() -> None:
    message = refused(HEAD + "".join(f"k{i} = 1\n" for i in range(30)))
    assert message.count("\n") == 20 and message.endswith("... and 10 more")


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(WrongCall):
        read_study(tmp_path / "absent.toml")
    file = tmp_path / "latin.toml"
    file.write_bytes("id = 'é'".encode("latin-1"))
    with pytest.raises(SchemaMismatch, match="UTF-8"):
        read_study(file)
    file.write_bytes(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())
    assert read_study(file).regions == ("辽宁",)
    with pytest.raises(SchemaMismatch, match="TOML"):
        study_of_toml("a = " + "[" * 100_000)


def test_deep_sections_are_refused() -> None:
    names = ["sections" + ".sections" * depth for depth in range(5)]
    body = "".join(f'[[{name}]]\npart = "status"\ntitle = {{zh = "节", en = "Part"}}\n' for name in names)
    assert "sections go 3 deep at most" in refused(HEAD + body)


def test_typed_numbers_and_one_sided_numbers_are_warned_of() -> None:
    study = study_of_toml(HEAD + SECTION + words("占78.4%，{exports}", "a share"), file="a.toml")
    typed, told = warnings(study)
    assert typed.en.startswith("a.toml, line 10, sections[1].blocks[1].text.zh: a number typed into the text: …占78.4%")
    assert told.en.endswith("{exports} is told in zh only") and told.zh.endswith("{exports} 只出现在 zh 文本中")
