"""`entrepot potential` and `entrepot diversify`"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from entrepot.cli.columns_shown import print_arrow
from entrepot.cli.fractions import FRACTION
from entrepot.cli.printing import print_json, visible
from entrepot.cli.words import command, form_options, lake_option, option
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T

_TABLES = ("markets", "products", "cells", "new")


@command(
    T(
        "What a region could sell, by market and product, and what it could take up.",
        "地区的出口潜力（分市场、分商品）与可培育的新商品。",
    ),
    name="potential",
)
@click.argument("region", metavar="AREA")
@option(
    "--by",
    type=click.Choice(_TABLES),
    default="markets",
    text=T(
        "Which table: markets, products, both together, or new products.",
        "输出哪张表：市场、商品、市场与商品、新商品。",
    ),
)
@option("--period", metavar="YEAR", text=T("The year (the last whole one).", "年份（默认最近的完整年份）。"))
@option(
    "--digits",
    type=click.IntRange(2, 10),
    metavar="NUMBER",
    text=T("Cut product codes to so many digits.", "商品编码截取位数。"),
)
@option(
    "--growth",
    type=click.Path(path_type=Path),
    metavar="FILE",
    text=T("Forecasts: area,gdp,population,reference, as ratios.", "预测：area,gdp,population,reference，为比值。"),
)
@option("--from", "source", metavar="SOURCE", text=T("Read this source only.", "只读取该来源。"))
@form_options
@lake_option
def potential(
    *, region: str, by: str, growth: Path | None, as_json: bool, as_csv: bool, lake: str | None, **asked: Any
) -> None:  # fmt: skip
    from entrepot.workbench import Workbench

    if by == "new" and growth is not None:
        raise WrongCall(T("new products are ranked without forecasts: leave --growth out", "新商品排序不使用预测：请去掉 --growth"))  # fmt: skip
    bench = Workbench(lake)
    if by == "new":
        fresh = bench.new_products(region, **asked)
        answer, table, notes = fresh.as_json(), fresh.table, fresh.notes
    else:
        found = bench.potential(region, growth=growth, **asked)
        answer, table, notes = found.as_json(), getattr(found, by), found.notes
    _print(answer, table, notes, as_json=as_json, as_csv=as_csv)


@command(
    T(
        "Spread a region's exports within limits, and what each limit costs.",
        "在限制条件下分散地区出口，并说明各项限制的代价。",
    ),
    name="diversify",
)
@click.argument("region", metavar="AREA")
@option(
    "--market-share",
    type=FRACTION,
    metavar="PART",
    text=T("No market above this part of exports: 25%.", "单一市场占出口的上限：25%。"),
)
@option(
    "--product-share", type=FRACTION, metavar="PART", text=T("No product above this part.", "单一商品占出口的上限。")
)
@option(
    "--market-hhi",
    type=FRACTION,
    metavar="NUMBER",
    text=T("Concentration of markets at most this: 0.18.", "市场集中度上限：0.18。"),
)
@option(
    "--kept",
    type=FRACTION,
    default=0.8,
    metavar="PART",
    text=T("The part of each flow that stays where it is.", "每笔流量须保留的比例。"),
)
@option(
    "--spare",
    type=FRACTION,
    default=0.1,
    metavar="PART",
    text=T("How much more of each product could be made.", "每种商品可增加的产能比例。"),
)
@option("--period", metavar="YEAR", text=T("The year (the last whole one).", "年份（默认最近的完整年份）。"))
@option(
    "--digits",
    type=click.IntRange(2, 6),
    default=2,
    metavar="NUMBER",
    text=T("How finely goods are told apart.", "商品区分到几位编码。"),
)
@option("--from", "source", metavar="SOURCE", text=T("Read this source only.", "只读取该来源。"))
@form_options
@lake_option
def diversify(*, region: str, as_json: bool, as_csv: bool, lake: str | None, **asked: Any) -> None:
    from entrepot.workbench import Workbench

    found = Workbench(lake).diversify(region, **asked)
    _print(found.as_json(), found.markets, found.notes, as_json=as_json, as_csv=as_csv)
    for one in () if as_json or as_csv else found.said:
        click.echo(visible(str(one)))


def _print(answer: dict[str, Any], table: Any, notes: tuple[T, ...], *, as_json: bool, as_csv: bool) -> None:
    if as_json:
        print_json(answer)
        return
    if answer["synthetic"] and not as_csv:
        click.echo(str(T("[synthetic]", "［合成数据］")))
    print_arrow(table, as_csv=as_csv)
    for note in () if as_csv else notes:
        click.echo(visible(str(note)), err=True)
