"""Papers as declarations: what they print, and whether it holds. Handed its figures, this room never opens the lake."""
