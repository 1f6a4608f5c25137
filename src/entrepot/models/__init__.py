"""What would happen, and how much: pure numbers on arrays, glued to the lake by thin modules."""
