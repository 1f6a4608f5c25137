"""`entrepot study new`"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import click

from entrepot.cli.printing import visible
from entrepot.cli.words import command, lake_option, option
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T


@command(T("A first draft of a study, for any region.", "为任一地区生成研究初稿。"), name="new")
@option("--region", "region", metavar="AREA", text=T("Whose trade: 辽宁, CN-SX, JPN.", "哪个地区：辽宁、CN-SX、日本。"))
@option("--partner", "partner", metavar="AREA", text=T("With whom; the whole world unless said.", "与谁；不写为全球。"))
@option(
    "--peers",
    "peers",
    metavar="AREAS",
    text=T(
        "Compared with: provinces, 东北, CN-GD,CN-JS; its own group unless said.",
        "与谁比较：provinces、东北、CN-GD,CN-JS；默认为所属区域。",
    ),
)
@option(
    "--period",
    "period",
    metavar="PERIOD",
    text=T("2015..2024; what the lake holds unless said.", "2015..2024；默认为数据湖所有。"),
)
@option(
    "--from",
    "source",
    metavar="SOURCE",
    text=T("From this source only; the best real one unless said.", "仅用该来源；默认为最好的真实来源。"),
)
@option(
    "--id", "name", metavar="ID", text=T("What the study is called; also the file's name.", "研究的编号，也是文件名。")
)
@option(
    "--out",
    "out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    metavar="DIR",
    text=T("Where the file goes; here unless said.", "文件所在目录，默认为当前目录。"),
)
@option("--force", is_flag=True, text=T("Write over a file of that name.", "覆盖同名文件。"))
@lake_option
def new(
    *, region: str | None, partner: str | None, peers: str | None, period: str | None, source: str | None, name: str | None, out: Path, force: bool, lake: str | None
) -> None:  # fmt: skip
    if region is None:
        region, partner, peers, period = _asked(partner, peers, period)
    from entrepot.workbench import Workbench

    several = tuple(part.strip() for part in (peers or "").replace("，", ",").split(",") if part.strip())
    text = Workbench(lake).new_study(
        region, partner=partner or "", peers=several, period=period or "", name=name or "", source=source or ""
    )
    path = out / f"{tomllib.loads(text)['id']}.toml"
    if path.exists() and not force:
        raise WrongCall(T(f"{path} is there already: say --force, or another --id", f"{path} 已存在：请加 --force，或另给 --id"))  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
    click.echo(visible(str(path)))


def _asked(
    partner: str | None, peers: str | None, period: str | None
) -> tuple[str, str | None, str | None, str | None]:
    """The questions, where somebody is there to answer them; an empty answer takes what stands in brackets."""
    if not sys.stdin.isatty():
        raise WrongCall(T("say which region: --region 辽宁", "请指明地区：--region 辽宁"))
    region = click.prompt(str(T("Region", "地区")))
    partner = partner or click.prompt(
        str(T("Partner (the whole world)", "贸易伙伴（全球）")), default="", show_default=False
    )
    peers = peers or click.prompt(str(T("Compared with (its own group)", "比较地区（所属区域）")), default="", show_default=False)  # fmt: skip
    period = period or click.prompt(str(T("Years (all that the lake holds)", "年份（数据湖所有）")), default="", show_default=False)  # fmt: skip
    return region, partner, peers, period
