"""The named tables that measures read: what each holds, and where in the lake it comes from.

Every input speaks of `period`, `reporter`, `partner`, `product`, `regime` and `value` (money in the currency asked
for), whatever the lake's table calls them, so `--data FILE` needs only the columns that a measure names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis import Table

NUMBERS = frozenset({"value", "total", "share", "quantity", "net_kg"})
"""Columns of inputs that are numbers; all others are text."""

WORLD_ROW = "WLD"


@dataclass(frozen=True, slots=True)
class Input:
    """`columns` are the ones a measure needs beside `value`; write `EXPORTS("period", "reporter")` to say which.

    `table` and `where` tell the workbench what of the lake to hand over; `role` tells whose: the region's own rows, a
    reference, or a set of peers. An input with `grouped` must hold the columns of the caller's `by` as well.
    """

    name: str
    title: T
    table: Literal["flows", "series", "rates", "areas", "answer"]
    where: tuple[tuple[str, str], ...] = ()
    role: Literal["own", "reference", "peers"] = "own"
    columns: tuple[str, ...] = ()
    values: tuple[str, ...] = ("value",)
    grouped: bool = True
    optional: bool = False
    instead: str = ""
    """Name of the input that this one can be derived from; `derive` does it."""
    derive: Callable[..., Table] | None = None
    over: str = ""

    def __call__(self, *columns: str) -> Input:
        numbers = tuple(name for name in columns if name in NUMBERS)
        keys = tuple(name for name in columns if name not in NUMBERS)
        return replace(self, columns=keys, values=(*self.values, *numbers))

    def or_none(self) -> Input:
        return replace(self, optional=True)

    def needs(self, by: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The columns that a table must have to serve as this input."""
        return tuple(dict.fromkeys((*self.columns, *(by if self.grouped else ()), *self.values)))


FLOWS = Input("flows", T("Trade in one direction (exports unless asked)", "单向贸易（默认出口）"), "flows")
EXPORTS = Input("exports", T("Exports of the region", "本地区出口"), "flows", (("flow", "export"),))
IMPORTS = Input("imports", T("Imports of the region", "本地区进口"), "flows", (("flow", "import"),))
WORLD = Input(
    "world", T("Exports of the reference (world, nation)", "参照地区出口（世界、全国）"), "flows",
    (("flow", "export"),), "reference",
)  # fmt: skip
WORLD_IMPORTS = Input(
    "world_imports", T("Imports of the reference, by importing country", "参照地区进口（按进口国）"), "flows",
    (("flow", "import"),), "reference",
)  # fmt: skip
REFERENCE = Input(
    "reference", T("The same trade of the reference (world, nation)", "参照地区的同向贸易（世界、全国）"), "flows",
    role="reference",
)  # fmt: skip
PEER_EXPORTS = Input(
    "peers", T("Exports of the places compared with, one by one", "各对比地区出口"), "flows", (("flow", "export"),),
    "peers",
)  # fmt: skip
PARTNER_IMPORTS = Input(
    "partner_imports", T("Imports of each partner from everywhere, by its own report", "各伙伴自全世界的进口"), "flows",
    (("flow", "import"),), "peers",
)  # fmt: skip
FIGURES = Input("figures", T("Answers of a measure for a set of peers", "一组可比地区的指标值"), "answer", role="peers")
GDP = Input("gdp", T("Gross domestic product", "地区生产总值"), "series", (("measure", "gdp"),), grouped=False)
FDI = Input(
    "fdi",
    T("Inflow of foreign direct investment", "实际利用外资"),
    "series",
    (("measure", "fdi_inflow"),),
    grouped=False,
)
INCOMES = Input(
    "incomes", T("Gross domestic product per head", "人均地区生产总值"), "series",
    # The World Bank's series stand after one's own: at purchasing power before market rates, constant before current.
    (("measure", "gdp_per_head"), ("measure", "NY.GDP.PCAP.PP.KD"), ("measure", "NY.GDP.PCAP.PP.CD"),
     ("measure", "NY.GDP.PCAP.KD"), ("measure", "NY.GDP.PCAP.CD")),
    "peers", grouped=False,
)  # fmt: skip
RATES = Input(
    "rates", T("Currency of trade per unit of the currency of GDP", "折算率（每单位GDP货币折合贸易货币）"), "rates",
    grouped=False, optional=True,
)  # fmt: skip
HOMES = Input(
    "homes",
    T("The country that each region lies in", "各地区所属国家"),
    "areas",
    values=(),
    grouped=False,
    optional=True,
)
MEMBERS = Input("members", T("The partners that make up a bloc", "集团成员"), "areas", values=(), grouped=False)
GROUPS = Input(
    "groups",
    T("The group that each part belongs to", "各部分所属组别"),
    "areas",
    values=(),
    grouped=False,
    optional=True,
)


def unbound(name: str, table: pa.Table) -> Table:
    """A lazy table of that name with the columns of an Arrow table: text, numbers, whole numbers, yes and no."""
    import ibis
    import pyarrow as pa

    def type_of(field: pa.DataType) -> str:
        if pa.types.is_floating(field) or pa.types.is_decimal(field):
            return "float64"
        if pa.types.is_integer(field):
            return "int64"
        return "boolean" if pa.types.is_boolean(field) else "string"

    return ibis.table({field.name: type_of(field.type) for field in table.schema}, name=name)


def as_reference(flows: Table) -> Table:
    """The reference inside a set of reporters: its `WLD` rows where a period has any, else every reporter's rows."""
    stated = (flows.reporter == WORLD_ROW).ifelse(1, 0)
    marked = flows.mutate(stated=stated, any_stated=stated.max().over(group_by="period"))
    return marked.filter(marked.stated == marked.any_stated).drop("stated", "any_stated")
