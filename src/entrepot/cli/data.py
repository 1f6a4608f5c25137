"""`entrepot data list|show|check|history|undo|export`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from entrepot.cli.printing import print_csv, print_json, print_records, print_table
from entrepot.cli.progress import Progress
from entrepot.cli.words import form_options, group, lake_option, option
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.lake.rows import Rows

_WHERE = option(
    "--where", "where", metavar="COLUMN=VALUE", multiple=True,
    text=T("Only such rows: reporter=CN-LN, period=2015..2020, product=85*.", "筛选：reporter=辽宁、period=2015..2020、product=85*。"),
)  # fmt: skip
_AS_OF = option(
    "--as-of",
    "as_of",
    metavar="DATE",
    text=T("As the lake stood on that day (or after that batch).", "以该日（或该批次之后）的数据为准。"),
)


@group(T("What the lake holds.", "数据湖中的数据。"), name="data")
def data() -> None: ...


@data.command(name="list", text=T("Tables and sources, with rows and periods.", "各表与来源的行数和时期。"))
@form_options
@lake_option
def list_(*, as_json: bool, as_csv: bool, lake: str | None) -> None:
    from entrepot.lake.contents import contents
    from entrepot.workbench import Workbench

    records = contents(Workbench(lake).lake)
    names = ["table", "source", "rows", "first_period", "last_period", "areas", "synthetic"]
    titles = [str(t) for t in (T("table", "表"), T("source", "来源"), T("rows", "行数"), T("first", "起"), T("last", "止"), T("areas", "地区数"), T("synthetic", "合成"))]  # fmt: skip
    print_records(records, names, as_json=as_json, as_csv=as_csv, titles=titles, numbers=(2, 5))


@data.command(name="show", text=T("Rows of a table.", "查看一张表的行。"))
@click.argument("table")
@_WHERE
@_AS_OF
@option("--limit", type=click.IntRange(1), default=20, show_default=True, text=T("At most so many rows.", "最多行数。"))
@form_options
@lake_option
def show(
    *, table: str, where: tuple[str, ...], as_of: str | None, limit: int, as_json: bool, as_csv: bool, lake: str | None
) -> None:
    found = _rows(table, where, as_of, lake, limit)
    records = found.to_arrow().to_pylist()
    if as_json or as_csv:
        print_records(records, list(found.spec.column_names), as_json=as_json, as_csv=as_csv)
        return
    used = [c for c in found.spec.columns if any(record[c.name] is not None for record in records)]
    numbers = [i for i, column in enumerate(used) if column.type == "number"]
    print_table([str(c.title) for c in used], ([record[c.name] for c in used] for record in records), numbers=numbers)


@data.command(
    name="export",
    text=T(
        "Rows of a table as a file; a source that forbids passing on says so.", "导出一张表；禁止转发的来源会注明。"
    ),
)
@click.argument("table")
@_WHERE
@_AS_OF
@option("--csv", "as_csv", is_flag=True, text=T("CSV (the default).", "CSV（默认）。"))
@option("--json", "as_json", is_flag=True, text=T("JSON, one object a line.", "JSON，每行一个对象。"))
@option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    text=T(
        "Write to a file: .csv (opens in Excel), .xlsx or .parquet.",
        "写入文件：.csv（可用 Excel 打开）、.xlsx 或 .parquet。",
    ),
)
@lake_option
def export(
    *,
    table: str,
    where: tuple[str, ...],
    as_of: str | None,
    as_csv: bool,
    as_json: bool,
    out: Path | None,
    lake: str | None,
) -> None:
    from entrepot.lake.export import write_file
    from entrepot.lake.licences import licence_notes

    found = _rows(table, where, as_of, lake, None)
    for note in licence_notes(found):
        click.echo(str(note), err=True)
    if out is not None:
        with Progress(out.name, shown=not as_json) as progress:
            count = write_file(found, out, progress=progress)
        click.echo(str(T(f"{count:,} rows in {out}", f"{out}：{count:,} 行")))
        return
    names = found.spec.column_names
    for number, batch in enumerate(found.batches()):
        records = batch.to_pylist()
        if as_json and not as_csv:
            for record in records:
                print_json(record)
        else:
            print_csv(names if number == 0 else None, ([record[name] for name in names] for record in records))
    if found.count() == 0 and not as_json:
        print_csv(names, ())


@data.command(
    name="check",
    text=T(
        "Look over everything in the lake: sources that disagree, jumps, missing months, mirrors far apart.",
        "检查整个数据湖：来源不一致、数量级突变、缺月、镜像数据相差过大。",
    ),
)
@form_options
@lake_option
def check(*, as_json: bool, as_csv: bool, lake: str | None) -> int:
    from entrepot.lake.checks.across import look_over
    from entrepot.workbench import Workbench

    with Progress(str(T("looking over the lake", "检查数据湖")), shown=not as_json):
        findings = look_over(Workbench(lake).lake)
    records = [
        {"level": f.level, "rule": f.rule, "where": f.file, "value": f.value, "message": str(f.message)}
        for f in findings
    ]
    titles = [
        str(t)
        for t in (T("level", "级别"), T("rule", "规则"), T("where", "位置"), T("value", "数值"), T("message", "说明"))
    ]
    print_records(
        records, ["level", "rule", "where", "value", "message"], as_json=as_json, as_csv=as_csv, titles=titles
    )
    return 3 if any(f.level == "stop" for f in findings) else 0


@data.command(name="history", text=T("Every batch, oldest first.", "全部批次，由旧到新。"))
@form_options
@lake_option
def history(*, as_json: bool, as_csv: bool, lake: str | None) -> None:
    from entrepot.workbench import Workbench

    names = ["batch", "action", "at", "source", "table", "file", "rows_read", "rows_kept", "rows_quarantined", "rows_replaced", "undoes", "vintage"]  # fmt: skip
    records = [
        {name: batch.record.get(name) for name in [*names, "sha256", "findings"]} for batch in Workbench(lake).history()
    ]
    if as_json:
        print_json(records)
        return
    shown = names if as_csv else ["batch", "action", "source", "table", "file", "rows_kept", "undoes"]
    titles = {"batch": T("batch", "批次"), "action": T("action", "操作"), "source": T("source", "来源"), "table": T("table", "表"), "file": T("file", "文件"), "rows_kept": T("rows", "行数"), "undoes": T("undoes", "撤销")}  # fmt: skip
    print_records(
        records,
        shown,
        as_json=False,
        as_csv=as_csv,
        titles=[str(titles.get(name, name)) for name in shown],
        numbers=() if as_csv else (5,),
    )


@data.command(
    name="undo", text=T("Take a batch back; what it had replaced stands again.", "撤销一个批次，恢复其替换前的数据。")
)
@click.argument("batch")
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
@lake_option
def undo(*, batch: str, as_json: bool, lake: str | None) -> None:
    from entrepot.workbench import Workbench

    with Progress(str(T("taking back", "撤销")), shown=not as_json):
        undone = Workbench(lake).undo(batch)
    if as_json:
        print_json(undone.record)
    else:
        click.echo(str(T(f"batch {batch} is undone by {undone.id}", f"批次 {batch} 已由 {undone.id} 撤销")))


def _rows(table: str, where: tuple[str, ...], as_of: str | None, lake: str | None, limit: int | None) -> Rows:
    from entrepot.workbench import Workbench

    pairs = []
    for word in where:
        column, equals, value = word.partition("=")
        if not equals:
            raise WrongCall(T(f"--where takes COLUMN=VALUE, not {word!r}", f"--where 的写法是 列=值，而不是“{word}”"))
        pairs.append((column.strip(), value.strip()))
    return Workbench(lake).rows(table, where=pairs, as_of=as_of, limit=limit)
