"""`entrepot measure list|show|run|explain`; `measure all` has a file of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from entrepot.cli.printing import print_csv, print_json, print_records, print_table
from entrepot.cli.words import form_options, group, lake_option, option
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.workbench.answer import Answer


@group(
    T("Measures: every formula, run and explained.", "指标：每个公式，均可计算与解释。"),
    name="measure",
    lazy={"all": "entrepot.cli.full_set:all_"},
)
def measure() -> None: ...


@measure.command(name="list", text=T("Every measure.", "全部指标。"))
@form_options
def list_(*, as_json: bool, as_csv: bool) -> None:
    from entrepot.measures import all_measures

    if as_json:
        print_json([one.card() for one in all_measures()])
        return
    records = [
        {"id": one.id, "title": str(one.title), "unit": str(one.unit.title), "formula": one.formula}
        for one in all_measures()
    ]
    titles = [str(t) for t in (T("id", "代号"), T("title", "名称"), T("unit", "单位"), T("formula", "公式"))]
    print_records(records, ["id", "title", "unit", "formula"], as_json=False, as_csv=as_csv, titles=titles)


@measure.command(
    name="show", text=T("One measure: formula, terms, options, worked examples.", "一个指标：公式、项、选项与算例。")
)
@click.argument("name")
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
def show(*, name: str, as_json: bool) -> None:
    from entrepot.measures import measure_named

    one = measure_named(name)
    if as_json:
        print_json(one.card())
        return
    click.echo(f"{one.id}  {one.title}\n  {one.definition}\n  = {one.formula}")
    for term in one.terms:
        click.echo(f"    {term.name}: {term.title}")
    for choice in one.options:
        click.echo(f"  --set {choice.name}={choice.default}: {choice.title} {' | '.join(choice.choices)}")
    click.echo(f"  {T('per', '分组')}: {', '.join(one.per)}   {T('unit', '单位')}: {one.unit.title}")
    click.echo(f"  {T('reference', '出处')}: {one.reference}")
    for example in one.examples:
        click.echo(f"\n  {T('example', '算例')}: {example.source}")
        for table, text in (*example.given, (str(T("answer", "结果")), example.expect)):
            click.echo(f"    {table}")
            click.echo("\n".join(f"      {' '.join(line.split())}" for line in text.strip().splitlines()))


def _selection(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options by which `run` and `explain` say what is asked about."""
    words = (
        option("--region", metavar="AREA", text=T("Whose trade: 辽宁, CN-SX, provinces (several with commas).", "哪个地区：辽宁、CN-SX、provinces（可用逗号分隔多个）。")),
        option("--partner", metavar="AREA", text=T("With whom: USA, 东盟, JPN+KOR.", "与谁：美国、东盟、日本+韩国。")),
        option("--product", metavar="CODE", text=T("In what: 85, 8501, S16.", "何种商品：85、8501、S16。")),
        option("--regime", metavar="REGIME", text=T("Under which customs regime.", "何种贸易方式。")),
        option("--flow", metavar="FLOW", text=T("export or import, where the measure leaves it open.", "export 或 import（指标未限定方向时）。")),
        option("--period", metavar="PERIOD", text=T("2015, 2015..2020, 2023-01..2023-12.", "2015、2015..2020、2023-01..2023-12。")),
        option("--frequency", metavar="WORD", text=T("year, quarter, month, to_date.", "year、quarter、month、to_date。")),
        option("--by", metavar="COLUMNS", text=T("Also grouped by partner, product, regime, firm_type ...", "另按 partner、product、regime、firm_type 等分组。")),
        option("--reference", metavar="AREA|FILE", text=T("What it is compared with; a file goes with --data.", "参照对象；与 --data 同用时可为文件。")),
        option("--of", "of_measure", metavar="MEASURE", text=T("For ranks and multiples: of which measure.", "位次、倍数：针对哪个指标。")),
        option("--rolling", metavar="NUMBER", text=T("Over so many periods up to each one.", "截至每一期的若干期滚动计算。")),
        option("--rolled", metavar="sum|mean", text=T("From sums over the window (unless said) or means.", "滚动窗口内取合计（默认）或平均。")),
        option("--currency", metavar="USD|CNY", text=T("Dollars or yuan; never converted.", "美元或人民币，不作折算。")),
        option("--from", "source", metavar="SOURCE", text=T("Read this source only.", "只读取该来源。")),
        option("--digits", metavar="NUMBER", text=T("Cut product codes to so many digits.", "商品编码截取位数。")),
        option("--convert", metavar="NOMENCLATURE", text=T("Bring product codes of all editions to this one (HS2017, SITC4, BEC4).", "将各版商品编码统一转换为该分类（HS2017、SITC4、BEC4）。")),
        option("--split", metavar="publisher|equal|weights", text=T("With --convert: where codes go that become several.", "与 --convert 同用：一码对多码时如何拆分。")),
        option("--share", metavar="MEASURE", text=T("Read these published shares.", "读取公布的该项份额。")),
        option("--as-of", "as_of", metavar="DATE", text=T("As the lake stood on that day.", "以该日的数据为准。")),
        option("--data", type=click.Path(path_type=Path), metavar="FILE", text=T("Your own Parquet or CSV instead of the lake.", "改用自己的 Parquet 或 CSV 文件。")),
        option("--table", "tables", metavar="NAME=FILE", multiple=True, text=T("A further table of your own, e.g. gdp=FILE.", "另一张自己的表，如 gdp=FILE。")),
        option("--engine", metavar="ADDRESS", text=T("Work it out on Spark: spark://host:7077 or local[2].", "在 Spark 上计算：spark://host:7077 或 local[2]。")),
        option("--set", "options", metavar="NAME=VALUE", multiple=True, text=T("An option of the measure.", "指标的选项。")),
    )  # fmt: skip
    for word in reversed(words):
        function = word(function)
    return lake_option(function)


