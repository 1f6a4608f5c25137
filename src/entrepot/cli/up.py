"""`entrepot up`: a lake with the published figures and the sample world, and a first look at a region."""

from __future__ import annotations

import click

from entrepot.cli.printing import print_table
from entrepot.cli.progress import Progress
from entrepot.cli.words import command, lake_option, option
from entrepot.vocabulary.text import T


@command(
    T("Make the lake if there is none, and show a region's status.", "若尚无数据湖则建立，并显示一个地区的概况。"),
    name="up",
)
@option("--region", default="CN-LN", show_default=True, metavar="AREA", text=T("The region to show.", "显示的地区。"))
@option("--no-sample", is_flag=True, text=T("Leave the synthetic sample world out.", "不生成合成的示例世界。"))
@lake_option
def up(*, region: str, no_sample: bool, lake: str | None) -> None:
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
