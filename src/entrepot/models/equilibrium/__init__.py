"""What a policy does to everyone: general equilibrium in changes (exact hat algebra)."""

from entrepot.models.equilibrium.one_sector import one_sector, one_sector_conditional
from entrepot.models.equilibrium.one_sector_result import OneSector

__all__ = ["OneSector", "one_sector", "one_sector_conditional"]
