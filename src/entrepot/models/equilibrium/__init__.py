"""What a policy does to everyone: general equilibrium in changes (exact hat algebra)."""

from entrepot.models.equilibrium.many_sectors import many_sectors
from entrepot.models.equilibrium.many_sectors_result import ManySectors
from entrepot.models.equilibrium.one_region import OneRegion, one_region
from entrepot.models.equilibrium.one_sector import one_sector, one_sector_conditional
from entrepot.models.equilibrium.one_sector_result import OneSector
from entrepot.models.equilibrium.region_draws import CostChange, RegionDraws, region_draws
from entrepot.models.equilibrium.split import Split, pass_through, split

__all__ = [
    "CostChange",
    "ManySectors",
    "OneRegion",
    "OneSector",
    "RegionDraws",
    "Split",
    "many_sectors",
    "one_region",
    "one_sector",
    "one_sector_conditional",
    "pass_through",
    "region_draws",
    "split",
]
