"""All rules about rows taken together; a new one is added here."""

from __future__ import annotations

from typing import Final

from entrepot.lake.checks.flows_totals import FLOWS_TOTALS
from entrepot.lake.checks.impossible import IMPOSSIBLE
from entrepot.lake.checks.jumps import JUMPS
from entrepot.lake.checks.months import MONTHS
from entrepot.lake.checks.nesting import NESTING
from entrepot.lake.checks.prices import PRICES
from entrepot.lake.checks.series_disagree import SERIES_DISAGREE
from entrepot.lake.checks.series_shares import SERIES_SHARES
from entrepot.lake.checks.series_totals import SERIES_TOTALS

TOGETHER: Final = (
    *SERIES_TOTALS, *SERIES_SHARES, *SERIES_DISAGREE, *IMPOSSIBLE, *JUMPS, *MONTHS, *FLOWS_TOTALS, *PRICES, *NESTING,
)  # fmt: skip
