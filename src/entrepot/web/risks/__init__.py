"""Risks: the register of a region with what stands behind each finding, and all provinces side by side."""
