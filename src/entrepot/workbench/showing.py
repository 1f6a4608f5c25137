"""Cells of an answer as people read them: money in its power, shares in per cent, names for ids."""

from __future__ import annotations

from entrepot.vocabulary.amounts import format_money, format_number, format_share
from entrepot.vocabulary.units import Unit
from entrepot.workbench.answer import Answer


def shown(answer: Answer, column: str, value: object) -> object:
    """A number in words; anything else as it is."""
    if not isinstance(value, float):
        return value
    if column not in answer.measure.value_columns:
        return format_number(value, decimals=2)
    if answer.measure.unit is Unit.MONEY and answer.currency:
        return format_money(value, answer.currency, decimals=2)
    if answer.measure.unit.as_percent:
        return format_share(value, decimals=2)
    return format_number(value, decimals=0 if answer.measure.unit is Unit.RANK else 4)


def columns_shown(answer: Answer, *, terms: bool = False) -> list[str]:
    """Keys and value; bounds only where they are not the value itself; the terms if they are asked for."""
    names = list(answer.table.column_names)
    kept = names if terms else [name for name in names if name in answer.keys or name in answer.measure.value_columns]
    return [
        name for name in kept if name not in ("value_low", "value_high") or answer.table[name] != answer.table["value"]
    ]