def _answer(
    name: str,
    *,
    lake: str | None,
    reference: str | None,
    tables: tuple[str, ...],
    options: tuple[str, ...],
    **selection: Any,
) -> Answer:
    """Words of `--set` are options of the measure first, and else narrow the question like options of their own."""
    from entrepot.measures import measure_named
    from entrepot.workbench import Workbench

    own = {option.name for option in measure_named(name).options}
    asked: dict[str, Any] = dict(pairs(options))
    for word in [word for word in asked if word in _NARROWING and word not in own]:
        selection[_NARROWING[word]] = asked.pop(word)
    if selection["digits"] is not None:
        selection["digits"] = _whole_number("digits", selection["digits"])
    given = pairs(tables, "--table")
    if selection["data"] is not None or given:
        return Workbench(lake).measure(name, reference_data=reference, tables=given, **selection, **asked)
    return Workbench(lake).measure(name, reference=reference, **selection, **asked)


_NARROWING = {
    **{
        name: name
        for name in ("region", "partner", "product", "regime", "flow", "period", "frequency", "by", "currency")
    },
    **{
        name: name
        for name in ("source", "digits", "share", "basis", "nomenclature", "convert", "split", "rolling", "rolled")
    },
    "reporter": "region",
}


def pairs(words: tuple[str, ...], option: str = "--set") -> dict[str, str]:
    found = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise WrongCall(T(f"{option} takes NAME=VALUE, not {word!r}", f"{option} 的写法是 名称=值，而不是“{word}”"))
        found[name.strip()] = value.strip()
    return found


def _whole_number(name: str, text: str | int) -> int:
    if not str(text).isdigit() or not 1 <= int(text) <= 12:
        raise WrongCall(
            T(f"{name} is a whole number from 1 to 12, not {text!r}", f"{name} 应为1至12的整数，而不是“{text}”")
        )
    return int(text)


@measure.command(name="run", text=T("A measure's values.", "计算指标。"))
@click.argument("name")
@_selection
@form_options
@option(
    "--sql",
    "as_sql",
    metavar="DIALECT",
    is_flag=False,
    flag_value="duckdb",
    text=T(
        "Print the SQL instead (duckdb, postgres, spark, clickhouse, trino).",
        "改为输出 SQL（duckdb、postgres、spark、clickhouse、trino）。",
    ),
)
@option("--terms", is_flag=True, text=T("Show the terms of the formula too.", "同时显示公式各项。"))
def run(*, name: str, as_json: bool, as_csv: bool, as_sql: str | None, terms: bool, **asked: Any) -> None:
    from entrepot.workbench.showing import columns_shown, shown

    answer = _answer(name, **asked)
    names = list(answer.table.column_names)
    if as_sql:
        click.echo(answer.sql(as_sql))
    elif as_json:
        print_json(answer.as_json())
    elif as_csv:
        print_csv(names, ([record[n] for n in names] for record in answer.records()))
    else:
        columns = columns_shown(answer, terms=terms)
        numbers = [i for i, n in enumerate(columns) if n not in answer.keys]
        print_table(
            columns,
            ([shown(answer, n, record[n]) for n in columns] for record in answer.records()),
            title=_caption(answer),
            numbers=numbers,
        )
        for note in answer.notes:
            click.echo(str(note), err=True)


def _caption(answer: Answer) -> str:
    """What was read: source, level, coverage; synthetic data is marked first of all."""
    from entrepot.vocabulary.amounts import format_share

    levels = {str(level["source"]) for level in answer.levels.values()}
    parts = [str(answer.measure.title), ", ".join(sorted(levels))]
    if answer.synthetic:
        parts.insert(0, str(T("[synthetic]", "［合成数据］")))
    if answer.coverage.share is not None:
        parts.append(f"{T('coverage', '覆盖率')} {format_share(answer.coverage.share, decimals=1)}")
    return "  ".join(part for part in parts if part)


@measure.command(
    name="explain",
    text=T(
        "One number: its formula filled in, the rows and batches behind it.",
        "解释一个数：代入数字的公式、背后的行与批次。",
    ),
)
@click.argument("name")
@_selection
@option(
    "--row",
    metavar="NAME=VALUE",
    multiple=True,
    text=T("Which row, e.g. period=2015 (the first if not said).", "哪一行，如 period=2015（默认第一行）。"),
)
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
@option("--html", "as_html", is_flag=True, text=T("Print a fragment of HTML.", "输出 HTML 片段。"))
def explain(*, name: str, row: tuple[str, ...], as_json: bool, as_html: bool, **asked: Any) -> None:
    answer = _answer(name, **asked)
    explanation = answer.explain(pairs(row) if row else 0)
    if as_json:
        print_json(explanation.as_json())
    else:
        click.echo(explanation.html() if as_html else explanation.text())
