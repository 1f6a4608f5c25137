"""The sample world: synthetic trade flows of 31 provinces, drawn by a seeded program. Nothing in it is a statistic."""
