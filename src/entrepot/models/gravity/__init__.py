"""What trade should be: gravity, estimated on a panel of who sold how much to whom."""

from entrepot.models.gravity.estimate import estimate, estimate_by_sector
from entrepot.models.gravity.estimates import Dropped, Estimates
from entrepot.models.gravity.potential import potential
from entrepot.models.gravity.specification import SPECIFICATIONS, Specification, specification_named

__all__ = [
    "SPECIFICATIONS",
    "Dropped",
    "Estimates",
    "Specification",
    "estimate",
    "estimate_by_sector",
    "potential",
    "specification_named",
]
