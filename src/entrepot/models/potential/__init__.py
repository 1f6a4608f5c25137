"""Where to sell next: what a region could export to each market, and which products it could take up."""

from entrepot.models.potential.potential import potential
from entrepot.models.potential.products import NewProducts, new_products
from entrepot.models.potential.result import Potential

__all__ = ["NewProducts", "Potential", "new_products", "potential"]
