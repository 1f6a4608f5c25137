"""A region: its state, its problems, its remedies, with the world or with one partner."""
