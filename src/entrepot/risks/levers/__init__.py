"""Levers: what can be done about a risk, by whom, and the scenario that tells how much it would do."""

from entrepot.risks.levers.lever import Lever
from entrepot.risks.levers.register import LEVERS, lever_named

__all__ = ["LEVERS", "Lever", "lever_named"]
