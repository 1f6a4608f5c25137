"""`entrepot up`: a lake with the published figures and the sample world, a first look at a region, and its pages."""

from __future__ import annotations

import sys

import click

from entrepot.cli.printing import print_table
from entrepot.cli.progress import Progress
from entrepot.cli.serve import PORT, PORT_HELP, become_server
from entrepot.cli.words import command, lake_option, option
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.text import T


@command(
    T(
        "Make the lake if there is none, show a region's status, and open its pages.",
        "若尚无数据湖则建立，显示一个地区的概况，并打开网页。",
    ),
    name="up",
)
@option("--region", default="CN-LN", show_default=True, metavar="AREA", text=T("The region to show.", "显示的地区。"))
@option("--no-sample", is_flag=True, text=T("Leave the synthetic sample world out.", "不生成合成的示例世界。"))
@option(
    "--pages/--no-pages",
    default=None,
    text=T(
        "Serve the pages and open a browser; by default where this is a terminal.",
        "提供网页并打开浏览器；默认仅在终端中。",
    ),
)
@option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), text=PORT_HELP)
@lake_option
def up(*, region: str, no_sample: bool, pages: bool | None, port: int, lake: str | None) -> None:
    from entrepot.workbench import Workbench
    from entrepot.workbench.status import status

    workbench = Workbench(lake)
    with Progress(str(T("published figures", "已发表数据"))) as progress:
        workbench.take_in_embedded(progress=progress)
    if not no_sample:
        with Progress(str(T("sample world", "示例世界"))) as progress:
            workbench.make_sample_world(progress=progress)
    with Progress(str(T("status", "概况"))):
        tables = tuple(status(workbench, region))
    click.echo(f"{T('lake', '数据湖')}: {workbench.lake.folder}")
    for table in tables:
        mark = f"{T('[synthetic]', '［合成数据］')} " if table.synthetic else ""
        click.echo(f"\n{mark}{table.title}")
        print_table(table.heads, table.rows, numbers=tuple(range(1, len(table.heads))))
        click.echo(str(table.source))
    click.echo(
        str(
            T(
                "\nNext: `entrepot ingest FILE` takes in your own statistics; `entrepot measure explain trade_dependence "
                "--region CN-LN --row period=2015` explains a number.",
                "\n下一步：`entrepot ingest 文件` 导入您的统计数据；`entrepot measure explain trade_dependence "
                "--region 辽宁 --row period=2015` 解释一个数字。",
            )
        )
    )
    # A script that prepares a lake goes on; a person wants to look.
    if pages or (pages is None and sys.stdout.isatty() and sys.stdin.isatty()):
        place = ["--lake", lake] if lake is not None else []
        become_server("--port", str(port), "--open", f"region/{area(region).id}/", *place)
