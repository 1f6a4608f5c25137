"""The readings of the papers, of any region."""
