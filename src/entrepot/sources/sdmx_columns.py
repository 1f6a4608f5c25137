"""What a column of an SDMX table is: part of the key, measure, attribute, or mere frame."""

from __future__ import annotations

import re
from dataclasses import dataclass

from entrepot.sources.sdmx_message import DATAFLOW, VALUE

# What the publishers call the parts of a key that have a column of their own here; the first that is there counts.
TIMES = ("TIME_PERIOD", "TIME")
AREAS = ("REF_AREA", "COUNTRY", "LOCATION", "GEO", "REPORTER", "COU")
COUNTERPARTS = ("COUNTERPART_AREA", "COUNTERPART_COUNTRY", "COUNTERPART", "PARTNER")
MEASURES = ("INDICATOR", "SERIES", "MEASURE", "NA_ITEM", "INDIC", "SUBJECT")
UNITS = ("UNIT_MEASURE", "UNIT")
FREQUENCIES = ("FREQ", "FREQUENCY")
POWERS = ("UNIT_MULT", "POWERCODE")
FLAGS = ("OBS_STATUS", "OBS_FLAG")
NOTES = ("TITLE", "SERIES_NAME", "TITLE_COMPL")
# Columns of SDMX-CSV that are neither dimension nor attribute.
FRAME = (
    "STRUCTURE",
    "STRUCTURE_ID",
    "STRUCTURE_NAME",
    "ACTION",
    "SERIES_KEY",
    "OBS_KEY",
    "KEY",
    "LAST UPDATE",
    DATAFLOW,
)
# Attributes that a structure-specific message without its structure shows among the dimensions. SCALE is how the IMF
# presents a figure; the figure itself is printed in units (Slovakia's real GDP of 2018: 94669000000 with SCALE 9).
DESCRIBING = (
    "COLLECTION", "COLL_METHOD", "COUNTRY_UPDATE_DATE", "DECIMALS", "DECIMALS_DISPLAYED", "OVERLAP", "SCALE",
    "SOURCE_AGENCY", "TIME_FORMAT", *POWERS, *FLAGS, *NOTES,
)  # fmt: skip
USUAL_FREQUENCIES = ("A", "Q", "M", "S", "H")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which raw columns a file has, by the names in capitals of what they hold; `dimensions` in the order of the key."""

    columns: dict[str, str]
    dimensions: tuple[str, ...]
    labelled: bool

    def first(self, names: tuple[str, ...]) -> str | None:
        return next((name for name in names if name in self.columns), None)


def layout_of(columns: tuple[str, ...]) -> Layout:
    labelled = any(re.fullmatch(r"[A-Z0-9_]+: .+", name) for name in columns)
    if "STRUCTURE_NAME" in columns:
        # OECD's files "with labels" put the words of each code (`Measure`) in a column of their own behind it.
        columns = tuple(name for name in columns if re.fullmatch("[A-Z][A-Z0-9_]*", name))
    names = {re.sub(r"\[.*\]$|: .*$", "", name).strip().upper(): name for name in columns}
    listed = list(names)
    before = listed[: listed.index(VALUE)] if VALUE in listed else listed
    dimensions = tuple(name for name in before if name not in FRAME and name not in DESCRIBING)
    return Layout(names, dimensions, labelled)
