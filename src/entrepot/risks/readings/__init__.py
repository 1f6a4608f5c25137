"""Readings: a region seen as one of the papers sees it, every number with the question that finds it again."""

from entrepot.risks.readings.reading import Figure, Reading, Section, Sentence

__all__ = ["Figure", "Reading", "Section", "Sentence"]
