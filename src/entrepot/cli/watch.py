"""`entrepot watch`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from entrepot.cli.printing import print_csv, print_json, print_table
from entrepot.cli.words import command, form_options, lake_option, option
from entrepot.vocabulary.text import T, current_language

if TYPE_CHECKING:
    from entrepot.risks.warnings.warning import EarlyWarning, Watch

ALARMS = 1
_COLUMNS = (
    "light",
    "kind",
    "period",
    "reporter",
    "partner",
    "product",
    "change",
    "unusual",
    "weight",
    "since",
    "records",
)


@command(
    T(
        "Early warning: which monthly series of trade have just moved unusually far, and far enough to matter.",
        "早期预警：哪些月度贸易序列刚发生异常且影响较大的变动。",
    ),
    name="watch",
)
@option("--region", metavar="AREA", text=T("Whose trade: 辽宁, provinces (all who tell of theirs if not said).", "哪个地区：辽宁、provinces（默认全部）。"))  # fmt: skip
@option("--partner", metavar="AREA", text=T("With whom only.", "只看与谁的贸易。"))
@option("--product", metavar="CODE", text=T("In what only.", "只看何种商品。"))
@option("--flow", type=click.Choice(("export", "import")), default="export", text=T("Exports (unless said) or imports.", "出口（默认）或进口。"))  # fmt: skip
@option("--period", metavar="MONTH", text=T("The month to look at; the last one that is told unless said.", "查看哪个月，默认为最新月份。"))  # fmt: skip
@option("--by", metavar="COLUMNS", text=T("A series for each reporter, partner, product (unless said); or for each of some of these.", "按 reporter、partner、product 划分序列（默认全部三项）。"))  # fmt: skip
@option(
    "--digits", type=click.IntRange(2, 12), text=T("Put products together by so many digits.", "按商品编码前几位合并。")
)
@option("--currency", metavar="USD|CNY", text=T("Dollars or yuan; never converted.", "美元或人民币，不作折算。"))
@option("--from", "source", metavar="SOURCE", text=T("Read this source only.", "只读取该来源。"))
@option("--settings", "settings_file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", text=T("Your own thresholds, in a file like parameters/warnings.toml.", "自定阈值文件，格式同 parameters/warnings.toml。"))  # fmt: skip
@option(
    "--exit-code", "as_code", is_flag=True, text=T("Exit with 1 where there are alarms.", "有预警时以退出码1结束。")
)
@form_options
@lake_option
def watch(
    *, as_json: bool, as_csv: bool, as_code: bool, lake: str | None, settings_file: Path | None, **asked: Any
) -> int:
    from entrepot.parameters.warning_settings import read_warning_settings
    from entrepot.workbench import Workbench

    settings = read_warning_settings(settings_file) if settings_file else None
    found = Workbench(lake).watch(settings=settings, **asked)
    if as_json:
        print_json(found.as_json())
    elif as_csv:
        print_csv(_COLUMNS, ([one.as_json()[name] for name in _COLUMNS] for one in found.alarms))
    else:
        _say(found)
    return ALARMS if as_code and found.alarms else 0


def _say(found: Watch) -> None:
    titles = (
        T("light", "灯号"), T("warning", "预警"), T("region", "地区"), T("partner", "伙伴"), T("product", "商品"),
        T("change", "变动"), T("deviations", "偏离倍数"), T("share of trade", "占贸易比重"), T("level since", "新水平始于"),
    )  # fmt: skip
    if found.alarms:
        print_table(
            [str(title) for title in titles], map(_line, found.alarms), title=_caption(found), numbers=(5, 6, 7)
        )
    else:
        click.echo(_caption(found))
    for one in found.held_back:
        place = f"{one.reporter} {one.partner} {one.product}"
        for said in one.says:
            click.echo(str(T(f"held back, {place}: {said.en}", f"暂不预警，{place}：{said.zh}")), err=True)
    for said in found.says():
        click.echo(str(said), err=True)


def _caption(found: Watch) -> str:
    synthetic = T("[synthetic] ", "［合成数据］") if found.synthetic else None
    count = len(found.alarms)
    said = T(f"{found.period}: {count:,} alarms in {found.series:,} series ({found.source})", f"{found.period}：{found.series:,}个序列中有{count:,}个预警（{found.source}）")  # fmt: skip
    return f"{synthetic or ''}{said}"


def _line(one: EarlyWarning) -> list[object]:
    from entrepot.reports.naming import name_of
    from entrepot.risks.warnings.warning import KIND_TITLES, LIGHT_TITLES
    from entrepot.vocabulary.amounts import format_number, format_share

    language = current_language()
    return [
        LIGHT_TITLES[one.light] if one.light else None, KIND_TITLES[one.kind],
        *(name_of(name, getattr(one, name), language) for name in ("reporter", "partner", "product")),
        one.change_shown, format_number(one.unusual, decimals=1, sign=True),
        format_share(one.weight, decimals=2), one.since,
    ]  # fmt: skip
