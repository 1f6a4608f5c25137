"""Measures: one registry of small declared functions. `THEMES` is the order in which people meet them."""

from __future__ import annotations

from entrepot.measures.advantage import ADVANTAGE
from entrepot.measures.complexity import COMPLEXITY
from entrepot.measures.concentration import CONCENTRATION
from entrepot.measures.dependence import DEPENDENCE
from entrepot.measures.direction import DIRECTION
from entrepot.measures.diversification import DIVERSIFICATION
from entrepot.measures.dynamics import DYNAMICS
from entrepot.measures.growth import GROWTH
from entrepot.measures.integration import INTEGRATION
from entrepot.measures.intra_industry import INTRA_INDUSTRY
from entrepot.measures.level import LEVEL
from entrepot.measures.margins import MARGINS
from entrepot.measures.measure import Measure, Theme, all_measures, measure_named
from entrepot.measures.opportunities import OPPORTUNITIES
from entrepot.measures.peers import PEERS
from entrepot.measures.seasons import SEASONS
from entrepot.measures.shares import SHARES
from entrepot.measures.similarity import SIMILARITY
from entrepot.measures.sophistication import SOPHISTICATION
from entrepot.measures.structure import STRUCTURE
from entrepot.measures.survival import SURVIVAL
from entrepot.measures.unit_values import UNIT_VALUES
from entrepot.measures.volatility import VOLATILITY

THEMES: tuple[Theme, ...] = (
    LEVEL,
    GROWTH,
    SEASONS,
    DEPENDENCE,
    SHARES,
    PEERS,
    DIRECTION,
    CONCENTRATION,
    DIVERSIFICATION,
    ADVANTAGE,
    SIMILARITY,
    INTRA_INDUSTRY,
    SOPHISTICATION,
    COMPLEXITY,
    OPPORTUNITIES,
    INTEGRATION,
    STRUCTURE,
    MARGINS,
    SURVIVAL,
    DYNAMICS,
    VOLATILITY,
    UNIT_VALUES,
)

__all__ = ["THEMES", "Measure", "all_measures", "measure_named"]
