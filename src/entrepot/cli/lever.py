"""`entrepot lever list|show|try`"""

from __future__ import annotations

import click

from entrepot.cli.printing import print_json, print_table, visible
from entrepot.cli.scenario_options import DRAWS, PERIOD, REGION
from entrepot.cli.words import group, lake_option, option
from entrepot.vocabulary.text import T

_JSON = T("Print JSON.", "以 JSON 输出。")


@group(T("What can be done about a risk, and how much it would do.", "应对风险的措施及其作用大小。"), name="lever")
def lever() -> None: ...


@lever.command(name="list", text=T("All levers: who pulls them, what they cost, on which risks they act.", "全部措施：由谁实施、成本类型、针对的风险。"))  # fmt: skip
@option("--json", "as_json", is_flag=True, text=_JSON)
def list_(*, as_json: bool) -> None:
    from entrepot.risks.levers import LEVERS
    from entrepot.risks.levers.lever import COSTS, OWNERS
    from entrepot.workbench.levers import lever_json

    if as_json:
        print_json([lever_json(one) for one in LEVERS])
        return
    titles = [str(one) for one in (T("id", "编号"), T("lever", "措施"), T("owner", "实施方"), T("cost", "成本"), T("risks", "风险"), T("scenario", "情景"))]  # fmt: skip
    print_table(
        titles,
        [[one.id, one.title, OWNERS[one.owner], COSTS[one.cost], ", ".join(one.risks), one.scenario] for one in LEVERS],
    )


@lever.command(name="show", text=T("One lever, and the scenario that tries it.", "一项措施及其情景。"))
@click.argument("name", metavar="LEVER")
def show(*, name: str) -> None:
    from entrepot.models.scenario.shelf import path_of
    from entrepot.risks.levers import lever_named

    one = lever_named(name)
    click.echo(f"{one.title}: {one.about}")
    made = T(
        "its scenario is made out of the region's own table: entrepot lever try",
        "其情景由地区自身的流量表生成：entrepot lever try",
    )
    click.echo(str(made) if one.scenario is None else path_of(one.scenario).read_text(encoding="utf-8"))


@lever.command(name="try", text=T("What a lever does to each risk of a region.", "措施对地区各项风险的影响。"))
@click.argument("name", metavar="LEVER")
@REGION
@PERIOD
@DRAWS
@option("--json", "as_json", is_flag=True, text=_JSON)
@lake_option
def try_(*, name: str, region: str, period: str | None, draws: int, as_json: bool, lake: str | None) -> None:
    from entrepot.cli.scenario_tables import heading, risk_rows, said
    from entrepot.workbench import Workbench

    found = Workbench(lake).try_lever(name, region, period=period, draws=draws)
    if as_json:
        print_json(found.as_json())
    else:
        click.echo(visible(heading(found.outcome)))
        titles, rows = risk_rows(found.risks)
        print_table(titles, rows, numbers=range(1, len(titles)))
        for line in said(found.outcome):
            click.echo(visible(line))
