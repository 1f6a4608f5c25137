"""A scenario as the TOML file that declares it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from entrepot.models.scenario.declaration import Agreement, Change, Scenario, Shift, TariffChange, kind_of
from entrepot.parameters.assumption import Assumption
from entrepot.vocabulary.text import T

_SCOPE: Final = ("partners", "products", "regimes", "except_partners", "except_products")
# What a reader takes where a key is not written.
_DEFAULTS: Final = {"base": None, "most_growth": None, "on": True, "of": "lost", "by": "size", "price": 1.0}


def toml_of(scenario: Scenario) -> str:
    """Read again, it is the same scenario."""
    lines = [
        f"id = {_value(scenario.id)}",
        f"title = {_two(scenario.title)}",
        f"about = {_two(scenario.about)}",
    ]
    if scenario.year is not None:
        lines.append(f"year = {scenario.year}")
    for assumption in scenario.assumptions:
        lines += ["", "[[assumptions]]", *_assumption(assumption)]
    for change in scenario.changes:
        lines += ["", "[[changes]]", *_change(change)]
    return "\n".join(lines) + "\n"


def _assumption(one: Assumption) -> Iterator[str]:
    yield f"id = {_value(one.id)}"
    yield f"what = {_two(one.what)}"
    for name in ("value", "low", "high", "unit", "reference"):
        if getattr(one, name) is not None:
            yield f"{name} = {_value(getattr(one, name))}"


def _change(change: Change) -> Iterator[str]:
    yield f"kind = {_value(kind_of(change))}"
    if change.scope.flow != "export":
        yield f"flow = {_value(change.scope.flow)}"
    for name in _SCOPE:
        if getattr(change.scope, name):
            yield f"{name} = {_value(list(getattr(change.scope, name)))}"
    for name in _own(change):
        value = getattr(change, name)
        if name not in _DEFAULTS or value != _DEFAULTS[name]:
            yield f"{name} = {_value(list(value) if isinstance(value, tuple) else value)}"
    for name in ("since", "until"):
        if getattr(change.when, name):
            yield f"{name} = {_value(getattr(change.when, name))}"
    if change.when.phases:
        yield f"phases = {{{', '.join(f'{year} = {_value(part)}' for year, part in change.when.phases)}}}"
    if change.reference:
        yield f"reference = {_value(change.reference)}"


def _own(change: Change) -> tuple[str, ...]:
    match change:
        case TariffChange():
            return ("rule", "amount", "base")
        case Agreement():
            return ("name", "margin", "utilisation", "on")
        case Shift():
            return ("along", "of", "to", "part", "most_growth", "by", "price")
    return ("part",) if kind_of(change) == "closed" else ("amount",)


def _two(text: T) -> str:
    return f"{{zh = {_value(text.zh)}, en = {_value(text.en)}}}"


def _value(value: object) -> str:
    """JSON's texts, numbers, lists and truths are TOML's too, as long as no code point needs two escapes."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
