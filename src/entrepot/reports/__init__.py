"""Charts, tables and documents of what studies and measures say; no arithmetic of its own."""
