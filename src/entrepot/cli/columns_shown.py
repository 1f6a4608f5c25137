"""Columns of the models' tables for people: titles in their language, money whole, shares in per cent, codes with their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from entrepot.cli.printing import print_csv, print_table
from entrepot.vocabulary.amounts import format_number, format_share
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.products import product
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import pyarrow as pa

_TITLES: Final[Mapping[str, T]] = {
    "partner": T("partner", "伙伴"),
    "product": T("product", "商品"),
    "imports": T("imports", "进口"),
    "tariff_before": T("tariff before", "原税率"),
    "tariff_after": T("tariff after", "新税率"),
    "creation": T("created", "贸易创造"),
    "moved": T("moved between partners", "伙伴间转移"),
    "revenue": T("tariff revenue", "关税收入"),
    "welfare": T("welfare", "福利"),
    "exports_before": T("before", "变化前"),
    "exports_after": T("after", "变化后"),
    "created": T("created", "贸易创造"),
    "diverted": T("diverted", "贸易转移"),
    "actual": T("sold now", "现有出口"),
    "potential": T("potential", "潜力"),
    "unrealised": T("not sold yet", "未实现潜力"),
    "before": T("before", "调整前"),
    "after": T("after", "调整后"),
    "change": T("change", "变化"),
    "share_before": T("share before", "原份额"),
    "share_after": T("share after", "新份额"),
    "rank": T("rank", "位次"),
    "score": T("score", "得分"),
    "density": T("density", "密度"),
    "complexity": T("complexity", "复杂度"),
    "gain": T("outlook gain", "前景收益"),
    "demand": T("demand", "需求"),
}
_SHARES: Final = ("tariff_before", "tariff_after", "share_before", "share_after")
_INDICES: Final = ("score", "density", "complexity", "gain")
_MOST: Final = 30


def print_arrow(table: pa.Table, *, as_csv: bool) -> None:
    """Everything as CSV; the first rows, in words, for people."""
    names = table.column_names
    if as_csv:
        print_csv(names, ([row[name] for name in names] for row in table.to_pylist()))
        return
    rows = ([_shown(name)(row[name]) for name in names] for row in table.slice(0, _MOST).to_pylist())
    numbers = [place for place, name in enumerate(names) if name not in ("partner", "product")]
    print_table([str(_TITLES.get(name, name)) for name in names], rows, numbers=numbers)
    if table.num_rows > _MOST:
        more = table.num_rows - _MOST
        click.echo(str(T(f"... and {more:,} more: --csv", f"……另有 {more:,} 行：--csv")), err=True)


def _shown(name: str) -> Callable[[Any], str]:
    if name == "partner":
        return lambda one: f"{one} {all_by_id()[one].name}" if one in all_by_id() else str(one)
    if name == "product":
        return _goods
    if name in _SHARES:
        return lambda one: format_share(one, decimals=2)
    if name in _INDICES:
        return lambda one: format_number(one, decimals=3)
    return format_number


def _goods(code: str) -> str:
    name = str(product(code).name)
    return name if name.startswith(code) else f"{code} {name}"
