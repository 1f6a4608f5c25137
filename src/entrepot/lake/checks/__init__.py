"""What is wrong with a file, all of it at once: one declaration or function per rule."""

from entrepot.lake.checks.check import Checked, check

__all__ = ["Checked", "check"]
