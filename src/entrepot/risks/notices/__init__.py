"""Notices and measures in force, matched to what a region trades in and with whom."""

from entrepot.risks.notices.exposure import Exposure, NoticeMet, ProductMet
from entrepot.risks.notices.matching import Asked, exposure, exposures

__all__ = ["Asked", "Exposure", "NoticeMet", "ProductMet", "exposure", "exposures"]
