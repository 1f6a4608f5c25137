"""A quick answer at the tariff line: what a new tariff does to imports, revenue and welfare, before prices elsewhere move."""

from entrepot.models.smart.changes import linear_cut, maximum, new_rate, phased_in, swiss, where
from entrepot.models.smart.preferences import Preferences, margins, preferences
from entrepot.models.smart.result import LineFlows, Smart
from entrepot.models.smart.smart import line_flows, smart

__all__ = [
    "LineFlows",
    "Preferences",
    "Smart",
    "line_flows",
    "linear_cut",
    "margins",
    "maximum",
    "new_rate",
    "phased_in",
    "preferences",
    "smart",
    "swiss",
    "where",
]
