"""Rows handed to a chart: its roles found among their columns, texts made harmless, what is no number left out as missing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from entrepot.reports.naming import name_of
from entrepot.vocabulary.errors import MissingData, SchemaMismatch, WrongCall
from entrepot.vocabulary.text import Language, T

MOST_ROWS = 5_000
KEYS = (
    "name",
    "series",
    "reporter",
    "area",
    "region",
    "partner",
    "peer",
    "product",
    "regime",
    "flow",
    "part",
    "group",
    "status",
)


class Table(Protocol):
    """An Arrow table, or whatever else can list its rows."""

    def to_pylist(self) -> list[dict[str, Any]]: ...


Given = Table | Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Role:
    """A part that a column plays in a chart; `takes` are the columns that may play it unasked, the first before all others."""

    name: str
    title: T
    number: bool = False
    optional: bool = False
    takes: tuple[str, ...] = ()


def number(name: str, title: T, *takes: str, optional: bool = False) -> Role:
    return Role(name, title, number=True, optional=optional, takes=takes)


PERIOD = Role("period", T("period", "时期"), takes=("year",))
VALUE = number("value", T("value", "数值"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ids and their names by role, numbers by role (None: missing)."""

    ids: Mapping[str, str]
    names: Mapping[str, str]
    numbers: Mapping[str, float | None]

    @property
    def value(self) -> float | None:
        return self.numbers["value"]


@dataclass(frozen=True, slots=True)
class Reading:
    rows: tuple[Row, ...]
    columns: Mapping[str, str]

    def ids(self, role: str) -> tuple[str, ...]:
        """The ids that play a role, in the order of the rows; periods in time."""
        found = tuple(dict.fromkeys(row.ids[role] for row in self.rows if role in row.ids))
        return tuple(sorted(found)) if role == "period" else found

    def names(self, role: str) -> dict[str, str]:
        return {row.ids[role]: row.names[role] for row in self.rows if role in row.ids}

    def cells(self, *roles: str) -> dict[tuple[str, ...], Row]:
        """Rows by their ids; two rows for one place are refused, since one would hide the other."""
        found: dict[tuple[str, ...], Row] = {}
        for row in self.rows:
            key = tuple(row.ids[role] for role in roles)
            if key in found:
                at = ", ".join(f"{self.columns[role]}={value}" for role, value in zip(roles, key, strict=True))
                raise WrongCall(
                    T(
                        f"two rows have {at}, and the chart has one place for them: narrow the selection",
                        f"有两行同为 {at}，图中只有一个位置：请缩小选择范围",
                    )
                )
            found[key] = row
        return found


def read(
    given: Given, roles: Sequence[Role], *, chart: str, language: Language, columns: Mapping[str, str] | None = None
) -> Reading:
    """The rows as the chart reads them; `columns` says which column plays a role where the chart should not choose."""
    rows = given.to_pylist() if hasattr(given, "to_pylist") else list(given)
    if not rows:
        raise MissingData(
            T(
                f"the chart {chart} was given no rows: widen the selection, or take in the data it needs",
                f"图表 {chart} 没有数据行：请放宽选择范围，或导入所需数据",
            )
        )
    if len(rows) > MOST_ROWS:
        raise WrongCall(
            T(
                f"{len(rows):,} rows are too many for the chart {chart} (at most {MOST_ROWS:,}): narrow the selection",
                f"{len(rows):,} 行对图表 {chart} 过多（最多 {MOST_ROWS:,} 行）：请缩小选择范围",
            )
        )
    there = list(dict.fromkeys(name for row in rows for name in row))
    chosen = _columns(there, rows, roles, chart, columns or {})
    read_rows = tuple(_row(row, roles, chosen, language) for row in rows)
    numbers = [role.name for role in roles if role.number and not role.optional]
    if not any(row.numbers[name] is not None for row in read_rows for name in numbers):
        raise MissingData(
            T(
                f"no row given to the chart {chart} has a value in {', '.join(chosen[n] for n in numbers)}",
                f"图表 {chart} 的各行在 {'、'.join(chosen[n] for n in numbers)} 列均无数值",
            )
        )
    return Reading(read_rows, chosen)


def _columns(
    there: Sequence[str], rows: Sequence[Mapping[str, Any]], roles: Sequence[Role], chart: str, asked: Mapping[str, str]
) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for name, given in asked.items():
        if name not in {role.name for role in roles} or given not in there:
            raise _lacking(chart, f"{name}={given}", there)
        chosen[name] = given
    for role in roles:
        if role.name in chosen:
            continue
        column: str | None = role.name if role.name in there else _candidate(role, there, rows, chosen, chart)
        if column is not None:
            chosen[role.name] = column
        elif not role.optional:
            raise _lacking(chart, role.name, there, role.title)
    return chosen


def _candidate(
    role: Role, there: Sequence[str], rows: Sequence[Mapping[str, Any]], chosen: Mapping[str, str], chart: str
) -> str | None:
    """The one column that may play the role and tells the rows apart; several must be chosen from by the caller."""
    possible = [name for name in role.takes if name in there and name not in chosen.values()]
    telling = [name for name in possible if len({str(row.get(name)) for row in rows}) > 1]
    if len(telling) > 1 and not role.number and telling[0] != role.takes[0]:
        raise WrongCall(
            T(
                f"the chart {chart} needs one column as its {role.title.en}, and {', '.join(telling)} all differ between "
                f"rows: narrow the selection, or say which ({role.name}=...)",
                f"图表 {chart} 需要一列作为{role.title.zh}，而 {'、'.join(telling)} 在各行中均不相同："
                f"请缩小选择范围，或指明（{role.name}=...）",
            )
        )
    return next(iter(telling or possible), None)


def _row(row: Mapping[str, Any], roles: Iterable[Role], columns: Mapping[str, str], language: Language) -> Row:
    ids, names, numbers = {}, {}, {}
    for role in roles:
        column = columns.get(role.name)
        value = row.get(column) if column else None
        if role.number:
            numbers[role.name] = _number(value, column)
        elif column:
            ids[role.name] = "" if value is None else str(value)
            names[role.name] = name_of(column, value, language) or "—"
    return Row(ids, names, numbers)


def _number(value: object, column: str | None) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise SchemaMismatch(T(f"{column} holds {value!r}, which is no number", f"{column} 列含有“{value}”，不是数值"))
    return float(value) if math.isfinite(value) else None


def _lacking(chart: str, wanted: str, there: Sequence[str], title: T | None = None) -> SchemaMismatch:
    en, zh = (f" ({title.en})", f"（{title.zh}）") if title else ("", "")
    return SchemaMismatch(
        T(
            f"the chart {chart} needs a column {wanted}{en}; the rows have {', '.join(there)}",
            f"图表 {chart} 需要列 {wanted}{zh}；现有列：{'、'.join(there)}",
        )
    )
