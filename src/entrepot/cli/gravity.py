"""`entrepot gravity list|run|potential|table`"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from entrepot.cli.printing import print_csv, print_json, print_table, visible
from entrepot.cli.words import form_options, group, lake_option, option
from entrepot.vocabulary.amounts import format_number, format_share
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.text import T, current_language

if TYPE_CHECKING:
    from entrepot.workbench.gravity import GravityAnswer

_USUAL = ("naive", "theory")
_MOST = 30
_HEADS = (
    T("exporter", "出口方"), T("importer", "进口方"), T("actual, USD", "实际（美元）"), T("expected", "应有"), T("low", "下限"),
    T("high", "上限"), T("actual/expected", "实际/应有"), T("unrealised", "未实现"),
)  # fmt: skip


@group(
    T(
        "Gravity: what trade should be, estimated; and where a region sells less than it could.",
        "引力模型：估计应有贸易额，并指出地区出口低于潜力之处。",
    ),
    name="gravity",
)
def gravity() -> None: ...


def _asked(command: Callable[..., Any]) -> Callable[..., Any]:
    """What every estimation may be asked: whose panel, which years."""
    for one in reversed(
        (
            click.argument("specifications", metavar="SPECIFICATION...", nargs=-1),
            option("--region", metavar="AREA", text=T("As an exporter of its own.", "作为单独的出口方。")),
            option("--years", metavar="YEARS", text=T("2010..2020; all unless said.", "如 2010..2020，默认全部。")),
            option(
                "--every",
                type=click.IntRange(1, 20),
                default=1,
                text=T("Every so many years.", "每隔几年取一年。"),
            ),
            option(
                "--output-per-gdp",
                "output_per_gdp",
                type=float,
                metavar="RATIO",
                text=T(
                    "Gross output over GDP, an assumption: brings in what countries sell at home.",
                    "总产出与GDP之比（假设），用于推算国内销售。",
                ),
            ),
            option(
                "--digits",
                type=click.IntRange(2, 6),
                metavar="NUMBER",
                text=T("By sector: codes of so many digits.", "分部门：商品编码位数。"),
            ),
            option("--from", "source", metavar="SOURCE", text=T("Read this source only.", "只读取该来源。")),
            option(
                "--data",
                type=click.Path(path_type=Path),
                metavar="FILE",
                text=T("A panel of one's own, Parquet or CSV.", "自有面板（Parquet 或 CSV）。"),
            ),
        )
    ):
        command = one(command)
    return command


@gravity.command(name="list", text=T("The declared specifications.", "已声明的设定。"))
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
def list_(*, as_json: bool) -> None:
    from entrepot.models.gravity import SPECIFICATIONS

    if as_json:
        print_json(
            [
                {
                    "id": one.id,
                    "title": one.title.as_json(),
                    "terms": one.every_term,
                    "effects": one.effects,
                }
                for one in SPECIFICATIONS
            ]
        )
        return
    rows = [(one.id, str(one.title), str(one.about)) for one in SPECIFICATIONS]
    print_table([str(T("id", "编号")), str(T("title", "题目")), str(T("what it is", "说明"))], rows)


@gravity.command(name="run", text=T("Estimate, and print side by side.", "估计并列出结果。"))
@_asked
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
@lake_option
def run(*, specifications: tuple[str, ...], as_json: bool, lake: str | None, **asked: Any) -> None:
    from entrepot.reports.estimates_table import side_by_side

    answer = _answer(specifications, lake, asked)
    if as_json:
        print_json(answer.as_json())
        return
    if answer.synthetic:
        click.echo(str(T("[synthetic]", "［合成数据］")))
    heads, rows = side_by_side(answer.estimates, current_language())
    print_table(heads, rows)
    for note in answer.notes:
        click.echo(visible(str(note)), err=True)


@gravity.command(
    name="potential",
    text=T("What each pair would trade, beside what it trades.", "各国家对的应有贸易额与实际贸易额。"),
)
@_asked
@option("--year", type=int, text=T("The last one unless said.", "默认最近一年。"))
@option(
    "--level",
    type=click.FloatRange(0.5, 0.999),
    default=0.9,
    metavar="PART",
    text=T("Of the interval.", "区间的置信水平。"),
)
@form_options
@lake_option
def potential_(
    *, specifications: tuple[str, ...], year: int | None, level: float, as_json: bool, as_csv: bool, lake: str | None, **asked: Any
) -> None:  # fmt: skip
    answer = _answer(specifications or ("theory",), lake, asked)
    table = answer.potential(year, level=level)
    if as_json:
        print_json({**answer.as_json(), "potential": table.to_pylist()})
        return
    names = table.column_names
    if as_csv:
        print_csv(names, ([row[name] for name in names] for row in table.to_pylist()))
        return
    if answer.synthetic:
        click.echo(str(T("[synthetic]", "［合成数据］")))
    rows = [_shown(row) for row in table.slice(0, _MOST).to_pylist()]
    print_table([str(one) for one in _HEADS], rows, numbers=range(2, len(_HEADS)))
    if table.num_rows > _MOST:
        more = table.num_rows - _MOST
        click.echo(str(T(f"... and {more:,} more: --csv", f"……另有 {more:,} 行：--csv")), err=True)
    for note in answer.notes:
        click.echo(visible(str(note)), err=True)


@gravity.command(name="table", text=T("Write the table for a publication.", "生成可发表的结果表。"))
@_asked
@option(
    "--to",
    "to",
    metavar="FORMATS",
    default="docx",
    text=T(
        "docx, pdf, html, xlsx, md, tex; several with commas.", "docx、pdf、html、xlsx、md、tex，可用逗号分隔多个。"
    ),
)
@option(
    "--out",
    "out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    metavar="DIR",
    text=T("Where the files go; here unless said.", "文件所在目录，默认为当前目录。"),
)
@lake_option
def table_(*, specifications: tuple[str, ...], to: str, out: Path, lake: str | None, **asked: Any) -> None:
    from entrepot.reports.estimates_table import known_formats, write_estimates

    formats = known_formats(to)
    answer = _answer(specifications, lake, asked)
    for one in formats:
        path = write_estimates(answer.estimates, answer.paper(), one, out, language=current_language())
        click.echo(visible(str(path)))


def _shown(row: dict[str, Any]) -> list[str]:
    """Names beside codes, dollars whole, and the ratio as a percentage."""
    known = all_by_id()
    names = [f"{one} {known[one].name}" if one in known else str(one) for one in (row["exporter"], row["importer"])]
    money = [
        format_number(round(row[name]))
        for name in ("actual", "expected", "expected_low", "expected_high", "unrealised")
    ]
    return [*names, *money[:4], format_share(row["ratio"]), money[4]]


def _answer(specifications: tuple[str, ...], lake: str | None, asked: dict[str, Any]) -> GravityAnswer:
    from entrepot.workbench import Workbench

    return Workbench(lake).gravity(specifications or _USUAL, **asked)
