"""`entrepot source list|show|fetch|template`"""

from __future__ import annotations

from pathlib import Path

import click

from entrepot.cli.printing import print_json, print_records
from entrepot.cli.words import form_options, group, lake_option, option
from entrepot.vocabulary.errors import BadMachine, WrongCall
from entrepot.vocabulary.text import T


@group(T("Where data comes from.", "数据来源。"), name="source")
def source() -> None: ...


@source.command(name="list", text=T("The sources.", "列出来源。"))
@form_options
def list_(*, as_json: bool, as_csv: bool) -> None:
    from entrepot.sources import ALL_SOURCES

    if as_json:
        print_json([one.card() for one in ALL_SOURCES])
        return
    records = [
        {"id": one.id, "title": str(one.title), "licence": str(one.licence.name), "gives": one.gives.name}
        for one in ALL_SOURCES
    ]
    titles = [str(T("id", "代号")), str(T("title", "名称")), str(T("licence", "许可")), str(T("gives", "数据表"))]
    print_records(records, ["id", "title", "licence", "gives"], as_json=False, as_csv=as_csv, titles=titles)


@source.command(
    name="show",
    text=T(
        "One source: what it publishes, under which licence, how to get it.", "一个来源：发布什么、何种许可、如何获取。"
    ),
)
@click.argument("name")
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
def show(*, name: str, as_json: bool) -> None:
    from entrepot.sources import source_named

    one = source_named(name)
    if as_json:
        print_json(one.card())
        return
    yes, no = T("may be passed on", "可以转发"), T("may not be passed on", "不得转发")
    click.echo(f"{one.id}  {one.title}")
    click.echo(f"{T('publisher', '发布机构')}: {one.publisher}  {one.address}")
    click.echo(f"{T('licence', '许可')}: {one.licence.name} ({yes if one.licence.may_republish else no})")
    click.echo(f"{T('gives', '数据表')}: {one.gives.name} ({one.gives.title})")
    click.echo(f"{T('how', '获取方法')}: {one.how}")


@source.command(
    name="fetch",
    text=T(
        "Download files of a source that may be fetched; resumed where it broke off.",
        "下载可由程序获取的来源，支持断点续传。",
    ),
)
@click.argument("name")
@option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    text=T("Folder for the files.", "存放文件的文件夹。"),
)
@option(
    "--set",
    "wanted",
    metavar="NAME=VALUE",
    multiple=True,
    text=T("What to fetch, e.g. year=2023.", "获取的内容，如 year=2023。"),
)
@lake_option
def fetch(*, name: str, into: Path, wanted: tuple[str, ...], lake: str | None) -> None:
    from entrepot.cli.fetching import fetch_with_progress
    from entrepot.cli.ingest import pairs
    from entrepot.sources import source_named

    one = source_named(name)
    if not one.fetchable:
        raise WrongCall(
            T(f"{name} cannot be fetched by a program. {one.how.en}", f"{name} 不能由程序下载。{one.how.zh}")
        )
    for file in fetch_with_progress(one, into, pairs(wanted)):
        click.echo(str(file))


@source.command(
    name="template",
    text=T(
        "An empty table to type in: a yearbook's figures (unless said) or notices.",
        "空白模板：年鉴数据（默认）或贸易措施。",
    ),
)
@click.argument("name", type=click.Choice(("figures", "notices")), default="figures")
@option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    text=T("The file to write: .xlsx or .csv.", "写出的文件：.xlsx 或 .csv。"),
)
def template(*, name: str, out: Path) -> None:
    from entrepot.sources.figures_template import FIGURES_TEMPLATE
    from entrepot.sources.notices_template import NOTICES_TEMPLATE

    chosen = NOTICES_TEMPLATE if name == "notices" else FIGURES_TEMPLATE
    made = {".xlsx": chosen.xlsx, ".csv": chosen.csv}.get(out.suffix.lower())
    if made is None:
        raise WrongCall(T(f"{out.name}: the ending must be .xlsx or .csv", f"{out.name}：文件须以 .xlsx 或 .csv 结尾"))
    try:
        out.write_bytes(made())
    except OSError as problem:
        raise BadMachine(
            T(f"{out} cannot be written ({problem.strerror})", f"无法写入 {out}（{problem.strerror}）")
        ) from problem
    click.echo(str(out))
