"""Where to move exports so that less hangs on one market or product: a linear programme with its shadow prices."""

from entrepot.models.diversification.diversify import diversify
from entrepot.models.diversification.limits import Limit, LimitKind
from entrepot.models.diversification.result import Diversification, hhi_of
from entrepot.models.diversification.words import said_of

__all__ = ["Diversification", "Limit", "LimitKind", "diversify", "hhi_of", "said_of"]
