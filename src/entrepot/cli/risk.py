"""`entrepot risk list|scan|show|explain|compare`"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from entrepot.cli.printing import print_csv, print_json, print_table, visible
from entrepot.cli.words import form_options, group, lake_option, option
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.risks.finding import Finding

_JSON = option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
_LOWEST = option(
    "--level", metavar="LEVEL", text=T("From this level on: watch, high, severe.", "仅列该等级及以上：watch、high、severe。")
)  # fmt: skip


@group(
    T("Risks of a region's trade: scores with their evidence.", "地区外贸风险：评分及其依据。"),
    name="risk",
)
def risk() -> None: ...


def _asked(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options by which all commands say what is judged, and by which limits."""
    words = (
        option("--period", metavar="YEAR", text=T("The year (the newest unless said).", "年份（默认最新）。")),
        option("--risk", "risks", metavar="RISK", text=T("These risks only (with commas).", "仅列这些风险（可用逗号分隔）。")),
        option("--parts", metavar="KINDS", text=T("Sub-levels too: city, product, partner, regime, all.", "同时列出分项：city、product、partner、regime、all。")),
        option("--peers", metavar="AREAS", text=T("Judged beside these instead of the declared sets.", "改与这些地区比较。")),
        option("--weights", type=click.Path(path_type=Path), metavar="FILE", text=T("A TOML file of your own thresholds and weights.", "自己的阈值与权重（TOML 文件）。")),
        option("--currency", metavar="USD|CNY", text=T("Dollars or yuan; never converted.", "美元或人民币，不作折算。")),
        option("--from", "source", metavar="SOURCE", text=T("Read this source only.", "只读取该来源。")),
        option("--as-of", "as_of", metavar="DATE", text=T("As the lake stood on that day.", "以该日的数据为准。")),
        option("--data", type=click.Path(path_type=Path), metavar="FILE", text=T("Judge your own Parquet or CSV instead of the lake.", "改为评判自己的 Parquet 或 CSV 文件。")),
    )  # fmt: skip
    for word in reversed(words):
        function = word(function)
    return lake_option(function)


def _findings(region: str, *, lake: str | None, data: Path | None, **asked: Any) -> tuple[Finding, ...]:
    from entrepot.workbench import Workbench

    return Workbench(lake).risks(region, flows=data, **asked)


@risk.command(name="list", text=T("The register: what each risk asks and reads.", "风险登记表：各项风险的问题与读数。"))
@_JSON
def list_(*, as_json: bool) -> None:
    from entrepot.risks.register import RISKS
    from entrepot.workbench.risk_saying import register_json

    if as_json:
        print_json(register_json())
        return
    titles = (T("id", "编号"), T("risk", "风险"), T("asks", "问题"), T("reads", "读数"))
    print_table(
        [str(title) for title in titles],
        ([one.id, one.title, one.asks, ", ".join(reading.id for reading in one.readings)] for one in RISKS),
    )


@risk.command(
    name="scan",
    text=T(
        "Findings of many regions, one line each (all provinces unless said).", "多个地区的风险一览（默认各省份）。"
    ),
)
@click.argument("region", metavar="[AREA,...]", default="provinces")
@_asked
@_LOWEST
@form_options
def scan(*, region: str, level: str | None, as_json: bool, as_csv: bool, **asked: Any) -> None:
    from entrepot.workbench.risk_saying import LINE, line_of, line_titles, no_lower_than, scan_notes

    found = _findings(region, **asked)
    kept = no_lower_than(found, level)
    if as_json:
        print_json([one.as_json() for one in kept])
    elif as_csv:
        print_csv(LINE, (line_of(one, plain=True) for one in kept))
    else:
        print_table(line_titles(), (line_of(one) for one in kept), numbers=(3, 6))
        for note in scan_notes(region, found):
            click.echo(str(note), err=True)


@risk.command(
    name="show",
    text=T(
        "The register of one region, with drivers and what cannot be said.",
        "一个地区的风险登记：评分、驱动因素及未能说明之处。",
    ),
)
@click.argument("region", metavar="AREA")
@_asked
@_JSON
def show(*, region: str, as_json: bool, **asked: Any) -> None:
    from entrepot.workbench.risk_saying import told

    found = _findings(region, **asked)
    if as_json:
        print_json([one.as_json() for one in found])
    else:
        click.echo(visible("\n\n".join(told(one) for one in found)))


@risk.command(
    name="explain",
    text=T(
        "One finding: measure, map, weight, score, level; drivers, rows behind, thresholds and who says so.",
        "解释一条结论：指标、映射、权重、评分、等级；驱动因素、数据行、阈值及其出处。",
    ),
)
@click.argument("name", metavar="RISK")
@click.argument("region", metavar="AREA")
@option(
    "--part",
    metavar="KIND:CODE",
    text=T(
        "Of a part: product:85, partner:USA, regime:processing.",
        "某一分项：product:85、partner:USA、regime:processing。",
    ),
)
@_asked
@_JSON
def explain(*, name: str, region: str, part: str | None, as_json: bool, **asked: Any) -> None:
    from entrepot.workbench import Workbench
    from entrepot.workbench.risk_explained import explanation, explanation_text, the_finding

    asked |= {"risks": name, "parts": asked["parts"] or (part or "").partition(":")[0] or None}
    finding = the_finding(_findings(region, **asked), part)
    found = explanation(Workbench(asked["lake"]), finding, weights=asked["weights"], as_of=asked["as_of"])
    if as_json:
        print_json(found)
    else:
        click.echo(visible(explanation_text(found, finding)))


@risk.command(name="compare", text=T("Regions beside each other, risk by risk.", "各地区逐项比较。"))
@click.argument("regions", metavar="AREA AREA [AREA ...]", nargs=-1, required=True)
@_asked
@form_options
def compare(*, regions: tuple[str, ...], as_json: bool, as_csv: bool, **asked: Any) -> None:
    from entrepot.workbench.risk_saying import beside_each_other

    found = _findings(",".join(regions), **asked)
    titles, lines = beside_each_other(found, regions)
    if as_json:
        print_json([one.as_json() for one in found])
    elif as_csv:
        print_csv(titles, lines)
    else:
        print_table(titles, lines, numbers=range(1, len(titles)))
