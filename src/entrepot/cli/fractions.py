"""A part or a rate as people write it: 5%, 0.05, 0."""

from __future__ import annotations

from typing import Any

import click

from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T


class _Fraction(click.ParamType[float]):
    name = "fraction"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        text = str(value).strip().replace("％", "%")
        try:
            number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            number = float("nan")
        if not (0 <= number < 1 or (text.endswith("%") and number >= 0) or number == 1):
            raise WrongCall(T(f"{text!r} is no part of one: write 5% or 0.05", f"“{text}”不是比例：请写作 5% 或 0.05"))
        return number


FRACTION = _Fraction()
