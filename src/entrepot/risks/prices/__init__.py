"""Price indices out of values and weights that survive bad quantities, for many series at once."""
