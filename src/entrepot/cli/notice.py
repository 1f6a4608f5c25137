"""`entrepot notice list|show|exposure`"""

from __future__ import annotations

from typing import Any

import click

from entrepot.cli.printing import print_csv, print_json, print_records, visible
from entrepot.cli.words import form_options, group, lake_option, option
from entrepot.vocabulary.text import T


@group(T("Notices and measures in force, and what they touch.", "贸易措施与通报，及其影响的贸易。"), name="notice")
def notice() -> None: ...


@notice.command(name="list", text=T("The notices in the lake.", "数据湖中的贸易措施。"))
@option(
    "--kind",
    "kinds",
    metavar="KIND",
    text=T("Of these kinds: tbt, sps, anti_dumping ...", "类别：tbt、sps、反倾销等。"),
)
@option("--by", "imposed_by", metavar="AREA", text=T("Imposed by this area.", "由该地区实施。"))
@option(
    "--product",
    metavar="CODE",
    text=T("That name this product, or a part or a heading of it.", "涉及该商品、其细目或所属品目。"),
)
@option("--on", metavar="DATE", text=T("That are or may be in force on that day.", "该日有效或可能有效。"))
@option(
    "--most", type=click.IntRange(1, 100_000), default=50, show_default=True, text=T("At most so many.", "最多条数。")
)
@lake_option
@form_options
def list_(*, most: int, lake: str | None, as_json: bool, as_csv: bool, **asked: str | None) -> None:
    from entrepot.workbench import Workbench
    from entrepot.workbench.notices_listed import COLUMNS, listed

    lines = listed(Workbench(lake), **asked)
    print_records(
        lines[:most], list(COLUMNS), as_json=as_json, as_csv=as_csv, titles=[str(t) for t in COLUMNS.values()]
    )
    if len(lines) > most and not (as_json or as_csv):
        rest = len(lines) - most
        click.echo(
            str(T(f"and {rest:,} more: --most {len(lines)}", f"另有 {rest:,} 条：--most {len(lines)}")), err=True
        )


@notice.command(name="show", text=T("One notice, with every line of it.", "一项措施的全部内容。"))
@click.argument("name")
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
@lake_option
def show(*, name: str, as_json: bool, lake: str | None) -> None:
    from entrepot.vocabulary.tables import NOTICES
    from entrepot.workbench import Workbench
    from entrepot.workbench.notices import notice_lines

    lines = notice_lines(Workbench(lake), name)
    if as_json:
        print_json(lines)
        return
    for line in lines:
        for column in NOTICES.columns:
            if line[column.name] is not None:
                click.echo(f"{column.title}: {visible(str(line[column.name]))}")


@notice.command(
    name="exposure",
    text=T(
        "How much of a region's trade meets measures in force, by notice.",
        "某地区贸易受已生效措施影响的程度，按措施列出。",
    ),
)
@option("--region", metavar="AREA", required=True, text=T("Whose trade.", "哪个地区的贸易。"))
@option(
    "--period",
    metavar="PERIOD",
    text=T("Of which year or month (the last year unless said).", "哪一时期（默认最近一年）。"),
)
@option(
    "--flow", metavar="FLOW", default="export", show_default=True, text=T("export or import.", "export 或 import。")
)
@option(
    "--on",
    metavar="DATE",
    text=T("In force on that day (the period's last unless said).", "以该日有效者为准（默认时期最后一日）。"),
)
@option("--kind", "kinds", metavar="KINDS", text=T("Only these kinds, with commas.", "仅限这些类别（逗号分隔）。"))
@option(
    "--products",
    metavar="CODES",
    text=T("A firm's own products, with commas: which are touched?", "企业产品编码（逗号分隔）：哪些受影响？"),
)
@option("--of", metavar="CODES", text=T("Only trade in these products.", "仅这些商品的贸易。"))
@option("--partner", metavar="AREA", text=T("Only trade with these partners.", "仅与这些伙伴的贸易。"))
@option("--without", metavar="NOTICES", text=T("As if these notices were lifted.", "假设这些措施取消。"))
@option("--from", "source", metavar="SOURCE", text=T("Read trade of this source only.", "贸易数据只取该来源。"))
@option("--currency", metavar="USD|CNY", text=T("Dollars or yuan.", "美元或人民币。"))
@option("--as-of", "as_of", metavar="DATE", text=T("As the lake stood on that day.", "以该日的数据湖为准。"))
@lake_option
@form_options
def exposure(*, region: str, lake: str | None, as_json: bool, as_csv: bool, **asked: Any) -> None:
    from entrepot.workbench import Workbench
    from entrepot.workbench.notices_listed import exposure_lines, exposure_records

    found = Workbench(lake).notices(region, **asked)
    if as_json:
        print_json(found.as_json())
    elif as_csv:
        names, rows = exposure_records(found)
        print_csv(names, rows)
    else:
        for line in exposure_lines(found):
            click.echo(visible(line))
