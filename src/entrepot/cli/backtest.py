"""`entrepot backtest run|show`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from entrepot.cli.printing import print_json, print_table
from entrepot.cli.progress import Progress
from entrepot.cli.words import group, lake_option, option
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.risks.backtest.many import Backtests
    from entrepot.risks.backtest.result import Backtest


@group(
    T(
        "How well the warnings would have done, beside two naive rules.",
        "回测：预警在过去会有多准，并与两种简单规则对照。",
    ),
    name="backtest",
)
def backtest() -> None: ...


@backtest.command(name="run", text=T("Give the warnings of past months again, from what was known then; a run that is stopped goes on.", "按当时所知重做过去各月的预警；中止后可继续。"))  # fmt: skip
@option(
    "--region", metavar="AREA", text=T("Whose trade (all who tell of theirs if not said).", "哪个地区（默认全部）。")
)
@option("--partner", metavar="AREA", text=T("With whom only.", "只看与谁的贸易。"))
@option("--product", metavar="CODE", text=T("In what only.", "只看何种商品。"))
@option("--flow", type=click.Choice(("export", "import")), default="export", text=T("Exports (unless said) or imports.", "出口（默认）或进口。"))  # fmt: skip
@option("--period", metavar="MONTHS", text=T("Which months: 2021-01..2023-12; the last 36 that can be tested unless said.", "哪些月份：2021-01..2023-12，默认最近36个可回测的月份。"))  # fmt: skip
@option(
    "--origins", type=click.IntRange(1, 600), default=36, text=T("Or so many of the last months.", "或最近若干个月。")
)
@option("--by", metavar="COLUMNS", text=T("A series for each of reporter, partner, product.", "按 reporter、partner、product 划分序列。"))  # fmt: skip
@option(
    "--digits", type=click.IntRange(2, 12), text=T("Put products together by so many digits.", "按商品编码前几位合并。")
)
@option("--currency", metavar="USD|CNY", text=T("Dollars or yuan; never converted.", "美元或人民币，不作折算。"))
@option("--from", "source", metavar="SOURCE", text=T("Read this source only.", "只读取该来源。"))
@option("--settings", "settings_file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", text=T("Your own thresholds.", "自定阈值文件。"))  # fmt: skip
@option("--each", is_flag=True, text=T("A back-test for each of the regions (provinces unless said), and how they compare.", "对各地区（默认全部省份）分别回测并比较。"))  # fmt: skip
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
@lake_option
def run(*, each: bool, as_json: bool, lake: str | None, settings_file: Path | None, **asked: Any) -> None:
    from entrepot.parameters.warning_settings import read_warning_settings
    from entrepot.workbench import Workbench

    settings = read_warning_settings(settings_file) if settings_file else None
    with Progress(str(T("back-test", "回测"))) as progress:
        if each:
            asked["region"] = asked["region"] or "provinces"
            several = Workbench(lake).backtest_each(settings=settings, progress=progress, **asked)
            print_json(several.as_json()) if as_json else _say_each(several)
            return
        found = Workbench(lake).backtest(settings=settings, progress=progress, **asked)
    print_json(found.as_json()) if as_json else _say(found)


@backtest.command(name="show", text=T("A back-test that was run, or all of them.", "查看做过的回测，或列出全部。"))
@click.argument("name", required=False)
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
@lake_option
def show(*, name: str | None, as_json: bool, lake: str | None) -> None:
    from entrepot.workbench import Workbench
    from entrepot.workbench.backtests import backtest_named, backtests

    if name is not None:
        hint = T("; `entrepot backtest show` lists them", "；可用 `entrepot backtest show` 查看全部")
        found = backtest_named(Workbench(lake), name, hint=hint)
        print_json(found.as_json()) if as_json else _say(found)
        return
    known = backtests(Workbench(lake))
    if as_json:
        print_json([one.as_json() for one in known])
        return
    titles = [
        str(t)
        for t in (T("id", "代号"), T("what", "内容"), T("months", "月份"), T("series", "序列数"), T("made", "完成于"))
    ]
    print_table(
        titles,
        ((one.id, one.title, f"{one.first}..{one.last}", f"{one.series:,}", one.made) for one in known),
        numbers=(3,),
    )


def _say(found: Backtest) -> None:
    from entrepot.risks.backtest.result import EVENTS, RULE_TITLES, TITLES, event_title
    from entrepot.risks.backtest.shocks import said as shock_said

    synthetic = T("[synthetic] ", "［合成数据］") if found.synthetic else ""
    click.echo(f"{synthetic}{found.title}  {found.first}..{found.last}  {found.source}  {found.id}")
    titles = [
        str(t)
        for t in (
            T("warning", "预警"), T("rule", "规则"), T("alarms", "预警数"), T("events", "事件数"), T("precision", "精确率"),
            T("recall", "召回率"), T("false alarms", "误报率"), T("skill", "技巧分"), T("AUROC", "AUROC"), T("lead", "提前月数"),
        )
    ]  # fmt: skip
    for event in EVENTS:
        lines = [line for line in found.lines if line.event == event]
        rows = [
            [
                TITLES[line.kind], RULE_TITLES[line.rule], f"{line.score.alarms:,}", f"{line.score.events:,} / {line.score.cases:,}",
                *(None if rate is None else f"{rate:.3f}" for rate in (line.score.precision, line.score.recall, line.score.false_alarm_rate, line.score.skill, line.score.auroc)),
                None if line.score.lead is None else f"{line.score.lead:.1f}",
            ]
            for line in lines
        ]  # fmt: skip
        print_table(
            titles,
            rows,
            title=str(
                T(f"event: {event_title(event, found.settings).en}", f"事件：{event_title(event, found.settings).zh}")
            ),
            numbers=range(2, 10),
        )
        for kind in TITLES:
            if any(line.kind == kind for line in lines):
                click.echo(f"  {found.verdict(kind, event)}")
        click.echo("")
    for shock in found.shocks:
        click.echo(str(shock_said(shock)))
    for said in found.says:
        click.echo(str(said), err=True)


def _say_each(found: Backtests) -> None:
    from entrepot.reports.naming import name_of
    from entrepot.risks.backtest.result import OVERALL, RULE_TITLES, RULES, event_title
    from entrepot.vocabulary.text import current_language

    titles = [
        T("region", "地区"), T("series", "序列数"), T("events", "事件数"), T("precision", "精确率"), T("recall", "召回率"),
        *(T(f"AUROC, {RULE_TITLES[rule].en}", f"AUROC：{RULE_TITLES[rule].zh}") for rule in RULES), T("beats both", "优于两者"),
    ]  # fmt: skip
    rows = []
    for one in found.results:
        scores = [one.score(OVERALL, "ahead", rule) for rule in RULES]
        rates = (scores[0].precision, scores[0].recall, *(score.auroc for score in scores))
        beaten = one.beaten_by(OVERALL)
        rows.append(
            [
                name_of("reporter", one.regions[0], current_language()), f"{one.series:,}", f"{scores[0].events:,} / {scores[0].cases:,}",
                *(None if rate is None else f"{rate:.3f}" for rate in rates),
                None if beaten is None else T("no", "否") if beaten else T("yes", "是"),
            ]
        )  # fmt: skip
    if found.results:
        print_table([str(title) for title in titles], rows, title=str(event_title("ahead", found.results[0].settings)), numbers=range(1, 8))  # fmt: skip
        for summary in found.summaries():
            click.echo(str(summary.says()))
    for region, why in found.untested:
        click.echo(f"{name_of('reporter', region, current_language())}: {why}", err=True)
