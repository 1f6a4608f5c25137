"""How everything is computed."""
