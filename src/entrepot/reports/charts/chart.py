"""What a chart is: one definition by Altair, and one function that fills it from rows.

A definition has no colour, font, theme, language, width or data. Colours are names of the palette (`ExprRef("exports")`);
texts, domains and numbers come as parameters and rows from `fill`, formatted by `reports.numbers`, so that a chart, its
table and the sentence about it print the same number. Altair costs most of a second to import and its schemas 10 to 60 ms a
chart: definitions are therefore compiled once into `compiled/` (`python -m entrepot.reports.charts.compiling`; a test
holds them current), and whoever draws imports neither.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from entrepot.reports import drawing
from entrepot.reports.charts.rows import Given, Reading, Role, read
from entrepot.reports.numbers import Scale, Value, scale_for
from entrepot.reports.palette import Theme
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import Language, T
from entrepot.vocabulary.units import Unit

Definition = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """What the rows are about: `focus` is the id of the region or series that stands out; `points` as in `scale_for`.

    `whole`: the rows are shares of one whole, and what none of them names is its rest.
    """

    title: T
    unit: Unit
    language: Language
    currency: str | None = None
    points: bool = False
    focus: str | None = None
    whole: bool = False

    def say(self, text: T) -> str:
        return text.in_language(self.language)

    def scale(self, values: Sequence[Value]) -> Scale:
        return scale_for(values, self.unit, self.language, currency=self.currency, points=self.points)


@dataclass(frozen=True, slots=True)
class Filled:
    """What a definition is filled with: `values` and `expressions` become parameters; `size` is what `drawing` reads.

    `heads` and `cells` are the chart as a table, its real alternative: numbers formatted, first column the row's name.
    """

    rows: Sequence[Mapping[str, Any]]
    alt: str
    heads: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    unit: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    expressions: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    size: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A filled chart, to be drawn at any width in any theme; `unit` belongs in its caption (亿美元, USD bn, %)."""

    chart: str
    language: Language
    title: str
    alt: str
    unit: str
    heads: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    spec: Definition = field(repr=False)

    def titled(self, subtitle: str = "") -> Drawing:
        """The same with its title in the picture, for where no caption stands beside it."""
        title = {"text": self.title, **({"subtitle": subtitle} if subtitle else {})}
        return replace(self, spec={**self.spec, "title": title})

    def svg(self, *, theme: Theme = "light", width: int = drawing.WIDTH) -> str:
        return drawing.svg(self.spec, language=self.language, theme=theme, width=width)

    def png(self, *, theme: Theme = "light", width: int = drawing.WIDTH, scale: float = 2) -> bytes:
        return drawing.png(self.spec, language=self.language, theme=theme, width=width, scale=scale)

    def save(self, path: str | Path, *, theme: Theme = "light", width: int = drawing.WIDTH, scale: float = 2) -> Path:
        """Write the chart as the ending of `path` says: .svg, .png, or .json for the Vega-Lite specification."""
        target = Path(path)
        ending = target.suffix.lower()
        if ending == ".svg":
            target.write_text(self.svg(theme=theme, width=width), encoding="utf-8")
        elif ending == ".png":
            target.write_bytes(self.png(theme=theme, width=width, scale=scale))
        elif ending == ".json":
            target.write_text(
                json.dumps(self.vega_lite(theme=theme, width=width), ensure_ascii=False), encoding="utf-8"
            )
        else:
            raise WrongCall(
                T(
                    f"a chart is saved as .svg, .png or .json, not {target.name}",
                    f"图表可存为 .svg、.png 或 .json，不能存为 {target.name}",
                )
            )
        return target

    def vega_lite(self, *, theme: Theme = "light", width: int = drawing.WIDTH) -> Definition:
        """The specification whole, with its configuration, for programs that draw Vega-Lite themselves."""
        return drawing.whole(self.spec, language=self.language, theme=theme, width=width)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {
            "application/vnd.vegalite.v6+json": self.vega_lite(),
            "image/svg+xml": self.svg(),
            "text/plain": f"{self.title}: {self.alt}",
        }


@dataclass(frozen=True, slots=True)
class Chart:
    """`definition` builds with Altair, once, when compiling; `fill` turns rows into what the definition speaks of."""

    id: str
    title: T
    reads: tuple[Role, ...]
    definition: Callable[[], Definition]
    fill: Callable[[Reading, Subject], Filled]

    def draw(self, rows: Given, subject: Subject, *, columns: Mapping[str, str] | None = None) -> Drawing:
        """The chart of these rows; a missing column or no value at all is said before anything is drawn."""
        reading = read(rows, self.reads, chart=self.id, language=subject.language, columns=columns)
        filled = self.fill(reading, subject)
        return Drawing(
            self.id,
            subject.language,
            subject.say(subject.title),
            filled.alt,
            filled.unit,
            filled.heads,
            filled.cells,
            filled.notes,
            _spec(compiled(self.id), filled),
        )


def _spec(definition: Definition, filled: Filled) -> Definition:
    return {
        **definition,
        "datasets": {"rows": list(filled.rows), **{name: list(rows) for name, rows in filled.others.items()}},
        "params": [
            *({"name": name, "value": value} for name, value in filled.values.items()),
            *({"name": name, "expr": text} for name, text in filled.expressions.items()),
            *definition.get("params", ()),
        ],
        "usermeta": {"size": dict(filled.size)},
    }


@cache
def compiled(chart: str) -> Definition:
    """The definition as compiled; it is shared, so nobody changes it."""
    file = resources.files("entrepot.reports.charts") / "compiled" / f"{chart}.json"
    found: Definition = json.loads(file.read_text(encoding="utf-8"))
    return found
