"""`entrepot scenario list|show|new|run|compare`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from entrepot.cli.printing import print_json, print_table, print_titles, visible
from entrepot.cli.scenario_options import DRAWS, METHOD, PERIOD, REGION, RISKS
from entrepot.cli.words import group, lake_option, option
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.models.scenario.outcome import Outcome


@group(
    T(
        "What if: a tariff, an agreement, a lost market, and what becomes of a region.",
        "情景：关税、协定、失去市场等变化对地区的影响。",
    ),
    name="scenario",
)
def scenario() -> None: ...


@scenario.command(name="list", text=T("The scenarios that come with the package.", "随附的情景。"))
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
def list_(*, as_json: bool) -> None:
    from entrepot.models.scenario.shelf import shipped_titles

    print_titles(shipped_titles(), as_json=as_json)


@scenario.command(name="show", text=T("A scenario's file, to read or to copy.", "情景文件的内容，供阅读或复制。"))
@click.argument("name", metavar="SCENARIO")
def show(*, name: str) -> None:
    from entrepot.models.scenario.shelf import path_of

    click.echo(path_of(name).read_text(encoding="utf-8"), nl=False)


@scenario.command(
    name="new", text=T("Write a scenario file to begin with, from a shipped one.", "以随附情景为底本写出情景文件。")
)
@click.argument("name", metavar="ID")
@option("--from", "model", default="lost-market", metavar="SCENARIO", text=T("The one to begin with.", "底本。"))
@option("--out", type=click.Path(path_type=Path), default=Path(), metavar="DIR", text=T("Where to.", "写入的目录。"))
def new(*, name: str, model: str, out: Path) -> None:
    from entrepot.models.scenario.shelf import copy_as

    click.echo(visible(str(copy_as(name, model, out))))


@scenario.command(name="run", text=T("What a scenario does to a region.", "情景对地区的影响。"))
@click.argument("name", metavar="SCENARIO|FILE.toml")
@REGION
@PERIOD
@METHOD
@DRAWS
@option("--year", type=int, metavar="YEAR", text=T("By the rates in force in that year.", "按该年生效的税率。"))
@option("--seed", type=int, text=T("Where the draws begin.", "随机种子。"))
@RISKS
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
@lake_option
def run(
    *, name: str, region: str, period: str | None, method: str | None, draws: int, seed: int | None, year: int | None,
    risks: bool, as_json: bool, lake: str | None,
) -> None:  # fmt: skip
    from entrepot.workbench import Workbench

    found = Workbench(lake).try_scenario(
        name, region, period=period, method=method, draws=draws, seed=seed, year=year, risks=risks
    )
    print_json(found.as_json()) if as_json else _print(found)


@scenario.command(name="compare", text=T("Several scenarios side by side.", "并列比较多个情景。"))
@click.argument("names", metavar="SCENARIO...", nargs=-1, required=True)
@REGION
@PERIOD
@METHOD
@DRAWS
@RISKS
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
@lake_option
def compare(
    *, names: tuple[str, ...], region: str, period: str | None, method: str | None, draws: int, risks: bool,
    as_json: bool, lake: str | None,
) -> None:  # fmt: skip
    from entrepot.cli.scenario_tables import side_by_side
    from entrepot.workbench import Workbench

    bench = Workbench(lake)
    found = [bench.try_scenario(name, region, period=period, method=method, draws=draws, risks=risks) for name in names]
    if as_json:
        print_json([one.as_json() for one in found])
        return
    titles, rows = side_by_side(found)
    print_table(titles, rows, numbers=range(1, len(titles)))


def _print(found: Outcome) -> None:
    from entrepot.cli.scenario_tables import changes, heading, said

    click.echo(visible(heading(found)))
    titles, rows = changes(found)
    print_table(titles, rows, numbers=range(1, len(titles)))
    for line in said(found):
        click.echo(visible(line))
