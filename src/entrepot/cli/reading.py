"""`entrepot reading high-technology|manufacturing`"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import click

from entrepot.cli.printing import print_json, visible
from entrepot.cli.words import group, lake_option, option
from entrepot.vocabulary.text import T


@group(T("A region as one of the papers reads it.", "按论文的思路解读一个地区。"), name="reading")
def reading() -> None: ...


def _asked(function: Callable[..., Any]) -> Callable[..., Any]:
    words = (
        option("--region", metavar="AREA", required=True, text=T("Which region.", "哪个地区。")),
        option("--period", metavar="YEAR", text=T("Of which year (the last one told unless said).", "哪一年（默认最近一年）。")),
        option("--from", "source", metavar="SOURCE", text=T("Read trade of this source only.", "贸易数据只取该来源。")),
        option("--currency", metavar="USD|CNY", text=T("Dollars or yuan.", "美元或人民币。")),
        option("--as-of", "as_of", metavar="DATE", text=T("As the lake stood on that day.", "以该日的数据湖为准。")),
        option("--questions", is_flag=True, text=T("Also print the question behind each number.", "同时列出每个数字对应的查询。")),
        option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。")),
    )  # fmt: skip
    for word in reversed(words):
        function = word(function)
    return lake_option(function)


@reading.command(
    name="high-technology",
    text=T(
        "High technology: how much, in which fields, to whom, on whose inputs, against which barriers.",
        "高新技术产品：规模、领域、市场、进口投入品与贸易壁垒。",
    ),
)
@option(
    "--products",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    text=T("A catalogue of your own: CSV with field and code.", "自备目录：含“领域”“编码”两列的 CSV。"),
)
@_asked
def high_technology(**asked: Any) -> None:
    _print("high-technology", **asked)


@reading.command(
    name="manufacturing",
    text=T(
        "Manufacturing: status in four dimensions, four risks, four groups of controls.",
        "制造业：四个维度的现状、四类风险与四组对策。",
    ),
)
@_asked
def manufacturing(**asked: Any) -> None:
    _print("manufacturing", **asked)


def _print(
    name: Literal["high-technology", "manufacturing"], *, region: str, lake: str | None, questions: bool, as_json: bool,
    **asked: Any,
) -> None:  # fmt: skip
    from entrepot.workbench import Workbench

    found = Workbench(lake).reading(name, region, **asked)
    if as_json:
        print_json(found.as_json())
        return
    synthetic = T("[synthetic] ", "［合成数据］")
    click.echo(f"{synthetic if found.synthetic else ''}{found.title}")
    for section in found.sections:
        click.echo(f"\n{section.title}")
        for sentence in section.sentences:
            click.echo(f"  {visible(str(sentence.text))}")
            for figure in sentence.figures if questions else ():
                click.echo(visible("\n".join(f"    {command}" for command in figure.commands)))
    click.echo()
    for line in (*found.says, *found.references):
        click.echo(visible(str(line)))
