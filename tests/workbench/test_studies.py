"""Studies run over a lake: the numbers of the paper behind one of them, gaps, what is synthetic, and what comes from names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from entrepot.studies.declaration import ColumnOf, Grid, NamedNumber, SectionOf, Study, TableOf, TextOf
from entrepot.studies.moved import moved
from entrepot.studies.paper import Figure, Gap, Number, Paper, Paragraph, Table, To
from entrepot.studies.paper_json import paper_json, paper_of_json
from entrepot.studies.shelf import shipped
from entrepot.studies.study_file import study_of_toml
from entrepot.vocabulary.errors import MissingData, SchemaMismatch, UnknownName, WrongCall
from entrepot.vocabulary.text import T
from entrepot.workbench import Workbench

HEAD = 'id = "x"\ntitle = {zh = "题", en = "Title"}\nregions = ["辽宁"]\nperiod = "2010..2015"\n'
SECTION = '[[sections]]\npart = "status"\ntitle = {zh = "现状", en = "State"}\n'


def ran(workbench: Workbench, body: str, head: str = HEAD) -> Paper:
    return workbench.run_study(study_of_toml(head + SECTION + body, file="a.toml"))


def said(zh: str, en: str | None = None) -> str:
    return f"[[sections.blocks]]\n[sections.blocks.text]\nzh = '''{zh}'''\nen = '''{en or zh}'''\n"


def numbers(paper: Paper) -> Iterator[Number]:
    for block in paper.blocks():
        if isinstance(block, Paragraph):
            yield from (piece for piece in block.zh if isinstance(piece, Number))


def one(workbench: Workbench, reference: str, head: str = HEAD) -> Number:
    (number,) = numbers(ran(workbench, said(f"{{{reference}}}"), head))
    return number


def table(paper: Paper, name: str) -> Table:
    (found,) = [block for block in paper.blocks() if isinstance(block, Table) and block.id == name]
    return found


def cell(paper: Paper, name: str, row: str, column: str) -> Number | None:
    found = table(paper, name)
    position = [one.name for one in found.columns].index(column)
    (entry,) = [line[position] for line in found.rows if isinstance(line[0], T) and row in (line[0].en, line[0].zh)]
    assert entry is None or isinstance(entry, Number)
    return entry


@pytest.fixture(scope="module")
def shanxi(workbench: Workbench) -> Paper:
    return workbench.run_study("shanxi-asean")


def test_the_numbers_that_the_paper_prints(shanxi: Paper) -> None:
    claimed = {
        number.derivation.partition("-")[2]: number for number in numbers(shanxi) if "shanxi-asean" in number.derivation
    }
    known = {
        "04": ("0.784", "78.4"),
        "05": ("0.859", "85.9"),
        "06": ("0.916", "91.6"),
        "07": ("0.9416", "94.16"),
        "08": ("0.5137", "51.37"),
    }
    for claim, (value, printed) in known.items():
        number = claimed[f"shanxi-asean-{claim}"]
        assert (number.value, number.printed, number.shown_in) == (Decimal(value), printed, "%")
    multiples = [
        round(number.value, 2) for number in numbers(shanxi) if number.shown_in == "times" and number.value is not None
    ]
    assert {Decimal("69.19"), Decimal("66.86"), Decimal("3.27"), Decimal("5.71"), Decimal("4.71")} <= set(multiples)


def test_printed_and_recomputed_stand_side_by_side(shanxi: Paper) -> None:
    printed, ours = (
        cell(shanxi, "scale", "2013年", "trade_total"),
        cell(shanxi, "scale", "2013年", "trade_total recomputed"),
    )
    assert printed is not None and ours is not None
    assert (printed.value, ours.value, ours.printed) == (Decimal("1132000000"), Decimal("1131000000"), "11.32")
    notes = [note.zh for note in table(shanxi, "scale").notes]
    assert notes[0] == "复算 20 个数据，其中 18 个与原文相同" and len(notes) == 3
    assert notes[1].startswith("2013年") and notes[1].endswith(
        "进出口总额：原文 11.32亿美元，复算 11.31亿美元（在舍入范围内）"
    )
    assert notes[2].startswith("2015年") and notes[2].endswith(
        "进出口总额：原文 11.42亿美元，复算 11.43亿美元（在舍入范围内）"
    )
    assert cell(shanxi, "scale", "2021年", "exports") is None
    assert cell(shanxi, "countries", "缅甸", "share_of_asean_trade 2020") is None


def test_every_figure_of_the_paper_is_in_a_table(shanxi: Paper, workbench: Workbench) -> None:
    printed = workbench.rows("series").to_arrow().to_pylist()
    own = [row for row in printed if row["locator"].startswith("shanxi-asean ") and row["value"] is not None]
    shown = {text for one in shanxi.derivations for text in one.figures}
    lacking = [
        row
        for row in own
        if not any(f"{row['value_printed']} {row['unit_printed']} ({row['locator']})" in text for text in shown)
    ]
    assert len(own) > 120
    assert lacking == []


def test_every_number_has_its_derivation_with_batches_and_place(shanxi: Paper) -> None:
    known = {one.id: one for one in shanxi.derivations}
    assert all(number.derivation in known for number in numbers(shanxi))
    assert all(one.batches and one.vintage and one.inputs and one.figures for one in shanxi.derivations)
    guangdong = next(one for one in shanxi.derivations if one.formula.startswith("ratio(trade_total[area=CN-GD"))
    assert guangdong.what == T(
        "ratio of Guangdong's to Shanxi's total trade with ASEAN, 2020", "广东与山西对东盟进出口总额之比，2020年"
    )
    assert guangdong.filled == T("USD 157.05 bn ÷ USD 2.27 bn = 69.185 times", "1,570.5亿美元 ÷ 22.7亿美元 = 69.185倍")
    assert guangdong.inputs[1] == T(
        "Shanxi's total trade with ASEAN, 2020: USD 2.27 bn (original section 2.1)",
        "山西对东盟进出口总额，2020年：22.7亿美元（原文第2.1节）",
    )
    assert "22.7 1e8 USD (shanxi-asean section 2.1)" in guangdong.figures[1]
    assert shanxi.gaps == () and not shanxi.synthetic
    assert [reference.id for reference in shanxi.references] == ["shanxi-asean"]


def test_parts_come_in_their_order_and_the_claims_at_the_end(shanxi: Paper) -> None:
    assert [section.part for section in shanxi.sections] == ["status", "problem", "remedy", "back"]
    verdicts = [row[4] for row in table(shanxi, "claims").rows]
    assert len(verdicts) == 12 and sum(verdict == T("contradicts", "相互矛盾") for verdict in verdicts) == 3


def test_both_languages_tell_the_same_numbers(shanxi: Paper) -> None:
    for block in shanxi.blocks():
        if isinstance(block, Paragraph):
            zh, en = (
                sorted(piece.derivation for piece in pieces if isinstance(piece, Number))
                for pieces in (block.zh, block.en)
            )
            assert zh == en


def test_the_same_data_give_the_same_paper_and_json_keeps_it(shanxi: Paper, workbench: Workbench) -> None:
    again = workbench.run_study("shanxi-asean")
    assert paper_json(again) == paper_json(shanxi)
    assert paper_of_json(paper_json(shanxi)) == shanxi
    assert moved(shanxi, again) == ()


@pytest.mark.parametrize("name", shipped())
def test_shipped_studies_are_as_they_should_be(name: str, workbench: Workbench) -> None:
    assert workbench.check_study(name) == ()


@pytest.mark.parametrize(
    ("reference", "value", "shown_in"),
    [
        ("exports[period=2015] | 亿美元 .1", "50840000000", "1e8 USD"),
        ("trade_dependence[period=2015, locator=table 3, study=adb-ta9036]", "0.208", "%"),
        ("growth(exports[period=2015]) | % .1", None, "%"),
        ("size: exports[period=2015] - trade_total[period=2015]", "45250000000", ""),
        ("rank(trade_total[area=CN-GD, counterpart=ASEAN, period=2020] ; trade_total[area=CN-GD|CN-JS, counterpart=ASEAN, period=2020])", "1", ""),
        ("measure(trade_dependence[period=2015])", None, "%"),
    ],
)  # fmt: skip
def test_numbers_of_formulas(workbench: Workbench, reference: str, value: str | None, shown_in: str) -> None:
    number = one(workbench, reference)
    assert number.value is not None
    assert number.shown_in == shown_in
    assert value is None or number.value == Decimal(value)


def test_a_place_that_does_not_print_it_is_a_gap_and_never_computed(workbench: Workbench) -> None:
    (gap,) = ran(workbench, said("{trade_dependence[period=2015, locator=table 9]}")).gaps
    assert "table 9" in gap.missing.en


def test_bounds_where_a_measure_has_no_one_value(workbench: Workbench) -> None:
    number = one(workbench, "hhi[area=CN-SX, over=partner, share=share_of_asean_trade, period=2020] | .4")
    assert number.value is None and number.low is not None and number.high is not None
    assert Decimal("0.25335") < number.low < number.high < Decimal("0.25339")


def test_words_follow_the_sign(workbench: Workbench) -> None:
    body = said("{direction: exports[period=2015] - exports[period=2014] | 升/降}", "{direction: exports[period=2015] - exports[period=2015] | up/down/level}")  # fmt: skip
    (paragraph,) = [block for block in ran(workbench, body).blocks() if isinstance(block, Paragraph)]
    assert (paragraph.zh, paragraph.en) == (("降",), ("level",))


def test_cells_and_names_of_a_table_in_a_sentence(workbench: Workbench) -> None:
    body = (
        '[[sections.blocks]]\ntable = "t"\ntitle = {zh = "表", en = "Table"}\nrows = "period"\nover = ["2014..2015"]\n'
        'columns = [{figure = "exports", unit = "亿美元"}, {figure = "imports"}, {name = "both", formula = "exports + imports", title = {zh = "和", en = "Sum"}}, {figure = "exports", show = "growth"}]\n'
        + said(
            "{name: t, 2}{cell: t, 2, both | 亿美元 .1}{cell: t, 2014, exports}{cell: t, 2015, exports growth | .1}见{表 t}"
        )
    )
    paper = ran(workbench, body)
    (paragraph,) = [block for block in paper.blocks() if isinstance(block, Paragraph)]
    name, both, sold, growth, _, to = paragraph.zh
    assert (name, to) == ("2015年", To("t")) and paragraph.en[0] == "2015"
    assert isinstance(both, Number) and isinstance(sold, Number) and isinstance(growth, Number)
    assert (both.value, both.shown_in, both.decimals) == (Decimal("96090000000"), "1e8 USD", 1)
    assert sold.value is not None and growth.value is not None
    assert growth.value == pytest.approx(Decimal("50840000000") / sold.value - 1)
    assert [column.worked_out_from for column in table(paper, "t").columns] == ["", "", "", "exports + imports", ""]


def test_largest_rows_ranks_shares_and_multiples(workbench: Workbench) -> None:
    head = HEAD.replace("2010..2015", "2021..2022") + 'source = "sample_world"\n'
    body = (
        '[[sections.blocks]]\ntable = "m"\ntitle = {zh = "表", en = "Table"}\nrows = "partner"\ntop = 3\n'
        'columns = [{measure = "exports"}, {measure = "exports", show = "share", name = "share"}, {measure = "exports", show = "rank", name = "rank"}]\n'
        '[[sections.blocks]]\ntable = "r"\ntitle = {zh = "表", en = "Table"}\nrows = "region"\nover = ["辽宁", "CN-GD"]\nsort = "total"\n'
        'columns = [{measure = "total"}, {measure = "total", show = "multiple", name = "times"}]\n'
        '[[sections.blocks]]\nchart = "share_stack"\nid = "c"\ntitle = {zh = "图", en = "Chart"}\nrows = "partner"\ntop = 2\neach_period = true\n'
        'columns = [{measure = "partner_share"}]\noptions = {columns = {bar = "period", part = "partner"}}\n'
    )
    paper = ran(workbench, body, head)
    told = workbench.measure("exports", region="辽宁", by="partner", period="2022", source="sample_world").records()
    largest = sorted((row["value"] for row in told), reverse=True)
    rows = [[entry for entry in row[1:] if isinstance(entry, Number)] for row in table(paper, "m").rows]
    assert [float(row[0].value or 0) for row in rows] == largest[:3]
    assert [float(row[1].value or 0) for row in rows] == pytest.approx([value / sum(largest) for value in largest[:3]])
    assert [row[2].value for row in rows] == [1, 2, 3]
    assert [row[0] for row in table(paper, "r").rows] == [T("Guangdong", "广东"), T("Liaoning", "辽宁")]
    own = cell(paper, "r", "Liaoning", "times")
    assert own is not None and own.value == 1
    (figure,) = [block for block in paper.blocks() if isinstance(block, Figure)]
    assert [row["period"] for row in figure.rows] == ["2021", "2021", "2022", "2022"]
    assert (figure.options or {})["unit"] == "share"
    assert paper.synthetic and figure.source.synthetic and table(paper, "m").source.synthetic
    assert all(number.synthetic for row in rows for number in row)
    assert figure.source.sources == (T("Sample world (synthetic)", "示例世界（合成数据）"),)


def test_what_the_lake_lacks_leaves_a_gap_in_both_languages(workbench: Workbench) -> None:
    body = (
        said("{exports[period=1999]}")
        + '[[sections.blocks]]\nchart = "lines"\nid = "c"\ntitle = {zh = "失踪的图", en = "The lost chart"}\nrows = "period"\nover = ["1998", "1999"]\ncolumns = [{figure = "exports"}]\n'
        + '[[sections.blocks]]\ntable = "t"\npublished = "table 99"\ntitle = {zh = "失踪的表", en = "The lost table"}\n'
        + said("{exports[period=2015]}")
    )
    paper = ran(workbench, body)
    assert [type(block).__name__ for block in paper.blocks()] == ["Gap", "Gap", "Gap", "Paragraph"]
    text, chart, printed = paper.gaps
    assert isinstance(text, Gap) and "1999" in text.missing.en and "1999" in text.missing.zh
    assert chart.missing.en.startswith("The lost chart: the data for this are missing")
    assert "没有出自 x table 99 的数据" in printed.missing.zh


def test_a_chart_that_cannot_draw_its_rows_is_named_with_its_line(workbench: Workbench) -> None:
    body = '[[sections.blocks]]\nchart = "scatter"\nid = "c"\ntitle = {zh = "图", en = "Chart"}\nrows = "period"\ncolumns = [{figure = "exports"}]\n'
    with pytest.raises(
        WrongCall, match=r"a\.toml, line 8, sections\[1\]\.blocks\[1\]: the chart scatter needs a column"
    ):
        ran(workbench, body)
    mixed = '[[sections.blocks]]\ntable = "t"\ntitle = {zh = "表", en = "Table"}\nrows = "period"\ncolumns = [{figure = "exports", unit = "亿元"}]\n'
    with pytest.raises(WrongCall, match=r"a\.toml, line 8, .*cannot be shown in '亿元'"):
        ran(workbench, mixed)


def test_two_printed_values_are_both_told(workbench: Workbench) -> None:
    head = HEAD.replace("辽宁", "山西").replace('id = "x"', 'id = "shanxi-asean"')
    number = one(workbench, "trade_total[counterpart=ASEAN, period=2020]", head)
    assert number.value == Decimal("2349000000")
    paper = ran(workbench, said("{trade_total[counterpart=ASEAN, period=2020]}"), head)
    assert paper.derivations[0].inputs == (
        T("original table 1; elsewhere USD 2.27 bn (original section 2.1)", "原文表1；另作22.7亿美元（原文第2.1节）"),
    )
    assert paper.derivations[0].figures[0].endswith("≠ 22.7 1e8 USD (shanxi-asean section 2.1)")


HOSTILE = '<b>&amp;</b> =cmd|"/c calc"!A1 $\\textbf{x}$ 😀 \u202egnp.exe\u202c \\u0000'


def test_hostile_text_stays_text(workbench: Workbench) -> None:
    title = HOSTILE.replace("\\u0000", "").replace("\\", "\\\\").replace('"', '\\"')
    head = (
        f'id = "=cmd"\ntitle = {{zh = "{title}", en = "{title}\\n=1+1"}}\nregions = ["辽宁"]\nperiod = "2010..2015"\n'
    )
    paper = ran(workbench, said("<script>alert(1)</script> {{=cmd|x}} \n\n second {exports[period=2015]}"), head)
    (paragraph,) = [block for block in paper.blocks() if isinstance(block, Paragraph)]
    assert paragraph.zh[:3] == ("<script>alert(1)</script> ", "=cmd|x", " \n\n second ")
    assert "\u202e" in paper.title.zh and "😀" in paper.title.zh
    assert paper_of_json(paper_json(paper)) == paper


def test_open_periods_go_to_the_newest_whole_year(workbench: Workbench) -> None:
    head = HEAD.replace("2010..2015", "2021..") + 'source = "sample_world"\n'
    paper = ran(workbench, said("{$last}{$before}{$first}{exports[period=$last]}"), head)
    (paragraph,) = [block for block in paper.blocks() if isinstance(block, Paragraph)]
    assert paragraph.zh[:3] == ("2022年", "2021年", "2021年")
    with pytest.raises(MissingData, match="since 2021"):
        ran(workbench, said("{$last}"), head.replace("辽宁", "CN-HK"))


def test_unknown_studies_and_saved_runs_that_are_none(workbench: Workbench, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="shanxi-asean"):
        workbench.run_study("shanxi-asea")
    for text in ("", "[]", "{}", '{"entrepot_paper": 1, "paper": {"_": "T", "en": "a", "zh": "b"}}', '{"entrepot_paper": 1, "paper": {"_": "Paper"}}'):  # fmt: skip
        with pytest.raises(SchemaMismatch, match="no saved run"):
            paper_of_json(text)


def test_computed_columns_stand_beside_what_was_printed(workbench: Workbench) -> None:
    body = (
        '[[sections.blocks]]\ntable = "t"\ntitle = {zh = "表", en = "Table"}\nrows = "period"\nover = ["2014..2015"]\nbeside_printed = true\n'
        'columns = [{formula = "measure(trade_dependence)", name = "ours"}, {measure = "total", unit = "亿美元"}, {measure = "grubel_lloyd_weighted"}]\n'
    )
    found = table(ran(workbench, body), "t")
    names = ["row", "ours", "ours printed", "total", "total printed", "grubel_lloyd_weighted"]
    assert [column.name for column in found.columns] == names
    ours, printed = found.rows[1][3], found.rows[1][4]
    assert isinstance(ours, Number) and isinstance(printed, Number)
    assert (ours.value, printed.value, printed.shown_in) == (Decimal("96090000000"), Decimal("96090000000"), "1e8 USD")


def test_every_chart_that_compares_takes_its_rows(workbench: Workbench) -> None:
    head = HEAD.replace("2010..2015", "2021..2022") + 'source = "sample_world"\npeers = ["东北三省"]\n'
    wanted = {
        "trend": ("period", '{measure = "exports"}, {measure = "imports"}', ""),
        "dumbbell": ("region", '{measure = "exports"}, {measure = "imports"}', ""),
        "scatter": ("region", '{measure = "exports", name = "x"}, {measure = "imports", name = "y"}', ""),
        "slope": ("region", '{measure = "total"}', "each_period = true\n"),
        "tile_map": ("region", '{measure = "total"}', 'over = ["provinces"]\n'),
        "heat_map": ("product", '{measure = "exports"}', "top = 5\ndigits = 2\neach_period = true\n"),
        "regime_stack": ("regime", '{measure = "regime_share"}', "each_period = true\n"),
        "radar": (
            "region",
            '{formula = "hhi[over=partner]", name = "a"}, {formula = "hhi[over=product]", name = "b"}, {formula = "effective_number[over=partner]", name = "c"}',
            'options = {columns = {name = "said", series = "reporter"}}\n',
        ),
    }
    blocks = (
        f'[[sections.blocks]]\nchart = "{chart}"\nid = "{chart}"\ntitle = {{zh = "图", en = "Chart"}}\nrows = "{rows}"\n{more}columns = [{columns}]\n'
        for chart, (rows, columns, more) in wanted.items()
    )
    figures = {
        block.chart: block for block in ran(workbench, "".join(blocks), head).blocks() if isinstance(block, Figure)
    }
    assert figures.keys() == wanted.keys()
    assert {row["reporter"] for row in figures["slope"].rows} == {"CN-LN", "CN-JL", "CN-HL"}
    assert {row["period"] for row in figures["slope"].rows} == {"2021", "2022"}
    assert figures["scatter"].rows[0].keys() == {"reporter", "x", "y"}
    assert [row["flow"] for row in figures["trend"].rows] == ["export", "export", "import", "import"]


def test_the_same_declared_in_python(workbench: Workbench) -> None:
    study = Study(
        "own",
        T("Title", "题"),
        ("辽宁",),
        "2014..2015",
        (
            SectionOf(
                "status",
                T("State", "现状"),
                (
                    TextOf(T("{sold, 2015}", "{sold, 2015}")),
                    TableOf("t", T("Table", "表"), Grid("period", (ColumnOf("exports", "exports"),))),
                ),
            ),
        ),
        numbers=(NamedNumber("sold", "exports[period=$1]", "亿美元", 1),),
    )
    paper = workbench.run_study(study)
    (number,) = numbers(paper)
    assert (number.value, number.shown_in) == (Decimal("50840000000"), "1e8 USD")
    assert len(table(paper, "t").rows) == 2
    wrong = replace(study, numbers=())
    with pytest.raises(SchemaMismatch, match="sold, 2015"):
        workbench.run_study(wrong)
