"""How well the warnings would have done: from month to month, with what was known at the time."""
