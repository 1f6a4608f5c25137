"""A product, seen from a region."""
