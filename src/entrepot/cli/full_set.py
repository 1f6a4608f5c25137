"""`entrepot measure all`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from entrepot.cli.printing import print_json, print_table
from entrepot.cli.progress import Progress
from entrepot.cli.words import command, lake_option, option
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.workbench.full_set_files import Written

INTERRUPTED = 130


@command(
    T(
        "Every measure that can be worked out, a table for each: for all reporters unless some are named.",
        "计算全部可计算的指标，每个指标一张表；未指定地区时涵盖全部地区。",
    ),
    name="all",
)
@option(
    "--period", metavar="PERIOD", text=T("2015, 2015..2020, 2023-01..2023-12.", "2015、2015..2020、2023-01..2023-12。")
)
@option(
    "--region", metavar="AREA", text=T("Whose trade (all who tell of theirs if not said).", "哪个地区（默认全部）。")
)
@option(
    "--partner",
    metavar="AREA",
    text=T("With whom; a bloc for the measures about blocs.", "与谁；涉及集团的指标请指明集团。"),
)
@option("--frequency", metavar="WORD", text=T("year, quarter, month, to_date.", "year、quarter、month、to_date。"))
@option("--currency", metavar="USD|CNY", text=T("Dollars or yuan; never converted.", "美元或人民币，不作折算。"))
@option("--from", "source", metavar="SOURCE", text=T("Read this source only.", "只读取该来源。"))
@option("--digits", type=click.IntRange(1, 12), text=T("Cut product codes to so many digits.", "商品编码截取位数。"))
@option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    text=T("Write the tables there.", "将各表写入该文件夹。"),
)
@option(
    "--form",
    type=click.Choice(("parquet", "csv")),
    default="parquet",
    text=T("As Parquet or CSV.", "文件格式：Parquet 或 CSV。"),
)
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
@lake_option
@click.pass_context
def all_(
    context: click.Context, /, *, lake: str | None, folder: Path | None, form: Any, as_json: bool, **asked: Any
) -> None:
    from entrepot.workbench import Workbench
    from entrepot.workbench.full_set_files import written

    lines: list[Written] = []
    broken_off = False
    with Progress(str(T("full set", "全部指标"))) as progress:
        try:
            lines.extend(written(Workbench(lake).measure_all(progress=progress, **asked), folder, form))
        except KeyboardInterrupt:
            broken_off = True
    _say(lines, as_json=as_json)
    if broken_off:
        click.echo(str(T("Stopped; the tables above are whole and kept.", "已中止；以上各表完整保留。")), err=True)
        context.exit(INTERRUPTED)


def _say(lines: list[Written], *, as_json: bool) -> None:
    if as_json:
        print_json([_record(line) for line in lines])
        return
    done, left_out = [line for line in lines if line.why_not is None], [line for line in lines if line.why_not]
    titles = [
        str(t) for t in (T("measure", "指标"), T("title", "名称"), T("rows", "行数"), T("without a value", "无值"))
    ]
    rows = [(line.measure, str(line.title), f"{line.rows:,}", f"{line.without_value:,}") for line in done]
    print_table(titles, rows, numbers=(2, 3))
    if left_out:
        click.echo(
            str(T(f"{len(left_out)} measures cannot be worked out of this:", f"{len(left_out)} 个指标无法计算："))
        )
    for line in left_out:
        click.echo(f"  {line.measure}: {line.why_not}")


def _record(line: Written) -> dict[str, Any]:
    why = line.why_not
    return {
        "measure": line.measure, "title": line.title.as_json(), "unit": line.unit,
        "currency": line.currency, "rows": line.rows, "without_value": line.without_value, "file": line.file or None,
        "why_not": why.as_json() if why else None,
    }  # fmt: skip
