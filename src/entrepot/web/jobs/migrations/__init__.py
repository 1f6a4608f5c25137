"""How the tables of the pages came to be, step by step."""
