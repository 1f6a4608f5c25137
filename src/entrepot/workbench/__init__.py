"""The front door: the only place where the lake meets measures, models and risks."""

from entrepot.workbench.bench import Workbench

__all__ = ["Workbench"]
