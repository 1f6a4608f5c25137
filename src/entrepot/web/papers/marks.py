"""From a mark of a chart, and from a cell of its table, to how its number came about: both name what the chart's rows are of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from entrepot.reports.documents.setting import Picture
from entrepot.reports.naming import name_of
from entrepot.studies.paper import Figure
from entrepot.vocabulary.text import Language, T

BETWEEN: Final = ","
"""Between the derivations of one mark, in an address."""
MOST: Final = 12
_PART: Final = " · "


@dataclass(frozen=True, slots=True)
class Marks:
    """`cells` are those of the table, row by row: the derivations behind each, or nothing."""

    spec: Mapping[str, Any]
    cells: tuple[tuple[str, ...], ...]


def marks_of(picture: Picture, figure: Figure, language: Language) -> Marks:
    find = _Finder(figure, language)
    spec = picture.drawing.spec
    sets = {name: [_with_why(row, find) for row in rows] for name, rows in spec["datasets"].items()}
    heads = [head.title for head in picture.heads]
    cells = tuple(
        tuple("" if i == 0 else find((row[0].text, head)) for i, head in enumerate(heads)) for row in picture.rows
    )
    return Marks({**spec, "datasets": sets}, cells)


def _with_why(row: Mapping[str, Any], find: _Finder) -> Mapping[str, Any]:
    """A mark that many numbers went into, as all others together, leads to how the chart as a whole came about."""
    if not row.get("tip"):
        return row
    why = find(str(row["tip"]).split(_PART))
    return {**row, "why": f"{quote(why)}/" if why else f"../figures/{find.figure}/why/"}


class _Finder:
    """The derivations of the rows that share most names with what is asked for; of too many, none."""

    def __init__(self, figure: Figure, language: Language) -> None:
        self.figure = figure.id
        self._behind = figure.behind
        self._rows: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(figure.rows[: len(figure.behind)]):
            for text in {name_of(name, value, language) for name, value in row.items() if isinstance(value, str | T)}:
                self._rows[text].append(place)

    def __call__(self, names: Iterable[str]) -> str:
        shared = Counter(place for name in names for place in self._rows.get(name, ()))
        most = max(shared.values(), default=0)
        found = dict.fromkeys(one for place, many in shared.items() if many == most for one in self._behind[place])
        return BETWEEN.join(found) if len(found) <= MOST else ""
