"""`entrepot smart`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from entrepot.cli.columns_shown import print_arrow
from entrepot.cli.fractions import FRACTION
from entrepot.cli.printing import print_json, print_table, visible
from entrepot.cli.words import command, form_options, lake_option, option
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.workbench.smart import TariffAnswer

_RULES = ("rate", "maximum", "cut", "swiss")


@command(
    T(
        "What a change of tariffs does to a region's imports, line by line (SMART).",
        "关税变化对地区进口的逐税目影响（SMART 模型）。",
    ),
    name="smart",
)
@click.argument("region", metavar="AREA")
@option("--rate", type=FRACTION, metavar="RATE", text=T("The new rate: 0, 5% or 0.05.", "新税率：0、5% 或 0.05。"))
@option("--maximum", type=FRACTION, metavar="RATE", text=T("No rate above this.", "税率上限。"))
@option("--cut", type=FRACTION, metavar="PART", text=T("Rates cut by this part: 25%.", "税率按此比例削减：25%。"))
@option(
    "--swiss", type=FRACTION, metavar="RATE", text=T("The Swiss formula a t / (a + t).", "瑞士公式 a t / (a + t)。")
)
@option(
    "--agreement",
    metavar="NAME",
    text=T("An agreement's rates against none: RCEP, FTA-KR.", "某协定生效与未生效之比较：RCEP、FTA-KR。"),
)
@option("--partner", metavar="AREA", text=T("For these partners only.", "仅对这些伙伴。"))
@option("--product", metavar="CODE", text=T("For these products only.", "仅对这些商品。"))
@option(
    "--period",
    metavar="YEAR",
    text=T("The year of the imports (the last whole one).", "进口年份（默认最近的完整年份）。"),
)
@option("--schedule", "year", type=int, metavar="YEAR", text=T("The year of the schedule.", "税则年份。"))
@option(
    "--utilisation",
    type=FRACTION,
    default=1.0,
    metavar="PART",
    text=T("The part of imports that claims a preference it has.", "享有优惠的进口中实际利用的比例。"),
)
@option(
    "--elasticities",
    metavar="FILE|bgw",
    text=T(
        "Your own, by product: product,demand,substitution,supply,reference; or bgw, medians by chapter.",
        "自己的分商品弹性：product,demand,substitution,supply,reference；或 bgw（分章中位数）。",
    ),
)
@option("--from", "source", metavar="SOURCE", text=T("Read this source only.", "只读取该来源。"))
@option("--currency", metavar="USD|CNY", text=T("Dollars or yuan; never converted.", "美元或人民币，不作折算。"))
@option("--by", type=click.Choice(["line", "partner"]), default="line", text=T("Which table.", "输出哪张表。"))
@option("--explain", metavar="LINE", text=T("The formulas of one line with its numbers.", "某一税目代入数字的公式。"))
@form_options
@lake_option
def smart(*, by: str, explain: str | None, as_json: bool, as_csv: bool, lake: str | None, **asked: Any) -> None:
    from entrepot.workbench import Workbench

    found = Workbench(lake).smart(asked.pop("region"), **_rule(asked), **asked)
    if explain:
        click.echo("\n".join(visible(str(one)) for one in found.explain(explain)))
    elif as_json:
        print_json(found.as_json())
    else:
        table = found.lines if by == "line" else found.partners
        if not as_csv:
            _totals(found)
        print_arrow(table, as_csv=as_csv)
        for note in () if as_csv else found.notes:
            click.echo(visible(str(note)), err=True)


def _rule(asked: dict[str, Any]) -> dict[str, Any]:
    given = {name: amount for name in _RULES if (amount := asked.pop(name)) is not None}
    if len(given) > 1:
        names = ", ".join(f"--{name}" for name in given)
        raise WrongCall(T(f"only one of {names} can be asked at a time", f"{names} 一次只能选一个"))
    return {"rule": next(iter(given)), "amount": next(iter(given.values()))} if given else {}


def _totals(found: TariffAnswer) -> None:
    from entrepot.vocabulary.amounts import format_money

    titles = {
        "creation": T("trade created", "贸易创造"),
        "moved": T("moved between partners", "伙伴间转移"),
        "revenue": T("tariff revenue", "关税收入"),
        "welfare": T("welfare", "福利"),
    }
    rows = [
        [
            str(titles[name]),
            *(format_money(one, found.currency, sign=True) for one in (total.value, total.low, total.high)),
        ]
        for name, total in found.totals.items()
    ]
    mark = str(T("[synthetic] ", "［合成数据］")) if found.synthetic else ""
    print_table(
        [str(T("change", "变化")), str(T("value", "数值")), str(T("low", "低")), str(T("high", "高"))],
        rows,
        title=f"{mark}{found.region}  {found.period}  {found.source}",
        numbers=(1, 2, 3),
    )
