"""Pieces of definitions, in Altair: what several charts share, so that an axis or a label is the same in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import altair as alt

E = alt.ExprRef
ROWS: Final = alt.NamedData("rows")
CATEGORIES: Final = 7


def layered(*layers: Any, one_meaning: bool = False) -> dict[str, Any]:
    """One plot of several layers, each colour with its own meaning unless they share one, without Altair's own theme."""
    plot = alt.layer(*layers)
    found: dict[str, Any] = (plot if one_meaning else plot.resolve_scale(color="independent")).to_dict()
    return {name: value for name, value in found.items() if name != "config"}


def colour(field: str, domain: str, range_: str, count: int = CATEGORIES, **legend: Any) -> alt.Color:
    """Colours by the position in a list of names: `domain`, `range_` and `labels` are parameters given when filling."""
    return alt.Color(
        f"{field}:O",
        scale=alt.Scale(domain=E(domain), range=[E(f"{range_}[{i}]") for i in range(count)]),
        legend=alt.Legend(**legend) if legend else None,
    )


def told_apart(channel: Any, range_: Sequence[Any], **legend: Any) -> Any:
    """The same series by dash or shape too, for print without colour; the legend is that of the colours."""
    # A shape has no order, and Vega-Lite says so where it is asked for one.
    kind = "N" if channel is alt.Shape else "O"
    return channel(
        f"series:{kind}", scale=alt.Scale(domain=E("shown"), range=list(range_)), legend=alt.Legend(**legend)
    )


def swatches(labels: str = "names") -> dict[str, Any]:
    """A legend of squares on top, in as many columns as the room allows."""
    return {"labelExpr": f"{labels}[datum.value]", "columns": E("legend_columns")}


def strokes(labels: str = "names") -> dict[str, Any]:
    """A legend of lines."""
    return {"labelExpr": f"{labels}[datum.value]", "symbolType": "stroke", "symbolStrokeWidth": 2.5, "symbolSize": 160}


def band(field: str, labels: str, positions: str, *, inner: float = 0.2, **axis: Any) -> dict[str, Any]:
    """A categorical axis over positions; its labels are texts of one line or several."""
    return {
        "shorthand": f"{field}:O",
        "title": None,
        "scale": alt.Scale(domain=E(positions), paddingInner=inner, paddingOuter=inner / 2),
        "axis": alt.Axis(labelExpr=f"split({labels}[datum.value], '\\n')", **axis),
    }


def names_down(field: str, labels: str, positions: str, *, inner: float = 0.2) -> alt.Y:
    """Names down the left side; a name of two lines stands on the middle of its row."""
    two_lines = {"condition": {"test": f"indexof({labels}[datum.value], '\\n') >= 0", "value": -7}, "value": 0}
    axis = {"labelPadding": 8, "labelLineHeight": 14, "labelOverlap": False, "labelOffset": two_lines}
    return alt.Y(**band(field, labels, positions, inner=inner, **axis))


def beside(side: str, radius: str) -> dict[str, Any]:
    """How a text stands beside its dot: `side` and `radius` are expressions (see `labels.sides`)."""
    return {
        "align": E(f"{side} === 'right' ? 'left' : {side} === 'left' ? 'right' : 'center'"),
        "dx": E(f"{side} === 'right' ? {radius} + 4 : {side} === 'left' ? -{radius} - 4 : 0"),
        "dy": E(f"{side} === 'above' ? -{radius} - 8 : {side} === 'below' ? {radius} + 9 : 0"),
    }


TIP: Final = alt.Tooltip("tip:N")
