"""From the explanation of a tried measure to the rows of the lake that it read."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from entrepot.vocabulary.tables import FLOWS, SERIES
from entrepot.vocabulary.text import T
from entrepot.web.papers.behind import Behind
from entrepot.workbench.evidence import REFERENCES
from entrepot.workbench.explanation import Evidence, Explanation

_IN_SERIES: Final = {"reporter": "area", "partner": "counterpart"}
_FLOW: Final = {"exports": "export", "imports": "import"}
_PRINTED: Final = ("exports", "imports", "gdp")
_MOST_BATCHES: Final = 20


def rows_behind(explanation: Explanation) -> tuple[Behind, ...]:
    """For each input that has any, an address of the data pages."""
    return tuple(_of(explanation, one) for one in explanation.evidence if one.rows and one.largest)


def _of(explanation: Explanation, one: Evidence) -> Behind:
    spec = SERIES if "locator" in one.largest[0] else FLOWS
    words = {}
    for key, value in explanation.row.items():
        column = _IN_SERIES.get(key, key) if spec is SERIES else key
        if key in explanation.measure.per and column in spec.column_names and value is not None:
            # The months of a year begin with it, and the goods of a chapter with its number.
            words[column] = f"{value}*" if spec is FLOWS and column in ("period", "product") else str(value)
    if one.input in REFERENCES:
        words.pop("reporter", None)
    if spec is FLOWS and one.input in _FLOW:
        words["flow"] = _FLOW[one.input]
    if spec is SERIES and one.input in _PRINTED:
        words["measure"] = one.input
    if spec is SERIES and len({row["locator"] for row in one.largest}) == 1 and "," not in one.largest[0]["locator"]:
        words["locator"] = str(one.largest[0]["locator"])
    words["batch"] = ",".join(batch for batch, _ in one.batches[:_MOST_BATCHES])
    title = T(f"{spec.title.en}: {one.input}", f"{spec.title.zh}：{one.input}")
    return Behind(title, f"data/rows/{spec.name}/?{urlencode(words)}")
