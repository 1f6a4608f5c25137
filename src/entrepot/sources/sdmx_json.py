"""SDMX-JSON 1.0 and 2.0: observations by their place in lists of codes."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from entrepot.sources.sdmx_message import Observation, broken, no_data
from entrepot.vocabulary.text import T

# What json.loads gives; the shape is checked where it is used.
Json = Any
Component = tuple[str, tuple[str | None, ...]]


def observations_of_json(name: str, content: bytes) -> tuple[str, Iterator[Observation]] | None:
    """Dataflow and observations; None if the document is no SDMX data message."""
    if b'"dataSets"' not in content:
        return None
    try:
        # Numbers stay as printed; whole ones are places in lists too.
        message = json.loads(content, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as problem:
        raise broken(name, str(problem)) from problem
    body = message.get("data", message) if isinstance(message, dict) else {}
    try:
        structures = body["structures"] if "structures" in body else [body["structure"]]
        held = [(data, structures[data.get("structure", 0)]) for data in body["dataSets"]]
        rows = itertools.chain.from_iterable(_data_set(name, data, structure) for data, structure in held)
        first = next(rows, None)
        if first is None:
            raise no_data(name, T("it has no observations", "没有观测值"))
        return _dataflow(message, structures[0]), _guarded(name, itertools.chain((first,), rows))
    except (LookupError, TypeError, ValueError, AttributeError) as problem:
        raise broken(name, f"{type(problem).__name__}: {problem}") from problem


def _guarded(name: str, rows: Iterator[Observation]) -> Iterator[Observation]:
    try:
        yield from rows
    except (LookupError, TypeError, ValueError, AttributeError) as problem:
        raise broken(name, f"{type(problem).__name__}: {problem}") from problem


def _data_set(name: str, data: Json, structure: Json) -> Iterator[Observation]:
    if len(structure.get("measures", {}).get("observation", ())) > 1:
        raise broken(name, "several measures in each observation")
    dimensions, attributes = structure["dimensions"], structure.get("attributes", {})
    fixed = {code: values[0] or "" for code, values in _components(_of_data_set(dimensions)) if values}
    shared = _described(_components(_of_data_set(attributes)), data.get("attributes", ()))
    groups = _Groups(_components(attributes.get("dimensionGroup", ())), data.get("dimensionGroupAttributes", {}))
    in_series, in_observation = (
        _components(attributes.get("series", ())),
        _components(attributes.get("observation", ())),
    )
    within, names = _components(dimensions["observation"]), _key_names(structure)
    if "series" not in data:
        for places, printed in data.get("observations", {}).items():
            own = shared | groups.of(places) | _described(in_observation, printed[1:])
            key = fixed | _coded(within, places)
            yield Observation({part: key[part] for part in names}, _text(printed[0]), own)
        return
    across = key_order(name, _components(dimensions["series"]), data["series"])
    for places, series in data["series"].items():
        key = fixed | _coded(across, places)
        described = shared | groups.of(places) | _described(in_series, series.get("attributes", ()))
        for place, printed in series.get("observations", {}).items():
            own = described | _described(in_observation, printed[1:])
            whole = key | _coded(within, place)
            yield Observation({part: whole[part] for part in names}, _text(printed[0]), own)


def key_order(name: str, dimensions: Sequence[Component], keys: Mapping[str, Json]) -> list[Component]:
    """The dimensions in the order in which the keys really count them.

    They should stand so already. In tariffs from WITS they do not: products are counted in the third place of the key
    but listed fourth. Then each place is given to the one dimension that has as many codes as the place counts.
    """
    largest = [max(places) for places in zip(*(map(int, key.split(":")) for key in keys), strict=True)]
    if len(largest) != len(dimensions):
        raise ValueError(f"{len(largest)} places in the keys of {len(dimensions)} dimensions")
    sizes = [len(values) for _, values in dimensions]
    as_listed = list(dimensions)
    if all(most < size for most, size in zip(largest, sizes, strict=True)):
        return as_listed
    ordered = []
    for most in largest:
        fitting = [component for component in as_listed if len(component[1]) == most + 1]
        if not fitting or (most > 0 and len(fitting) > 1):
            raise ValueError(f"the order of the key of {name} does not show: {largest} among {sizes} codes")
        ordered.append(fitting[0])
        as_listed.remove(fitting[0])
    return ordered


class _Groups:
    """Attributes of groups of series, whose keys leave open (`0::1`) what does not matter."""

    def __init__(self, components: Sequence[Component], printed: Mapping[str, Json]) -> None:
        self._by_shape: dict[tuple[bool, ...], dict[tuple[str, ...], dict[str, str | None]]] = {}
        for places, values in printed.items():
            parts = tuple(places.split(":"))
            shape = tuple(part != "" for part in parts)
            self._by_shape.setdefault(shape, {})[parts] = _described(components, values)

    def of(self, places: str) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        parts = places.split(":")
        for shape, groups in self._by_shape.items():
            kept = tuple(part if told else "" for part, told in zip(parts, shape, strict=False))
            found |= groups.get(kept, {})
        return found


def _of_data_set(parts: Json) -> Json:
    return parts.get("dataSet") or parts.get("dataset") or ()


def _components(listed: Json) -> list[Component]:
    return [(part["id"], tuple(_code(value) for value in part.get("values") or ())) for part in listed]


def _code(value: Json) -> str | None:
    if not isinstance(value, dict):
        return _text(value)
    return _text(value["id"] if "id" in value else value.get("value", value.get("name")))


def _coded(dimensions: Sequence[Component], places: str) -> dict[str, str]:
    chosen = zip(dimensions, places.split(":"), strict=True)
    return {name: _not_null(values[_place(place)]) for (name, values), place in chosen}


def _place(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError(f"{text!r} is no place in a list")
    return int(text)


def _not_null(code: str | None) -> str:
    if code is None:
        raise ValueError("a dimension has a code that is null")
    return code


def _described(attributes: Sequence[Component], printed: Json) -> dict[str, str | None]:
    # OECD's older messages give no place to attributes without values; others do, and put null or a text there.
    if len(printed or ()) < len(attributes):
        attributes = [(name, values) for name, values in attributes if values]
    found = {}
    for (name, values), place in zip(attributes, printed or (), strict=False):
        if place is not None:
            found[name] = values[_place(str(place))] if isinstance(place, int) and values else _text(place)
    return found


def _text(value: Json) -> str | None:
    return None if value is None else str(value)


def _key_names(structure: Json) -> list[str]:
    """The dimensions in the order of the publisher's `keyPosition`s where these differ; time, if it has none, last."""
    listed = [part for parts in structure["dimensions"].values() for part in parts or ()]
    positions = [part.get("keyPosition") for part in listed]
    known = [position for position in positions if isinstance(position, int)]
    if len(set(known)) == len(known):
        listed.sort(key=lambda part: part.get("keyPosition", len(listed)))
    return [part["id"] for part in listed]


def _dataflow(message: Json, structure: Json) -> str:
    for link in structure.get("links", ()):
        if link.get("rel") == "dataflow":
            if found := re.search(r"Dataflow=([^:]+:[^(]+)", link.get("urn") or ""):
                return found[1]
            if found := re.search(r"/dataflow/([^/]+)(?:/([^/]+))?", link.get("href") or ""):
                return f"{found[1]}:{found[2]}" if found[2] not in (None, "all") else found[1]
    return str(message.get("header", message.get("meta", {})).get("id") or structure.get("name") or "")
