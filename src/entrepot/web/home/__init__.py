"""The list of regions."""
